"""Letters about tasks and about days of the charter."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.world import TELLER, World

from eduklaster.execution.models import Task
from eduklaster.execution.services import TaskDraft, extension_answer, report_return, task_report, task_set
from eduklaster.journal.services import Actor
from eduklaster.kernel.text import Localized
from eduklaster.notices import services
from eduklaster.notices.enums import Occasion, Rhythm
from eduklaster.notices.models import Notice
from eduklaster.post.models import Letter
from eduklaster.procedures.parties import Doer
from eduklaster.procedures.services import ActDraft, act_register

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 2)


def test_a_task_is_told_when_given_near_overdue_reported_and_returned_and_whoever_opted_out_hears_nothing(
    settings: Any,
) -> None:
    world = World.of("synergy", settings, DAY)
    head, secretary, rector = (world.office(o, o.title()) for o in ("head", "secretary", "rector"))
    for person in (head, secretary, rector):
        world.client(person)
    draft = ActDraft("order", "office:rector", Localized.same("Ректор"), Localized.same("Про звіт"), DAY)
    act = act_register(cluster=world.cluster, draft=draft, actor=TELLER)
    giver = Doer(Actor(None, "ректор", rector.pk), frozenset({"office:rector"}))
    owner = Doer(Actor(None, "керівник", head.pk), frozenset({"office:head"}))
    keeper = Doer(Actor(None, "секретар", secretary.pk), frozenset({"office:secretary"}), is_secretary=True)
    due = date(2026, 11, 16)
    given = TaskDraft("Таємна назва", "office:head", act_id=act.pk, power="approve_plan", due_on=due)
    task = task_set(cluster=world.cluster, draft=given, doer=giver, on=DAY)

    assert services.task_announce(task_id=task.pk, occasion=Occasion.GIVEN) == 1
    assert services.task_announce(task_id=task.pk, occasion=Occasion.GIVEN) == 0, "each thing is told once"
    letter = Letter.objects.get()
    assert letter.person_id == head.pk
    assert "Таємна назва" not in letter.text, "what a task says stays behind the link"
    assert f"/tasks/{task.pk}/" in letter.text

    services.reminders_tick(world.cluster, date(2026, 11, 12))
    services.reminders_tick(world.cluster, date(2026, 11, 17))
    about = Notice.objects.filter(task=task, person=head).order_by("pk")
    assert [row.occasion for row in about] == [Occasion.GIVEN, Occasion.SOON, Occasion.OVERDUE]

    task_report(cluster=world.cluster, task_id=task.pk, text="Готово.", proofs=[], doer=owner, on=DAY)
    assert services.task_announce(task_id=task.pk, occasion=Occasion.REPORTED) == 1
    assert Letter.objects.latest("pk").person_id == secretary.pk, "whoever checks it is told"
    report_return(cluster=world.cluster, task_id=task.pk, reason="Немає цифр.", doer=keeper, on=DAY)
    services.rhythm_set(person=head, rhythm=Rhythm.NEVER)
    assert services.task_announce(task_id=task.pk, occasion=Occasion.CHECKED) == 0
    assert Task.objects.get().state == "returned"


def test_a_day_of_the_charter_is_recalled_once_to_whoever_has_it(settings: Any) -> None:
    world = World.of("synergy", settings, DAY)
    head = world.office("head", "Керівна")
    world.client(head)
    eve = date(2027, 1, 29)

    services.reminders_tick(world.cluster, eve)
    services.reminders_tick(world.cluster, eve)

    told = Notice.objects.filter(person=head, duty__isnull=False)
    assert [row.duty["due_on"] for row in told] == ["2027-02-01"]
    assert "D-86" in Letter.objects.get().text or "4.5.1" in Letter.objects.get().text


def test_a_wish_for_more_time_is_told_to_whoever_gave_the_task_and_its_answer_to_whoever_asked(settings: Any) -> None:
    world = World.of("synergy", settings, DAY)
    head, rector = (world.office(o, o.title()) for o in ("head", "rector"))
    client = world.client(head)
    world.client(rector)
    draft = ActDraft("order", "office:rector", Localized.same("Ректор"), Localized.same("Про звіт"), DAY)
    act = act_register(cluster=world.cluster, draft=draft, actor=TELLER)
    giver = Doer(Actor(None, "ректор", rector.pk), frozenset({"office:rector"}))
    given = TaskDraft("Таємна назва", "office:head", act_id=act.pk, power="approve_plan", due_on=date(2026, 11, 16))
    task = task_set(cluster=world.cluster, draft=given, doer=giver, on=DAY)

    wish = {"until": "2026-11-30", "reason": "Свята."}
    assert client.post(world.url(f"tasks/{task.pk}/extend/"), wish).status_code == 302
    assert services.task_announce(task_id=task.pk, occasion=Occasion.LONGER) == 1
    letter = Letter.objects.latest("pk")
    assert letter.person_id == rector.pk
    assert "30 November 2026" in letter.text.replace("\xa0", " ")
    assert "Свята" not in letter.text, "the reason stays behind the link"

    extension_answer(cluster=world.cluster, task_id=task.pk, is_granted=False, note="Ні.", doer=giver, on=DAY)
    assert services.task_announce(task_id=task.pk, occasion=Occasion.KEPT) == 1
    assert Letter.objects.latest("pk").person_id == head.pk
    assert services.task_announce(task_id=task.pk, occasion=Occasion.LONGER) == 0, "nothing waits any more"

    assert client.post(world.url(f"tasks/{task.pk}/extend/"), wish).status_code == 302
    assert services.task_announce(task_id=task.pk, occasion=Occasion.LONGER) == 1, "a second wish is another thing"
    extension_answer(cluster=world.cluster, task_id=task.pk, is_granted=True, note="", doer=giver, on=DAY)
    assert services.task_announce(task_id=task.pk, occasion=Occasion.EXTENDED) == 1
    assert "30 November 2026" in Letter.objects.latest("pk").text.replace("\xa0", " ")
