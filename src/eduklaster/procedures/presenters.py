"""A case as a page shows it: its chain as a picture, who is waited for, what was refused, in words and clause marks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from eduklaster.charter import chains
from eduklaster.charter.matters import parties_of
from eduklaster.charter.messages import (
    act_kind_words,
    matter_words,
    parties_words,
    period_words,
    sentence_of,
    step_words,
)
from eduklaster.charter.resolver import Origin, Resolved, Scope
from eduklaster.charter.schema import Charter, Step
from eduklaster.charter.verdicts import Citation, Verdict
from eduklaster.clusters.marks import mark_of, marks_of
from eduklaster.people.access import Viewer
from eduklaster.people.models import Person
from eduklaster.people.selectors import names_shown_to
from eduklaster.ui.components import (
    Action,
    ChainStep,
    ClauseMark,
    DateTile,
    Key,
    PathStep,
    QueueItem,
    Record,
    Refusal,
    State,
)
from eduklaster.ui.typography import local_date, own_words

from .access import doer_of
from .enums import CaseState, StepState
from .models import Case, CaseStep
from .models import Refusal as RefusedAttempt
from .parties import Doer, concrete_parties, standing_for
from .registry import persons_named, step_page
from .selectors import Adopted, CaseNow, case_now, chain_for, charter_for, delegations_on

STEP_ICONS = {
    "application": "file-text",
    "consent": "user-check",
    "signature": "signature",
    "agreement": "file-text",
    "acknowledgement": "check",
    "proposal": "file-text",
    "evidence": "folder",
    "notice": "mail",
    "reply": "message-2",
    "hearing": "users-group",
    "consultation": "message-2",
    "submission": "file-text",
    "recommendation": "check",
    "vote": "gavel",
    "approval": "check",
    "order": "signature",
    "incorporation": "folder",
    "registration": "clipboard-check",
    "publication": "speakerphone",
    "report": "file-text",
}
_TONES = {
    CaseState.OPEN: "now",
    CaseState.EFFECTIVE: "ok",
    CaseState.DECLINED: "no",
    CaseState.LOST: "no",
    CaseState.STOPPED: "",
}


def language() -> str:
    """Return the reader's language: uk, ru or en."""
    return (get_language() or "uk")[:2]


def case_state(case: Case) -> State:
    """Return the chip of a case's state."""
    return State(case.get_state_display(), _TONES[CaseState(case.state)])


_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")


def _as_day(value: Any) -> Any:
    """Return a day that was stored as text as a day again, so that it reads in the reader's format."""
    return date.fromisoformat(value) if isinstance(value, str) and _DAY.match(value) else value


def verdict_of(raw: dict[str, Any]) -> Verdict:
    """Return a stored verdict as an object again, for its sentence and its marks."""
    values = tuple(
        Resolved(v["key"], v["value"], Origin(v["origin"]), Scope(), v.get("clause"), v.get("act"), v.get("default"))
        for v in raw.get("values", [])
    )
    return Verdict(
        bool(raw["allowed"]),
        raw["code"],
        tuple(Citation(c["kind"], c["ref"]) for c in raw["citations"]),
        {key: _as_day(value) for key, value in raw["facts"].items()},
        values,
    )


