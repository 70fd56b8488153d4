"""Reading organs: seats and holders on a day, the roll of a vote, ballots."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from eduklaster.charter.calendar import WorkingCalendar
from eduklaster.charter.matters import Chain
from eduklaster.charter.resolver import Rulebook
from eduklaster.charter.schema import Charter, Party, SeatRule
from eduklaster.charter.seats import term_verdict
from eduklaster.charter.verdicts import Verdict
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import calendar_of
from eduklaster.membership.models import Participant
from eduklaster.people.models import Affiliation, OfficeHolding, Person
from eduklaster.people.selectors import valid_on
from eduklaster.procedures.models import Case

from .enums import SeatState
from .models import Ballot, Chairing, Designation, Seat, SeatHolding, Turn

BY_ORDER = frozenset({"rotating", "ranked"})
"""Kinds of seats that the platform itself fills, in turn or by rank."""


def is_seated_by_rule(rule: SeatRule) -> bool:
    """Say whether the platform itself fills the seats of a rule: in turn, by rank, or by the one office that it names."""
    return rule.kind in BY_ORDER or (rule.kind == "ex_officio" and rule.office is not None)


def holdings_on(on: date) -> QuerySet[SeatHolding]:
    """Return who holds seats on a day."""
    return SeatHolding.objects.filter(valid_from__lte=on).filter(Q(valid_until__isnull=True) | Q(valid_until__gt=on))


def chairings_on(on: date) -> QuerySet[Chairing]:
    """Return which seats preside over their organs on a day."""
    return Chairing.objects.filter(valid_from__lte=on).filter(Q(valid_until__isnull=True) | Q(valid_until__gt=on))


def turns_on(cluster: Cluster, on: date) -> QuerySet[Turn]:
    """Return whose turn the rotating seats of a cluster are on a day."""
    rows = Turn.objects.filter(valid_on(on), seat__cluster=cluster)
    return rows.select_related("participant__organisation", "participant__person")


def representative_of(participant: Participant, on: date) -> Person | None:
    """Return who sits for a participant: the person itself, or the head of the organisation on a day, if known."""
    if participant.organisation_id is None:
        return participant.person
    heads = Affiliation.objects.filter(valid_on(on), organisation=participant.organisation_id, is_head=True)
    found = heads.select_related("person").order_by("pk").first()
    return found.person if found else None


def seats_of(cluster: Cluster, organ: str, on: date) -> QuerySet[Seat]:
    """Return the seats of an organ on a day with their holders of that day in `holders_on_day`."""
    return _seats(cluster, on).filter(organ=organ)


def _seats(cluster: Cluster, on: date) -> QuerySet[Seat]:
    return (
        Seat.objects.filter(cluster=cluster, created_on__lte=on)
        .filter(Q(abolished_on__isnull=True) | Q(abolished_on__gt=on))
        .select_related("participant__organisation", "component")
        .prefetch_related(
            Prefetch("holdings", holdings_on(on).select_related("person", "alternate"), to_attr="holders_on_day")
        )
        .annotate(
            presides_on_day=Exists(chairings_on(on).filter(seat=OuterRef("pk"))),
            was_held_by_day=Exists(
                SeatHolding.objects.filter(seat=OuterRef("pk"), valid_from__lte=on).exclude(valid_until=F("valid_from"))
            ),
        )
        .order_by("order", "pk")
    )


@dataclass(frozen=True, slots=True)
class Nominee:
    """Somebody who stands in an election on a case, under a number; `seat_id` is the seat of a member who is to preside."""

    number: int
    person_id: int
    seat_id: int | None = None


def nominees_of(case: Case) -> list[Nominee]:
    """Return who stands on a case; nobody where one person only has been proposed, who is then put as a motion."""
    rows = case.payload.get("candidates", [])
    return [Nominee(place, row["person_id"], row.get("seat_id")) for place, row in enumerate(rows, 1)]


def places_of(case: Case) -> int:
    """Return how many are to be elected on a case: one for each seat that was put up, else one."""
    return max(len(case.payload.get("vacant_seats", [])), 1)


@dataclass(frozen=True, slots=True)
class SeatNow:
    """A seat on a day: `holding` is empty for a seat that is vacant or pending; `is_chair` says who presided that day."""

    seat: Seat
    holding: SeatHolding | None
    state: SeatState
    is_chair: bool = False

    @property
    def counts(self) -> bool:
        """Whether it counts in quorum and base: filled, with a vote."""
        return self.state == SeatState.FILLED and self.seat.votes


def composition_on(cluster: Cluster, organ: str, on: date) -> list[SeatNow]:
    """Return the composition of an organ on any day, past days included."""
    return [_seat_now(seat) for seat in seats_of(cluster, organ, on)]


def _seat_now(seat: Seat) -> SeatNow:
    holding = next(iter(seat.holders_on_day), None)  # type: ignore[attr-defined]
    if holding is not None:
        state = SeatState.SUSPENDED if seat.state == SeatState.SUSPENDED else SeatState.FILLED
    else:
        waits = seat.needs_act and not seat.was_held_by_day  # type: ignore[attr-defined]
        state = SeatState.PENDING if waits else SeatState.VACANT
    return SeatNow(seat, holding, state, seat.presides_on_day)  # type: ignore[attr-defined]


class TermsOfMembers:
    """Until when the members of a cluster's organs sit, by the charter; what went before is read once for all seats."""

    def __init__(self, cluster: Cluster, rulebook: Rulebook) -> None:
        """Keep the rules to be asked."""
        self.cluster, self.rulebook = cluster, rulebook

    @cached_property
    def _starts(self) -> dict[int, list[date]]:
        found: dict[int, list[date]] = {}
        rows = SeatHolding.objects.filter(seat__cluster=self.cluster).exclude(valid_until=F("valid_from"))
        for seat, start in rows.order_by("valid_from").values_list("seat_id", "valid_from"):
            found.setdefault(seat, []).append(start)
        return found

    @cached_property
    def _calendar(self) -> WorkingCalendar:
        return calendar_of(self.cluster)

    def of(self, now: SeatNow, on: date) -> Verdict | None:
        """Say whether whoever holds a seat is in office on a day; None where nobody holds it, or an act says until when.

        A seat in turn, by rank or by office knows no term: the turn, the ranking or the office says until when.

        The term of a seat that fell vacant runs on: whoever came in between serves the rest of it (`term.vacancy`).
        """
        organ = self.rulebook.charter.organs.get(now.seat.organ)
        if organ is None or now.holding is None or now.holding.valid_until is not None:
            return None
        rule = next((rule for rule in organ.seats if rule.id == now.seat.rule), None)
        if rule is not None and is_seated_by_rule(rule):
            return None
        known = rule.id if rule else None
        started = now.holding.valid_from

        def verdict(day: date, begun: date, first: date | None = None) -> Verdict:
            return term_verdict(
                self.rulebook, now.seat.organ, known, on=day, started=begun, predecessor_started=first,
                calendar=self._calendar,
            )  # fmt: skip

        first: date | None = None
        for start in self._starts.get(now.seat.pk, []):
            if start > started:
                break
            ends = verdict(first, first).facts["ends"] if first else None
            if ends is None or start >= ends:
                first = start
        return verdict(on, started, first if first != started else None)


