"""What the pages of the living charter say about a clause, and what they cost."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.factories.people import FOUNDED, make_cluster

from eduklaster.charter.resolver import Scope
from eduklaster.clusters.enums import FindingState
from eduklaster.clusters.models import ClauseText, Cluster
from eduklaster.clusters.presenters.reading import reading_of
from eduklaster.clusters.presenters.states import standings_of
from eduklaster.clusters.selectors import finding_code
from eduklaster.clusters.services import RuleChange, finding_note_set, rule_set
from eduklaster.journal.services import SYSTEM, Actor, journal_write
from eduklaster.ui.components import ClauseState

pytestmark = pytest.mark.django_db


def test_every_clause_has_a_state(any_cluster: Cluster) -> None:
    reading = reading_of(any_cluster)
    assert list(standings_of(reading)) == [clause.id for _depth, clause, _parent in reading.places]


def test_a_silent_clause_shows_the_act_that_filled_the_silence(client: Client, cluster: Cluster) -> None:
    change = RuleChange("quorum.threshold", "at least 2/3", FOUNDED, Scope(organ="council"))
    rule_set(cluster=cluster, change=change, act="наказ № 58", actor=SYSTEM)
    assert standings_of(reading_of(cluster))["4.3"].state == ClauseState.ACT
    answer = client.get(reverse("clusters:clause", args=[cluster.code, "4.3"])).content.decode().replace("\xa0", " ")
    assert "наказ № 58" in answer
    defaults = client.get(reverse("clusters:defaults", args=[cluster.code])).content.decode().replace("\xa0", " ")
    assert 'id="D-23"' in defaults
    assert "наказ № 58" in defaults


def test_a_settled_finding_no_longer_asks_for_an_interpretation(cluster: Cluster) -> None:
    reading = reading_of(cluster)
    doubtful = [
        f for f in reading.findings if f.kind in {"tension", "contradiction", "ambiguity"} and "4.4" in f.clauses
    ]
    assert standings_of(reading)["4.4"].state == ClauseState.QUESTION
    for finding in doubtful:
        finding_note_set(
            cluster=cluster, finding=finding_code(finding), state=FindingState.INTERPRETED, note="", act="ухвала № 2",
            actor=SYSTEM, on=FOUNDED,
        )  # fmt: skip
    assert standings_of(reading_of(cluster))["4.4"].state == ClauseState.ACT


def test_a_clause_shows_the_cluster_s_own_words_unedited(client: Client, cluster: Cluster) -> None:
    ClauseText.objects.create(
        version=cluster.versions.get(), clause="4.3", text="Управління <b>Кластером</b> здійснює рада"
    )
    answer = client.get(reverse("clusters:clause", args=[cluster.code, "4.3"])).content.decode()
    assert "Управління &lt;b&gt;Кластером&lt;/b&gt; здійснює рада" in answer


@pytest.mark.parametrize(("language", "marked"), [("uk", False), ("ru", True)])
def test_the_words_of_a_clause_say_their_language_on_a_page_in_another(
    client: Client, cluster: Cluster, language: str, marked: bool
) -> None:
    ClauseText.objects.create(version=cluster.versions.get(), clause="4.3", text="Управління здійснює рада")
    url = reverse("clusters:clause", args=[cluster.code, "4.3"])
    answer = client.get(url, headers={"accept-language": language}).content.decode()
    assert ('<blockquote class="verbatim" lang="uk">' in answer) is marked


def test_records_of_a_clause_name_a_capacity_and_never_a_fact_about_a_person(client: Client, cluster: Cluster) -> None:
    journal_write(
        chain=cluster.code, actor=Actor(None, "Ректор Інституту"), action="seat.filled", subject=cluster, on=date(2026, 1, 12),
        citations=[{"kind": "clause", "ref": "4.3"}], facts={"person": "Ірина Бойко"},
    )  # fmt: skip
    answer = client.get(reverse("clusters:clause", args=[cluster.code, "4.3"])).content.decode()
    assert "Ректор Інституту" in answer
    assert "Бойко" not in answer


def _queries(client: Client, name: str, *args: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        client.get(reverse(f"clusters:{name}", args=["synergy", *args]))
        return len(captured)


@pytest.mark.parametrize(
    ("name", "args"),
    [("charter", ()), ("clause", ("4.3",)), ("defaults", ()), ("health", ()), ("matters", ()), ("matter", ("admit",)), ("compare", ())],
)  # fmt: skip
def test_a_page_costs_the_same_for_1_and_for_30_records(
    client: Client, cluster: Cluster, name: str, args: tuple[str, ...]
) -> None:
    def record(times: int) -> None:
        for _time in range(times):
            journal_write(
                chain=cluster.code, actor=SYSTEM, action="seat.filled", subject=cluster,
                citations=[{"kind": "clause", "ref": "4.3"}],
            )  # fmt: skip
        for finding in reading_of(cluster).findings[:times]:
            finding_note_set(
                cluster=cluster, finding=finding_code(finding), state=FindingState.INTERPRETED, note="", act="№ 1",
                actor=SYSTEM, on=FOUNDED,
            )  # fmt: skip

    record(1)
    _queries(client, name, *args)
    before = _queries(client, name, *args)
    record(30)
    assert 0 < before <= 8
    assert _queries(client, name, *args) == before


def test_two_charters_are_laid_side_by_side(client: Client, cluster: Cluster) -> None:
    make_cluster("smolensk")
    answer: Any = client.get(reverse("clusters:compare", args=[cluster.code]), {"with": "smolensk"})
    assert answer.context["page"].sections
    nobody: Any = client.get(reverse("clusters:compare", args=[cluster.code]), {"with": "nowhere", "a": "x"})
    assert nobody.status_code == 200
    assert nobody.context["page"] is None


def test_the_tab_carries_the_clusters_own_word_for_its_charter(client: Client) -> None:
    cluster = make_cluster("zheleznogorsk")
    client.cookies["language"] = "uk"
    assert "Декларація" in client.get(reverse("clusters:charter", args=[cluster.code])).content.decode()
    assert cluster.emblem_svg.startswith("<svg")
