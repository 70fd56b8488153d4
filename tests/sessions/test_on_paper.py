"""A session that was held on paper is put on record afterwards, by the rules and the members of its own day."""

from __future__ import annotations

from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.scenarios.stories import attend, do, open_exclusion, plan, vote
from tests.world import TELLER, World

from eduklaster.governance.models import Ballot, Seat
from eduklaster.governance.services import seat_fill, seat_vacate
from eduklaster.journal.models import Entry
from eduklaster.journal.services import journal_verify
from eduklaster.notices.models import Notice
from eduklaster.procedures.models import Case
from eduklaster.sessions.models import AgendaItem, Proposal, Session
from eduklaster.sessions.selectors import announced

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
HELD = date(2026, 2, 10)
"""A Tuesday three weeks before the story."""


class Story:
    """A council of nine with a secretary who brings the papers of last month."""

    def __init__(self, settings: Any) -> None:
        self.world = World.of("smolensk", settings, TODAY)
        self.secretary: Client = self.world.client(self.world.office("secretary", "Орлова"))
        self.members = [
            self.world.participant(f"Колледж № {n}", "education", self.world.person(f"Глава {n}")) for n in range(9)
        ]
        self.seats: list[Seat] = self.world.fill("council")

    def post(self, path: str, **given: Any) -> Any:
        return self.secretary.post(self.world.url(path), given)

    def read(self, path: str, client: Client | None = None) -> str:
        page = (client or self.secretary).get(self.world.url(path))
        return unescape(page.content.decode()).replace("\xa0", " ")

    def enter(self, **given: Any) -> Any:
        fields = {
            "organ": "council", "kind": "ordinary", "day": HELD.isoformat(), "hour": "10:00", "place": "Зал учёного совета",
            "noticed_on": (HELD - timedelta(days=14)).isoformat(), "number": "2-к",
        }  # fmt: skip
        return self.post("sessions/enter/", **{**fields, **given})

    def item(self, session: Session, **given: Any) -> AgendaItem:
        assert self.post(f"sessions/{session.pk}/items/add/", **given).status_code == 302
        return session.items.latest("position")


def test_a_session_of_last_month_goes_from_its_papers_onto_the_record(settings: Any) -> None:
    story = Story(settings)
    newcomer = story.world.person("Новикова")
    seat_vacate(seat=story.seats[8], on=date(2026, 2, 20), actor=TELLER)
    seat_fill(seat=story.seats[8], person=newcomer, on=date(2026, 2, 20), actor=TELLER)
    assert plan(story.world, story.secretary, "council", TODAY + timedelta(days=30)).status_code == 302

    assert story.enter().status_code == 302
    session = Session.objects.latest("pk")
    assert (session.year, session.number, session.state) == (2026, 2, "planned"), (
        "the next number, whenever it was held"
    )
    page = f"sessions/{session.pk}/"
    told = story.read(page)
    assert "Held on paper, entered afterwards" in told
    assert "№ 2-к" in told
    member = story.world.client(story.seats[0].holdings.get().person)
    outsider = story.world.client(story.world.person("Чужая"))
    assert outsider.get(story.world.url(page)).status_code == 403
    assert not announced(story.world.cluster).exists(), "nothing is told before it is entered as a whole"

    plain = story.item(session, title="План на год", kind="decision")
    taken = story.item(session, title="Отчёт", kind="information")
    for step in ("notify/", "edit/"):
        given = {"kind": "ordinary", "day": (TODAY + timedelta(days=9)).isoformat(), "hour": "10:00", "place": "Зал"}
        refused = story.post(f"{page}{step}", organ="council", **given)
        assert refused.status_code == 409, "it was called and held elsewhere"

    sheet = story.read(f"{page}attendance/")
    assert "Глава 8" in sheet, "who sat on that day is asked"
    assert "Новикова" not in sheet
    assert attend(story.world, story.secretary, session, story.seats[:3]).status_code == 302
    few = story.post(f"{page}open/")
    assert few.status_code == 422, "no quorum by the rule of that day"
    assert attend(story.world, story.secretary, session, story.seats[:6]).status_code == 302
    chair = story.seats[0].holdings.get().person
    assert "There was a quorum" in story.read(f"{page}open/")
    assert story.post(f"{page}open/", chaired_by=chair.pk, kept_by=chair.pk).status_code == 302
    session.refresh_from_db()
    assert (session.chaired_by, session.opened_at) == (chair, session.starts_at)
    assert session.quorum["facts"]["present"] == 6
    unmade = attend(story.world, story.secretary, session, story.seats[:6], "absent")
    assert unmade.status_code == 422, "the list is corrected only as far as a quorum stays"
    assert session.attendance.filter(how="room", left_at=None).count() == 6

    live = story.post(f"{page}items/{plain.pk}/vote/", kind="motion", question="Принять?")
    assert live.status_code == 409, "a vote of last month is not held today"
    assert "Open a vote" not in story.read(f"{page}items/{plain.pk}/")
    assert story.post(f"{page}close/").status_code == 409, "every item has its end first"
    words = "План на год принят: за 5, против 1."
    assert story.post(f"{page}items/{plain.pk}/", decided=words, state="decided").status_code == 302
    assert story.post(f"{page}items/{taken.pk}/", heard="Отчёт директора.", state="noted").status_code == 302
    assert story.post(f"{page}close/").status_code == 302
    assert "signed minutes to be added" in story.read(page)

    signed = (HELD + timedelta(days=2)).isoformat()
    missing = story.post(f"{page}sign/", on=signed)
    assert missing.status_code == 422, "the papers are what it rests on"
    wrong = story.post(f"{page}sign/", on=signed, file=SimpleUploadedFile("скан.pdf", b"not a pdf"))
    assert wrong.status_code == 422
    scan = b"%PDF-1.7 signed"
    assert story.post(f"{page}sign/", on=signed, file=SimpleUploadedFile("скан.pdf", scan)).status_code == 302
    session.refresh_from_db()
    assert (session.state, session.minutes_signed_on) == ("signed", HELD + timedelta(days=2))
    assert words in story.read(page, member)
    sent = member.get(story.world.url(f"{page}minutes/"))
    assert b"".join(sent.streaming_content) == scan
    assert outsider.get(story.world.url(f"{page}minutes/")).status_code == 403
    assert announced(story.world.cluster).get() == session

    entered = Entry.objects.get(action="session.entered")
    assert (entered.on, entered.facts["entered_on"]) == (HELD, TODAY.isoformat())
    assert entered.citations, "the notice was judged by a clause or default"
    assert "A session held on paper was entered afterwards" in story.read(f"history/session/{session.pk}/")
    assert not Notice.objects.exists(), "nobody is written to"
    assert list(journal_verify()) == []


