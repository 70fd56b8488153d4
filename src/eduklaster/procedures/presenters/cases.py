"""The page of a case: its chain as a picture, the keys, the way on, who is waited for and who is named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from eduklaster.charter import chains
from eduklaster.charter.matters import parties_of
from eduklaster.charter.messages import matter_words, parties_words, step_words
from eduklaster.people.access import Viewer
from eduklaster.people.models import Person
from eduklaster.people.selectors import names_shown_to
from eduklaster.ui.components import ChainStep, Key, PathStep, State
from eduklaster.ui.typography import local_date

from ..access import doer_of
from ..enums import CaseState, StepState
from ..models import Case, CaseStep
from ..models import Refusal as RefusedAttempt
from ..parties import standing_for
from ..registry import persons_named
from ..selectors import CaseNow, case_now, charter_for, delegations_on
from .steps import step_shown
from .words import case_state, language


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
        shown.append(step_shown(case, now, step, row, refusals.get(step.id, []), row in can_act, lent))
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
