"""The register of participants: its order, its search and its day, whatever changes afterwards."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from tests.world import TELLER, World

from eduklaster.membership.enums import ParticipantState
from eduklaster.membership.models import Participant
from eduklaster.membership.selectors import participants_on
from eduklaster.membership.services import participant_release
from eduklaster.people.models import Organisation

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


@pytest.fixture
def smolensk(settings: object) -> World:
    return World.of("smolensk", settings, DAY)


def names_in_order(world: World) -> list[str]:
    return [str(row) for row in Participant.objects.filter(cluster=world.cluster).order_by("sort_key", "number")]


def shown(world: World, query: str = "") -> str:
    return Client().get(world.url(f"participants/{query}")).content.decode()


def test_the_register_stands_in_the_order_of_the_ukrainian_alphabet(smolensk: World) -> None:
    for name in ("Яблуня", "Ґанок", "Гай", "Єдність", "Ель", "Ирій", "Ївга"):
        smolensk.participant(name, "education")
    assert names_in_order(smolensk) == ["Гай", "Ґанок", "Ель", "Єдність", "Ирій", "Ївга", "Яблуня"]


def test_a_renamed_organisation_moves_to_its_new_place(smolensk: World) -> None:
    first = smolensk.participant("Абетка", "education")
    smolensk.participant("Вітрила", "education")
    Organisation.objects.filter(pk=first.organisation_id).update(short_name="Яблуня")
    assert names_in_order(smolensk) == ["Вітрила", "Яблуня"]


def test_pages_of_a_long_register_follow_one_another_without_a_gap(smolensk: World) -> None:
    for number in range(30):
        smolensk.participant(f"Коледж {number:02}", "education")
    first, second = shown(smolensk), shown(smolensk, "?page=2")
    for number in range(30):
        assert (f"Коледж {number:02}" in first) is (number < 25)
        assert (f"Коледж {number:02}" in second) is (number >= 25)
    assert "Коледж 29" in shown(smolensk, "?sort=-name")


@pytest.mark.parametrize("typed", ["ВІТРИЛА", "витрила", "трил", "Вiтрила", "«Вітрила»"])
def test_a_participant_is_found_in_any_case_and_by_careless_spelling(smolensk: World, typed: str) -> None:
    smolensk.participant("Вітрила", "education")
    smolensk.participant("Обрій", "education")
    text = shown(smolensk, f"?q={typed}")
    assert "Вітрила" in text
    assert "Обрій" not in text


def test_what_happens_later_does_not_change_the_register_of_an_earlier_day(smolensk: World) -> None:
    row = smolensk.participant("Вітрила", "education")
    participant_release(participant=row, state=ParticipantState.WITHDRAWN, on=DAY, actor=TELLER)
    before, joined = DAY - timedelta(days=1), row.joined_on
    assert list(participants_on(smolensk.cluster, before)) == [row]
    assert list(participants_on(smolensk.cluster, joined)) == [row]
    assert not participants_on(smolensk.cluster, DAY).exists()
    assert not participants_on(smolensk.cluster, joined - timedelta(days=1)).exists()
    assert "Вітрила" in shown(smolensk, f"?on={before.isoformat()}")
    assert "Вітрила" not in shown(smolensk)
    assert "Вітрила" in shown(smolensk, "?state=gone")