def test_a_notice_that_fell_short_is_told_with_its_rule_and_stays_on_record(settings: Any) -> None:
    story = Story(settings)
    late = {"noticed_on": (HELD - timedelta(days=1)).isoformat()}
    refused = story.enter(**late)
    assert refused.status_code == 422
    assert "announced too late" in refused.content.decode() or "слишком поздно" in refused.content.decode()
    assert refused.context["refusal_marks"], "with its clause or default"
    assert not Session.objects.exists()
    assert story.enter(noticed_on="").status_code == 422, "none at all falls short too"

    assert story.enter(**late, shortfall="Все члены совета согласились.").status_code == 302
    session = Session.objects.get()
    assert (session.notice["allowed"], session.notice["code"]) == (False, "notice.late")
    told = story.read(f"sessions/{session.pk}/")
    assert "The notice fell short of the rule" in told
    assert "Все члены совета согласились." in told
    assert Entry.objects.get(action="session.entered").facts["in_time"] is False

    assert story.enter(noticed_on="", shortfall="Не созывали.", hour="15:00").status_code == 302
    assert Session.objects.latest("pk").notice["code"] == "notice.missing"


def test_what_cannot_have_been_is_not_entered(settings: Any) -> None:
    story = Story(settings)
    impossible: list[tuple[str, dict[str, str], str]] = [
        ("still to come", {"day": "2026-03-03"}, "day"),
        ("before the charter", {"day": "2024-01-15"}, "day"),
        ("before anybody sat", {"day": "2025-03-10", "noticed_on": "2025-03-03"}, "day"),
        ("a notice after it", {"noticed_on": "2026-02-11"}, "noticed_on"),
        ("urgent without a reason", {"kind": "extraordinary"}, "urgency"),
    ]
    for why, given, field in impossible:
        refused = story.enter(**given)
        assert refused.status_code == 422, why
        assert field in refused.context["form"].errors, why
    assert not Session.objects.exists()
    assert story.enter().status_code == 302
    assert story.enter().status_code == 422, "the same session is not entered twice"


def test_a_case_is_decided_by_the_roll_call_of_that_day_and_only_its_own_proposals_hold_the_session(
    settings: Any,
) -> None:
    story = Story(settings)
    story.world.go_to(date(2026, 1, 12))
    for title in ("Общая лаборатория", "Общий автобус"):
        filed = story.post("proposals/file/", organ="council", title=title, text="Открыть.")
        assert filed.status_code == 302
    assert open_exclusion(story.world, story.secretary, story.members[0], "breach_of_duties").status_code == 302
    case = Case.objects.get()
    assert do(story.world, story.secretary, case, "notice").status_code == 302
    story.world.go_to(HELD)
    assert do(story.world, story.secretary, case, "hearing").status_code == 302
    story.world.go_to(TODAY)
    assert story.enter().status_code == 302
    session = Session.objects.get()
    assert not session.items.exists(), "nothing is carried over: the agenda is that of the papers"
    item = story.item(session, about=f"case:{case.pk}:decision")
    proposal, other = Proposal.objects.order_by("pk")
    answered = story.item(session, about=f"proposal:{proposal.pk}")
    assert attend(story.world, story.secretary, session, story.seats[:8]).status_code == 302
    assert story.post(f"sessions/{session.pk}/open/").status_code == 302

    assert f"vote/?on={HELD.isoformat()}" in story.read(f"sessions/{session.pk}/"), "the roll call is of that day"
    story.world.today = HELD
    said = {seat: "for" for seat in story.seats[:8] if seat.participant_id != story.members[0].pk}
    recorded = vote(story.world, story.secretary, case, "decision", said)
    assert recorded.status_code == 302, recorded.content.decode()[:3000]
    item.refresh_from_db()
    assert (item.state, item.ballot, item.ballot.on) == ("decided", Ballot.objects.get(), HELD)

    assert story.post(f"proposals/{proposal.pk}/answer/", state="accepted", reason="").status_code == 302
    proposal.refresh_from_db()
    assert (proposal.session, proposal.disposed_on) == (session, HELD)
    assert story.post(f"sessions/{session.pk}/items/{answered.pk}/", state="decided").status_code == 302
    assert story.post(f"sessions/{session.pk}/close/").status_code == 302, "what it never saw waits for the next one"
    other.refresh_from_db()
    assert other.state == "filed"


def test_only_who_keeps_the_sessions_enters_one(settings: Any) -> None:
    story = Story(settings)
    member = story.world.client(story.seats[0].holdings.get().person)
    assert member.get(story.world.url("sessions/enter/")).status_code == 403
    assert "sessions/enter/" not in story.read("sessions/", member)
    assert "sessions/enter/" in story.read("sessions/")
