"""Stories of sessions, told through the web."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.scenarios.stories import attend, plan
from tests.world import World

from eduklaster.journal.models import Entry
from eduklaster.notices.enums import Occasion
from eduklaster.notices.models import Notice
from eduklaster.notices.services import proposal_announce
from eduklaster.sessions.models import Proposal, Session

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2026, 3, 2)


def test_a11_a_session_cannot_be_closed_while_a_proposal_is_left_without_a_disposition(settings: Any) -> None:
    world = World.of("kalininsky", settings, DAY)
    secretary = world.client(world.office("secretary", "Секретарева"))
    head = world.person("Школьная")
    school = world.participant("Школа № 900", "school", head, group="social_partnership")
    organ = "nes"
    seats = world.fill(organ, 9)
    filed = world.client(head).post(
        world.url("proposals/file/"),
        {
            "organ": organ,
            "participant": str(school.pk),
            "title": "Общая лаборатория",
            "text": "Открыть её для всех школ.",
        },
    )
    assert filed.status_code == 302, filed.content.decode()[:3000]
    proposal = Proposal.objects.get()
    day = DAY + timedelta(days=20)
    assert plan(world, secretary, organ, day).status_code == 302
    session = Session.objects.get()
    assert [item.proposal_id for item in session.items.all()] == [proposal.pk], (
        "a waiting proposal comes onto the agenda"
    )

    assert secretary.post(world.url(f"sessions/{session.pk}/notify/")).status_code == 302
    world.go_to(day)
    attend(world, secretary, session, seats[:6])
    assert secretary.post(world.url(f"sessions/{session.pk}/open/")).status_code == 302

    refused = secretary.post(world.url(f"sessions/{session.pk}/close/"))
    assert refused.status_code == 422
    assert "Общая лаборатория" in refused.content.decode()
    assert "D-37" in refused.content.decode(), "the refusal names the default by which proposals are answered"
    session.refresh_from_db()
    assert session.state == "open"

    without_reason = secretary.post(world.url(f"proposals/{proposal.pk}/answer/"), {"state": "declined"})
    assert without_reason.status_code == 422
    answered = secretary.post(
        world.url(f"proposals/{proposal.pk}/answer/"),
        {"state": "deferred", "reason": "Нужна смета.", "deferred_to": (day + timedelta(days=60)).isoformat()},
    )
    assert answered.status_code == 302
    proposal.refresh_from_db()
    assert proposal.session_id == session.pk
    assert proposal.publish_by == date(2026, 3, 27), "five working days after Sunday 22 March 2026"
    told = ProcrastinateJob.objects.filter(task_name__contains="proposal", args__proposal_id=proposal.pk)
    assert "answered" in {job.args["occasion"] for job in told}
    assert proposal_announce(proposal_id=proposal.pk, occasion=Occasion.ANSWERED) >= 1
    notice = Notice.objects.get(person=head, occasion=Occasion.ANSWERED)
    assert notice.proposal == proposal, "the author is notified"
    for address in ("decisions/", f"meetings/{session.pk}/"):
        public = Client(headers={"accept-language": "uk"}).get(world.url(address))
        assert [line.number for line in public.context["answers"]] == [proposal.number]
        words = public.content.decode()
        assert "Пропозиція № 1" in words.replace("\xa0", " "), "public on the day of the answer, so within five days"
        assert "Общая лаборатория" not in words, "but not what was written freely"
    secretary.post(world.url(f"sessions/{session.pk}/items/{session.items.get().pk}/"), {"state": "decided"})
    assert secretary.post(world.url(f"sessions/{session.pk}/close/")).status_code == 302
    session.refresh_from_db()
    assert session.state == "closed"
    assert Entry.objects.filter(action="session.closed").exists()
