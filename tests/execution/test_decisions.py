"""From a decision to a task, and how a task ends otherwise than by being done."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.world import TELLER, World

from eduklaster.execution.models import Contest, Task
from eduklaster.journal.models import Entry
from eduklaster.kernel.text import Localized
from eduklaster.procedures.models import Act
from eduklaster.procedures.services import ActDraft, act_register

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 2)


class Story:
    """A rector who gives orders, a head who carries them out, a secretary who watches."""

    def __init__(self, settings: Any) -> None:
        self.world = World.of("synergy", settings, DAY)
        people = {name: self.world.office(name, name.title()) for name in ("rector", "head", "secretary")}
        self.rector, self.head, self.secretary = (self.world.client(one) for one in people.values())

    def act(self, issuer: str, title: str, on: date = DAY) -> Act:
        draft = ActDraft("order", issuer, Localized.same("Хто"), Localized.same(title), on)
        return act_register(cluster=self.world.cluster, draft=draft, actor=TELLER)

    def given(self, act: Act, **more: str) -> Task:
        fields = {"decision": f"act:{act.pk}", "owner": "office:head", "title": "Скласти план", **more}
        answer = self.rector.post(self.world.url("tasks/give/"), fields)
        assert answer.status_code == 302, answer.content.decode()[:3000]
        return Task.objects.latest("pk")


@pytest.fixture
def story(settings: Any) -> Story:
    return Story(settings)


def power_of(story: Story, act: Act) -> str:
    """Return the first power that the form offers for whoever issued an act."""
    page = story.rector.get(story.world.url(f"tasks/give/?decision=act:{act.pk}"))
    choices = page.context["form"].fields["power"].choices if "power" in page.context["form"].fields else []
    return next((str(key) for key, _label in choices if str(key).startswith(act.issuer)), "")


def test_an_act_leads_to_a_task_with_its_basis_chosen_and_shows_what_was_given_from_it(story: Story) -> None:
    act, world = story.act("office:rector", "Про план"), story.world
    page = f"acts/{act.pk}/"
    link = f"/tasks/give/?decision=act:{act.pk}"
    assert link in story.rector.get(world.url(page)).content.decode()
    assert link not in story.head.get(world.url(page)).content.decode(), "only for whoever speaks for the issuer"

    form = story.rector.get(world.url(f"tasks/give/?decision=act:{act.pk}")).context["form"]
    assert form["decision"].value() == f"act:{act.pk}"
    task = story.given(act, power=power_of(story, act))

    shown = story.secretary.get(world.url(page)).content.decode()
    assert f"/tasks/{task.pk}/" in shown
    assert "Скласти план" in shown


def test_the_tab_of_tasks_is_marked_on_every_page_of_the_room(story: Story) -> None:
    for path in ("tasks/", "duties/", "reports/"):
        tabs = story.secretary.get(story.world.url(path)).context["shell"].navigation
        assert [tab.url for tab in tabs if tab.is_current] == [story.world.url("tasks/")], path


def test_a_task_is_taken_back_by_a_later_act_and_is_over(story: Story) -> None:
    act = story.act("office:rector", "Про план")
    task = story.given(act, power=power_of(story, act))
    address = story.world.url(f"tasks/{task.pk}/withdraw/")
    foreign = story.act("office:head", "Про інше")
    assert story.rector.post(address, {"act": f"act:{foreign.pk}"}).status_code == 422
    assert story.head.post(address, {"act": f"act:{foreign.pk}"}).status_code == 403
    task.refresh_from_db()
    assert (task.state, task.withdrawn_by) == ("given", None), "a refusal changes nothing"

    later = story.act("office:rector", "Про скасування доручення")
    assert story.rector.post(address, {"act": f"act:{later.pk}"}).status_code == 302

    task.refresh_from_db()
    assert (task.state, task.withdrawn_by, task.closed_on) == ("withdrawn", later, DAY)
    assert Entry.objects.filter(action="task.withdrawn", object_id=str(task.pk)).exists()
    assert story.head.post(story.world.url(f"tasks/{task.pk}/report/"), {"text": "Готово."}).status_code == 409


def test_a_contest_that_is_upheld_ends_the_task_as_outside_the_powers(story: Story) -> None:
    act = story.act("office:rector", "Про план")
    task = story.given(act, power=power_of(story, act))
    contest = {"reason": "Статутом таке не доручено."}
    assert story.head.post(story.world.url(f"tasks/{task.pk}/contest/"), contest).status_code == 302
    decides = Contest.objects.get().decides
    ruling = story.act(decides, "Про межі повноважень")
    given = {"answer": "outside", "note": "Такого повноваження немає.", "act": f"act:{ruling.pk}"}
    judge = story.secretary if decides.startswith("organ:") else story.rector

    answer = judge.post(story.world.url(f"tasks/{task.pk}/decide/"), given)

    assert answer.status_code == 302, answer.content.decode()[:2000]
    task.refresh_from_db()
    row = Contest.objects.get()
    assert (task.state, task.closed_on, task.stopped_on) == ("outside", DAY, None)
    assert (row.answer, row.act) == ("yes", ruling)
    assert Entry.objects.filter(action="task.found_outside", object_id=str(task.pk)).exists()
    page = story.head.get(story.world.url(f"tasks/{task.pk}/")).content.decode()
    assert "Такого повноваження немає." in page
    assert story.head.post(story.world.url(f"tasks/{task.pk}/report/"), {"text": "Готово."}).status_code == 409
