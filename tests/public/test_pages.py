"""The public site: what everybody may read, and nothing else."""

from __future__ import annotations

import dataclasses
import re
from datetime import date
from typing import Any, get_args, get_type_hints

import pytest
from django.db.models import Model
from django.test import Client
from django.utils.translation import override
from tests.world import TELLER, World

from eduklaster.charter.schema import Term
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import charter_of, version_governing
from eduklaster.kernel.text import Localized
from eduklaster.people.models import Person
from eduklaster.procedures.services import ActDraft, act_register
from eduklaster.public import selectors

TODAY = date(2026, 3, 16)
CODES = ("synergy", "smolensk", "kalininsky", "krasnogorsky", "zheleznogorsk")
pytestmark = pytest.mark.django_db


def guest() -> Client:
    return Client(headers={"accept-language": "en"})


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def world(settings: Any) -> World:
    world = World.of("smolensk", settings, TODAY)
    world.participant("Вяземский техникум", "education", world.person("Скрытная"))
    world.fill("council")
    return world


def register_act(world: World, title: str = "План на год", **fields: Any) -> Any:
    draft = ActDraft(
        kind="resolution",
        issuer="organ:council",
        issuer_label=Localized.same("Совет"),
        title=Localized.same(title),
        on=TODAY,
        **fields,
    )
    return act_register(cluster=world.cluster, draft=draft, actor=TELLER, basis=[])


def test_nothing_that_a_template_gets_can_carry_a_person() -> None:
    parts = {**vars(selectors.clusters), **vars(selectors.meetings)}
    for name, kind in parts.items():
        if dataclasses.is_dataclass(kind) and kind.__module__.startswith(selectors.__name__):
            hints = get_type_hints(kind, parts)
            for field, hint in hints.items():
                for part in (hint, *get_args(hint)):
                    assert not (isinstance(part, type) and issubclass(part, Model)), f"{name}.{field}"


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("language", ["uk", "ru", "en"])
def test_the_home_of_every_cluster_answers(settings: Any, code: str, language: str) -> None:
    World.of(code, settings, TODAY)
    answer = Client(headers={"accept-language": language}).get(f"/c/{code}/")
    assert answer.status_code == 200
    assert "None" not in text(answer)
    assert answer.context["home"].joining


def test_a_cluster_that_is_not_listed_stays_off_the_front_page(world: World) -> None:
    assert "Смоленск" in text(guest().get("/", headers={"accept-language": "ru"}))
    Cluster.objects.update(is_listed=False)
    assert not guest().get("/").context["cards"]


def test_who_is_signed_in_goes_to_their_own_work_and_can_still_see_the_list(world: World) -> None:
    client = world.client(world.office("secretary", "Писарева"))
    assert client.get("/")["Location"] == "/my/"
    assert client.get("/my/")["Location"] == world.url("my/")
    assert client.get("/?clusters=1").status_code == 200


def test_no_public_page_names_a_person(world: World) -> None:
    register_act(world)
    names = set(Person.objects.values_list("surname", flat=True))
    for path in ("", "organs/", "organs/council/", "ballots/", "acts/", "acts.atom", "charter/"):
        answer = guest().get(world.url(path))
        assert answer.status_code == 200, path
        assert not [name for name in names if name in text(answer)], path


@pytest.mark.parametrize(("language", "marked"), [("uk", True), ("ru", False), ("en", True)])
def test_a_document_s_own_title_says_its_language_where_the_page_has_another(
    world: World, language: str, marked: bool
) -> None:
    act = register_act(world)
    client = Client(headers={"accept-language": language})
    for path in ("", "acts/", f"acts/{act.pk}/"):
        page = text(client.get(world.url(path))).replace("\xa0", " ")
        titles = re.findall(r"<(?:h1|a\b)[^>]*>(?:<span[^>]*>)?План на год", page)
        assert titles, path
        assert all(('lang="ru"' in title) is marked for title in titles), path


def test_a_document_is_found_by_its_number(world: World) -> None:
    act = register_act(world)
    hidden = register_act(world, "Закрытое", is_public=False)
    asked = {"cluster": "smolensk", "kind": "resolution", "number": act.number, "year": 2026}

    found = guest().get("/check/", asked)
    missing = guest().get("/check/", {**asked, "number": 999})
    closed = guest().get("/check/", {**asked, "number": hidden.number})

    assert [line.title for line in found.context["found"]] == ["План на год"]
    assert missing.context["found"] == []
    assert text(missing).count("Закрытое") == text(closed).count("Закрытое") == 0
    assert closed.context["found"] == []
    assert guest().get("/check/", {**asked, "number": "x"}).status_code == 422


def test_the_feed_tells_the_newest_acts(world: World) -> None:
    register_act(world)
    answer = guest().get(world.url("acts.atom"))
    assert answer["Content-Type"].startswith("application/atom+xml")
    assert "План на год" in text(answer)


def test_search_engines_are_led_to_public_pages_only(world: World) -> None:
    robots, sitemap = guest().get("/robots.txt"), guest().get("/sitemap.xml")
    assert "sitemap.xml" in text(robots)
    assert "/c/smolensk/" in text(sitemap)
    assert "/my/" not in text(sitemap)


@pytest.mark.parametrize("page", ["/privacy/", "/accessibility/", "/check/"])
def test_statements_answer_and_are_linked_at_the_foot(world: World, page: str) -> None:
    assert guest().get(page).status_code == 200
    assert f'href="{page}"' in text(guest().get("/"))


def test_an_unknown_cluster_is_not_there() -> None:
    assert guest().get("/c/nowhere/").status_code == 404
    assert guest().get("/c/nowhere/acts.atom").status_code == 404


@pytest.mark.parametrize("number", [1, 30])
def test_the_home_of_a_cluster_costs_the_same_for_one_act_and_for_thirty(
    world: World, number: int, django_assert_max_num_queries: Any
) -> None:
    for index in range(number):
        register_act(world, f"Решение {index}")
        if number > 1:
            world.participant(f"Колледж {index}", "education")
    guest().get(world.url(""))
    with django_assert_max_num_queries(14):
        guest().get(world.url(""))


def test_a_term_names_its_last_day(world: World) -> None:
    charter = charter_of(version_governing(world.cluster, TODAY)).charter
    identity = charter.identity

    def told(**term: Any) -> str:
        changed = identity.model_copy(update={"term": Term(**term)})
        with override("en"):
            return selectors.term_words(charter.model_copy(update={"identity": changed}), TODAY).replace("\xa0", " ")

    assert told(kind="until", until=date(2028, 8, 31)) == "until 31 August 2028"
    assert told(kind="until", lasts="10 years", renews_for="5 years") == "until 1 September 2026"
    assert told(kind="until") == "until a day that the text does not name"
    assert told(kind="indefinite") == "without an end date"
    assert told(kind="silent") == "not stated"


def test_acts_are_called_by_the_cluster_s_own_word(settings: Any) -> None:
    world = World.of("kalininsky", settings, TODAY)
    act = act_register(
        cluster=world.cluster,
        draft=ActDraft(
            kind="resolution",
            issuer=f"organ:{charter_of(version_governing(world.cluster, TODAY)).charter.roles.main_organ}",
            issuer_label=Localized.same("НЕР"),
            title=Localized.same("План на рік"),
            on=TODAY,
        ),
        actor=TELLER,
        basis=[],
    )
    reader = Client(headers={"accept-language": "uk"})
    for path, words in (("acts/", "рішення НЕР"), (f"acts/{act.pk}/", "Рішення НЕР")):
        assert words in text(reader.get(world.url(path))).replace("\xa0", " "), path
