"""What an amendment would change in the running cluster on a day: computed by the rules that would apply, never told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from eduklaster.charter import chains
from eduklaster.charter.matters import Chain, chain_of, matters_in, parties_of
from eduklaster.charter.notice import earliest_session
from eduklaster.charter.resolver import Origin, Resolved, Rulebook
from eduklaster.charter.schema import Charter
from eduklaster.clusters.models import Cluster, Override
from eduklaster.clusters.selectors import calendar_of, charter_of, overrides_of, shaping_read
from eduklaster.governance.models import Seat
from eduklaster.governance.seating import Unfounded, seats_missing, seats_unfounded
from eduklaster.membership.models import Participant
from eduklaster.membership.selectors import participants_on
from eduklaster.people.models import OfficeHolding
from eduklaster.people.selectors import valid_on
from eduklaster.procedures.enums import CaseState, StepState
from eduklaster.procedures.models import Case, CaseStep
from eduklaster.procedures.selectors import chain_for
from eduklaster.sessions.enums import SessionState
from eduklaster.sessions.models import Session

from .models import Amendment


@dataclass(frozen=True, slots=True)
class CaseImpact:
    """A running case whose matter the amendment decides otherwise. The case itself stays with its own version.

    `gone` and `added` are ids of steps that the new chain lacks or has besides; `other` are steps done by others, or in
    another time; `is_undecided`: the new text knows no such matter.
    """

    case: Case
    now: Chain
    then: Chain | None
    gone: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    other: tuple[str, ...] = ()

    @property
    def is_undecided(self) -> bool:
        """Whether the new text knows no such matter."""
        return self.then is None


@dataclass(frozen=True, slots=True)
class TermImpact:
    """A term that runs now, and what it would be had it begun under the new text."""

    case: Case
    step: CaseStep
    chain: Chain
    due_now: date | None
    due_then: date | None


@dataclass(frozen=True, slots=True)
class SessionImpact:
    """A planned session and the first day on which it could be held if it were announced today."""

    session: Session
    earliest_now: date
    earliest_then: date
    rule: Resolved


@dataclass(frozen=True, slots=True)
class Impact:
    """Everything that an amendment would change, were it in force on a day."""

    amendment: Amendment
    on: date
    open_cases: int
    cases: Sequence[CaseImpact] = field(default=())
    terms: Sequence[TermImpact] = field(default=())
    sessions: Sequence[SessionImpact] = field(default=())
    seats_made: Sequence[Seat] = field(default=())
    seats_unfounded: Sequence[Unfounded] = field(default=())
    offices_gone: Sequence[OfficeHolding] = field(default=())
    offices_new: Sequence[str] = field(default=())
    participants_adrift: Sequence[Participant] = field(default=())
    overrides_overruled: Sequence[Override] = field(default=())

    @property
    def is_empty(self) -> bool:
        """Whether nothing that runs today would change."""
        return not any(
            (
                self.cases, self.terms, self.sessions, self.seats_made, self.seats_unfounded, self.offices_gone,
                self.offices_new, self.participants_adrift, self.overrides_overruled,
            )
        )  # fmt: skip


def impact_of(amendment: Amendment, on: date) -> Impact:
    """Return what an amendment would change on a day: cases, terms, sessions, seats, offices, participants, acts."""
    cluster = amendment.cluster
    overrides = overrides_of(cluster)
    old, new = charter_of(amendment.base).charter, charter_of(amendment.version).charter
    before, after = Rulebook(old, overrides), Rulebook(new, overrides)
    rows = Case.objects.filter(cluster=cluster, state=CaseState.OPEN).exclude(pk=amendment.case_id)
    cases = list(rows.select_related("cluster", "version").prefetch_related("steps").order_by("opened_on", "pk"))
    return Impact(
        amendment,
        on,
        len(cases),
        cases=list(_cases(cases, new)),
        terms=list(_terms(cases, new, cluster)),
        sessions=list(_sessions(cluster, before, after, on)),
        seats_made=_new_seats(cluster, before, after, on),
        seats_unfounded=_lost_seats(cluster, before, after, on),
        offices_gone=[
            row for row in _holdings(cluster, on) if row.office in old.offices and row.office not in new.offices
        ],
        offices_new=[name for name in new.offices if name not in old.offices],
        participants_adrift=_adrift(cluster, old, new, on),
        overrides_overruled=list(_overruled(cluster, before, after, on)),
    )


def _chain_under(charter: Charter, case: Case) -> Chain:
    """Return the chain that a case would have under another charter, with the same rules set by acts."""
    rulebook = Rulebook(charter, shaping_read(case.set_rules)) if case.set_rules else None
    return chain_of(charter, case.matter, rulebook=rulebook, on=case.opened_on)


def _cases(cases: Sequence[Case], new: Charter) -> Iterator[CaseImpact]:
    for case in cases:
        now = chain_for(case)
        if case.matter not in matters_in(new):
            yield CaseImpact(case, now, None)
            continue
        then = _chain_under(new, case)
        mine, theirs = {s.id: s for s in now.steps}, {s.id: s for s in then.steps}
        both = [name for name in mine if name in theirs]
        other = tuple(
            name
            for name in both
            if parties_of(mine[name]) != parties_of(theirs[name])
            or (mine[name].due, mine[name].wait, mine[name].decline)
            != (theirs[name].due, theirs[name].wait, theirs[name].decline)
        )
        gone = tuple(name for name in mine if name not in theirs)
        added = tuple(name for name in theirs if name not in mine)
        if gone or added or other:
            yield CaseImpact(case, now, then, gone, added, other)


def _terms(cases: Sequence[Case], new: Charter, cluster: Cluster) -> Iterator[TermImpact]:
    calendar = calendar_of(cluster)
    known = set(matters_in(new))
    for case in cases:
        if case.matter not in known:
            continue
        then = _chain_under(new, case)
        ids = {step.id for step in then.steps}
        for row in case.steps.all():
            if row.state != StepState.OPEN or row.opened_on is None or row.step not in ids:
                continue
            due = chains.deadline(then, row.step, opened=row.opened_on, calendar=calendar).facts.get("due")
            if due != row.due_on:
                yield TermImpact(case, row, then, row.due_on, due)


def _sessions(cluster: Cluster, before: Rulebook, after: Rulebook, on: date) -> Iterator[SessionImpact]:
    calendar = calendar_of(cluster)
    rows = Session.objects.filter(cluster=cluster, state=SessionState.PLANNED, entered_at__isnull=True)
    rows = rows.select_related("cluster")
    for session in rows.order_by("starts_at"):
        if session.organ not in after.charter.organs or session.organ not in before.charter.organs:
            continue
        now, _rule = earliest_session(before, session.organ, on, on=on, calendar=calendar)
        then, rule = earliest_session(after, session.organ, on, on=on, calendar=calendar)
        if now != then:
            yield SessionImpact(session, now, then, rule)


def _new_seats(cluster: Cluster, before: Rulebook, after: Rulebook, on: date) -> list[Seat]:
    """Return the seats that only the new text gives; what is missing under both is no news of the amendment."""
    missing = {_key(seat) for seat in seats_missing(cluster, before, on)}
    return [seat for seat in seats_missing(cluster, after, on) if _key(seat) not in missing]


def _key(seat: Seat) -> tuple[str, str, int | None, int | None, int, int]:
    return (seat.organ, seat.rule, seat.participant_id, seat.component_id, seat.order, seat.place)


def _lost_seats(cluster: Cluster, before: Rulebook, after: Rulebook, on: date) -> list[Unfounded]:
    lost = {found.seat.pk for found in seats_unfounded(cluster, before, on)}
    return [found for found in seats_unfounded(cluster, after, on) if found.seat.pk not in lost]


def _holdings(cluster: Cluster, on: date) -> list[OfficeHolding]:
    return list(OfficeHolding.objects.filter(valid_on(on), cluster=cluster).select_related("person").order_by("office"))


def _adrift(cluster: Cluster, old: Charter, new: Charter, on: date) -> list[Participant]:
    """Return the participants whose category the new text no longer has."""
    kept = {c.id for c in new.participants.categories}
    gone = {c.id for c in old.participants.categories} - kept
    rows = participants_on(cluster, on).filter(category__in=gone) if gone else Participant.objects.none()
    return list(rows.select_related("organisation", "person").order_by("number"))


def _overruled(cluster: Cluster, before: Rulebook, after: Rulebook, on: date) -> Iterator[Override]:
    """Yield the rules set by acts that apply today and that the new text answers itself."""
    rows = Override.objects.filter(cluster=cluster, valid_from__lte=on).exclude(valid_until__lt=on)
    kept = {(o.key, o.scope, o.valid_from): o for o in before.overrides}
    for row in rows.order_by("key", "pk"):
        scope = next(
            (o.scope for (key, _s, since), o in kept.items() if key == row.key and since == row.valid_from), None
        )
        if scope is None:
            continue
        now, then = before.ask(row.key, on=on, scope=scope), after.ask(row.key, on=on, scope=scope)
        if now.act == row.act and now.origin is not Origin.CHARTER and then.origin is Origin.CHARTER:
            yield row
