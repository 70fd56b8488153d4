"""A sixth charter: a consortium in whose assembly employers sit in turn. The pages tell whose turn it is and who is next."""

from __future__ import annotations

from datetime import date, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.world import TELLER, World

from eduklaster.execution.selectors.charter_days import charter_duties
from eduklaster.governance.tasks import terms_end_all
from eduklaster.membership.enums import ParticipantKind, ParticipantState
from eduklaster.membership.models import Participant
from eduklaster.membership.services import participant_release
from eduklaster.people.models import Person

pytestmark = pytest.mark.django_db
TODAY = date(2026, 12, 10)
"""The assembly began a year before, so a turn of six months begins today."""


@pytest.fixture
def world(settings: Any, monkeypatch: pytest.MonkeyPatch) -> World:
    examples = Path(__file__).parents[1] / "charter" / "examples"
    monkeypatch.setattr("tests.world.CHARTERS", examples)
    found = World.of("bridge", settings, TODAY)
    for number in (1, 2, 3):
        found.participant(f"Верстат {number}", "employer", found.person(f"Роботодавенко{number}"))
    return found


def read(client: Client, path: str) -> str:
    return unescape(client.get(path).content.decode()).replace("\xa0", " ")


def test_an_employer_sits_in_turn_and_everybody_reads_until_when_and_who_is_next(world: World) -> None:
    terms_end_all(0)
    client = world.client(world.office("secretary", "Книжченко"))
    page, past = world.url("organs/assembly/"), world.url("organs/assembly/?on=2026-07-01")

    told = read(client, page)
    assert "turn of: Верстат 3, until 9 June 2027" in told
    assert "next: Верстат 1" in told
    assert "Роботодавенко3" in told
    assert "In turn, as they stand in the register: Employer." in told
    assert "turn of: Верстат 2, until 9 December 2026" in read(client, past)
    assert "Роботодавенко2" in read(client, past)

    year = charter_duties(world.cluster, TODAY, TODAY, TODAY + timedelta(days=365))
    ends = {row.when for row in year if "Роботодавець по черзі" in row.words["uk"]}
    assert ends == {date(2027, 6, 9)}, "the calendar knows the last day of the turn"

    world.go_to(TODAY + timedelta(days=32))
    participant_release(
        participant=Participant.objects.get(organisation__short_name="Верстат 3"),
        state=ParticipantState.WITHDRAWN,
        on=world.today,
        actor=TELLER,
    )
    told = read(client, page)
    assert "turn of: Верстат 1, until 9 June 2027" in told
    assert "next: Верстат 2" in told
    history = read(client, world.url("history/organ/assembly/"))
    assert "A turn in a seat began" in history

    guest = read(Client(headers={"accept-language": "en"}), page)
    assert "Верстат 1" in guest
    assert "Роботодавенко" not in guest, "guests read whose turn it is, and no names of persons"


def test_a_person_whose_turn_it_is_has_a_number_for_guests(world: World) -> None:
    artisan = world.person("Майстренко")
    Participant.objects.exclude(organisation__short_name="Верстат 1").update(
        kind=ParticipantKind.PERSON, organisation=None, person=artisan
    )
    guest = Client(headers={"accept-language": "uk"})

    terms_end_all(0)

    page = read(guest, world.url("organs/assembly/"))
    assert "черга: Учасник № 3" in page
    assert "Майстренко" not in page
    assert Person.objects.get(seat_holdings__valid_from=TODAY) == artisan


def test_the_page_asks_as_much_for_thirty_in_the_order_as_for_three(world: World) -> None:
    client = world.client(world.office("secretary", "Книжченко"))

    def asked() -> int:
        terms_end_all(0)
        client.get(world.url("organs/assembly/"))
        with CaptureQueriesContext(connection) as queries:
            client.get(world.url("organs/assembly/"))
        return len(queries)

    few = asked()
    for number in range(4, 31):
        world.participant(f"Верстат {number}", "employer", world.person(f"Роботодавенко{number}"))

    assert asked() == few
