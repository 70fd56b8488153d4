"""The living charter as a guest sees it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories.people import make_cluster

from eduklaster.charter.loader import load_text
from eduklaster.charter.matters import matters_in
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.presenters.reading import reading_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("page", ["charter", "health", "defaults", "matters", "compare"])
@pytest.mark.parametrize("language", ["uk", "ru", "en"])
def test_every_page_answers_a_guest(client: Client, any_cluster: Cluster, page: str, language: str) -> None:
    client.cookies["language"] = language
    answer = client.get(reverse(f"clusters:{page}", args=[any_cluster.code]))
    assert answer.status_code == 200
    unsaid = "None" if language != "en" else ">None<"  # in English it is a word
    assert unsaid not in answer.content.decode().replace("None-", "")


def test_every_clause_answers(client: Client, any_cluster: Cluster) -> None:
    for clause in reading_of(any_cluster).clauses:
        answer = client.get(reverse("clusters:clause", args=[any_cluster.code, clause]))
        assert answer.status_code == 200, clause


def test_every_matter_answers(client: Client, any_cluster: Cluster) -> None:
    for matter in matters_in(reading_of(any_cluster).charter):
        answer = client.get(reverse("clusters:matter", args=[any_cluster.code, matter]))
        assert answer.status_code == 200, matter


def test_an_unknown_clause_or_matter_is_not_there(client: Client, cluster: Cluster) -> None:
    for name in ("clause", "matter"):
        assert client.get(reverse(f"clusters:{name}", args=[cluster.code, "99.9"])).status_code == 404
    assert client.get("/c/nowhere/charter/").status_code == 404


def test_the_downloaded_charter_loads_again(client: Client, any_cluster: Cluster) -> None:
    answer: Any = client.get(reverse("clusters:download", args=[any_cluster.code]))
    assert load_text(answer.content.decode()).charter.identity.code == any_cluster.code


def test_the_law_that_a_charter_rests_on_stands_at_its_clauses_and_what_ended_says_so(client: Client) -> None:
    cluster = make_cluster("smolensk")
    page = client.get(reverse("clusters:charter", args=[cluster.code]))
    law = page.context["law"]
    assert len(law) == 5
    assert [row.title for row in law if row.state] == [row.title for row in law[2:]], "three ended in 2020"
    assert all(row.mark is not None for row in law)
    shown = client.get(reverse("clusters:clause", args=[cluster.code, "1.4"])).content.decode()
    assert f"/c/{cluster.code}/charter/#law" in shown
