"""Pages of amendments: what they cost, what they count, where they are found; letters about recommendations."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.world import TELLER, World

from eduklaster.amendments.enums import Answer
from eduklaster.amendments.models import Amendment, Recommendation
from eduklaster.amendments.selectors import amendments_of
from eduklaster.amendments.services import (
    AmendmentDraft,
    RecommendationDraft,
    amendment_file,
    recommendation_answer,
    recommendation_file,
)
from eduklaster.clusters.models import CharterVersion
from eduklaster.journal.services import Actor
from eduklaster.kernel.text import Localized
from eduklaster.notices import services
from eduklaster.notices.enums import Occasion
from eduklaster.people.models import Person
from eduklaster.post.models import Letter
from eduklaster.procedures.models import Case
from eduklaster.procedures.parties import Doer
from eduklaster.procedures.services import step_do

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)
SECRETARY = Doer(TELLER, frozenset({"office:secretary"}), is_secretary=True)


def consulted(world: World) -> Amendment:
    """File an amendment and open its consultation."""
    draft = AmendmentDraft(Localized.same("Мета"), "Час настав.", world.amended_source("Нова мета."))
    amendment = amendment_file(cluster=world.cluster, draft=draft, doer=SECRETARY, on=DAY)
    step_do(cluster=world.cluster, case_ids=[amendment.case_id], step="consultation", doer=SECRETARY, on=DAY)
    return amendment


def cost(client: Client, url: str) -> int:
    """Count the queries of a page that was opened once before."""
    client.get(url)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


def copied(row: Amendment, number: int) -> None:
    """Write one more amendment like another."""
    case, version = Case.objects.get(pk=row.case_id), CharterVersion.objects.get(pk=row.version_id)
    case.pk, case.number = None, case.number + number
    case.save()
    version.pk, version.number = None, version.number + number
    version.save()
    Amendment.objects.create(
        cluster=row.cluster, number=row.number + number, case=case, version=version, base=row.base, title=row.title,
        why=row.why, filed_on=row.filed_on,
    )  # fmt: skip


def test_the_pages_cost_the_same_for_thirty_rows_and_each_amendment_is_counted_once(settings: Any) -> None:
    world = World.of("kalininsky", settings, DAY)
    school = world.participant("Школа № 1", "school", world.person("Білова"), "innovative_environment")
    secretary = world.client(world.office("secretary", "Секретаренко"))
    amendment = consulted(world)
    doer = Doer(TELLER, frozenset({f"participant:{school.pk}"}))
    given: dict[str, Any] = {"amendment": amendment, "doer": doer, "on": DAY}
    recommendation_file(draft=RecommendationDraft("Перше слово."), **given)
    listed, page = world.url("amendments/"), world.url(f"amendments/{amendment.pk}/")
    for_one = cost(secretary, listed), cost(secretary, page)

    for number in range(29):
        recommendation_file(draft=RecommendationDraft(f"Слово {number}."), **given)
        copied(amendment, number + 1)
    assert (cost(secretary, listed), cost(secretary, page)) == for_one
    shown = secretary.get(listed, {"state": "consultation"}).context["list"]
    assert [row.count for row in shown.quick_filters if row.is_current] == [30], "amendments, not recommendations"
    first = Amendment.objects.get(number=1)
    counted = amendments_of(world.cluster).get(pk=first.pk)
    assert (counted.recommendation_count, counted.waiting_count) == (30, 30)  # type: ignore[attr-defined]


def test_whoever_takes_part_finds_the_amendments_among_the_tabs(settings: Any) -> None:
    world = World.of("kalininsky", settings, DAY)
    tab = f'href="{world.url("amendments/")}"'
    head = world.person("Білова")
    world.participant("Школа № 1", "school", head, "innovative_environment")
    for person in (head, world.office("secretary", "Секретаренко")):
        assert tab in world.client(person).get(world.url("organs/")).content.decode()
    assert tab not in Client().get(world.url("charter/defaults/")).content.decode()


def test_letters_ask_for_recommendations_and_tell_of_them_and_of_their_answers(settings: Any) -> None:
    world = World.of("kalininsky", settings, DAY)
    head, keeper, stranger = world.person("Білова"), world.office("secretary", "Секретаренко"), world.person("Чужак")
    school = world.participant("Школа № 1", "school", head, "innovative_environment")
    for person in (head, keeper, stranger):
        world.client(person)
    amendment = consulted(world)

    assert services.consultation_announce(amendment_id=amendment.pk) >= 1
    assert services.consultation_announce(amendment_id=amendment.pk) == 0, "each thing is told once"
    asked = Letter.objects.get(person_id=head.pk)
    assert f"/amendments/{amendment.pk}/" in asked.text
    assert not Letter.objects.filter(person_id=stranger.pk).exists(), "the charter asks others"

    def last_to(person: Person) -> Letter:
        return Letter.objects.filter(person_id=person.pk).latest("pk")

    doer = Doer(Actor(None, "директорка"), frozenset({f"participant:{school.pk}"}))
    row = recommendation_file(amendment=amendment, draft=RecommendationDraft("Таємне."), doer=doer, on=DAY)
    assert services.recommendation_announce(recommendation_id=row.pk, occasion=Occasion.ADVISED) == 1
    assert f"/amendments/recommendations/{row.pk}/" in last_to(keeper).text
    assert "Таємне" not in last_to(keeper).text, "what is recommended stays behind the link"

    recommendation_answer(
        cluster=world.cluster, recommendation_id=row.pk, answer=Answer.DECLINED, text="Зайве.", doer=SECRETARY, on=DAY
    )
    assert services.recommendation_announce(recommendation_id=row.pk, occasion=Occasion.REPLIED) == 1
    assert last_to(head) != asked
    assert f"/amendments/recommendations/{row.pk}/" in last_to(head).text
    assert Recommendation.objects.get().state == "answered"