def ballots_of(cluster: Cluster) -> QuerySet[Ballot]:
    """Return the votes of a cluster, newest first."""
    return Ballot.objects.filter(cluster=cluster).order_by("-on", "-pk")


def designations_on(cluster: Cluster, on: date) -> QuerySet[Designation]:
    """Return which organisations are organs of a cluster, or hold a role in it, on a day."""
    return (
        Designation.objects.filter(cluster=cluster, valid_from__lte=on)
        .filter(Q(valid_until__isnull=True) | Q(valid_until__gt=on))
        .select_related("organisation", "act")
        .order_by("organ", "matter")
    )


def is_held(cluster: Cluster, charter: Charter, party: Party, on: date) -> bool:
    """Say whether an office has a holder, a chair is taken, or an organ is designated or has anybody in it, on a day."""
    head, _, name = party.partition(":")
    if head == "office":
        return OfficeHolding.objects.filter(valid_on(on), cluster=cluster, office=name).exists()
    organ = charter.organs[name]
    if organ.is_organisation:
        return designations_on(cluster, on).filter(organ=name).exists()
    seated = holdings_on(on).filter(seat__cluster=cluster, seat__organ=name)
    seated = seated.exclude(seat__state__in=[SeatState.SUSPENDED, SeatState.PENDING])
    if head == "organ":
        return seated.exists()
    office = organ.chair.office if organ.chair else None
    return seated.filter(seat__in=chairings_on(on).values("seat")).exists() or bool(
        office and OfficeHolding.objects.filter(valid_on(on), cluster=cluster, office=office).exists()
    )


def compositions_on(cluster: Cluster, on: date) -> dict[str, list[SeatNow]]:
    """Return the composition of every organ on a day, with one reading of the seats."""
    found: dict[str, list[SeatNow]] = {}
    for seat in _seats(cluster, on):
        found.setdefault(seat.organ, []).append(_seat_now(seat))
    return found


def dismissible(cluster: Cluster, charter: Charter, chain: Chain, on: date) -> list[OfficeHolding]:
    """Return whose time in office a dismissal of this chain may end on a day: holders first, then who acts."""
    only = chain.matter.office
    offices = [only] if only else [name for name, office in charter.offices.items() if office.belongs_to == "cluster"]
    rows = OfficeHolding.objects.filter(valid_on(on), cluster=cluster, office__in=offices)
    return list(rows.select_related("person", "cluster").order_by("office", "is_acting"))
