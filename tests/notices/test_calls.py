"""Sessions and proposals: who is called, moved, told; what a calendar program gets."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from email.message import Message
from typing import Any

import pytest
import vobject
from django.core import mail
from icalendar import Calendar, Event
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.world import TELLER, World

from eduklaster.clusters.models import Cluster
from eduklaster.governance.models import Seat
from eduklaster.governance.services import seat_fill
from eduklaster.journal.services import Actor
from eduklaster.kernel.text import Localized
from eduklaster.notices import services
from eduklaster.notices.enums import Occasion, Rhythm
from eduklaster.people.models import Person, User
from eduklaster.post.models import Letter
from eduklaster.post.services import letters_deliver_due
from eduklaster.procedures.models import Case
from eduklaster.procedures.parties import Doer
from eduklaster.procedures.services import CaseDraft, case_open
from eduklaster.sessions.enums import ItemKind, ProposalState, SessionKind
from eduklaster.sessions.models import AgendaItem, Session
from eduklaster.sessions.services import (
    ProposalDraft,
    SessionPlan,
    proposal_dispose,
    proposal_file,
    session_cancel,
    session_move,
    session_notify,
    session_plan,
)

DAY = date(2026, 3, 2)
HELD_AT = datetime(2026, 3, 25, 12, 0, tzinfo=UTC)
KEEPER = Doer(TELLER, frozenset({"office:secretary"}), is_secretary=True)
pytestmark = pytest.mark.django_db


class Story:
    """A council of three members with accounts, one of whom has an alternate, and a session with two items."""

    def __init__(self, settings: Any) -> None:
        settings.SITE_URL = "https://cluster.example"
        settings.DEFAULT_FROM_EMAIL = "Кластер <post@cluster.example>"
        self.world = World.of("smolensk", settings, DAY)
        for number in range(3):
            self.world.participant(f"Колледж {number}", "education", self.world.person(f"Ректор {number}"))
        self.alternate = self.account(self.world.person("Дроздова"), "alternate@example.org")
        self.seats = list(Seat.objects.filter(organ="council", participant__isnull=False).order_by("pk"))
        for seat in self.seats:
            holder = self.account(self.world.person(f"Член {seat.pk}"), f"member{seat.pk}@example.org")
            first = seat == self.seats[0]
            seat_fill(seat=seat, person=holder, alternate=self.alternate if first else None, on=DAY, actor=TELLER)
        self.session = self.planned()

    def account(self, person: Person, email: str) -> Person:
        User.objects.create_user(email, "x", person=person, language="uk")
        return person

    def plan(self, day: datetime = HELD_AT, **parts: Any) -> SessionPlan:
        return SessionPlan(SessionKind.ORDINARY, day, place="Зал ради", link="https://meet.example/r", **parts)

    def planned(self) -> Session:
        session = session_plan(cluster=self.world.cluster, organ="council", plan=self.plan(), doer=KEEPER)
        case = case_open(
            cluster=self.world.cluster,
            draft=CaseDraft("approve_plan", Localized.same("План Іваненка")),
            doer=Doer(TELLER, frozenset({"office:head"})),
            on=DAY,
        )
        AgendaItem.objects.create(session=session, position=1, title="Звіт за рік", kind=ItemKind.INFORMATION)
        AgendaItem.objects.create(session=session, position=2, title="План Іваненка", case=case, step="agreement")
        return session

    def call(self) -> int:
        session_notify(cluster=self.world.cluster, session_id=self.session.pk, doer=KEEPER, on=self.world.today)
        return self.announce(Occasion.CONVENED)

    def announce(self, occasion: Occasion) -> int:
        return services.session_announce(session_id=self.session.pk, occasion=occasion)

    def move(self, day: datetime) -> None:
        session_move(cluster=self.world.cluster, session_id=self.session.pk, plan=self.plan(day), doer=KEEPER)

    def cancel(self) -> None:
        session_cancel(cluster=self.world.cluster, session_id=self.session.pk, reason="Немає потреби", doer=KEEPER)

    def sent(self) -> list[Any]:
        letters_deliver_due()
        return mail.outbox


@pytest.fixture
def story(settings: Any) -> Story:
    return Story(settings)


def calendar_part(letter: Any) -> Message:
    (part,) = [part for part in letter.message().walk() if part.get_content_type() == "text/calendar"]
    return part


def event_of(letter: Any) -> tuple[Calendar, Event]:
    calendar = Calendar.from_ical(calendar_part(letter).get_payload(decode=True))
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def to_member(story: Story) -> list[Any]:
    """Return what the second member, who has no alternate, got."""
    return [letter for letter in story.sent() if letter.to == [f"member{story.seats[1].pk}@example.org"]]


def test_a_call_is_a_job_of_the_same_transaction(story: Story) -> None:
    session_notify(cluster=story.world.cluster, session_id=story.session.pk, doer=KEEPER, on=DAY)
    job = ProcrastinateJob.objects.get(task_name="notices.session")
    assert job.args == {"session_id": story.session.pk, "occasion": "convened"}
    assert not Letter.objects.exists()


def test_members_and_alternates_are_called_once_with_day_place_agenda_and_clause(story: Story) -> None:
    assert story.call() == 4
    assert story.announce(Occasion.CONVENED) == 0
    (letter,) = to_member(story)
    body = letter.body.replace("\u00a0", " ")
    assert "25 березня 2026, 15:00 (UTC+03:00)" in body
    assert "Зал ради" in body
    assert "1. Звіт за рік" in body
    assert f"https://cluster.example/c/smolensk/sessions/{story.session.pk}/" in body
    assert "Підстава:" in body


def test_a_call_names_neither_the_title_of_a_case_nor_the_link_by_which_anybody_could_come(story: Story) -> None:
    story.call()
    (letter,) = to_member(story)
    everything = letter.body + letter.alternatives[0][0] + calendar_part(letter).get_payload(decode=True).decode()
    assert "Іваненка" not in everything
    assert Case.objects.get().reference in everything
    assert "meet.example" not in everything
    assert "Член" not in everything


def test_an_alternate_reads_that_they_come_instead(story: Story) -> None:
    story.call()
    roles = {letter.to[0]: str(event_of(letter)[1]["ATTENDEE"].params["ROLE"]) for letter in story.sent()}
    assert roles.pop("alternate@example.org") == "OPT-PARTICIPANT"
    assert set(roles.values()) == {"REQ-PARTICIPANT"}
    (theirs,) = [letter for letter in mail.outbox if letter.to == ["alternate@example.org"]]
    (member,) = to_member(story)
    assert len(theirs.body.splitlines()) == len(member.body.splitlines())
    assert theirs.body != member.body


def test_a_calendar_program_is_asked_in_the_clusters_time_zone(story: Story) -> None:
    story.call()
    (letter,) = to_member(story)
    part = calendar_part(letter)
    assert (part.get_param("method"), part.get_filename()) == ("REQUEST", "session.ics")
    calendar, event = event_of(letter)
    assert str(calendar["METHOD"]) == "REQUEST"
    assert calendar["PRODID"]
    zone = story.world.cluster.time_zone
    assert event["DTSTART"].params["TZID"] == zone
    assert event["DTSTART"].dt == HELD_AT
    assert [str(row["TZID"]) for row in calendar.walk("VTIMEZONE")] == [zone]
    assert str(event["ORGANIZER"]) == "mailto:post@cluster.example"
    assert str(event["ATTENDEE"]) == f"mailto:{letter.to[0]}"
    assert str(event["STATUS"]) == "CONFIRMED"
    assert int(event["SEQUENCE"]) == Session.objects.get(pk=story.session.pk).version


@pytest.mark.parametrize("zone", ["Europe/Moscow", "Europe/Kyiv", "Asia/Novosibirsk"])
def test_another_reader_of_calendars_finds_the_same_hour(story: Story, zone: str) -> None:
    Cluster.objects.update(time_zone=zone)
    story.world.cluster.refresh_from_db()
    story.call()
    (letter,) = to_member(story)
    other = vobject.readOne(calendar_part(letter).get_payload(decode=True).decode())
    assert other.vevent.dtstart.value == HELD_AT
    assert other.method.value == "REQUEST"


def test_moving_calling_anew_and_cancelling_keep_the_uid_and_raise_the_sequence(story: Story) -> None:
    story.call()
    later = HELD_AT + timedelta(days=7)
    story.move(later)
    assert story.announce(Occasion.MOVED) == 4
    assert story.call() == 4
    story.cancel()
    assert story.announce(Occasion.CANCELLED) == 4
    letters = to_member(story)
    rows = [event_of(letter) for letter in letters]
    assert len({str(event["UID"]) for _calendar, event in rows}) == 1
    numbers = [int(event["SEQUENCE"]) for _calendar, event in rows]
    assert numbers == sorted(set(numbers))
    assert [str(calendar["METHOD"]) for calendar, _event in rows] == ["REQUEST", "REQUEST", "REQUEST", "CANCEL"]
    assert [str(event["STATUS"]) for _calendar, event in rows] == ["CONFIRMED", "TENTATIVE", "CONFIRMED", "CANCELLED"]
    assert [event["DTSTART"].dt for _calendar, event in rows] == [HELD_AT, later, later, later]


def test_who_was_called_hears_of_every_later_change_even_before_a_new_call(story: Story) -> None:
    story.call()
    story.move(HELD_AT + timedelta(days=7))
    story.move(HELD_AT + timedelta(days=9))
    assert story.announce(Occasion.MOVED) == 4
    story.cancel()
    assert story.announce(Occasion.CANCELLED) == 4
    tasks = ProcrastinateJob.objects.filter(task_name="notices.session").order_by("pk")
    assert [job.args["occasion"] for job in tasks] == ["convened", "moved", "moved", "cancelled"]


def test_a_session_that_nobody_was_called_to_is_moved_and_cancelled_in_silence(story: Story) -> None:
    story.move(HELD_AT + timedelta(days=7))
    story.cancel()
    assert not ProcrastinateJob.objects.filter(task_name="notices.session").exists()


def test_a_call_that_was_overtaken_by_a_change_is_not_sent(story: Story) -> None:
    session_notify(cluster=story.world.cluster, session_id=story.session.pk, doer=KEEPER, on=DAY)
    story.cancel()
    assert story.announce(Occasion.CONVENED) == 0
    assert story.announce(Occasion.MOVED) == 0


def test_a_session_of_long_ago_entered_later_calls_nobody(story: Story) -> None:
    session_notify(cluster=story.world.cluster, session_id=story.session.pk, doer=KEEPER, on=DAY)
    story.world.go_to(date(2026, 3, 26))
    assert story.announce(Occasion.CONVENED) == 0
    Session.objects.update(state="closed", closed_at=HELD_AT)
    assert story.announce(Occasion.HELD) == 4
    story.world.go_to(date(2026, 5, 1))
    Session.objects.update(version=99)
    assert story.announce(Occasion.HELD) == 0


def test_a_call_comes_at_once_whatever_rhythm_was_chosen_and_cannot_be_stopped(story: Story) -> None:
    for seat, rhythm in zip(story.seats, (Rhythm.NEVER, Rhythm.DAILY, Rhythm.WEEKLY), strict=True):
        services.rhythm_set(person=seat.holdings.get().person, rhythm=rhythm)
    assert story.call() == 4
    for letter in story.sent():
        assert "List-Unsubscribe" not in letter.extra_headers
        assert "/letters/stop/" not in letter.body + letter.alternatives[0][0]
    Session.objects.update(state="closed", closed_at=HELD_AT)
    assert story.announce(Occasion.HELD) == 3, "what is over is no call: who wants no letters gets none"
    letters_deliver_due()
    held = [letter for letter in mail.outbox if "List-Unsubscribe" in letter.extra_headers]
    assert [letter.to for letter in held] == [["alternate@example.org"]], "the others wait for their digests"
    assert all(part.get_content_type() != "text/calendar" for part in held[0].message().walk())


def test_a_delivery_is_read_when_the_member_opens_the_session_and_stays_so(story: Story) -> None:
    story.call()
    holder = story.seats[1].holdings.get().person
    url = story.world.url(f"sessions/{story.session.pk}/")
    assert story.world.client(story.world.office("head", "Соколова")).get(url).status_code == 200
    assert not story.session.deliveries.exclude(read_at=None).exists()
    assert story.world.client(holder).get(url).status_code == 200
    row = story.session.deliveries.get(person=holder)
    assert row.read_at is not None
    story.world.go_to(DAY + timedelta(days=1))
    story.world.client(holder).get(url)
    assert story.session.deliveries.get(person=holder).read_at == row.read_at
    assert story.session.deliveries.exclude(read_at=None).count() == 1


def test_an_author_hears_that_a_proposal_is_filed_and_how_it_was_answered(story: Story) -> None:
    head = story.account(story.world.person("Белова"), "school@example.org")
    member = story.world.participant("Лицей", "education", head)
    user = User.objects.get(person=head)
    proposal = proposal_file(
        cluster=story.world.cluster,
        draft=ProposalDraft("council", "Олимпиада Петренко", "Провести", member.pk),
        doer=Doer(Actor(user.pk, "story", head.pk), frozenset({f"participant:{member.pk}"})),
        label="Лицей",
        on=DAY,
    )
    filed = ProcrastinateJob.objects.get(task_name="notices.proposal")
    assert filed.args == {"proposal_id": proposal.pk, "occasion": "proposed"}
    for _again in range(2):
        services.proposal_announce(proposal_id=proposal.pk, occasion=Occasion.PROPOSED)
    proposal_dispose(
        cluster=story.world.cluster,
        proposal_id=proposal.pk,
        state=ProposalState.DEFERRED,
        reason="",
        deferred_to=date(2026, 4, 1),
        doer=KEEPER,
        on=DAY,
    )
    assert services.proposal_announce(proposal_id=proposal.pk, occasion=Occasion.ANSWERED) == 1
    filed_letter, answer = story.sent()
    assert filed_letter.to == answer.to == ["school@example.org"]
    assert "Петренко" not in filed_letter.body + answer.body + answer.subject
    assert "1 квітня 2026" in answer.body.replace("\u00a0", " ")
    story.world.go_to(date(2026, 5, 1))
    assert services.proposal_announce(proposal_id=proposal.pk, occasion=Occasion.PROPOSED) == 0
