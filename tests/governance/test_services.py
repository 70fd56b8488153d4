"""What the services of seats and votes promise, asked without a page in between."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from tests.governance.test_pages import TODAY, excluding
from tests.world import TELLER, World

from eduklaster.governance.enums import Choice, SeatState
from eduklaster.governance.models import Ballot, BallotCase, RollCall, Seat, SeatHolding
from eduklaster.governance.selectors import composition_on
from eduklaster.governance.services import (
    BallotResult,
    RollCallInput,
    ballot_record,
    seat_abolish,
    seat_fill,
    seat_vacate,
    seats_sync,
)
from eduklaster.journal.models import Entry
from eduklaster.kernel.errors import InputError, StateError
from eduklaster.kernel.text import Localized
from eduklaster.membership.services import component_found
from eduklaster.procedures.models import Case
from eduklaster.procedures.parties import Doer

SECRETARY = Doer(TELLER, frozenset({"office:secretary"}), is_secretary=True)
DAY = timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings: Any) -> World:
    found = World.of("smolensk", settings, TODAY)
    for number in range(9):
        found.participant(f"Колледж {number}", "education", found.person(f"Директоров{number}"))
    found.fill("council")
    return found


def record(world: World, case: Case, given: RollCallInput) -> BallotResult:
    return ballot_record(
        cluster=world.cluster, organ="council", case_ids=[case.pk], step="decision", given=given, doer=SECRETARY,
        on=TODAY,
    )  # fmt: skip


def carried(world: World) -> tuple[Ballot, Case, list[Seat]]:
    case, seats = excluding(world)
    choices = {seats[0].pk: Choice.PRESENT, **{seat.pk: Choice.FOR for seat in seats[1:7]}}
    return record(world, case, RollCallInput(choices)).ballot, case, seats


# ─── votes ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "change",
    [
        {"is_carried": False},
        {"on": date(2026, 1, 1)},
        {"rule": {}},
        {"roll": []},
        {"verdict": {}},
        {"question": {"ru": "Другой вопрос"}},
        {"act": None},
        {"recorded_by": None, "organ": "other"},
    ],
)
def test_nothing_of_a_recorded_vote_can_be_changed(world: World, change: dict[str, Any]) -> None:
    ballot, _case, _seats = carried(world)

    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        Ballot.objects.filter(pk=ballot.pk).update(**change)


def test_a_recorded_vote_its_cases_and_its_calls_stay(world: World) -> None:
    ballot, case, _seats = carried(world)

    with pytest.raises(DatabaseError, match="Cannot delete"), transaction.atomic():
        Ballot.objects.filter(pk=ballot.pk)._raw_delete(using="default")
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        ballot.cases.remove(case)
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        BallotCase.objects.filter(ballot=ballot).update(case=case)
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        RollCall.objects.filter(ballot=ballot).update(choice=Choice.FOR)


def test_the_roll_stays_as_it_was_when_a_seat_falls_away_later(world: World) -> None:
    ballot, _case, seats = carried(world)
    seat_abolish(seat=seats[5], on=TODAY, actor=TELLER)

    ballot.refresh_from_db()
    states = {row["seat"]: row["state"] for row in ballot.roll}
    assert states[seats[5].pk] == "filled"
    assert ballot.roll_calls.get(seat=seats[5]).choice == Choice.FOR


def test_a_lost_vote_carries_no_act(world: World) -> None:
    case, seats = excluding(world)
    choices = {seats[0].pk: Choice.PRESENT, **{seat.pk: Choice.AGAINST for seat in seats[1:7]}}

    ballot = record(world, case, RollCallInput(choices)).ballot

    assert (ballot.is_carried, ballot.act) == (False, None)
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        Ballot.objects.filter(pk=ballot.pk).update(is_carried=True)


def test_the_alternate_who_came_is_named_in_the_call(world: World) -> None:
    case, seats = excluding(world)
    stand_in = world.person("Заместителев")
    holder = seats[1].holdings.get().person
    seat_fill(seat=seats[1], person=holder, alternate=stand_in, on=TODAY, actor=TELLER)
    choices = {seats[0].pk: Choice.PRESENT, **{seat.pk: Choice.FOR for seat in seats[1:7]}}

    ballot = record(world, case, RollCallInput(choices, by_alternate=frozenset({seats[1].pk}))).ballot

    call = ballot.roll_calls.get(seat=seats[1])
    assert (call.by_alternate, call.person) == (True, stand_in)
    other = ballot.roll_calls.get(seat=seats[2])
    assert (other.by_alternate, other.person) == (False, seats[2].holdings.get().person)


def test_the_member_concerned_does_not_vote(world: World) -> None:
    case, seats = excluding(world)

    with pytest.raises(InputError) as refused:
        record(world, case, RollCallInput({seat.pk: Choice.FOR for seat in seats[:7]}))

    assert refused.value.code == "ballot.concerned"
    assert not Ballot.objects.exists()


def test_a_vacant_seat_a_seat_of_nobody_and_a_voice_without_vote_are_refused(world: World) -> None:
    case, seats = excluding(world)
    present = {seats[0].pk: Choice.PRESENT, **{seat.pk: Choice.FOR for seat in seats[1:7]}}
    seat_vacate(seat=seats[8], on=TODAY, actor=TELLER)
    Seat.objects.filter(pk=seats[7].pk).update(votes=False)

    for extra, code in (
        ({seats[8].pk: Choice.FOR}, "ballot.seat_state"),
        ({seats[7].pk: Choice.FOR}, "ballot.no_vote"),
        ({max(s.pk for s in seats) + 1000: Choice.FOR}, "ballot.seat"),
    ):
        with pytest.raises(InputError) as refused:
            record(world, case, RollCallInput({**present, **extra}))
        assert refused.value.code == code
    assert not Ballot.objects.exists()
    assert record(world, case, RollCallInput({**present, seats[7].pk: Choice.PRESENT})).verdict.allowed


def test_a_vote_needs_a_case(world: World) -> None:
    with pytest.raises(InputError) as refused:
        ballot_record(
            cluster=world.cluster, organ="council", case_ids=[], step="decision", given=RollCallInput({}),
            doer=SECRETARY, on=TODAY,
        )  # fmt: skip

    assert refused.value.code == "ballot.cases"


# ─── seats ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_making_seats_twice_makes_them_once(world: World) -> None:
    before = Seat.objects.count()

    assert seats_sync(cluster=world.cluster, on=TODAY, actor=TELLER) == 0
    assert Seat.objects.count() == before


def test_a_new_participant_brings_its_seat_and_a_new_unit_a_pending_one(settings: Any) -> None:
    smolensk = World.of("smolensk", settings, TODAY)
    newcomer = smolensk.participant("Колледж новый", "education")
    assert newcomer.seats.get().state == SeatState.VACANT

    synergy = World.of("synergy", settings, TODAY)
    unit = component_found(
        cluster=synergy.cluster, code="new_unit", name=Localized.same("Новий проєкт"), kind="project", on=TODAY,
        organisation=synergy.organisation("Інститут"), actor=TELLER,
    )  # fmt: skip
    seat = Seat.objects.get(cluster=synergy.cluster, component=unit)
    assert (seat.state, seat.needs_act) == (SeatState.PENDING, True)


def test_the_holder_before_ends_on_the_day_of_the_next_one(world: World) -> None:
    seat = Seat.objects.filter(cluster=world.cluster, organ="council").order_by("pk")[0]
    before = seat.holdings.get()
    newcomer = world.person("Новиков")

    seat_fill(seat=seat, person=newcomer, on=TODAY, actor=TELLER)

    before.refresh_from_db()
    assert before.valid_until == TODAY
    holders = {
        day: next(
            n.holding.person for n in composition_on(world.cluster, "council", day) if n.seat == seat and n.holding
        )
        for day in (TODAY - DAY, TODAY)
    }
    assert holders == {TODAY - DAY: before.person, TODAY: newcomer}


def test_a_holding_with_a_known_end_is_cut_by_the_next_one(world: World) -> None:
    seat = Seat.objects.filter(cluster=world.cluster, organ="council").order_by("pk")[0]
    seat_vacate(seat=seat, on=TODAY + 30 * DAY, actor=TELLER)

    seat_fill(seat=seat, person=world.person("Новиков"), on=TODAY, actor=TELLER)

    assert seat.holdings.filter(valid_until=TODAY).count() == 1


def test_a_seat_cannot_be_filled_before_its_later_holder_or_after_its_end(world: World) -> None:
    seat = Seat.objects.filter(cluster=world.cluster, organ="council").order_by("pk")[0]
    seat_fill(seat=seat, person=world.person("Новиков"), on=TODAY, actor=TELLER)
    with pytest.raises(InputError) as early:
        seat_fill(seat=seat, person=world.person("Ранний"), on=TODAY - DAY, actor=TELLER)
    assert early.value.code == "seat.later_holder"

    seat_abolish(seat=seat, on=TODAY, actor=TELLER)
    with pytest.raises(StateError) as gone:
        seat_fill(seat=seat, person=world.person("Поздний"), on=TODAY + DAY, actor=TELLER)
    assert gone.value.code == "seat.abolished"


def test_abolishing_twice_is_recorded_once(world: World) -> None:
    seat = Seat.objects.filter(cluster=world.cluster, organ="council").order_by("pk")[0]

    seat_abolish(seat=seat, on=TODAY, actor=TELLER)
    seat_abolish(seat=seat, on=TODAY + DAY, actor=TELLER)

    seat.refresh_from_db()
    assert seat.abolished_on == TODAY
    assert Entry.objects.filter(action="seat.abolished", object_id=str(seat.pk)).count() == 1


def test_abolishing_ends_a_holding_that_was_to_begin_later(world: World) -> None:
    seat = Seat.objects.filter(cluster=world.cluster, organ="council").order_by("pk")[0]
    seat_fill(seat=seat, person=world.person("Будущий"), on=TODAY + 10 * DAY, actor=TELLER)

    seat_abolish(seat=seat, on=TODAY, actor=TELLER)

    days = [TODAY - DAY, TODAY, TODAY + 10 * DAY]
    held = [SeatHolding.objects.filter(seat=seat, valid_from__lte=d).exclude(valid_until__lte=d).count() for d in days]
    assert held == [1, 0, 0]
