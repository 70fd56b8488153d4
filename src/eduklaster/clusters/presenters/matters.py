"""How matters are decided: the list, and one chain told in words and drawn as a path."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from eduklaster.charter import messages
from eduklaster.charter.explain import ExplainedRow, explain_rows
from eduklaster.charter.matters import Chain, chain_of, matters_in, parties_of, undecided
from eduklaster.charter.resolver import Scope
from eduklaster.charter.verdicts import Citation
from eduklaster.kernel.sorting import uk_key
from eduklaster.ui.components import ChainStep, ClauseMark, PathStep, Record, State

from .reading import Reading
from .serving import matters_citing

_ICONS = {
    "vote": "gavel",
    "order": "signature",
    "approval": "rubber-stamp",
    "signature": "writing",
    "application": "file-text",
    "agreement": "heart-handshake",
    "consent": "check",
    "notice": "mail",
    "hearing": "message-2",
    "reply": "message-2",
    "consultation": "message-2",
    "evidence": "paperclip",
    "publication": "world",
    "registration": "list-check",
    "report": "chart-bar",
}
_PATH_LENGTH = 6


def own_state(chain: Chain) -> State:
    """Return whether a chain stands in the charter, in part, or is a default."""
    said = [bool(s.clause or s.act) for s in chain.steps]
    if all(said):
        return State(_("the charter’s own"), "ok", "bookmark")
    if any(said):
        return State(_("in part by default"), "", "circle-dashed")
    return State(_("by default"), "", "circle-dashed")


def matter_mark(reading: Reading, chain: Chain) -> ClauseMark | None:
    """Return what a chain rests on first."""
    if chain.matter.clause:
        return reading.mark(Citation("clause", chain.matter.clause))
    return reading.mark(next((s for s in chain.steps if s.clause), chain.steps[0]))


def step_path(reading: Reading, chain: Chain) -> list[PathStep]:
    """Return the steps of a chain for a path; the one that gives effect is the square."""
    effect = chain.effect_step
    return [
        PathStep(
            messages.step_words(step, reading.language),
            messages.parties_words(parties_of(step), reading.language, reading.charter),
            "end" if step.id == effect.id else "",
        )
        for step in chain.steps
    ]


@dataclass(frozen=True, slots=True)
class MatterGroup:
    """Matters that belong together."""

    title: str
    rows: list[Record]


def _topic(kind: str) -> str:
    topics = {
        _("The cluster and its charter"): {"found", "adopt_charter", "amend_charter", "interpret", "override", "terminate",
                                           "acknowledge"},
        _("Participants"): {"admit", "leave", "exclude", "agree"},
        _("Organs and offices"): {"compose_organ", "elect_chair", "appoint", "dismiss", "designate", "distribute_duties"},
    }  # fmt: skip
    return next((title for title, kinds in topics.items() if kind in kinds), _("Work of the cluster"))


def matters_listed(reading: Reading) -> list[MatterGroup]:
    """Return every matter that can be opened, by topic, in alphabetical order."""
    groups: dict[str, list[Record]] = {}
    order = [_topic(kind) for kind in ("found", "admit", "appoint", "resolve")]
    for name in matters_in(reading.charter):
        chain = chain_of(reading.charter, name, rulebook=reading.rulebook, on=reading.on)
        steps = [messages.step_words(s, reading.language) for s in chain.steps]
        record = Record(
            messages.matter_words(reading.charter, name, reading.language),
            reading.url("matter", name),
            " → ".join(dict.fromkeys(steps)),
            "route",
            own_state(chain),
        )
        groups.setdefault(_topic(chain.matter.kind), []).append(record)
    if ruled_out := _ruled_out(reading):
        order.append(_("What this cluster does not decide"))
        groups[order[-1]] = ruled_out
    return [
        MatterGroup(title, sorted(groups[title], key=lambda r: uk_key(str(r.title))))
        for title in order
        if title in groups
    ]


def _ruled_out(reading: Reading) -> list[Record]:
    """Return the default matters that the charter rules out, each with the reason."""
    return [
        Record(
            messages.matter_words(reading.charter, name, reading.language),
            reading.url("matter", name),
            without.reason.in_(reading.language) if without.reason else "",
            "circle-minus",
            mark=reading.mark(Citation.of(without)),
        )
        for name, without in reading.charter.without_matters.items()
    ]


@dataclass(frozen=True, slots=True)
class MatterPage:
    """One matter."""

    title: str
    state: State
    mark: ClauseMark | None
    intro: tuple[str, ...]
    opening: ExplainedRow
    grounds: list[Record]
    path: list[PathStep]
    is_long: bool
    steps: list[ChainStep]
    ending: ExplainedRow | None


def matter_page(reading: Reading, matter: str) -> MatterPage:
    """Return a matter with its chain told and drawn.

    Raises:
        KeyError: Neither the charter nor the defaults know the matter.
    """
    chain = chain_of(reading.charter, matter, rulebook=reading.rulebook, on=reading.on)
    rows = explain_rows(reading.rulebook, matter, on=reading.on, language=reading.language)
    if (without := undecided(reading.charter, matter)) is not None:
        title = messages.matter_words(reading.charter, matter, reading.language)
        state, mark = State(_("not decided here"), "", "circle-minus"), reading.mark(Citation.of(without))
        return MatterPage(title, state, mark, (), rows[0], [], [], False, [], None)
    kinds = {step.id: step.kind for step in chain.steps}
    steps = []
    for row in rows:
        if row.kind != "step" or row.step is None:
            continue
        mark = reading.mark(row.citation)
        rules = [m for m in _vote_marks(reading, matter, row.step) if mark is None or m.text != mark.text]
        note = _("This step gives the effect.") if row.is_effect else ""
        steps.append(
            ChainStep(
                row.title, "done" if row.is_effect else "todo", _("Step %(number)s") % {"number": row.number}, row.text,
                "circle-check" if row.is_effect else _ICONS.get(kinds[row.step], "circle"),
                marks=[m for m in (mark, *(rules if kinds[row.step] == "vote" else ())) if m], note=note,
            )
        )  # fmt: skip
    grounds = [Record(r.title, icon="scale", mark=reading.mark(r.citation)) for r in rows if r.kind == "ground"]
    return MatterPage(
        messages.matter_words(reading.charter, matter, reading.language),
        own_state(chain),
        matter_mark(reading, chain),
        rows[0].sentences,
        next(r for r in rows if r.kind == "opening"),
        grounds,
        step_path(reading, chain),
        len(chain.steps) > _PATH_LENGTH,
        steps,
        rows[-1],
    )


def _vote_marks(reading: Reading, matter: str, step: str) -> list[ClauseMark]:
    """Return what the majority and the quorum of a vote rest on."""
    chain = chain_of(reading.charter, matter, rulebook=reading.rulebook, on=reading.on)
    parties = parties_of(chain.step(step))
    organ = next((p.partition(":")[2] for p in parties if p.startswith("organ:")), None)
    scope = Scope(organ=organ, matter=matter, step=step)
    found: dict[str, ClauseMark] = {}
    for key in ("quorum.threshold", "voting.threshold"):
        if mark := reading.mark(reading.ask(key, scope)):
            found.setdefault(str(mark.text), mark)
    return list(found.values())


def clause_path(reading: Reading, clause: str) -> dict[str, Any]:
    """Return the path of the matter that rests on a clause most, for the head of the clause's page."""
    matter = next(iter(matters_citing(reading, clause)), None)
    if matter is None:
        return {"path": None}
    chain = chain_of(reading.charter, matter, rulebook=reading.rulebook, on=reading.on)
    return {
        "path": step_path(reading, chain),
        "path_title": messages.matter_words(reading.charter, matter, reading.language),
        "path_url": reading.url("matter", matter),
        "path_is_long": len(chain.steps) > _PATH_LENGTH - 1,
    }
