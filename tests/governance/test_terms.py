"""Terms run out: who may not hold over leaves, who may stays until a successor comes, a successor serves the rest."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from tests.votes.helpers import set_rule
from tests.world import TELLER, World

from eduklaster.clusters.selectors import rulebook_of
from eduklaster.governance.enums import SeatState
from eduklaster.governance.models import Chairing, Seat
from eduklaster.governance.selectors import SeatNow, TermsOfMembers, composition_on
from eduklaster.governance.services import chair_seat, seat_fill, seat_vacate, terms_end
from eduklaster.journal.models import Entry

START = date(2024, 1, 15)
OVER = date(2026, 1, 15)
DAY = timedelta(days=1)
SEATED = timedelta(days=290)
"""How long before today the world seats members."""

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings: Any) -> World:
    """A council seated on 15 January 2024 for two years; the cluster's own text says nothing of terms."""
    found = World.of("smolensk", settings, START + SEATED)
    for number in range(3):
        found.participant(f"Колледж {number}", "education", found.person(f"Директоров{number}"))
    found.fill("council")
    set_rule(found, "term.length", "2 years", START)
    return found


def seats_of(world: World) -> list[Seat]:
    return list(Seat.objects.filter(cluster=world.cluster, organ="council", participant__isnull=False).order_by("pk"))


def seat_on(world: World, seat: Seat, on: date) -> SeatNow:
    return next(now for now in composition_on(world.cluster, "council", on) if now.seat.pk == seat.pk)


def test_whoever_may_hold_over_sits_until_a_successor_comes(world: World) -> None:
    seat = seats_of(world)[0]

    assert terms_end(cluster=world.cluster, on=OVER + 30 * DAY) == 0

    assert seat_on(world, seat, OVER + 30 * DAY).counts


def test_whoever_may_not_leaves_on_the_first_day_out_of_office_even_if_noticed_later(world: World) -> None:
    seat = seats_of(world)[0]
    set_rule(world, "term.holding_over", False, START)

    assert terms_end(cluster=world.cluster, on=OVER - DAY) == 0
    ended = terms_end(cluster=world.cluster, on=OVER + 30 * DAY)

    assert ended == sum(now.holding is not None for now in composition_on(world.cluster, "council", OVER - DAY))
    assert seat_on(world, seat, OVER - DAY).counts
    assert seat_on(world, seat, OVER).state == SeatState.VACANT
    entry = Entry.objects.filter(action="seat.vacated", object_id=str(seat.pk)).get()
    assert (entry.rule, entry.on) == ("term.length", OVER)
    assert entry.citations, "the journal names the act or clause that limits the term"
    assert terms_end(cluster=world.cluster, on=OVER + 31 * DAY) == 0, "it is safe to repeat"


def test_a_successor_serves_the_rest_of_the_term_unless_a_full_one_is_said(world: World) -> None:
    seat = seats_of(world)[0]
    left = date(2025, 6, 2)
    seat_vacate(seat=seat, on=left, actor=TELLER)
    seat_fill(seat=seat, person=world.person("Наследова"), on=left, actor=TELLER)

    def ends() -> date:
        verdict = TermsOfMembers(world.cluster, rulebook_of(world.cluster, left)).of(seat_on(world, seat, left), left)
        assert verdict is not None
        day: date = verdict.facts["ends"]
        return day

    assert ends() == OVER
    set_rule(world, "term.vacancy", "full_term", left)
    assert ends() == date(2027, 6, 2)


def test_a_term_that_began_after_the_end_of_the_former_one_is_a_whole_one(world: World) -> None:
    seat = seats_of(world)[0]
    seat_vacate(seat=seat, on=OVER, actor=TELLER)
    seat_fill(seat=seat, person=world.person("Наследова"), on=OVER, actor=TELLER)

    verdict = TermsOfMembers(world.cluster, rulebook_of(world.cluster, OVER)).of(seat_on(world, seat, OVER), OVER)

    assert verdict is not None
    assert verdict.facts["ends"] == date(2028, 1, 15)


def test_a_chair_whose_term_is_over_keeps_the_seat_and_no_longer_presides(world: World) -> None:
    seat = seats_of(world)[1]
    set_rule(world, "term.length", "4 years", START)
    set_rule(world, "chair.term", "1 year", START)
    chair_seat(seat=seat, on=START, actor=TELLER)
    over = date(2025, 1, 15)

    terms_end(cluster=world.cluster, on=over)
    assert Chairing.objects.get(seat=seat).valid_until is None, "the chair holds over until another is elected"
    set_rule(world, "term.holding_over", False, over)
    terms_end(cluster=world.cluster, on=over + DAY)

    assert Chairing.objects.get(seat=seat).valid_until == over
    assert seat_on(world, seat, over + DAY).counts
    assert Entry.objects.filter(action="chair.ended", rule="chair.term").exists()
