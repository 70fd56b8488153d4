"""How an item is decided where the charter wants more than one vote: consensus first, several sessions."""

from __future__ import annotations

from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from tests.scenarios.stories import HEARD, attend, begin, heard_in_session, recuse, vote
from tests.votes.helpers import set_rule
from tests.world import World

from eduklaster.governance.models import Ballot, Seat
from eduklaster.journal.models import Entry
from eduklaster.journal.services import journal_verify
from eduklaster.sessions.models import AgendaItem, Session
from eduklaster.sessions.selectors import meetings_before
from eduklaster.votes.models import Vote

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


class Story:
    """A council of nine with a secretary; rules are set by an act where the charter is silent."""

    def __init__(self, settings: Any, **rules: Any) -> None:
        self.world = World.of("smolensk", settings, DAY)
        self.secretary: Client = self.world.client(self.world.office("secretary", "Орлова"))
        self.members = [
            self.world.participant(f"Колледж № {n}", "education", self.world.person(f"Глава {n}")) for n in range(9)
        ]
        self.seats: list[Seat] = self.world.fill("council")
        for name, value in rules.items():
            set_rule(self.world, name.replace("__", "."), value, DAY)

    def post(self, path: str, **given: Any) -> Any:
        return self.secretary.post(self.world.url(path), given)

    def read(self, path: str) -> str:
        return unescape(self.secretary.get(self.world.url(path)).content.decode()).replace("\xa0", " ")

    def session(self, day: date, title: str = "") -> tuple[Session, str]:
        """Hold the beginning of a session; returns it with the address of its item."""
        given = {"organ": "council", "kind": "ordinary", "day": day.isoformat(), "hour": "10:00", "place": "Зал"}
        assert self.post("sessions/plan/", **given).status_code == 302
        session = Session.objects.latest("pk")
        if title:
            assert self.post(f"sessions/{session.pk}/items/add/", title=title, kind="information").status_code == 302
        assert self.post(f"sessions/{session.pk}/notify/").status_code == 302
        self.world.go_to(day)
        attend(self.world, self.secretary, session, self.seats[:6])
        assert self.post(f"sessions/{session.pk}/open/").status_code == 302
        return session, f"sessions/{session.pk}/items/{session.items.get().pk}/"

    def postponed(self, session: Session, page: str) -> None:
        """Consider the item and put it off to the next session."""
        assert self.post(page, heard="Доклад.", state="postponed").status_code == 302
        assert self.post(f"sessions/{session.pk}/close/").status_code == 302


def test_a_decision_of_two_sessions_counts_them_from_the_records_and_waits_for_the_interval(settings: Any) -> None:
    story = Story(settings, voting__meetings=2)
    first_day = DAY + timedelta(days=14)
    first, page = story.session(first_day, "О присоединении к сети")
    told = story.read(page)
    assert "This is the first session that considers it" in told
    assert "Решение № 1" in told, "the page names what asks for it"
    refused = story.post(f"{page}vote/", kind="motion", question="Присоединиться?")
    assert refused.status_code == 422
    assert not Vote.objects.exists(), "a refusal changes nothing"
    story.postponed(first, page)

    second, page = story.session(first_day + timedelta(days=10))
    assert "Considered before: 16 March 2026." in story.read(page)
    early = story.post(f"{page}vote/", kind="motion", question="Присоединиться?")
    assert early.status_code == 422
    assert "D-16" in early.content.decode(), "the interval is said with its default"
    assert not Vote.objects.exists()
    story.postponed(second, page)

    _third, page = story.session(first_day + timedelta(days=28))
    form = story.secretary.get(story.world.url(f"{page}vote/")).context["form"]
    assert "earlier" not in form.fields, "what the records know is not asked"
    assert story.post(f"{page}vote/", kind="motion", question="Присоединиться?").status_code == 302
    put = Vote.objects.get()
    assert put.circumstances["meetings"] == ["2026-03-16", "2026-03-26", "2026-04-13"]


def test_what_was_put_off_before_anybody_spoke_was_not_considered(settings: Any) -> None:
    story = Story(settings, voting__meetings=2)
    first, page = story.session(DAY + timedelta(days=14), "О сети")
    assert story.post(page, state="postponed").status_code == 302
    assert story.post(f"sessions/{first.pk}/close/").status_code == 302
    second, _page = story.session(DAY + timedelta(days=40))
    item = second.items.select_related("session__cluster").get()
    assert item.continues is not None
    assert meetings_before(item) == []


