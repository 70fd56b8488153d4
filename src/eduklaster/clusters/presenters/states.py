"""How the platform lives by each place of the text, with the tree and the strip that show it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from eduklaster.charter.linter.coverage import Covered
from eduklaster.charter.resolver import Origin, rules_of
from eduklaster.charter.schema import Clause
from eduklaster.ui.components import ClauseBar, ClauseState, State, StripChapter, TreeChapter, TreeClause

from ..enums import FindingState
from ..selectors import finding_code
from .reading import Reading

_DOUBTFUL = {"contradiction", "tension", "ambiguity"}
_TITLE_LENGTH = 90


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of one place, with the words for its chip."""

    state: ClauseState
    chip: State


def _chip(state: ClauseState, words: str) -> Standing:
    tones = {"charter": "ok", "default": "", "act": "ok", "planned": "", "question": "warn", "person": "plum"}
    return Standing(state, State(words, tones[state.value], state.icon))


def standings_of(reading: Reading) -> dict[str, Standing]:
    """Return the state of every place of the text, in printed order."""
    by_act = _changed_by_acts(reading)
    doubtful: set[str] = set()
    interpreted: set[str] = set()
    silent: set[str] = set()
    for finding in reading.findings:
        note = reading.notes.get(finding_code(finding))
        if note is not None and note.state != FindingState.OPEN:
            interpreted.update(finding.clauses)
        elif finding.kind in _DOUBTFUL:
            doubtful.update(finding.clauses)
        elif finding.kind == "silence" and finding.defaults and not finding.act:
            silent.update(finding.clauses)
    found: dict[str, Standing] = {}
    for row in reading.coverage:
        found[row.clause] = _standing(row, by_act.get(row.clause), row.clause in interpreted, row.clause in doubtful,
                                      row.clause in silent)  # fmt: skip
    return found


def _standing(row: Covered, origin: Origin | None, interpreted: bool, doubtful: bool, silent: bool) -> Standing:
    if row.service == "gap":
        return _chip(ClauseState.QUESTION, _("The number is missing"))
    if row.service == "uncovered":
        return _chip(ClauseState.QUESTION, _("Nothing serves this clause yet"))
    if origin is Origin.INTERPRETATION or interpreted:
        return _chip(ClauseState.ACT, _("Interpreted"))
    if origin is not None:
        return _chip(ClauseState.ACT, _("Set by an act"))
    if doubtful:
        return _chip(ClauseState.QUESTION, _("Needs interpretation"))
    if row.service == "planned":
        return _chip(ClauseState.PLANNED, _("Planned"))
    if row.service == "not_automated":
        return _chip(ClauseState.PERSON, _("Done by a person"))
    if silent:
        return _chip(ClauseState.DEFAULT, _("Silent in part, a default applies"))
    return _chip(ClauseState.CHARTER, _("Works by the charter"))


def _changed_by_acts(reading: Reading) -> dict[str, Origin]:
    """Return the places that an act interprets or completes today."""
    cited = {(c.key, c.scope): c.rule.clause for c in rules_of(reading.charter) if c.rule.clause}
    found: dict[str, Origin] = {}
    for override in reading.rulebook.overrides:
        if override.valid_from > reading.on or (override.valid_until and override.valid_until < reading.on):
            continue
        clause = override.clause or cited.get((override.key, override.scope))
        if clause is None and override.scope.organ in reading.charter.organs:
            clause = reading.charter.organs[override.scope.organ].clause
        if clause:
            found[clause] = override.origin
    return found


def short_title(text: str, length: int = _TITLE_LENGTH) -> str:
    """Return the first sentence of a gist, cut at a word."""
    first = text.split(". ")[0].split("; ")[0].rstrip(".;:")
    if len(first) <= length:
        return first
    return first[:length].rsplit(" ", 1)[0].rstrip(",;:—–") + "…"


def printed(clause: Clause) -> str:
    """Return the number of a place as a table of contents shows it; nothing for unnumbered places."""
    return (clause.number or "").strip().rstrip(".")


def chapters_of(clauses: list[Clause]) -> list[tuple[Clause | None, list[Clause]]]:
    """Return the chapters of a text: its sections with what stands in them, and loose places under None."""
    chapters: list[tuple[Clause | None, list[Clause]]] = []
    for clause in clauses:
        if clause.kind in {"section", "annex"} and clause.children:
            chapters.append((clause, clause.children))
        elif clause.kind == "gap":
            chapters.append((clause, [clause]))
        elif chapters and chapters[-1][0] is None:
            chapters[-1][1].append(clause)
        else:
            chapters.append((None, [clause]))
    return chapters


def _chapter_title(reading: Reading, head: Clause | None) -> str:
    if head is None:
        return _("Opening part")
    number = printed(head)
    title = short_title(head.gist.in_(reading.language))
    return f"{number}. {title}" if number else title


def tree_of(
    reading: Reading, standings: dict[str, Standing], current: str = "", depth: int | None = None
) -> list[TreeChapter]:
    """Return the table of contents; `depth` limits it to that many levels below a chapter, save around `current`."""
    around = _ancestors(reading, current)

    def node(clause: Clause, level: int) -> TreeClause:
        is_open = depth is None or level < depth or clause.id in around
        return TreeClause(
            printed(clause),
            short_title(clause.gist.in_(reading.language)),
            reading.clause_url(clause.id),
            standings[clause.id].state.value,
            clause.id == current,
            [node(child, level + 1) for child in clause.children] if is_open else [],
        )

    chapters = []
    for head, places in chapters_of(reading.charter.clauses):
        rows = [node(clause, 1) for clause in places]
        if head is not None:
            own = TreeClause(
                printed(head),
                _("The whole section"),
                reading.clause_url(head.id),
                standings[head.id].state.value,
                head.id == current,
            )
            rows = [own, *rows]
        chapters.append(TreeChapter(_chapter_title(reading, head), rows))
    return chapters


def _ancestors(reading: Reading, clause: str) -> set[str]:
    parents = {c.id: p.id if p else "" for _depth, c, p in reading.places}
    found: set[str] = set()
    while clause:
        found.add(clause)
        clause = parents.get(clause, "")
    return found


def strip_of(reading: Reading, standings: dict[str, Standing], current: str = "") -> list[StripChapter]:
    """Return the whole text as a strip of bars."""

    def bars(clause: Clause) -> list[ClauseBar]:
        title = f"{printed(clause)} {short_title(clause.gist.in_(reading.language))}".strip()
        own = ClauseBar(
            printed(clause),
            standings[clause.id].state.value,
            title,
            reading.clause_url(clause.id),
            clause.id == current,
        )
        return [own, *(bar for child in clause.children for bar in bars(child))]

    return [
        StripChapter(
            printed(head) if head else "",
            [*(bars(head)[:1] if head else []), *(bar for clause in places for bar in bars(clause))],
        )
        for head, places in chapters_of(reading.charter.clauses)
    ]
