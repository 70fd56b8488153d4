"""Who is in the order of a rotating seat or in the ranking of a ranked one, and who of them can sit on a day.

A seat by office is a ranking of one: its office."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import F

from eduklaster.charter.resolver import Rulebook, Scope
from eduklaster.charter.schema import SeatRule
from eduklaster.charter.seats import next_in_turn, turn_days, turn_ends
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import calendar_of
from eduklaster.membership.models import Participant
from eduklaster.people.models import Affiliation, OfficeHolding, Person

from .enums import SeatState
from .models import Seat, SeatHolding, Turn
from .selectors import representative_of


@dataclass(frozen=True, slots=True)
class InOrder:
    """One of an order: a participant under its number in the register, or an office under its place in the list."""

    place: int
    participant: Participant | None = None
    office: str = ""


def _holds(valid_from: date, valid_until: date | None, on: date) -> bool:
    return valid_from <= on and (valid_until is None or valid_until > on)


class Order:
    """The order of one seat rule, rotating, ranked or by office; what it is read from is read once, for all days."""

    def __init__(self, cluster: Cluster, organ: str, rule: SeatRule, rulebook: Rulebook, on: date) -> None:
        """Read what the charter of a day says of the order."""
        self.cluster, self.organ, self.rule = cluster, organ, rule
        self.offices = [rule.office] if rule.kind == "ex_officio" and rule.office else rule.offices
        scope = Scope(organ=organ)
        self.next_sits = rulebook.ask("seats.turn_left", on=on, scope=scope).value == "next"
        # To whom the text gives a seat by office, it gives it beside any other.
        self._may_sit_twice = (
            rule.kind == "ex_officio" or rulebook.ask("seats.second_seat", on=on, scope=scope).value == "allowed"
        )
        self._persons: dict[tuple[int, date], Person | None] = {}

    @cached_property
    def seats(self) -> list[Seat]:
        """The seats that the rule has given and that are there now."""
        rows = Seat.objects.filter(cluster=self.cluster, organ=self.organ, rule=self.rule.id)
        return list(rows.exclude(state=SeatState.ABOLISHED).select_related("cluster").order_by("order", "pk"))

    @cached_property
    def turns(self) -> list[Turn]:
        """All turns of these seats, past ones included, the latest last."""
        rows = Turn.objects.filter(seat__in=self.seats).select_related("seat", "participant__organisation")
        return list(rows.select_related("participant__person").order_by("valid_from", "seat__order", "pk"))

    @cached_property
    def _participants(self) -> list[Participant]:
        rows = Participant.objects.filter(cluster=self.cluster).select_related("organisation", "person")
        if self.rule.categories:
            rows = rows.filter(category__in=self.rule.categories)
        return list(rows.order_by("number"))

    @cached_property
    def _offices(self) -> list[OfficeHolding]:
        rows = OfficeHolding.objects.filter(cluster=self.cluster, office__in=self.offices)
        return list(rows.exclude(valid_until=F("valid_from")).select_related("person").order_by("-is_acting", "pk"))

    @cached_property
    def _elsewhere(self) -> list[tuple[int, date, date | None]]:
        """Who sat on the other seats of the organ, and when."""
        rows = SeatHolding.objects.filter(seat__cluster=self.cluster, seat__organ=self.organ)
        rows = rows.exclude(seat__rule=self.rule.id).exclude(valid_until=F("valid_from"))
        return list(rows.values_list("person_id", "valid_from", "valid_until"))

    def on(self, day: date) -> list[InOrder]:
        """Return who is in the order on a day, whether they can sit or not."""
        if self.offices:
            return [InOrder(place, office=office) for place, office in enumerate(self.offices)]
        rows = self._participants
        return [InOrder(p.number, participant=p) for p in rows if _holds(p.joined_on, p.left_on, day)]

    def person(self, one: InOrder, day: date) -> Person | None:
        """Return who sits for somebody in the order: the head of a participant, whoever acts in an office or holds it."""
        if one.participant is None:
            rows = [r for r in self._offices if r.office == one.office and _holds(r.valid_from, r.valid_until, day)]
            return rows[0].person if rows else None
        key = (one.participant.pk, day)
        if key not in self._persons:
            self._persons[key] = representative_of(one.participant, day)
        return self._persons[key]

    def can_take(self, one: InOrder, day: date) -> bool:
        """Whether somebody can begin a turn: an office has a holder, and whoever would sit has no other seat here.

        A participant whose representative is not known keeps its turn: it has one, only the records do not.
        """
        person = self.person(one, day)
        if person is None:
            return one.participant is not None
        return self._may_sit_twice or not self._sits_elsewhere(person, day)

    def can_keep(self, one: InOrder, day: date) -> bool:
        """Whether a turn that has begun goes on: the participant is still in the order, the office can still sit."""
        if one.participant is None:
            return one in self.on(day) and self.can_take(one, day)
        return any(other.place == one.place for other in self.on(day))

    def _sits_elsewhere(self, person: Person, day: date) -> bool:
        return any(who == person.pk and _holds(since, until, day) for who, since, until in self._elsewhere)

    def days_of_change(self, after: date, until: date) -> set[date]:
        """Return the days after one, until another, on which who is in the order or who can sit may have changed."""
        days: list[date | None] = []
        if self.offices:
            days += [day for row in self._offices for day in (row.valid_from, row.valid_until)]
            holders = {row.person_id for row in self._offices}
            days += [day for who, *both in self._elsewhere if who in holders for day in both]
        else:
            days += [day for p in self._participants for day in (p.joined_on, p.left_on)]
            led = {p.organisation_id for p in self._participants if p.organisation_id}
            heads = Affiliation.objects.filter(organisation__in=led, is_head=True, valid_from__range=(after, until))
            days += heads.values_list("valid_from", flat=True)
        return {day for day in days if day is not None and after < day <= until}

    # ── turns ──────────────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def counted_from(self) -> date:
        """The day from which turns are counted: that of the charter, else the first day of the seat."""
        return self.rule.turns_from or min(seat.created_on for seat in self.seats)

    def first_days(self, on: date) -> list[date]:
        """Return the first days of the turns until a day."""
        return turn_days(self.rule, self.counted_from, on, calendar_of(self.cluster))

    def ends(self, on: date) -> date:
        """Return the first day of the next turn, seen from a day."""
        return turn_ends(self.rule, self.counted_from, len(self.first_days(on)), calendar_of(self.cluster))

    def whose(self, turn: Turn) -> InOrder | None:
        """Return whose a turn is, in the order as it is now; None where the charter no longer knows them there."""
        if turn.participant is not None and not self.offices:
            return InOrder(turn.participant.number, participant=turn.participant)
        if turn.office in self.offices:
            return InOrder(self.offices.index(turn.office), office=turn.office)
        return None

    def ahead(self, day: date, sitting: Collection[InOrder]) -> Iterator[InOrder]:
        """Yield who can take a turn that begins on a day, the next one first, leaving out those whose turn it is."""
        last = [one for turn in self.turns if turn.valid_from <= day and (one := self.whose(turn)) is not None]
        by_place = {one.place: one for one in self.on(day)}
        taken = {one.place for one in sitting}
        for place in next_in_turn(by_place, last[-1].place if last else None):
            if place not in taken and self.can_take(by_place[place], day):
                yield by_place[place]