def test_where_consensus_comes_first_all_may_agree_without_a_vote(settings: Any) -> None:
    story = Story(settings, voting__consensus_first=True)
    session, page = story.session(DAY + timedelta(days=14), "План на год")
    leads = story.secretary.get(story.world.url(f"{page}vote/"))
    assert leads.status_code == 302, "before a vote the chair asks whether all agree"
    assert leads["Location"].endswith("/consensus/")
    assert story.post(f"{page}consensus/", answer="reached", decided="").status_code == 422, "what was decided?"

    done = story.post(f"{page}consensus/", answer="reached", decided="План на год принят.")

    assert done.status_code == 302, done.content.decode()[:2000]
    item = session.items.get()
    assert (item.state, item.consensus, item.decided) == ("decided", "reached", "План на год принят.")
    assert not Vote.objects.exists()
    entry = Entry.objects.get(action="session.consensus_reached")
    assert entry.facts["by_consensus"] is True
    assert entry.citations, "it names what asks for consensus"
    assert "All agreed" in story.read(page)
    assert story.post(f"{page}consensus/", answer="failed").status_code == 409
    assert story.secretary.get(story.world.url(f"history/session/{session.pk}/")).status_code == 200


def test_a_vote_follows_only_when_the_chair_declares_that_not_all_agree(settings: Any) -> None:
    story = Story(settings, voting__consensus_first=True)
    session, page = story.session(DAY + timedelta(days=14), "План на год")
    member = story.world.client(story.seats[0].holdings.get().person)
    assert member.post(story.world.url(f"{page}consensus/"), {"answer": "failed"}).status_code == 403
    assert story.post(f"{page}consensus/", answer="failed").status_code == 302
    assert session.items.get().consensus == "failed"
    assert story.post(f"{page}vote/", kind="motion", question="Принять план?").status_code == 302
    assert Vote.objects.get().circumstances["consensus"] == "failed"


def excluding(story: Story) -> tuple[Session, AgendaItem]:
    """Bring an exclusion into a session under way; the member concerned steps aside."""
    case, session, item = heard_in_session(
        story.world, story.secretary, "council", story.members[0], "breach_of_duties"
    )
    begin(story.world, story.secretary, session, story.seats[:7])
    recuse(story.world, session, item, story.seats[0])
    item.refresh_from_db()
    assert item.case == case
    return session, item


def test_a_case_is_decided_by_consensus_with_its_act_and_its_quorum(settings: Any) -> None:
    story = Story(settings, voting__consensus_first=True)
    session, item = excluding(story)
    page = f"sessions/{session.pk}/items/{item.pk}/"
    assert "6 present; the quorum is" in story.read(page), (
        "the item has a quorum of its own, without the member concerned"
    )

    assert story.post(f"{page}consensus/", answer="reached").status_code == 302

    item.refresh_from_db()
    ballot = Ballot.objects.get()
    assert (item.state, item.ballot, item.consensus) == ("decided", ballot, "reached")
    assert ballot.is_carried
    assert ballot.act is not None
    assert ballot.verdict["facts"]["by_consensus"] is True
    assert ballot.roll_calls.get(seat=story.seats[0]).choice == "recused"
    assert item.case is not None
    item.case.refresh_from_db()
    assert item.case.state == "effective"
    assert "Adopted by consensus" in story.read(f"ballots/{ballot.pk}/")
    assert "с согласия всех присутствующих" in ballot.act.text, "the act is in the language of the cluster"
    assert "by consensus" in story.read("ballots/")
    assert list(journal_verify()) == []


def test_a_roll_call_in_session_knows_what_the_session_knows(settings: Any) -> None:
    story = Story(settings, voting__consensus_first=True)
    session, item = excluding(story)
    assert item.case is not None
    said = {**dict.fromkeys(story.seats[1:5], "for"), **dict.fromkeys(story.seats[5:7], "against")}
    early = vote(story.world, story.secretary, item.case, item.step, said)
    assert early.status_code == 422, "nobody has declared that consensus failed"
    assert not Ballot.objects.exists()

    assert story.post(f"sessions/{session.pk}/items/{item.pk}/consensus/", answer="failed").status_code == 302
    assert vote(story.world, story.secretary, item.case, item.step, said).status_code == 302
    assert Ballot.objects.get().is_carried
    assert story.world.today == HEARD
