"""Random histories of a cluster, played on the records and, beside them, in a model that only remembers how a day ended.

The model knows no intervals: it keeps what is true now, and takes a copy whenever a day passes. So an answer of the
records about a past day is right when it equals the copy of that day.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import SimpleNamespace

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule
from tests.world import TELLER, World

from eduklaster.clusters.selectors import rulebook_of, version_in_force
from eduklaster.clusters.services import RuleChange, rule_set, version_add, version_put_in_force
from eduklaster.governance.models import Seat
from eduklaster.governance.selectors import composition_on
from eduklaster.governance.services import chair_seat, seat_fill, seat_vacate
from eduklaster.membership.enums import ParticipantState
from eduklaster.membership.models import Participant
from eduklaster.membership.selectors import participants_on
from eduklaster.membership.services import participant_release
from eduklaster.people.models import OfficeHolding, Person
from eduklaster.people.selectors import valid_on
from eduklaster.people.services import office_assign, office_end

ORGAN = "council"
FIRST = date(2026, 1, 1)
OFFICES = ("secretary", "head")


@dataclass
class Day:
    """How a day ended: participants, seats with their holders, who presides, offices, charter version, one rule."""

    participants: set[int] = field(default_factory=set)
    seats: dict[int, int | None] = field(default_factory=dict)
    chair: int | None = None
    offices: dict[str, int] = field(default_factory=dict)
    version: int = 1
    threshold: str = "more than 1/2"


class Histories(RuleBasedStateMachine):
    """One history of a cluster by the charter of Smolensk: a seat for each participant."""

    def __init__(self) -> None:
        super().__init__()
        self._transaction = transaction.atomic()
        self._transaction.__enter__()
        self.day = FIRST
        self.now = Day()
        self.past: dict[date, Day] = {}
        self.world = World.of("smolensk", SimpleNamespace(), FIRST)
        self.cluster = self.world.cluster
        self.people: list[Person] = [self.world.person(f"Человеков{number}") for number in range(4)]
        self.source = self.cluster.versions.get().source
        Seat.objects.filter(cluster=self.cluster).delete()

    # ── what may happen ────────────────────────────────────────────────────────────────────────────────────────────

    @rule(days=st.integers(1, 4))
    def time_passes(self, days: int) -> None:
        for _number in range(days):
            self.past[self.day] = deepcopy(self.now)
            self.day += timedelta(days=1)

    @rule()
    def somebody_joins(self) -> None:
        row = self.world.participant(f"Колледж {len(self.past)}-{len(self.now.participants)}", "education")
        Participant.objects.filter(pk=row.pk).update(joined_on=self.day)
        Seat.objects.filter(participant=row).update(created_on=self.day)
        self.now.participants.add(row.pk)
        self.now.seats[Seat.objects.get(participant=row).pk] = None

    @precondition(lambda self: self.now.participants)
    @rule(data=st.data())
    def somebody_goes(self, data: st.DataObject) -> None:
        row = Participant.objects.get(pk=data.draw(st.sampled_from(sorted(self.now.participants))))
        seat = Seat.objects.get(participant=row)
        participant_release(participant=row, state=ParticipantState.WITHDRAWN, on=self.day, actor=TELLER)
        self.now.participants.remove(row.pk)
        del self.now.seats[seat.pk]
        if self.now.chair == seat.pk:
            self.now.chair = None

    @precondition(lambda self: self.now.seats)
    @rule(data=st.data())
    def a_seat_is_filled(self, data: st.DataObject) -> None:
        pk = data.draw(st.sampled_from(sorted(self.now.seats)))
        person = data.draw(st.sampled_from(self.people))
        seat_fill(seat=Seat.objects.get(pk=pk), person=person, on=self.day, actor=TELLER)
        if self.now.chair == pk and self.now.seats[pk] != person.pk:
            self.now.chair = None
        self.now.seats[pk] = person.pk

    @precondition(lambda self: any(self.now.seats.values()))
    @rule(data=st.data())
    def a_seat_falls_vacant(self, data: st.DataObject) -> None:
        pk = data.draw(st.sampled_from(self.filled()))
        seat_vacate(seat=Seat.objects.get(pk=pk), on=self.day, actor=TELLER)
        self.now.seats[pk] = None
        if self.now.chair == pk:
            self.now.chair = None

    @precondition(lambda self: any(self.now.seats.values()))
    @rule(data=st.data())
    def a_chair_is_elected(self, data: st.DataObject) -> None:
        pk = data.draw(st.sampled_from(self.filled()))
        chair_seat(seat=Seat.objects.get(pk=pk), on=self.day, actor=TELLER)
        self.now.chair = pk

    @rule(data=st.data(), office=st.sampled_from(OFFICES))
    def an_office_is_given(self, data: st.DataObject, office: str) -> None:
        others = [p for p in self.people if p.pk != self.now.offices.get(office)]
        person = data.draw(st.sampled_from(others))
        office_assign(
            cluster=self.cluster, office=office, person=person, valid_from=self.day, basis="Приказ", actor=TELLER
        )
        self.now.offices[office] = person.pk

    @precondition(lambda self: self.now.offices)
    @rule(data=st.data())
    def an_office_ends(self, data: st.DataObject) -> None:
        office = data.draw(st.sampled_from(sorted(self.now.offices)))
        holding = OfficeHolding.objects.filter(valid_on(self.day), cluster=self.cluster, office=office).get()
        office_end(holding=holding, on=self.day, actor=TELLER)
        del self.now.offices[office]

    @precondition(lambda self: self.past and self.past[self.day - timedelta(days=1)].version == self.now.version)
    @rule()
    def a_charter_version_comes_into_force(self) -> None:
        version = version_add(cluster=self.cluster, source=self.source, actor=TELLER, on=self.day)
        version_put_in_force(version=version, effective_from=self.day, actor=TELLER)
        self.now.version = version.number

    @rule(value=st.sampled_from(["more than 1/2", "at least 2/3", "at least 3/4"]))
    def a_rule_is_set_by_an_act(self, value: str) -> None:
        change = RuleChange("voting.threshold", value, self.day)
        rule_set(cluster=self.cluster, change=change, act="Решение", actor=TELLER)
        self.now.threshold = value

    # ── what has to be true ────────────────────────────────────────────────────────────────────────────────────────

    def filled(self) -> list[int]:
        return sorted(pk for pk, holder in self.now.seats.items() if holder)

    def check_day(self, day: date, wanted: Day) -> None:
        seats = composition_on(self.cluster, ORGAN, day)
        found = Day(
            participants=set(participants_on(self.cluster, day).values_list("pk", flat=True)),
            seats={now.seat.pk: now.holding.person_id if now.holding else None for now in seats},
            chair=next((now.seat.pk for now in seats if now.is_chair), None),
            offices=dict(
                OfficeHolding.objects.filter(valid_on(day), cluster=self.cluster).values_list("office", "person")
            ),
            version=getattr(version_in_force(self.cluster, day), "number", 0),
            threshold=str(rulebook_of(self.cluster, day).ask("voting.threshold", on=day).value),
        )
        assert found == wanted, day

    def teardown(self) -> None:
        try:
            self.past[self.day] = deepcopy(self.now)
            for day, wanted in self.past.items():
                self.check_day(day, wanted)
        finally:
            transaction.set_rollback(True)
            self._transaction.__exit__(None, None, None)
