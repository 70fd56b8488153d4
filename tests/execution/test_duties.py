"""The calendar of duties and the head's report."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from tests.world import TELLER, World

from eduklaster.documents.drafts import draft_of
from eduklaster.documents.registry import kind_get
from eduklaster.execution.models import HeadReport, Task
from eduklaster.execution.selectors.charter_days import charter_duties
from eduklaster.kernel.text import Localized
from eduklaster.procedures.enums import StepState
from eduklaster.procedures.models import Act, Case
from eduklaster.procedures.services import ActDraft, act_register

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 2)


@pytest.fixture
def world(settings: Any) -> World:
    """A cluster whose head reports to the rector."""
    return World.of("synergy", settings, DAY)


def order(world: World) -> Act:
    """Register an order of the rector."""
    return act_register(
        cluster=world.cluster,
        draft=ActDraft("order", "office:rector", Localized.same("Ректор"), Localized.same("Про звіт"), DAY),
        actor=TELLER,
    )


def tasks_of(world: World, act: Act, number: int) -> None:
    """Give tasks that rest on an act."""
    Task.objects.bulk_create(
        Task(
            cluster=world.cluster,
            year=2026,
            number=one,
            title=f"Доручення {one}",
            act=act,
            set_by="office:rector",
            organ="council",
            owner="office:head",
            owner_label=Localized.same("Керівник"),
            controller="office:secretary",
            set_on=DAY,
            first_due_on=date(2026, 12, 1),
            due_on=date(2026, 12, 1),
        )
        for one in range(Task.objects.count() + 1, number + 1)
    )


def test_the_charter_itself_names_days_with_their_clauses(world: World) -> None:
    found = {row.key: row for row in charter_duties(world.cluster, DAY, DAY, date(2027, 2, 28))}

    plan = found["plan:2026"]
    assert (plan.when, plan.kind) == (date(2026, 12, 31), "plan")
    report = next(row for key, row in found.items() if key.startswith("report:"))
    assert report.parties == ("office:head",)
    assert report.citations, "a duty names the clause or default that it rests on"
    meeting = found["meeting:council:2026"]
    assert meeting.words["uk"] != meeting.words["ru"], "letters tell it in three languages"
    assert all(row.citations or row.kind == "charter" for row in found.values())


def test_the_calendar_keeps_its_filters_in_the_address(world: World) -> None:
    head = world.client(world.office("head", "Керівна"))
    tasks_of(world, order(world), 3)

    page = head.get(world.url("duties/?since=2026-11&kind=task&whose=mine"))

    lines = [line for month in page.context["months"] for line in month.lines]
    assert [line.duty.kind for line in lines] == ["task"] * 3
    assert page.context["later"].endswith("since=2027-02&whose=mine&kind=task")
    assert 'value="2026-11"' in page.content.decode()
    secretary = world.client(world.office("secretary", "Секретарна"))
    nothing = secretary.get(world.url("duties/?since=2026-11&kind=task&whose=mine"))
    assert nothing.context["months"] == [], "tasks of the head are not the secretary's"


@pytest.mark.parametrize("path", ["tasks/", "duties/?since=2026-11"])
def test_thirty_tasks_cost_as_many_queries_as_one(
    world: World, path: str, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    client, act = world.client(world.office("secretary", "Секретарна")), order(world)
    tasks_of(world, act, 1)
    client.get(world.url(path))
    with django_assert_max_num_queries(60) as one:
        client.get(world.url(path))
    tasks_of(world, act, 30)
    with django_assert_num_queries(len(one.captured_queries)):
        client.get(world.url(path))


def test_the_heads_report_is_assembled_from_the_records_and_handed_to_the_rector(world: World) -> None:
    client = world.client(world.office("head", "Керівна"))
    world.office("rector", "Ректорна")
    tasks_of(world, order(world), 2)
    period = {"since": "2026-01-01", "until": "2026-11-02", "text": "Рік був добрий."}
    assert client.post(world.url("reports/new/"), period).status_code == 302
    report = HeadReport.objects.get()
    assert (report.author, report.addressee) == ("office:head", "office:rector")
    shown = client.get(world.url(f"reports/{report.pk}/"))
    assert [figure.value for figure in shown.context["figures"]][1] == "2"
    paper = draft_of(world.cluster, kind_get("head_report"), report).content
    assert paper.addressee == ["Ректорові Інституту"], "an addressee stands in the dative"

    assert client.post(world.url(f"reports/{report.pk}/send/")).status_code == 302

    report.refresh_from_db()
    assert report.state == "sent"
    assert report.figures["acts"] == {"order": 1}
    case = Case.objects.get()
    assert case.steps.get(step="acceptance").state == StepState.OPEN, "the rector's turn"
    tasks_of(world, Act.objects.first(), 5)  # type: ignore[arg-type]
    report.refresh_from_db()
    assert report.figures["given"] == 2, "what was handed in stays as it was"
    with pytest.raises(DatabaseError), transaction.atomic():
        HeadReport.objects.filter(pk=report.pk).update(text="Інше")
    assert client.post(world.url(f"reports/{report.pk}/write/"), {"text": "Інше"}).status_code == 409
    assert client.get(world.url(f"history/head_report/{report.pk}/")).status_code == 200
