"""A18 and A25 again, in sessions with notice, agenda, attendance, quorum and recusal; the two keys of A08."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client
from tests.scenarios.stories import HEARD, begin, do, heard_in_session, recuse, vote
from tests.world import World

from eduklaster.governance.enums import SeatState
from eduklaster.governance.models import Ballot, Seat
from eduklaster.journal.services import journal_verify
from eduklaster.procedures.models import Act, CaseStep
from eduklaster.sessions.models import AgendaItem
from eduklaster.votes.models import Vote

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


def text_of(answer: Any) -> str:
    """Return what a page says."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def live(world: World, secretary: Client, item: AgendaItem, said: dict[Seat, str]) -> Ballot:
    """Hold a live vote at an item: the secretary opens and closes it, each member votes from the own page."""
    session = item.session_id
    opened = secretary.post(world.url(f"sessions/{session}/items/{item.pk}/vote/"), {})
    assert opened.status_code == 302, text_of(opened)[-1500:]
    put = Vote.objects.latest("pk")
    for seat, answer in said.items():
        member = world.client(seat.holdings.get().person)
        cast = member.post(world.url(f"votes/{put.pk}/ballot/"), {"said": answer, "seat": str(seat.pk)})
        assert cast.status_code in {200, 302}, text_of(cast)[-1500:]
    assert secretary.post(world.url(f"votes/{put.pk}/close/"), {}).status_code == 302
    item.refresh_from_db()
    assert item.ballot is not None
    return item.ballot


def test_a25_the_council_of_smolensk_excludes_in_a_session_with_a_live_vote(settings: Any) -> None:
    world = World.of("smolensk", settings, DAY)
    secretary = world.client(world.office("secretary", "Орлова"))
    members = [world.participant(f"Колледж № {n}", "education", world.person(f"Глава {n}")) for n in range(11)]
    seats = world.fill("council")
    case, session, item = heard_in_session(world, secretary, "council", members[0], "breach_of_duties")
    begin(world, secretary, session, seats[:7])
    recuse(world, session, item, seats[0])
    said = {**dict.fromkeys(seats[1:5], "for"), **dict.fromkeys(seats[5:7], "against")}
    ballot = live(world, secretary, item, said)

    facts = ballot.verdict["facts"]
    assert (facts["base"], facts["for_"], facts["against"], ballot.is_carried) == (6, 4, 2, True)
    members[0].refresh_from_db()
    assert (members[0].state, members[0].left_on) == ("excluded", HEARD)
    assert not Act.objects.filter(kind="order").exists(), "at once, with no external order"
    assert Seat.objects.get(participant=members[0]).state == SeatState.ABOLISHED
    assert "quorum: 6 of 10" in text_of(secretary.get(world.url("organs/council/")))
    assert secretary.post(world.url(f"sessions/{session.pk}/close/")).status_code == 302
    page = text_of(secretary.get(world.url(f"sessions/{session.pk}/")))
    assert "Adopted and not approved" not in page
    case.refresh_from_db()
    assert case.state == "effective"
    assert list(journal_verify()) == []


def test_a18_the_supervisory_council_excludes_a_founder_in_a_session(settings: Any) -> None:
    world = World.of("zheleznogorsk", settings, DAY)
    secretary = world.client(world.office("secretary", "Орлова"))
    founders = [world.participant(f"Школа № {n}", "school", world.person(f"Глава {n}")) for n in range(12)]
    for founder in founders:
        Seat.objects.create(
            cluster=world.cluster, organ="supervisory_council", rule="founders", participant=founder,
            label={"ru": str(founder)}, state="vacant", created_on=world.start,
        )  # fmt: skip
    seats = world.fill("supervisory_council")
    _case, session, item = heard_in_session(world, secretary, "supervisory_council", founders[0], "bad_faith")
    begin(world, secretary, session, seats[:9])
    recuse(world, session, item, seats[0])
    said = {**dict.fromkeys(seats[1:6], "for"), **dict.fromkeys(seats[6:9], "against")}
    ballot = live(world, secretary, item, said)

    facts = ballot.verdict["facts"]
    assert (facts["for_"], facts["base"], facts["quorum_base"], ballot.is_carried) == (5, 8, 11, True)
    founders[0].refresh_from_db()
    assert founders[0].state == "excluded"
    assert Seat.objects.get(pk=seats[0].pk).state == SeatState.ABOLISHED
    assert "D-62" in secretary.get(world.url(f"cases/{_case.pk}/")).content.decode()


def test_an_adopted_submission_shows_everywhere_until_the_second_key_is_turned_or_refused(settings: Any) -> None:
    world = World.of("kalininsky", settings, DAY)
    secretary = world.client(world.office("secretary", "Орлова"))
    head = world.client(world.office("centre_head", "Павлова"))
    school = world.participant("Школа «Лесная»", "school", world.person("Белова"), "innovative_environment")
    seats = world.fill("nes")
    case, session, item = heard_in_session(world, secretary, "nes", school, "abuse_of_rights", "submission")
    begin(world, secretary, session, seats[:6])
    said = {**dict.fromkeys(seats[:4], "for"), seats[4]: "against", seats[5]: "abstain"}
    assert vote(world, secretary, case, "submission", said).status_code == 302
    item.refresh_from_db()
    assert item.ballot is not None, "the roll call belongs to the item of the session under way"

    pages = [f"sessions/{session.pk}/", "organs/nes/", "my/"]
    for page in pages:
        shown = text_of(secretary.get(world.url(page)))
        assert "Adopted and not approved" in shown, page
        assert "adopted, not approved" in shown, page
    school.refresh_from_db()
    assert school.state == "active", "the first key alone has no effect"

    order = world.url(f"cases/{case.pk}/steps/order/")
    form = head.get(order)
    assert "Исключить из состава участников: Школа «Лесная»." in text_of(form), "the resolution drafts the order"
    row = CaseStep.objects.get(case=case, step="order")
    draft = head.get(world.url(f"documents/make/act_draft/{row.pk}/"))
    assert draft.status_code == 200
    assert head.get(world.url(f"documents/make/act_draft/{row.pk}/pdf/")).content.startswith(b"%PDF")
    assert head.post(world.url(f"documents/make/act_draft/{row.pk}/issue/")).status_code == 403
    assert row.due_on is not None

    world.go_to(date(2026, 6, 1))
    assert row.due_on < world.today
    assert "the second key is overdue" in text_of(secretary.get(world.url("organs/nes/")))
    decline = world.url(f"cases/{case.pk}/steps/order/decline/")
    late = head.post(decline, {"on": world.today.isoformat(), "reason": "Поздно."})
    assert late.status_code == 422, "a reason may be given only within the term"
    assert do(world, head, case, "order").status_code == 302
    school.refresh_from_db()
    assert (school.state, school.left_on) == ("excluded", world.today), "effect at the second key, from its date"
    for page in pages:
        assert "Adopted and not approved" not in text_of(secretary.get(world.url(page))), page
    assert list(journal_verify()) == []
