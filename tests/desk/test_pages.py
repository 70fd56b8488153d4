"""The home of somebody signed in, and search."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from tests.governance.test_pages import excluding
from tests.world import TELLER, World

from eduklaster.journal.services import Actor
from eduklaster.kernel.text import Localized
from eduklaster.procedures.errors import ChainRefused
from eduklaster.procedures.parties import Doer
from eduklaster.procedures.services import CaseDraft, case_open, refusal_record, step_do

TODAY = date(2026, 3, 16)
pytestmark = pytest.mark.django_db


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def world(settings: Any) -> World:
    world = World.of("smolensk", settings, TODAY)
    for number in range(5):
        world.participant(f"Колледж {number}", "education", world.person(f"Директоров{number}"))
    world.fill("council")
    world.secretary = world.office("secretary", "Секретарёва")  # type: ignore[attr-defined]
    return world


def secretary(world: World) -> Client:
    return world.client(world.secretary)  # type: ignore[attr-defined]


def test_a_guest_is_asked_to_sign_in(world: World) -> None:
    answer = Client().get(world.url("my/"))
    assert answer.status_code == 302
    assert "next=/c/smolensk/my/" in answer["Location"]


def test_an_empty_home_says_why_and_where_to_go(world: World) -> None:
    page = secretary(world).get(world.url("my/"))
    assert page.status_code == 200
    assert page.context["home"].first is None
    assert "Nothing waits for you" in text(page)


def test_the_most_urgent_thing_stands_first_with_its_clause_and_its_button(world: World) -> None:
    case, _seats = excluding(world)
    page = secretary(world).get(world.url("my/"))
    first = page.context["home"].first
    assert str(case.pk) in first.item.url
    assert first.item.marks
    assert first.action.style == "key"
    assert text(page).count("btn-key") == 1
    assert page.context["shell"].notifications.count == page.context["home"].waiting_count


def test_the_secretary_sees_overdue_deadlines_of_others_and_refused_attempts(world: World) -> None:
    head = Doer(TELLER, frozenset({"office:head"}), is_secretary=True)
    case = case_open(
        cluster=world.cluster, draft=CaseDraft("approve_plan", Localized.same("План")), doer=head, on=date(2026, 2, 2)
    )
    step_do(cluster=world.cluster, case_ids=[case.pk], step="draft", doer=head, on=date(2026, 2, 2))
    try:
        step_do(
            cluster=world.cluster, case_ids=[case.pk], step="approval",
            doer=Doer(TELLER, frozenset({"participant:0"})), on=TODAY,
        )  # fmt: skip
    except ChainRefused as error:
        refusal_record(error)
    home = secretary(world).get(world.url("my/")).context["home"]
    member = world.client(world.person("Посторонний")).get(world.url("my/")).context["home"]

    assert any("План" in str(item.title) for item in home.deadlines)
    assert not member.deadlines
    assert not member.refused


def test_search_finds_what_the_reader_may_see_and_nothing_else(world: World) -> None:
    closed = CaseDraft("approve_plan", Localized.same("Закрытый план"), is_public=False)
    keeper = Doer(TELLER, frozenset({"office:head"}), is_secretary=True)
    case_open(cluster=world.cluster, draft=closed, doer=keeper, on=TODAY)

    inside = secretary(world).get(world.url("search/"), {"q": "закрытый"})
    outside = Client().get(world.url("search/"), {"q": "закрытый"})
    people = Client().get(world.url("search/"), {"q": "Директоров"})
    members = Client().get(world.url("search/"), {"q": "Колледж"})

    assert len(inside.context["hits"]) == 1
    assert not outside.context["hits"]
    assert not people.context["hits"]
    assert not people.context["groups"]
    assert members.context["groups"]


def test_a_person_of_several_clusters_chooses_one(world: World, settings: Any) -> None:
    other = World.of("synergy", settings, TODAY)
    from eduklaster.people.models import OfficeHolding

    OfficeHolding.objects.create(
        cluster=other.cluster, office="secretary", person=world.secretary,  # type: ignore[attr-defined]
        valid_from=date(2025, 6, 1), basis="story",
    )  # fmt: skip
    page = secretary(world).get("/my/")
    assert page.status_code == 200
    assert {row.code for row in page.context["clusters"]} == {"smolensk", "synergy"}


def test_tabs_stand_in_the_order_of_the_house(world: World) -> None:
    page = secretary(world).get(world.url("my/"))
    urls = [item.url for item in page.context["shell"].navigation]
    wanted = ["my/", "charter/", "cases/", "participants/", "organs/", "sessions/", "tasks/", "acts/", "amendments/"]
    assert [url.removeprefix("/c/smolensk/") for url in urls[:9]] == wanted


@pytest.mark.parametrize("number", [1, 30])
def test_what_waits_is_counted_once_for_a_page(world: World, number: int, django_assert_max_num_queries: Any) -> None:
    client = secretary(world)
    keeper = Doer(Actor(world.secretary.user.pk, "секретарь"), frozenset({"office:head"}), is_secretary=True)  # type: ignore[attr-defined]
    for index in range(number):
        draft = CaseDraft("approve_plan", Localized.same(f"План {index}"))
        case_open(cluster=world.cluster, draft=draft, doer=keeper, on=TODAY)
    assert len(client.get(world.url("my/")).context["home"].opened) == min(number, 20)
    with django_assert_max_num_queries(42):
        client.get(world.url("my/"))