def refusal_shown(attempt: RefusedAttempt, case: Case) -> Refusal:
    """Return a refused attempt as a branch of the chain."""
    charter = charter_for(case)
    verdict = verdict_of(attempt.verdict)
    return Refusal(
        title=_("Refused: %(who)s") % {"who": attempt.attempted_as},
        text=sentence_of(verdict, language(), charter),
        marks=marks_of(verdict.citations, case.cluster, charter, case.version),
        when=local_date(attempt.at.astimezone(ZoneInfo(case.cluster.time_zone)).date()),
    )


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything the page of a case shows."""

    case: Case
    state: State
    matter: str
    steps: list[ChainStep]
    keys: list[Key]
    next: list[PathStep]
    waits: str
    due_on: date | None
    can_act: list[CaseStep]
    named: list[tuple[StrOrPromise, str]]


def case_page(case: Case, viewer: Viewer) -> CasePage:
    """Return a case as a page shows it to somebody."""
    now = case_now(case, viewer.on)
    charter = charter_for(case)
    doer = doer_of(viewer)
    refusals: dict[str, list[RefusedAttempt]] = {}
    for attempt in case.refusals.all():
        refusals.setdefault(attempt.step, []).append(attempt)
    open_rows = [now.steps[s] for s in now.open_ids]
    can_act = [r for r in open_rows if viewer.is_signed_in and standing_for(case, now.chain.step(r.step), doer)]
    lent = dict(delegations_on(case.cluster, viewer.on).values_list("party", "valid_until")) if open_rows else {}
    shown = []
    for step in now.chain.steps:
        row = now.steps[step.id]
        if row.state == StepState.SKIPPED and not refusals.get(step.id):
            continue
        shown.append(_step_shown(case, now, step, row, refusals.get(step.id, []), row in can_act, lent))
    waits = (
        parties_words(chains.waits_for(now.chain, now.progress, on=viewer.on), language(), charter) if open_rows else ""
    )
    return CasePage(
        case=case,
        state=case_state(case),
        matter=matter_words(charter, case.matter, language()),
        steps=shown,
        keys=_keys(case, now),
        next=_path(case, now),
        waits=waits,
        due_on=min((r.due_on for r in open_rows if r.due_on), default=None),
        can_act=can_act,
        named=_named(case, viewer),
    )


def _named(case: Case, viewer: Viewer) -> list[tuple[StrOrPromise, str]]:
    """Return whom the case names, with the names that the reader may see; nothing where none may be seen."""
    found = []
    for words, ids in persons_named(case):
        shown = names_shown_to(viewer, set(ids))
        persons = Person.objects.in_bulk(list(shown))
        names = ", ".join(persons[pk].full_name for pk in ids if pk in persons)
        if names:
            found.append((words, names))
    return found


def _step_shown(
    case: Case,
    now: CaseNow,
    step: Step,
    row: CaseStep,
    refused: list[RefusedAttempt],
    can_act: bool,
    lent: dict[str, date],
) -> ChainStep:
    charter = charter_for(case)
    is_open = step.id in now.open_ids
    state = {
        StepState.DONE: "done",
        StepState.DECLINED: "done",
        StepState.LOST: "done",
        StepState.SKIPPED: "done",
    }.get(StepState(row.state), "now" if is_open else "todo")
    who = parties_words(parties_of(step), language(), charter)
    when, text = "", ""
    if row.done_on:
        when = f"{local_date(row.done_on)} · {row.done_as}"
        text = _outcome(row, charter)
    elif is_open:
        when = _("now · until %(day)s") % {"day": local_date(row.due_on)} if row.due_on else _("now")
        text = _("Waits for: %(who)s.") % {"who": who}
        until = [day for p in parties_of(step) for c in concrete_parties(case, p) or () if (day := lent.get(c))]
        if until:
            text += " " + _("An alternate acts by delegation until %(day)s.") % {"day": local_date(max(until))}
    else:
        text = who
    note = ""
    if step.wait:
        note = _("Time to answer or to wait: %(period)s.") % {"period": period_words(step.wait, language())}
    elif step.due and not row.done_on:
        note = _("To be done within %(period)s.") % {"period": period_words(step.due, language())}
    return ChainStep(
        title=step_words(step, language()),
        state=state,
        when=when,
        text=text,
        icon=STEP_ICONS.get(step.kind, "circle"),
        refusals=[refusal_shown(r, case) for r in refused],
        marks=marks_of(
            [c for c in [Citation.of(step), *(Citation("clause", a) for a in step.also)] if c],
            case.cluster,
            charter,
            case.version,
        ),
        note=note,
        actions=_actions(case, step, row) if can_act else [],
    )


def _outcome(row: CaseStep, charter: Charter) -> str:
    parts = []
    if row.act_id and row.act is not None:
        parts.append(
            _("%(kind)s № %(number)s of %(day)s.")
            % {
                "kind": capfirst(act_kind_words(row.act.kind, language(), charter)),
                "number": f"{row.act.number}/{row.act.year}",
                "day": local_date(row.act.on),
            }
        )
    tally = row.data.get("tally") or {}
    if "ranking" in tally:
        parts.append(
            _("Elected: %(count)s of %(places)s; most votes: %(most)s, the majority is %(needed)s of %(base)s.")
            % {
                "count": len(row.data.get("elected", [])),
                "places": tally.get("places", ""),
                "most": tally.get("most", ""),
                "needed": tally.get("needed", ""),
                "base": tally.get("base", ""),
            }
        )
    elif tally:
        parts.append(
            _("For: %(for)s, against: %(against)s, abstained: %(abstain)s; needed: %(needed)s of %(base)s.")
            % {
                "for": tally.get("for_", 0),
                "against": tally.get("against", 0),
                "abstain": tally.get("abstain", 0),
                "needed": tally.get("needed", ""),
                "base": tally.get("base", ""),
            }
        )
    if row.state == StepState.DECLINED:
        parts.append(_("Declined: %(reason)s") % {"reason": row.note})
    elif row.state == StepState.LOST:
        parts.append(_("Nobody is elected.") if "ranking" in tally else _("The motion was not carried."))
    elif row.note:
        parts.append(row.note)
    return " ".join(parts)


def _actions(case: Case, step: Step, row: CaseStep) -> list[Action]:
    is_election = step.elects and bool(case.payload.get("candidates"))
    page = step_page("election" if is_election else step.kind)
    url = reverse(page or "procedures:step", args=[case.cluster.code, case.pk, step.id])
    found = [
        Action(
            _("Hold the election") if is_election else _do_words(step),
            url,
            "key" if not step.decline else "ink",
            STEP_ICONS.get(step.kind, ""),
        )
    ]
    if step.decline:
        found.append(
            Action(
                _("Decline with a reason"), reverse("procedures:decline", args=[case.cluster.code, case.pk, step.id])
            )
        )
    return found


def _do_words(step: Step) -> str:
    return {
        "vote": _("Record the vote"),
        "order": _("Sign the order"),
        "signature": _("Sign"),
        "consent": _("Give consent"),
        "reply": _("Reply"),
        "notice": _("Notify"),
        "evidence": _("Confirm the evidence"),
        "hearing": _("Record the hearing"),
        "registration": _("Register"),
        "publication": _("Publish"),
        "approval": _("Approve"),
        "application": _("File the application"),
    }.get(step.kind, _("Do this step"))


def _keys(case: Case, now: CaseNow) -> list[Key]:
    """Return the two keys of a matter that a vote and another act decide together, and its effect."""
    acting = [
        s for s in now.chain.steps if s.produces != "none" and chains.is_needed(s, now.progress) and not s.declaratory
    ]
    if len(acting) < 2:
        return []
    charter = charter_for(case)
    keys = []
    for step in acting[-2:]:
        row = now.steps[step.id]
        state = (
            "got"
            if row.state == StepState.DONE
            else "off"
            if row.state in {StepState.LOST, StepState.DECLINED}
            else "wait"
        )
        note = local_date(row.done_on) if row.done_on else parties_words(parties_of(step), language(), charter)
        keys.append(Key(step_words(step, language()), note, state))
    is_effective = case.state == CaseState.EFFECTIVE
    keys.append(
        Key(
            _("Takes effect"),
            local_date(case.effective_on) if is_effective else _("from the date of the last act, not earlier"),
            "got" if is_effective else "off",
            "flag",
        )
    )
    return keys


def _path(case: Case, now: CaseNow) -> list[PathStep]:
    if case.state not in {CaseState.OPEN, CaseState.EFFECTIVE}:
        return []
    charter = charter_for(case)
    rest = [s for s in now.chain.steps if now.steps[s.id].state in {StepState.OPEN, StepState.WAITING}]
    found = [
        PathStep(
            step_words(s, language()),
            parties_words(parties_of(s), language(), charter),
            "on" if s.id in now.open_ids else "",
        )
        for s in rest
    ]
    if found and case.state == CaseState.OPEN:
        found.append(PathStep(_("Takes effect"), _("from the date of the last act"), "end"))
    return found


def adopted_records(rows: Sequence[Adopted], viewer: Viewer) -> list[Record]:
    """Return decisions that are adopted and not approved: by which act, who has to turn the second key, until when."""
    found = []
    for one in rows:
        case, charter = one.case, charter_for(one.case)
        who = parties_words(parties_of(chain_for(case).step(one.step.step)), language(), charter)
        words = {
            "kind": capfirst(act_kind_words(one.act.kind, language(), charter)),
            "number": f"{one.act.number}/{one.act.year}",
            "day": local_date(one.act.on),
            "who": who,
        }
        note = _("%(kind)s № %(number)s of %(day)s. Waits for: %(who)s") % words
        if one.step.due_on:
            note += " · " + _("until %(day)s") % {"day": local_date(one.step.due_on)}
        is_late = one.step.due_on is not None and one.step.due_on < viewer.on
        state = State(_("the second key is overdue"), "no") if is_late else State(_("adopted, not approved"), "now")
        url = reverse("procedures:case", args=[case.cluster.code, case.pk])
        found.append(Record(own_words(case.title, case.cluster.language), url, note, "key", state))
    return found


def queue_for(rows: QuerySet[CaseStep], viewer: Viewer) -> list[QueueItem]:
    """Return what waits for somebody, with the reason: the clause by which it is their turn."""
    doer = doer_of(viewer)
    return [item for row in rows if (item := queue_item(row, viewer, doer))]


def queue_item(row: CaseStep, viewer: Viewer, doer: Doer) -> QueueItem | None:
    """Return one waiting step as an item of the queue, or None when it is somebody else's turn."""
    case = row.case
    step = chain_for(case).step(row.step)
    if standing_for(case, step, doer) is None:
        return None
    charter = charter_for(case)
    citation = Citation.of(step)
    late = bool(row.due_on and row.due_on < viewer.on)
    return QueueItem(
        title=format_html("{}: {}", step_words(step, language()), own_words(case.title, case.cluster.language)),
        url=reverse("procedures:case", args=[case.cluster.code, case.pk]),
        text=matter_words(charter, case.matter, language()),
        waits=_("overdue") if late else "",
        tile=DateTile(row.due_on, is_soon=late or (row.due_on - viewer.on).days <= 3) if row.due_on else None,
        state=State(_("overdue"), "no") if late else None,
        marks=[m for m in [mark_of(citation, case.cluster, charter, case.version)] if m],
        note=citation_note(step, charter),
    )


def citation_note(step: Step, charter: Any) -> str:
    """Return the gist of the clause by which it is somebody's turn, or that the charter is silent."""
    if step.clause:
        found = next((c for _d, c, _p in charter.clause_walk() if c.id == step.clause), None)
        return found.gist.in_(language()) if found else ""
    return _("The charter is silent here; a documented default applies.")


__all__ = ["CasePage", "ClauseMark", "case_page", "case_state", "queue_for", "queue_item", "verdict_of"]
