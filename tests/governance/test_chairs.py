"""Who presides on which day: chairs are dated like everything else, and the records refuse two at once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from tests.world import TELLER, World

from eduklaster.governance.models import Chairing, Seat
from eduklaster.governance.selectors import composition_on
from eduklaster.governance.services import chair_seat, seat_abolish, seat_fill, seat_vacate
from eduklaster.kernel.errors import InputError
from eduklaster.people.access import person_capacities

TODAY = date(2026, 3, 16)
JANUARY, FEBRUARY = date(2026, 1, 12), date(2026, 2, 9)
DAY = timedelta(days=1)


@pytest.fixture
def world(settings: Any) -> World:
    found = World.of("smolensk", settings, TODAY)
    for number in range(4):
        found.participant(f"Колледж {number}", "education", found.person(f"Директоров{number}"))
    found.fill("council")
    return found


def seats_of(world: World) -> list[Seat]:
    return list(Seat.objects.filter(cluster=world.cluster, organ="council", participant__isnull=False).order_by("pk"))


def presiding(world: World, on: date) -> list[int]:
    return [now.seat.pk for now in composition_on(world.cluster, "council", on) if now.is_chair]


@pytest.mark.django_db
def test_a_past_day_shows_the_chair_of_that_day(world: World) -> None:
    first, second, *_others = seats_of(world)
    chair_seat(seat=first, on=JANUARY, actor=TELLER)
    chair_seat(seat=second, on=FEBRUARY, actor=TELLER)

    assert presiding(world, JANUARY - DAY) == []
    assert presiding(world, JANUARY) == [first.pk]
    assert presiding(world, FEBRUARY - DAY) == [first.pk]
    assert presiding(world, FEBRUARY) == [second.pk]


@pytest.mark.django_db
def test_the_capacity_of_the_chair_begins_and_ends_with_presiding(world: World) -> None:
    first, second, *_others = seats_of(world)
    chair_seat(seat=first, on=JANUARY, actor=TELLER)
    chair_seat(seat=second, on=FEBRUARY, actor=TELLER)
    person = first.holdings.get().person_id

    def presides(on: date) -> bool:
        return any(c.party == "chair:council" for c in person_capacities(person, world.cluster, on))

    days = (JANUARY - DAY, JANUARY, FEBRUARY - DAY, FEBRUARY)
    assert [presides(on) for on in days] == [False, True, True, False]


@pytest.mark.django_db
def test_a_chair_entered_for_an_earlier_day_presides_until_the_known_one(world: World) -> None:
    first, second, *_others = seats_of(world)
    chair_seat(seat=second, on=FEBRUARY, actor=TELLER)
    chair_seat(seat=first, on=JANUARY, actor=TELLER)

    assert presiding(world, FEBRUARY - DAY) == [first.pk]
    assert presiding(world, FEBRUARY) == [second.pk]


@pytest.mark.django_db
def test_the_chair_of_the_same_day_is_the_last_one_entered(world: World) -> None:
    first, second, *_others = seats_of(world)
    chair_seat(seat=first, on=JANUARY, actor=TELLER)
    chair_seat(seat=second, on=JANUARY, actor=TELLER)

    assert presiding(world, JANUARY) == [second.pk]
    assert presiding(world, TODAY) == [second.pk]


@pytest.mark.django_db
@pytest.mark.parametrize("end", [seat_vacate, seat_abolish])
def test_presiding_ends_with_the_seat(world: World, end: Any) -> None:
    first = seats_of(world)[0]
    chair_seat(seat=first, on=JANUARY, actor=TELLER)

    end(seat=first, on=FEBRUARY, actor=TELLER)

    assert presiding(world, FEBRUARY - DAY) == [first.pk]
    assert presiding(world, FEBRUARY) == []


@pytest.mark.django_db
def test_presiding_ends_with_a_new_holder_but_not_with_the_same_one(world: World) -> None:
    first = seats_of(world)[0]
    holder = first.holdings.get().person
    chair_seat(seat=first, on=JANUARY, actor=TELLER)

    seat_fill(seat=first, person=holder, on=FEBRUARY, actor=TELLER)
    assert presiding(world, FEBRUARY) == [first.pk]

    seat_fill(seat=first, person=world.person("Новиков"), on=FEBRUARY + DAY, actor=TELLER)
    assert presiding(world, FEBRUARY + DAY) == []
    assert presiding(world, FEBRUARY) == [first.pk]


@pytest.mark.django_db
def test_a_vacant_seat_cannot_preside(world: World) -> None:
    first = seats_of(world)[0]
    seat_vacate(seat=first, on=JANUARY, actor=TELLER)

    with pytest.raises(InputError) as refused:
        chair_seat(seat=first, on=FEBRUARY, actor=TELLER)

    assert refused.value.code == "chair.vacant"
    assert not Chairing.objects.exists()


@pytest.mark.django_db
def test_the_database_refuses_two_chairs_of_an_organ_on_one_day(world: World) -> None:
    first, second, *_others = seats_of(world)
    chair_seat(seat=first, on=JANUARY, actor=TELLER)

    with pytest.raises(IntegrityError, match="chairing_one"), transaction.atomic():
        Chairing.objects.create(cluster=world.cluster, organ="council", seat=second, valid_from=FEBRUARY)


@pytest.mark.django_db
def test_the_database_refuses_a_chair_from_another_organ(world: World) -> None:
    seat = seats_of(world)[0]

    with pytest.raises(ProgrammingError, match="own organ"), transaction.atomic():
        Chairing.objects.create(cluster=world.cluster, organ="academic_council", seat=seat, valid_from=JANUARY)


@pytest.mark.django_db
def test_a_holding_that_never_began_gives_no_capacity(world: World) -> None:
    first = seats_of(world)[0]
    newcomer = world.person("Новиков")
    seat_fill(seat=first, person=newcomer, on=FEBRUARY, actor=TELLER)

    seat_abolish(seat=first, on=FEBRUARY, actor=TELLER)

    assert not any(c.kind == "seat" for c in person_capacities(newcomer.pk, world.cluster, FEBRUARY))


@pytest.mark.django_db
def test_a_seat_that_waited_for_an_act_is_pending_on_the_days_before_it(settings: Any) -> None:
    world = World.of("kalininsky", settings, TODAY)
    seat = Seat.objects.filter(cluster=world.cluster, organ="nes", needs_act=True).order_by("pk")[0]
    seat_fill(seat=seat, person=world.person("Новиков"), on=JANUARY, actor=TELLER)
    seat_vacate(seat=seat, on=FEBRUARY, actor=TELLER)

    def state(on: date) -> str:
        return next(now.state.value for now in composition_on(world.cluster, "nes", on) if now.seat.pk == seat.pk)

    assert [state(on) for on in (JANUARY - DAY, JANUARY, FEBRUARY)] == ["pending", "filled", "vacant"]
