"""A decision by correspondence, through the web: sent, answered until a moment, closed early only when all have answered."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from tests.scenarios.stories import plan
from tests.votes.helpers import council, set_rule
from tests.world import World

from eduklaster.governance.models import Seat
from eduklaster.sessions.models import Session
from eduklaster.votes.models import Vote

pytestmark = pytest.mark.django_db
SENT = date(2026, 3, 25)
UNTIL = date(2026, 4, 3)


def ask(world: World, secretary: Client, **fields: str) -> Any:
    """Put a question to the members of the session by correspondence."""
    session = Session.objects.latest("pk")
    item = session.items.get()
    return secretary.post(
        world.url(f"sessions/{session.pk}/items/{item.pk}/vote/"),
        {"kind": "motion", "question": "Утвердить график", "places": "1", **fields},
    )


def answer(world: World, vote: Vote, seat: Seat, said: str) -> int:
    """Answer from the member's own page."""
    member = world.client(seat.holdings.get().person)
    return int(member.post(world.url(f"votes/{vote.pk}/ballot/"), {"said": said, "seat": str(seat.pk)}).status_code)


def called(world: World, secretary: Client) -> Session:
    """Plan a session by correspondence with one free item, announce it and open it on its day."""
    session_plan = plan(world, secretary, "council", SENT, kind="correspondence", until_day=UNTIL.isoformat(), place="")
    assert session_plan.status_code == 302, session_plan.context["form"].errors
    session = Session.objects.latest("pk")
    added = secretary.post(world.url(f"sessions/{session.pk}/items/add/"), {"title": "График", "kind": "decision"})
    assert added.status_code == 302
    assert secretary.post(world.url(f"sessions/{session.pk}/notify/")).status_code == 302
    world.go_to(SENT)
    Session.objects.filter(pk=session.pk).update(starts_at=session.starts_at.replace(hour=0, minute=1))
    asked = secretary.get(world.url(f"sessions/{session.pk}/open/")).content.decode()
    assert 'name="fail"' not in asked, "nobody has to be there, so the session is never without a quorum"
    assert secretary.post(world.url(f"sessions/{session.pk}/open/")).status_code == 302
    return session


def test_questions_are_answered_until_a_moment_and_the_quorum_is_of_answers(settings: Any) -> None:
    world = council(settings, 9)
    secretary = world.client(world.office("secretary", "Орлова"))
    seats = list(Seat.objects.filter(cluster=world.cluster, organ="council").order_by("pk"))
    session = called(world, secretary)

    refused = ask(world, secretary)
    assert refused.status_code == 422
    assert "D-17" in refused.content.decode(), "by default only questions of procedure, and the default is named"
    assert not Vote.objects.exists()
    assert ask(world, secretary, procedural="on").status_code == 302
    vote = Vote.objects.get()
    assert vote.rights.count() == 9, "everybody is asked"
    page = world.client(seats[0].holdings.get().person).get(world.url(f"votes/{vote.pk}/ballot/"))
    assert "Answers are taken until" in page.content.decode()

    for seat in seats[:4]:
        assert answer(world, vote, seat, "for") == 200
    early = secretary.post(world.url(f"votes/{vote.pk}/close/"), {})
    assert early.status_code == 409
    assert "not answered yet: 5" in early.content.decode()
    assert answer(world, vote, seats[4], "against") == 200

    world.go_to(date(2026, 4, 6))
    assert answer(world, vote, seats[5], "against") == 409, "after its time no answer is taken"
    assert secretary.post(world.url(f"votes/{vote.pk}/close/"), {}).status_code == 302
    vote.refresh_from_db()
    facts = vote.verdict["facts"]
    assert (facts["for_"], facts["against"], facts["quorum_base"], vote.is_carried) == (4, 1, 9, True)
    assert vote.result["counts"] == {"for": 4, "against": 1}
    assert session.attendance.count() == 5, "whoever answered took part"


def test_it_may_be_closed_early_when_all_have_answered_and_fails_without_a_quorum_of_answers(settings: Any) -> None:
    world = council(settings, 5)
    set_rule(world, "voting.correspondence", "yes")
    secretary = world.client(world.office("secretary", "Орлова"))
    seats = list(Seat.objects.filter(cluster=world.cluster, organ="council").order_by("pk"))
    session = called(world, secretary)

    assert ask(world, secretary).status_code == 302
    first = Vote.objects.get()
    for seat in seats:
        assert answer(world, first, seat, "for") == 200
    assert secretary.post(world.url(f"votes/{first.pk}/close/"), {}).status_code == 302
    first.refresh_from_db()
    assert first.is_carried

    assert ask(world, secretary, question="Второй вопрос").status_code == 302
    second = Vote.objects.latest("pk")
    assert answer(world, second, seats[0], "for") == 200
    world.go_to(date(2026, 4, 6))
    assert secretary.post(world.url(f"votes/{second.pk}/close/"), {}).status_code == 302
    second.refresh_from_db()
    assert (second.verdict["code"], second.is_carried) == ("vote.no_quorum", False)
    assert session.attendance.count() == 5
