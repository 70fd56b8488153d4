"""Acts: numbered without gaps, never dated before what they rest on, corrected by a later act and never changed."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from tests.procedures.stories import CHAIR, DAY, HEAD, SECRETARY, Story
from tests.world import TELLER, World

from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.marks import mark_of
from eduklaster.journal.models import Entry
from eduklaster.kernel.errors import InputError, StateError
from eduklaster.kernel.text import Localized
from eduklaster.procedures.enums import ActState
from eduklaster.procedures.errors import ChainRefused
from eduklaster.procedures.models import Act
from eduklaster.procedures.selectors import act_citation
from eduklaster.procedures.services import ActDraft, act_correct, act_register

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(settings: Any) -> Story:
    return Story(settings)


def register(story: Story, issuer: str = "office:centre_head", kind: str = "order", on: date = DAY, **more: Any) -> Act:
    draft = ActDraft(kind, issuer, Localized.same("Руководитель"), Localized.same("Об итогах"), on, text="Утвердить.")
    return act_register(cluster=story.cluster, draft=draft, actor=TELLER, **more)


def test_every_issuer_kind_and_year_counts_for_itself(story: Story) -> None:
    rows = [
        register(story),
        register(story),
        register(story, kind="decision"),
        register(story, issuer="organ:nes"),
        register(story, on=date(2027, 1, 11)),
        register(story),
    ]
    assert [(act.year, act.number) for act in rows] == [
        (2026, 1),
        (2026, 2),
        (2026, 1),
        (2026, 1),
        (2027, 1),
        (2026, 3),
    ]


def test_a_number_that_was_taken_back_with_its_transaction_leaves_no_gap(story: Story) -> None:
    register(story)
    with transaction.atomic():
        assert register(story).number == 2
        transaction.set_rollback(True)
    assert register(story).number == 2


def test_another_cluster_counts_for_itself(story: Story, settings: Any) -> None:
    register(story)
    story.cluster = World.of("smolensk", settings, DAY).cluster
    assert register(story).number == 1


def test_an_act_dated_before_its_basis_is_refused_and_takes_no_number(story: Story) -> None:
    basis = register(story, issuer="organ:nes", kind="resolution", on=DAY)
    entries = Entry.objects.count()
    with pytest.raises(InputError) as refused:
        register(story, on=DAY - timedelta(days=1), basis=[basis])
    assert (refused.value.code, refused.value.field) == ("act.before_basis", "on")
    assert (Act.objects.count(), Entry.objects.count()) == (1, entries)
    assert register(story, basis=[basis]).number == 1, "the same day is not before"


def test_a_basis_named_twice_is_one_basis(story: Story) -> None:
    basis = register(story, issuer="organ:nes", kind="resolution")
    order = register(story, basis=[basis, basis])
    assert list(order.basis.all()) == [basis]


def test_a_correction_is_a_later_act_and_the_first_stays_readable(story: Story) -> None:
    first = register(story)
    later = DAY + timedelta(days=3)
    second = act_correct(
        act=first, text="Утвердить с приложением.", title=Localized.same("Поправка"), on=later, actor=TELLER
    )
    first.refresh_from_db()
    assert (first.state, first.text, str(first.title), first.number) == (
        ActState.CORRECTED,
        "Утвердить.",
        "Об итогах",
        1,
    )
    assert (second.number, second.issuer, second.kind, second.corrects) == (2, first.issuer, first.kind, first)
    assert list(second.basis.all()) == [first]


def test_what_was_corrected_is_not_corrected_again_but_its_correction_is(story: Story) -> None:
    first = register(story)
    words = {"text": "Иначе.", "title": Localized.same("Поправка"), "actor": TELLER}
    second = act_correct(act=first, on=DAY, **words)
    with pytest.raises(StateError) as refused:
        act_correct(act=first, on=DAY, **words)
    assert refused.value.code == "act.corrected"
    assert Act.objects.count() == 2
    assert act_correct(act=second, on=DAY, **words).corrects == second


def test_a_correction_dated_before_the_corrected_act_is_refused(story: Story) -> None:
    first = register(story)
    with pytest.raises(InputError):
        act_correct(act=first, text="Иначе.", title=first.title, on=DAY - timedelta(days=1), actor=TELLER)
    first.refresh_from_db()
    assert first.state == ActState.REGISTERED


@pytest.mark.parametrize(
    "change", [{"text": "Другое"}, {"number": 9}, {"on": date(2026, 1, 1)}, {"issuer": "organ:nes"}]
)
def test_nobody_changes_a_registered_act_behind_the_services(story: Story, change: dict[str, Any]) -> None:
    act = register(story)
    with pytest.raises(DatabaseError), transaction.atomic():
        Act.objects.filter(pk=act.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Act.objects.filter(pk=act.pk).delete()


def test_an_order_cites_the_resolution_it_rests_on_and_the_clause(story: Story) -> None:
    case = story.adopted()
    story.do(case, "order", HEAD)
    order, resolution = Act.objects.get(kind="order"), Act.objects.get(kind="resolution")
    assert list(order.basis.all()) == [resolution]
    assert order.issuer == "office:centre_head"
    assert resolution.issuer == "organ:nes", "the chair signs for the organ"
    assert order.effective_on == DAY
    assert resolution.effective_on is None
    assert order.citations
    assert {row.kind for row in order.basis.all()} == {"resolution"}


def test_an_order_dated_before_its_resolution_is_refused_and_nothing_changes(story: Story) -> None:
    case = story.plan()
    story.do(case, "draft", SECRETARY)
    story.do(case, "adoption", CHAIR, on=DAY + timedelta(days=5))
    before = story.kept()
    with pytest.raises(ChainRefused) as refused:
        story.do(case, "order", HEAD, on=DAY + timedelta(days=4))
    assert refused.value.code == "chain.dated_early"
    assert story.kept() == before


@pytest.mark.parametrize(
    ("words", "found"),
    [("2", ["2/2026"]), ("№ 2/2026", ["2/2026"]), ("1", ["1/2027", "1/2026"]), ("1/2027", ["1/2027"]), ("7/2026", [])],
)
def test_the_register_of_acts_finds_a_number(story: Story, words: str, found: list[str]) -> None:
    register(story)
    register(story)
    register(story, on=date(2027, 1, 11))
    story.world.go_to(date(2027, 1, 12))
    page = story.world.client(story.world.office("secretary", "Орлова"))
    shown = page.get(story.world.url("acts/"), {"q": words}).content.decode()
    assert re.findall(r">№?\s*(\d+/\d{4})<", shown) == found


def test_the_mark_of_an_act_leads_to_it_in_the_register(story: Story) -> None:
    act = register(story)
    mark = mark_of(Citation("act", act_citation(act, "ru")), story.cluster)
    assert mark is not None
    page = story.world.client(story.world.office("secretary", "Орлова")).get(mark.url).content.decode()
    assert reverse("procedures:act", args=[story.cluster.code, act.pk]) in page
    assert mark.url.endswith(f"?q=%E2%84%96+{act.number}%2F{act.year}")
