"""Stories of control of execution, told through the web."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from tests.history.walk import without_entry
from tests.world import World

from eduklaster.execution.models import Contest, Extension, Report, Task
from eduklaster.governance.models import Seat
from eduklaster.journal.models import Entry
from eduklaster.journal.services import journal_verify
from eduklaster.sessions.models import Session

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2026, 3, 2)
ORGAN = "nes"


class Story:
    """A council that has decided, a school that has to do something, an office that has to do something else."""

    def __init__(self, settings: Any) -> None:
        self.world = World.of("kalininsky", settings, DAY)
        self.secretary = self.world.client(self.world.office("secretary", "Секретарева"))
        self.head = self.world.client(self.world.office("centre_head", "Центрова"))
        person = self.world.person("Школьная")
        self.school = self.world.participant("Школа № 900", "school", person, group="social_partnership")
        self.owner = self.world.client(person)
        self.seats: list[Seat] = self.world.fill(ORGAN, 9)

    def post(self, client: Client, path: str, **given: Any) -> int:
        return client.post(self.world.url(path), given).status_code

    def planned(self, day: date) -> Session:
        """Plan a session of the council."""
        given = {"organ": ORGAN, "kind": "ordinary", "day": day.isoformat(), "hour": "10:00", "place": "Зал 1"}
        assert self.post(self.secretary, "sessions/plan/", **given) == 302
        return Session.objects.latest("pk")

    def opened(self, session: Session, day: date) -> Session:
        """Announce a session at once, and open it on its day."""
        assert self.post(self.secretary, f"sessions/{session.pk}/notify/") == 302
        self.world.go_to(day)
        marks = {f"seat_{seat.pk}": "room" for seat in self.seats[:6]}
        self.post(self.secretary, f"sessions/{session.pk}/attendance/", **marks)
        assert self.post(self.secretary, f"sessions/{session.pk}/open/") == 302
        session.refresh_from_db()
        return session

    def decided(self, session: Session, title: str) -> str:
        """Put an item on the agenda, discuss and decide it; returns it as the form of a task names it."""
        assert self.post(self.secretary, f"sessions/{session.pk}/items/add/", title=title, kind="information") == 302
        item = session.items.latest("pk")
        return f"item:{item.pk}"

    def task(self, decision: str, owner: str, **given: Any) -> Task:
        """Give a task."""
        power = f"organ:{ORGAN}:coordinate"
        fields = {
            "decision": decision,
            "owner": owner,
            "title": "Подготовить план лаборатории",
            "power": power,
            **given,
        }
        answer = self.secretary.post(self.world.url("tasks/give/"), fields)
        assert answer.status_code == 302, answer.content.decode()[:3000]
        return Task.objects.latest("pk")


def test_what_is_overdue_opens_the_next_session_and_stays_in_its_minutes_as_it_was(settings: Any) -> None:
    story = Story(settings)
    held = DAY + timedelta(days=20)
    empty = story.secretary.get(story.world.url("tasks/give/")).content.decode().replace("\xa0", " ")
    assert "There is no decision yet" in empty, "a form that cannot be filled in says what is missing"
    first = story.planned(held)
    assert not first.items.filter(kind="execution").exists(), "there is nothing to tell yet"
    decision = story.decided(first, "О лаборатории")
    item = first.items.get()
    session = story.opened(first, held)
    page = f"sessions/{session.pk}/items/{item.pk}/"
    said = {"heard": "Доклад.", "decided": "Подготовить план.", "state": "decided"}
    assert story.post(story.secretary, page, **said) == 302

    school = f"participant:{story.school.pk}"
    refused = story.secretary.post(
        story.world.url("tasks/give/"), {"decision": decision, "owner": school, "title": "План", "power": ""}
    )
    assert refused.status_code == 422, "the charter names powers, so a task has to name one"
    assert not Task.objects.exists()
    due = held + timedelta(days=10)
    task = story.task(decision, school, due_on=due.isoformat(), proof="План, подписанный директором")
    office = story.task(decision, "office:centre_head", title="Найти помещение")
    assert office.due_on == date(2026, 4, 21), "the default term of 30 days, D-114, on the working calendar"
    assert {"kind": "default", "ref": "D-114"} in [{k: c[k] for k in ("kind", "ref")} for c in office.citations]
    assert story.post(story.secretary, f"sessions/{session.pk}/close/") == 302

    home = story.owner.get(story.world.url("my/"))
    assert f"/tasks/{task.pk}/" in home.content.decode(), "the owner finds it at home"
    assert story.post(story.owner, f"tasks/{task.pk}/take/") == 302
    assert story.post(story.head, f"tasks/{task.pk}/report/", text="Готово.") == 403, "somebody else's task"
    assert story.post(story.owner, f"tasks/{task.pk}/report/", text="Готово.") == 422, "a proof is asked"
    fake = SimpleUploadedFile("plan.pdf", b"not a pdf at all")
    assert story.post(story.owner, f"tasks/{task.pk}/report/", text="Готово.", proofs=fake) == 422
    assert not Report.objects.exists()

    story.world.go_to(due + timedelta(days=3))
    second_day = due + timedelta(days=25)
    second = story.planned(second_day)
    opening = second.items.get(position=1)
    assert opening.kind == "execution"
    assert story.post(story.secretary, f"sessions/{second.pk}/items/{opening.pk}/remove/") == 409, "it stays"
    ahead = story.secretary.get(story.world.url(f"sessions/{second.pk}/")).content.decode()
    assert f"/tasks/{office.pk}/" in ahead, "what falls due until that day is on the list"
    assert "overdue by 3 days" in ahead
    assert ahead.count("overdue by") == 1, "but nothing is overdue before its day"
    second = story.opened(second, second_day)
    opening.refresh_from_db()
    assert [(row["key"], row["is_late"]) for row in opening.listed] == [(task.pk, True), (office.pk, True)]
    shown = story.secretary.get(story.world.url(f"sessions/{second.pk}/")).content.decode()
    assert f"/tasks/{task.pk}/" in shown

    plan = SimpleUploadedFile("plan.pdf", b"%PDF-1.7 plan")
    assert story.post(story.owner, f"tasks/{task.pk}/report/", text="Готово.", proofs=plan) == 302
    assert story.post(story.owner, f"tasks/{task.pk}/check/", answer="yes") == 403, "nobody checks their own work"
    assert story.post(story.secretary, f"tasks/{task.pk}/check/", answer="no") == 422, "what is missing?"
    assert story.post(story.secretary, f"tasks/{task.pk}/check/", answer="no", reason="Нет подписи.") == 302
    signed = SimpleUploadedFile("signed.pdf", b"%PDF-1.7 signed plan")
    assert story.post(story.owner, f"tasks/{task.pk}/report/", text="Подписано.", proofs=signed) == 302
    proof = Report.objects.latest("pk").proofs.get()
    sent = story.secretary.get(story.world.url(f"tasks/{task.pk}/proofs/{proof.pk}/"))
    assert b"".join(sent.streaming_content) == b"%PDF-1.7 signed plan"
    checking = story.secretary.get(story.world.url(f"tasks/{task.pk}/check/")).content.decode()
    assert "Подписано." in checking, "what is checked stands above the answer"
    assert "Нет подписи." not in checking
    assert story.post(story.secretary, f"tasks/{task.pk}/check/", answer="yes") == 302
    task.refresh_from_db()
    assert (task.state, task.closed_on) == ("accepted", second_day)

    opening.refresh_from_db()
    assert opening.listed[0]["key"] == task.pk, "the minutes keep what was overdue when the session opened"
    with pytest.raises(DatabaseError), transaction.atomic():
        type(opening).objects.filter(pk=opening.pk).update(listed=[])
    actions = list(Entry.objects.filter(object_type="execution.task", object_id=str(task.pk)).values_list("action", flat=True).order_by("number"))  # fmt: skip
    assert actions == ["task.given", "task.taken", "task.reported", "task.returned", "task.reported", "task.accepted"]
    history = story.secretary.get(story.world.url(f"history/task/{task.pk}/"))
    assert history.status_code == 200
    assert list(journal_verify()) == []
    lost = without_entry()
    assert {name for name in lost if name.startswith(("execution.", "organ_sessions."))} == set()


def test_contested_powers_stop_the_clock_until_the_council_has_decided(settings: Any) -> None:
    story = Story(settings)
    held = DAY + timedelta(days=20)
    session = story.planned(held)
    decision = story.decided(session, "О помещении")
    item = session.items.get()
    story.opened(session, held)
    said = {"heard": "Доклад.", "decided": "Найти помещение.", "state": "decided"}
    story.post(story.secretary, f"sessions/{session.pk}/items/{item.pk}/", **said)
    task = story.task(decision, "office:centre_head", due_on=(held + timedelta(days=14)).isoformat())
    late = story.task(decision, "office:centre_head", title="Закупить приборы")
    story.post(story.secretary, f"sessions/{session.pk}/close/")

    longer = {"until": (held + timedelta(days=21)).isoformat(), "reason": "Праздники."}
    assert story.post(story.owner, f"tasks/{task.pk}/extend/", **longer) == 404, "not theirs, so not there"
    assert story.post(story.head, f"tasks/{task.pk}/extend/", **longer) == 302
    assert story.post(story.head, f"tasks/{task.pk}/extend/", **longer) == 409, "one wish at a time"
    assert story.post(story.secretary, f"tasks/{task.pk}/extend/answer/", answer="yes") == 302
    task.refresh_from_db()
    assert (task.due_on, Extension.objects.get().answer) == (held + timedelta(days=21), "yes")

    story.world.go_to(held + timedelta(days=4))
    second_day = held + timedelta(days=24)
    second = story.planned(second_day)
    assert story.post(story.head, f"tasks/{task.pk}/contest/", reason="") == 422
    assert story.post(story.head, f"tasks/{task.pk}/contest/", reason="Помещениями распоряжается учредитель.") == 302
    task.refresh_from_db()
    contest = Contest.objects.get()
    assert (task.state, task.stopped_on, contest.decides) == ("contested", held + timedelta(days=4), "organ:nes")
    assert second.items.filter(contests=contest).exists(), "it came onto the agenda at once"
    assert story.post(story.head, f"tasks/{task.pk}/report/", text="Готово.") == 409, "the task rests meanwhile"
    ruling = {"answer": "within", "note": "Совет вправе просить."}
    assert story.post(story.head, f"tasks/{task.pk}/decide/", **ruling) == 403
    assert story.post(story.secretary, f"tasks/{task.pk}/decide/", **ruling) == 422, "no session has taken it up yet"

    story.opened(second, second_day)
    duties = story.secretary.get(story.world.url(f"duties/?since={held:%Y-%m}")).content.decode()
    assert duties.count("the term stands still") == 1, "its day is over, but it is not late"
    assert "overdue" not in duties
    back = story.secretary.get(story.world.url(f"tasks/{late.pk}/withdraw/")).content.decode().replace("\xa0", " ")
    assert "There is no act to take it back by" in back
    assert story.post(story.secretary, f"tasks/{task.pk}/decide/", **ruling) == 302
    task.refresh_from_db()
    stood = timedelta(days=20)
    assert (task.state, task.stopped_on) == ("taken", None)
    assert task.due_on == date(2026, 5, 4), f"12 April and {stood.days} days are 2 May; the next working day"

    refused = story.head.post(story.world.url(f"tasks/{late.pk}/contest/"), {"reason": "Поздно."})
    assert refused.status_code == 422
    assert "D-117" in refused.content.decode(), "the refusal names the default by which powers are contested in time"
    late.refresh_from_db()
    assert late.state == "given"
    with pytest.raises(DatabaseError), transaction.atomic():
        Task.objects.filter(pk=late.pk).delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        Task.objects.filter(pk=late.pk).update(title="Другое")
