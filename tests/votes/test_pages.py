"""Stories of votes through the web: the secretary opens at an item, members vote on telephones, everybody sees."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse
from tests.votes.helpers import SECRETARY, TODAY, cast_all, council, election, motion, seats_of, set_rule
from tests.world import World

from eduklaster.governance.models import Seat
from eduklaster.operations.main import cli
from eduklaster.people.models import User
from eduklaster.sessions.enums import Attending, ItemKind, ItemState, SessionKind
from eduklaster.sessions.models import AgendaItem, Session
from eduklaster.sessions.services import (
    ItemFields,
    SessionPlan,
    attendance_set,
    conflict_declare,
    item_add,
    session_notify,
    session_open,
    session_plan,
)
from eduklaster.votes import live
from eduklaster.votes.models import OpenChoice, SealedSlip, Vote
from eduklaster.votes.services import vote_close

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh() -> None:
    live.forget()


@pytest.fixture
def world(settings: Any) -> World:
    found = council(settings)
    found.office("secretary", "Орлова")
    return found


def secretary(world: World) -> Client:
    from eduklaster.people.models import OfficeHolding

    return world.client(OfficeHolding.objects.get(office="secretary", cluster=world.cluster).person)


def under_way(world: World, present: int = 15) -> tuple[Session, AgendaItem]:
    """A session under way with one free item and so many members in the room."""
    session = session_plan(
        cluster=world.cluster,
        organ="council",
        plan=SessionPlan(SessionKind.ORDINARY, datetime(2026, 4, 14, 10, tzinfo=UTC), place="Зал"),
        doer=SECRETARY,
    )
    item = item_add(
        cluster=world.cluster, session_id=session.pk, fields=ItemFields(ItemKind.INFORMATION, "План на год"), doer=SECRETARY
    )  # fmt: skip
    session_notify(cluster=world.cluster, session_id=session.pk, doer=SECRETARY, on=TODAY)
    world.go_to(datetime(2026, 4, 14, tzinfo=UTC).date())
    here = {seat.pk: Attending.ROOM for seat in seats_of(world)[:present]}
    attendance_set(cluster=world.cluster, session_id=session.pk, given=here, doer=SECRETARY)
    session_open(cluster=world.cluster, session_id=session.pk, doer=SECRETARY)
    session.refresh_from_db()
    return session, item


def member(world: World, seat: Seat) -> Client:
    return world.client(seat.holdings.get().person)


def vote_by_phone(client: Client, vote: Vote, said: str) -> Any:
    """Tap, confirm, and return the answer."""
    address = reverse("votes:ballot", args=[vote.cluster.code, vote.pk])
    asked = client.get(address, {"said": said})
    assert asked.status_code == 200, asked.content.decode()
    fields = dict(
        re.findall(r'<input type="hidden" name="(seat|said|tracker)" value="([^"]*)"', asked.content.decode())
    )
    return client.post(address, fields)


@pytest.mark.parametrize(("for_", "against", "words"), [(8, 4, "Carried"), (7, 5, "Lost")])
def test_of_fifteen_in_the_room_eight_carry_and_seven_do_not(world: World, for_: int, against: int, words: str) -> None:
    session, item = under_way(world)
    office = secretary(world)
    opening = reverse("sessions:item_vote", args=[world.cluster.code, session.pk, item.pk])
    assert b"15 members are here" in office.get(opening).content
    answer = office.post(opening, {"kind": "motion", "question": "Принять план на год", "is_public": "on"})
    vote = Vote.objects.get()
    assert answer["Location"] == reverse("votes:control", args=[world.cluster.code, vote.pk])
    conducting = office.get(answer["Location"]).content.decode()
    here = [seat.holdings.get().person.full_name for seat in seats_of(world)[:15]]
    assert re.findall(r'For<span class="visually-hidden">: ([^<]+)</span>', conducting) == here
    said = ["for"] * for_ + ["against"] * against + ["abstain"] * 3
    for seat, one in zip(seats_of(world), said, strict=False):
        done = vote_by_phone(member(world, seat), vote, one)
        assert b"Your vote is counted" in done.content

    assert b"15</b> / <span data-live-entitled>15" in office.get(answer["Location"]).content
    office.post(reverse("votes:close", args=[world.cluster.code, vote.pk]))

    page = Client(headers={"accept-language": "en"}).get(reverse("votes:vote", args=[world.cluster.code, vote.pk]))
    text = page.content.decode()
    assert page.status_code == 200
    assert words in text
    assert "needed: 8 of 15" in text.replace("\xa0", " ")
    assert "D-03" in text
    item.refresh_from_db()
    assert words.lower()[:4] in item.decided.lower() or "Решение" in item.decided
    assert item.state == ItemState.DISCUSSED


def test_without_a_quorum_the_page_says_so_with_its_source_and_opens_nothing(world: World) -> None:
    session, item = under_way(world)
    gone = {seat.pk: Attending.ABSENT for seat in seats_of(world)[9:15]}
    attendance_set(cluster=world.cluster, session_id=session.pk, given=gone, doer=SECRETARY)

    answer = secretary(world).post(
        reverse("sessions:item_vote", args=[world.cluster.code, session.pk, item.pk]),
        {"kind": "motion", "question": "Принять план"},
    )

    assert answer.status_code == 422
    assert b"D-23" in answer.content
    assert not Vote.objects.exists()


def test_who_declared_a_conflict_gets_no_ballot(world: World) -> None:
    session, item = under_way(world)
    concerned = seats_of(world)[0]
    conflict_declare(cluster=world.cluster, item_id=item.pk, seat_id=concerned.pk, reason="Родственник", doer=SECRETARY)
    secretary(world).post(
        reverse("sessions:item_vote", args=[world.cluster.code, session.pk, item.pk]),
        {"kind": "motion", "question": "Принять план"},
    )
    vote = Vote.objects.get()

    address = reverse("votes:ballot", args=[world.cluster.code, vote.pk])
    assert member(world, concerned).get(address).status_code == 404
    assert member(world, seats_of(world)[1]).get(address).status_code == 200


def test_a_secret_vote_gives_a_receipt_that_everybody_finds_in_the_list(world: World, tmp_path: Any) -> None:
    set_rule(world, "voting.method", "secret")
    vote = motion(world, is_public=True).vote
    seats = seats_of(world)
    receipts = []
    for number, seat in enumerate(seats[:15]):
        done = vote_by_phone(member(world, seat), vote, "for" if number < 9 else "against").content.decode()
        receipts.append(re.search(r'class="receipt"[^>]*>([^<]+)<', done)[1])  # type: ignore[index]
    control = secretary(world).get(reverse("votes:control", args=[world.cluster.code, vote.pk])).content.decode()
    assert "data-live-count" not in control
    assert SealedSlip.objects.count() == 15

    vote_close(cluster=world.cluster, vote_id=vote.pk, doer=SECRETARY)

    guest = Client(headers={"accept-language": "en"})
    address = reverse("votes:vote", args=[world.cluster.code, vote.pk])
    page = guest.get(address, {"receipt": receipts[0].lower()}).content.decode()
    assert "The slip is in the list" in page
    assert (
        "This receipt is not in the list" in guest.get(address, {"receipt": "22222-22222-22222-22222"}).content.decode()
    )
    assert all(receipt in page for receipt in receipts)
    names = [seat.holdings.get().person.surname for seat in seats[:15]]
    assert not any(name in page for name in names)
    file = tmp_path / "list.json"
    file.write_bytes(guest.get(reverse("votes:slips", args=[world.cluster.code, vote.pk])).content)
    run = CliRunner()
    assert run.invoke(cli, ["vote-verify", str(file), "--receipt", receipts[0]]).exit_code == 0
    changed = json.loads(file.read_text())
    changed["slips"][0]["said"] = "abstain"
    file.write_text(json.dumps(changed))
    assert run.invoke(cli, ["vote-verify", str(file)]).exit_code != 0


def test_a_second_vote_is_refused_in_words_and_changes_nothing(world: World) -> None:
    vote = motion(world).vote
    client = member(world, seats_of(world)[0])
    vote_by_phone(client, vote, "for")

    again = client.post(
        reverse("votes:ballot", args=[world.cluster.code, vote.pk]),
        {"seat": str(seats_of(world)[0].pk), "said": "against"},
    )

    assert again.status_code == 409
    assert b"it is not counted twice" in again.content
    assert OpenChoice.objects.get().said == "for"


def test_an_election_is_voted_on_by_number_and_goes_to_a_second_round(world: World) -> None:
    session, item = under_way(world)
    office = secretary(world)
    office.post(
        reverse("sessions:item_vote", args=[world.cluster.code, session.pk, item.pk]),
        {
            "kind": "election",
            "question": "Избрать координатора",
            "candidates": "Белова\nИванчук\nОрлова",
            "places": "1",
        },
    )
    vote = Vote.objects.get()
    for seat, said in zip(seats_of(world)[:15], ["1"] * 5 + ["2"] * 6 + ["against"] * 4, strict=True):
        vote_by_phone(member(world, seat), vote, said)
    office.post(reverse("votes:close", args=[world.cluster.code, vote.pk]))
    page = office.get(reverse("sessions:item", args=[world.cluster.code, session.pk, item.pk])).content.decode()
    assert "Open the next round" in page

    office.post(reverse("sessions:item_round", args=[world.cluster.code, session.pk, item.pk, vote.pk]))

    second = Vote.objects.get(round=2)
    assert list(second.candidates.values_list("name", flat=True)) == ["Иванчук", "Белова"]


def test_an_anonymous_vote_prints_its_cards_once_and_needs_no_account(world: World) -> None:
    set_rule(world, "voting.method", "anonymous", on=TODAY)
    session, item = under_way(world)
    office = secretary(world)
    answer = office.post(
        reverse("sessions:item_vote", args=[world.cluster.code, session.pk, item.pk]),
        {"kind": "motion", "question": "Принять план"},
    )
    codes = re.findall(r'class="receipt"[^>]*>([^<]+)<', answer.content.decode())
    assert len(codes) == 15
    vote = Vote.objects.get()
    guest, address = Client(), reverse("votes:card", args=[world.cluster.code, vote.pk])
    asked = guest.get(address, {"code": codes[0], "said": "for"}).content.decode()
    tracker = re.search(r'name="tracker" value="([^"]+)"', asked)
    assert tracker is not None
    given = {"code": codes[0], "said": "for", "tracker": tracker[1]}
    assert guest.post(address, given).status_code == 200
    assert guest.post(address, given).status_code == 409
    assert SealedSlip.objects.count() == 1


def test_the_live_address_tells_numbers_only_and_answers_304_to_who_knows_them(world: World) -> None:
    vote = motion(world).vote
    cast_all(vote, ("for", 3), ("against", 1))
    guest = Client()

    first = guest.get(live.live_url(vote))

    assert first.json() == {"state": "open", "voted": 4, "entitled": 15, "counts": {"for": 3, "against": 1}}
    assert guest.get(live.live_url(vote), headers={"if-none-match": first["ETag"]}).status_code == 304
    assert guest.get("/live/" + "x" * 43).status_code == 404
    assert guest.post(live.live_url(vote)).status_code == 405
    assert "sessionid" not in first.cookies


def test_the_live_address_of_a_secret_vote_says_nothing_of_how_it_goes(world: World) -> None:
    set_rule(world, "voting.method", "secret")
    vote = motion(world).vote
    cast_all(vote, ("for", 3))

    assert Client().get(live.live_url(vote)).json() == {"state": "open", "voted": 3, "entitled": 15}


def test_many_watchers_cost_one_reading(world: World, django_assert_num_queries: Any) -> None:
    vote = motion(world).vote
    guest = Client()
    with django_assert_num_queries(4):
        for _n in range(50):
            guest.get(live.live_url(vote))


def test_a_members_page_costs_few_queries_whatever_the_size_of_the_council(
    world: World, django_assert_max_num_queries: Any
) -> None:
    vote = motion(world).vote
    client = member(world, seats_of(world)[0])
    with django_assert_max_num_queries(8):
        client.get(reverse("votes:ballot", args=[world.cluster.code, vote.pk]))


def test_the_projector_page_needs_no_account_and_names_nobody(world: World) -> None:
    vote = motion(world).vote
    cast_all(vote, ("for", 8), ("against", 7))
    guest = Client(headers={"accept-language": "en"})
    address = reverse("votes:screen", args=[world.cluster.code, vote.token])

    text = guest.get(address).content.decode()
    assert "have voted" in text
    vote_close(cluster=world.cluster, vote_id=vote.pk, doer=SECRETARY)
    text = guest.get(address).content.decode()
    assert "Carried" in text
    assert not any(seat.holdings.get().person.surname in text for seat in seats_of(world))
    assert guest.get(reverse("votes:screen", args=[world.cluster.code, "0" * 43])).status_code == 404


def test_a_closed_vote_is_hidden_from_guests_unless_it_is_public(world: World) -> None:
    vote = motion(world).vote
    vote_close(cluster=world.cluster, vote_id=vote.pk, doer=SECRETARY)
    address = reverse("votes:vote", args=[world.cluster.code, vote.pk])
    assert Client().get(address).status_code == 404
    stranger = Client()
    stranger.force_login(User.objects.create_user("stranger@example.org", "x", person=world.person("Чужак")))
    assert stranger.get(address).status_code == 404
    assert member(world, seats_of(world)[20]).get(address).status_code == 200


def test_the_secretary_enters_a_vote_given_by_voice_and_annuls_with_a_reason(world: World) -> None:
    vote = motion(world).vote
    office, seat = secretary(world), seats_of(world)[0]
    office.post(reverse("votes:record", args=[world.cluster.code, vote.pk]), {"seat": str(seat.pk), "said": "for"})
    assert OpenChoice.objects.get().recorded_by is not None

    annulling = reverse("votes:annul", args=[world.cluster.code, vote.pk])
    assert office.post(annulling, {"reason": ""}).status_code == 422
    office.post(annulling, {"reason": "Ошибка в вопросе"})

    vote.refresh_from_db()
    assert vote.state == "annulled"
    assert "Ошибка" in office.get(reverse("votes:vote", args=[world.cluster.code, vote.pk])).content.decode()


def test_the_list_costs_the_same_for_one_vote_and_for_thirty(world: World) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, address = secretary(world), reverse("votes:list", args=[world.cluster.code])

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as taken:
            assert client.get(address, {"size": "50"}).status_code == 200
        return len(taken)

    motion(world)
    client.get(address)
    one = cost()
    for _n in range(10):
        motion(world)
    election(world, ["Белова", "Иванчук"])
    assert cost() == one
