"""Voting with nothing but links and forms: the plain client runs no script. Choose, confirm, receipt, check, result."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.scenarios.test_correspondence import answer, ask, called
from tests.votes.helpers import council, seats_of, set_rule
from tests.votes.test_pages import member, secretary, under_way, vote_by_phone
from tests.world import World

from eduklaster.governance.models import Seat
from eduklaster.sessions.models import Session
from eduklaster.votes import live
from eduklaster.votes.models import SealedSlip, Vote
from eduklaster.votes.proof import check

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings: Any) -> World:
    live.forget()
    found = council(settings)
    found.office("secretary", "Орлова")
    return found


def read(client: Client, path: str, **query: str) -> str:
    found = client.get(path, query)
    assert found.status_code == 200
    return str(found.content.decode())


def receipt_in(text: str) -> str:
    found = re.search(r'class="receipt"[^>]*>([^<]+)<', text)
    assert found is not None
    return found[1]


def test_a_secret_election_in_two_rounds_from_the_choice_to_the_checked_receipt(world: World) -> None:
    set_rule(world, "voting.method", "secret")
    session, item = under_way(world)
    office, seats = secretary(world), seats_of(world)
    at = [world.cluster.code, session.pk, item.pk]
    names = "Белова\nИванчук\nОрлова"
    given = {"kind": "election", "question": "Избрать координатора", "candidates": names, "places": "1"}
    assert "D-121" in read(office, reverse("sessions:item_vote", args=at))
    office.post(reverse("sessions:item_vote", args=at), given)
    first = Vote.objects.get()
    for number, seat in enumerate(seats[:15]):
        voter, address = member(world, seat), reverse("votes:ballot", args=[world.cluster.code, first.pk])
        if number == 0:
            choosing = read(voter, address)
            assert all(name in choosing for name in names.split())
            assert 'type="radio"' in choosing
            asked = read(voter, address, said="1", seat=str(seat.pk))
            promised = receipt_in(asked)
            fields = dict(re.findall(r'type="hidden" name="(seat|said|tracker)" value="([^"]*)"', asked))
            done = voter.post(address, fields)
            assert receipt_in(done.content.decode()) == promised
            assert "Your vote is counted" in read(voter, address)
        else:
            vote_by_phone(voter, first, "1" if number < 6 else "2" if number < 11 else "3")
    office.post(reverse("votes:close", args=[world.cluster.code, first.pk]))
    result = reverse("votes:vote", args=[world.cluster.code, first.pk])
    found = read(member(world, seats[0]), result, receipt=promised)
    assert "The slip is in the list" in found
    assert "another round" in found
    listed = office.get(reverse("votes:slips", args=[world.cluster.code, first.pk])).json()
    assert check(listed, promised).receipt == "1"

    office.post(reverse("sessions:item_round", args=[*at, first.pk]))
    second = Vote.objects.get(round=2)
    for number, seat in enumerate(seats[:15]):
        done = vote_by_phone(member(world, seat), second, "2" if number < 9 else "1").content.decode()
    office.post(reverse("votes:close", args=[world.cluster.code, second.pk]))
    final = read(member(world, seats[14]), reverse("votes:vote", args=[world.cluster.code, second.pk]))
    assert "elected" in final
    assert receipt_in(done) in read(
        member(world, seats[14]), reverse("votes:vote", args=[world.cluster.code, second.pk]), receipt=receipt_in(done)
    )


def test_proxies_and_written_votes_are_entered_at_opening_where_the_charter_knows_them(world: World) -> None:
    session, item = under_way(world, present=13)
    office, seats = secretary(world), seats_of(world)
    opening = reverse("sessions:item_vote", args=[world.cluster.code, session.pk, item.pk])
    silent = read(office, opening)
    assert "Proxy of" not in silent
    assert "Written vote of" not in silent
    set_rule(world, "voting.delegation", "proxy")
    set_rule(world, "voting.advance", True)
    holder = seats[0].holdings.get().person
    asked = read(office, opening)
    assert asked.count("Proxy of") == asked.count("Written vote of") == 8
    given = {"kind": "motion", "question": "Принять план", f"proxy_{seats[15].pk}": str(holder.pk)}
    both = office.post(opening, {**given, f"proxy_{seats[16].pk}": str(holder.pk)})
    assert both.status_code == 422, "one proxy for each by default"
    office.post(opening, {**given, f"advance_{seats[17].pk}": "for"})
    vote = Vote.objects.get()

    own = vote_by_phone(member(world, seats[0]), vote, "for").content.decode()
    assert "Vote for the next seat" in own
    next_ = re.search(r'href="([^"]*\?seat=\d+)"', own)
    assert next_ is not None
    assert "by proxy" in read(member(world, seats[0]), next_[1])
    assert vote_by_phone(member(world, seats[0]), vote, "against").status_code == 200
    for seat in seats[1:13]:
        vote_by_phone(member(world, seat), vote, "for")
    assert member(world, seats[15]).get(reverse("votes:ballot", args=[world.cluster.code, vote.pk])).status_code == 404
    office.post(reverse("votes:close", args=[world.cluster.code, vote.pk]))
    vote.refresh_from_db()
    facts = vote.verdict["facts"]
    assert (facts["for_"], facts["against"], facts["base"]) == (14, 1, 15)
    page = read(office, reverse("votes:vote", args=[world.cluster.code, vote.pk]))
    assert "by proxy" in page
    assert "in writing, before the session" in page


def test_one_objection_in_time_ends_a_vote_by_correspondence_and_a_late_one_is_refused(settings: Any) -> None:
    live.forget()
    world = council(settings, 5)
    set_rule(world, "voting.correspondence", "yes")
    set_rule(world, "voting.method", "secret")
    office = world.client(world.office("secretary", "Орлова"))
    seats = list(Seat.objects.filter(cluster=world.cluster, organ="council").order_by("pk"))
    called(world, office)
    ask(world, office)
    first = Vote.objects.get()
    ballot = world.url(f"votes/{first.pk}/ballot/")
    one = member(world, seats[0])
    assert vote_by_phone(one, first, "for").status_code == 200
    assert SealedSlip.objects.count() == 1
    address = world.url(f"votes/{first.pk}/objection/")
    assert address in read(member(world, seats[1]), ballot)
    shown = read(member(world, seats[1]), address)
    assert "D-19" in shown
    assert office.get(address).status_code == 404, "only who is asked may object"
    objecting = {"seat": str(seats[1].pk), "reason": "Треба обговорити"}
    assert member(world, seats[1]).post(address, {**objecting, "reason": ""}).status_code == 422
    assert member(world, seats[1]).post(address, {**objecting, "seat": str(seats[2].pk)}).status_code == 403

    assert member(world, seats[1]).post(address, objecting).status_code == 302

    first.refresh_from_db()
    assert (first.state, first.verdict["code"]) == ("annulled", "vote.refused.objection")
    assert not SealedSlip.objects.exists()
    ended = read(office, world.url(f"votes/{first.pk}/"))
    assert "D-19" in ended
    assert "Треба обговорити" in ended
    assert answer(world, first, seats[3], "for") == 409
    ask(world, office, question="Второй вопрос")
    second = Vote.objects.latest("pk")
    world.go_to(date(2026, 4, 1))
    late = member(world, seats[1]).post(world.url(f"votes/{second.pk}/objection/"), objecting)
    assert late.status_code == 409
    assert "Demand a meeting" not in read(member(world, seats[1]), world.url(f"votes/{second.pk}/ballot/"))
    second.refresh_from_db()
    assert second.state == "open"
    assert Session.objects.get().items.get().state in {"open", "discussed"}
