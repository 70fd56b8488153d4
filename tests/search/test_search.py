"""Search: any form of a word, nothing hidden, the same cost for one thing and for thirty."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.db.models import F, Value
from django.test import Client
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.world import TELLER, World

from eduklaster.clusters.models import ClauseText
from eduklaster.journal.services import Actor
from eduklaster.kernel.text import Localized
from eduklaster.people.models import Person
from eduklaster.procedures.models import Act
from eduklaster.procedures.parties import Doer
from eduklaster.procedures.services import ActDraft, CaseDraft, act_register, case_open
from eduklaster.search import services, tasks
from eduklaster.search.models import SearchEntry
from eduklaster.search.selectors import Fits
from eduklaster.sessions.enums import ItemKind, SessionKind, SessionState
from eduklaster.sessions.models import AgendaItem, Session
from eduklaster.sessions.services import (
    ItemFields,
    ProposalDraft,
    SessionPlan,
    item_add,
    item_minute,
    item_remove,
    proposal_file,
    session_plan,
)

TODAY = date(2026, 3, 16)
KEEPER = Doer(TELLER, frozenset({"office:secretary", "office:head"}), is_secretary=True)
pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings: Any) -> World:
    world = World.of("smolensk", settings, TODAY)
    world.participant("Вяземский техникум", "education", world.person("Скрытная"))
    return world


def act(world: World, title: str, text: str = "", on: date = TODAY, **fields: Any) -> Act:
    draft = ActDraft(
        kind="resolution", issuer="organ:council", issuer_label=Localized.same("Совет"),
        title=Localized.same(title), on=on, text=text, **fields,
    )  # fmt: skip
    return act_register(cluster=world.cluster, draft=draft, actor=TELLER, basis=[])


def planned(world: World, *titles: str) -> Session:
    session = session_plan(
        cluster=world.cluster, organ="council", doer=KEEPER,
        plan=SessionPlan(SessionKind.ORDINARY, datetime(2026, 4, 1, 9, tzinfo=UTC), place="Зал 1"),
    )  # fmt: skip
    for title in titles:
        fields = ItemFields(title=title, kind=ItemKind.INFORMATION)
        item_add(cluster=world.cluster, session_id=session.pk, fields=fields, doer=KEEPER)
    return session


def asked(client: Client, world: World, words: str, **more: str) -> Any:
    return client.get(world.url("search/"), {"q": words, **more})


def titles(answer: Any) -> list[str]:
    return [re.sub(r"<[^>]+>", "", hit.title).replace("\xa0", " ") for hit in answer.context["hits"]]


def guest() -> Client:
    return Client(headers={"accept-language": "uk"})


def secretary(world: World) -> Client:
    return world.client(Person.objects.filter(surname="Писарева").first() or world.office("secretary", "Писарева"))


def test_any_form_of_a_word_finds_it_in_ukrainian_and_in_russian(world: World) -> None:
    act(world, "Рішення про майстерні", "Затвердити положення про спільні майстерні.")
    act(world, "Приказ о лабораториях", "Утвердить положение об общих лабораториях.")
    for words, expected in {
        "рішень": "Рішення про майстерні",
        "положенням": "Рішення про майстерні",
        "СПІЛЬНА майстерня": "Рішення про майстерні",
        "«спільна майстерня»": "Рішення про майстерні",
        "приказами": "Приказ о лабораториях",
        "положениями": "Приказ о лабораториях",
        "лаборатория -наказ": "Приказ о лабораториях",
    }.items():
        assert titles(asked(guest(), world, words)) == [expected], words
    assert titles(asked(guest(), world, "«майстерня спільна»")) == []
    assert titles(asked(guest(), world, "положення -майстерня")) == []


def test_words_of_two_languages_are_asked_together(world: World) -> None:
    act(world, "План мережі", "Договор с техникумом подписать.")
    assert titles(asked(guest(), world, "мережа договоры")) == ["План мережі"]


def test_what_was_asked_for_is_marked_and_markup_of_the_text_is_not_obeyed(world: World) -> None:
    act(
        world,
        "Правила <b>складу</b>",
        "Початок. " * 80 + "Тут <script>alert(1)</script> положення & «решта». " + "Кінець. " * 80,
    )
    page = asked(guest(), world, "положеннями").content.decode()
    assert "<mark>положення</mark>" in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert "<b>складу" not in page
    (hit,) = asked(guest(), world, "положеннями").context["hits"]
    assert hit.fragment.count("…") == 2
    assert len(hit.fragment) < 500
    (in_title,) = asked(guest(), world, "правило").context["hits"]
    assert "<mark>Правила</mark>" in in_title.title
    assert in_title.fragment == ""


def test_a_slip_in_typing_is_forgiven_and_said(world: World) -> None:
    act(world, "Положення про раду", "Про склад ради.")
    act(world, "План заходів", "Нічого спільного.")
    for words in ("полженням", "положеня про", "пложення"):
        answer = asked(guest(), world, words)
        assert titles(answer) == ["Положення про раду"], words
        assert answer.context["found"].is_guess
        assert "<mark>Положення</mark>" in answer.content.decode().replace("\xa0", " ")
    assert not asked(guest(), world, "положення").context["found"].is_guess
    assert titles(asked(guest(), world, "«полженням»")) == [], "who quotes means it"
    assert titles(asked(guest(), world, "велосипед")) == []


def test_hidden_things_leak_neither_by_a_fragment_nor_by_a_count(world: World) -> None:
    act(world, "Відкрите рішення")
    act(world, "Закрите рішення", "Таємничка", is_public=False)
    closed = CaseDraft("approve_plan", Localized.same("Рішення у закритій справі"), is_public=False)
    case_open(cluster=world.cluster, draft=closed, doer=KEEPER, on=TODAY)
    planned(world, "Рішення, про яке ще не оголошено")
    writer = Doer(Actor(None, "secretary", world.office("secretary", "Писарева").pk), is_secretary=True)
    wish = ProposalDraft("council", "Рішення, якого хочу", "Прошу.")
    proposal_file(cluster=world.cluster, draft=wish, doer=writer, label="Секретар", on=TODAY)
    outside, inside = asked(guest(), world, "рішень"), asked(secretary(world), world, "рішень")
    assert titles(outside) == ["Відкрите рішення"]
    assert outside.context["found"].counts == {"act": 1}
    assert outside.context["found"].page.paginator.count == 1
    assert not re.search(
        "Таємничк|Закрите рішення|закритій справі|не оголошено|якого хочу", outside.content.decode(), re.IGNORECASE
    )
    assert asked(guest(), world, "таємничка").context["found"].counts == {}
    assert asked(guest(), world, "таемничкв").context["found"].counts == {}, "nor by a guess"
    assert inside.context["found"].counts == {"act": 2, "item": 2, "proposal": 1, "case": 1}, (
        "the wish is on the agenda"
    )

    member = world.client(world.person("Скрытная2"))
    assert asked(member, world, "рішень").context["found"].counts == {"act": 1}
    head = world.client(Person.objects.get(surname="Скрытная"))
    assert asked(head, world, "рішень").context["found"].counts == {"act": 1, "proposal": 1}
    Session.objects.update(state=SessionState.NOTICED)
    assert asked(head, world, "рішень").context["found"].counts == {"act": 1, "proposal": 1, "item": 2}


def test_an_item_about_a_closed_case_is_found_by_nobody_who_may_not_see_the_case(world: World) -> None:
    case = case_open(
        cluster=world.cluster, doer=KEEPER, on=TODAY,
        draft=CaseDraft("approve_plan", Localized.same("Закрита справа"), is_public=False),
    )  # fmt: skip
    session = planned(world)
    AgendaItem.objects.create(session=session, position=1, title="Рішення", case=case, step="agreement")
    services.session_index(session_id=session.pk)
    Session.objects.update(state=SessionState.NOTICED)
    head = world.client(Person.objects.get(surname="Скрытная"))
    assert asked(head, world, "рішення").context["found"].counts == {}
    assert asked(secretary(world), world, "рішення").context["found"].counts == {"item": 1}


def test_words_follow_what_is_written_in_the_same_transaction(world: World) -> None:
    session = planned(world, "Звіт", "Зайве питання")
    client = secretary(world)
    assert titles(asked(client, world, "звітом")) == ["Звіт"]
    report, other = session.items.order_by("position")
    Session.objects.update(state=SessionState.OPEN)
    item_minute(
        cluster=world.cluster, item_id=report.pk, heard="Про ремонт даху", spoke="Хтось проти", decided="Схвалити кошторис",
        doer=KEEPER,
    )  # fmt: skip
    assert titles(asked(client, world, "кошторисів")) == ["Звіт"]
    assert titles(asked(client, world, "дахом")) == ["Звіт"]
    assert titles(asked(client, world, "хтось")) == [], "who said what is not searched"
    Session.objects.update(state=SessionState.PLANNED)
    item_remove(cluster=world.cluster, item_id=other.pk, doer=KEEPER)
    assert titles(asked(client, world, "зайве")) == []


def test_filters_stand_in_the_address_and_survive(world: World) -> None:
    act(world, "Рішення давнє", on=date(2026, 1, 10))
    act(world, "Рішення нове", on=date(2026, 3, 10))
    planned(world, "Рішення зборів")
    client = secretary(world)
    since = asked(client, world, "рішення", since="2026-02-01")
    assert set(titles(since)) == {"Рішення нове", "Рішення зборів"}
    only = asked(client, world, "рішення", since="2026-02-01", kind="act", organ="council")
    assert titles(only) == ["Рішення нове"]
    assert 'value="2026-02-01"' in only.content.decode()
    links = [row.url for row in only.context["kinds"]]
    assert all("since=2026-02-01" in url and "organ=council" in url for url in links)
    assert titles(asked(client, world, "рішення", until="2026-02-01")) == ["Рішення давнє"]
    assert titles(asked(client, world, "рішення", organ="nowhere", since="x"))


@pytest.mark.parametrize("words", ["'", "\\", "a:b*", "!!", "()", "<->", "%", "-", '"', "-рішення", "«»", "x" * 5000])
def test_nothing_that_is_typed_breaks_the_page(world: World, words: str) -> None:
    assert asked(guest(), world, words).status_code == 200


def test_places_of_the_charter_are_found_in_the_clusters_own_words_once_the_job_is_done(world: World) -> None:
    version = world.cluster.versions.get()
    assert ProcrastinateJob.objects.filter(task_name="search.charter", args={"version_id": version.pk}).exists()
    clause = next(one for _d, one, _p in __charter(world).clause_walk())
    ClauseText.objects.create(version=version, clause=clause.id, text="Слово про незвичайну перлину.")
    tasks.charter_index(version.pk)
    answer = asked(guest(), world, "перлинами")
    assert answer.context["found"].counts == {"clause": 1}
    (hit,) = answer.context["hits"]
    assert hit.url == world.url(f"charter/{clause.id}/")
    assert "<mark>перлину</mark>" in hit.fragment
    assert SearchEntry.objects.filter(kind="clause").count() == len(__charter(world).clause_ids())


def __charter(world: World) -> Any:
    from eduklaster.clusters.selectors import charter_of

    return charter_of(world.cluster.versions.get()).charter


def test_the_index_is_rebuilt_from_the_records_and_writes_only_what_differs(world: World) -> None:
    act(world, "Рішення")
    planned(world, "Звіт")
    before = set(SearchEntry.objects.values_list("key", "digest"))
    SearchEntry.objects.all().delete()
    assert services.rebuild(cluster=world.cluster) >= 2
    assert before <= set(SearchEntry.objects.values_list("key", "digest"))
    assert services.rebuild(cluster=world.cluster) == 0


@pytest.mark.parametrize("number", [1, 30])
def test_a_search_costs_the_same_for_one_thing_and_for_thirty(world: World, number: int) -> None:
    for index in range(number):
        act(world, f"Рішення {index}")
    client = guest()
    asked(client, world, "рішень")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = asked(client, world, "рішень")
    assert len(titles(answer)) == min(number, 20)
    assert len(queries) <= 14
    if number > 20:
        assert len(titles(asked(client, world, "рішень", page="2"))) == 10
        assert "page=2" in answer.content.decode()


def test_the_index_answers_and_not_a_walk_through_the_table(world: World) -> None:
    for index in range(3):
        act(world, f"Рішення {index}")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = SearchEntry.objects.filter(Fits(F("vector"), Value("'рішення'"))).explain()
    assert "search_words" in plan
