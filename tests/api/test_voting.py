"""Votes by programs: opened at an item, conducted, counted, annulled; elections in rounds; a meeting demanded."""

from __future__ import annotations

from typing import Any

import pytest
from tests.api.helpers import Program, problem, program_of
from tests.scenarios.test_correspondence import called
from tests.votes.helpers import cast_all, council, seats_of, set_rule
from tests.votes.test_case_elections import MATTERS, opened, standing
from tests.votes.test_pages import under_way
from tests.world import World

from eduklaster.governance.models import Seat
from eduklaster.journal.models import Entry
from eduklaster.people.models import OfficeHolding, Person, User
from eduklaster.votes import live
from eduklaster.votes.models import OneTimeCard, OpenChoice, Vote

pytestmark = pytest.mark.django_db


def program(world: World, person: Person) -> Program:
    """Return a program of a person of the story."""
    world.client(person)
    return program_of(User.objects.get(person=person))


def of_seat(world: World, seat: Seat) -> Program:
    """Return a program of a member."""
    return program(world, seat.holdings.get().person)


def secretary_of(world: World) -> Program:
    """Return a program of the secretary."""
    return program(world, OfficeHolding.objects.get(office="secretary", cluster=world.cluster).person)


@pytest.fixture
def world(settings: Any) -> World:
    live.forget()
    settings.API_REQUESTS_PER_MINUTE = 100_000
    found = council(settings, more=MATTERS, voting__delegation="proxy")
    found.office("secretary", "Орлова")
    return found


def test_a_vote_is_opened_conducted_and_counted_and_an_election_goes_through_its_rounds(world: World) -> None:
    session, item = under_way(world)
    office, seats = secretary_of(world), seats_of(world)
    member, stranger = of_seat(world, seats[0]), program(world, world.person("Чужак"))
    root = f"clusters/{world.cluster.code}"
    place = f"{root}/sessions/{session.pk}/agenda/{item.pk}"
    votes = f"{place}/votes"

    # Beforehand: the rule with its source, who is here, the quorum, what the charter lets be entered.
    told = office.get(f"{place}/voting").json()
    rules = {rule["key"]: rule for rule in told["rules"]}
    assert rules["voting.threshold"]["citation"]["words"]
    assert "voting.secret_least" not in rules, "the method is open"
    assert sum(one["is_here"] for one in told["seats"]) == 15
    assert (told["quorum"]["is_met"], told["quorum"]["present"]) == (True, "15")
    assert (told["asks"], told["title"], told["case"], told["round_of"]) == (["proxies"], item.title, None, None)
    assert member.get(f"{place}/voting").status_code == 403
    assert stranger.get(f"{place}/voting").status_code == 403
    assert office.get(f"{root}/sessions/{session.pk}/agenda/999999/voting").status_code == 404

    # What the charter does not know is refused with its clause or default, what it does not ask with the field.
    away, proxy = seats[15].pk, seats[1].pk
    written = problem(office.post(votes, {"advance": [{"seat": away, "said": "for"}]}))
    assert (written["status"], written["code"]) == (422, "vote.refused.advance")
    assert written["citations"][0]["words"]
    for body, code, field in (
        ({"earlier": "2026-01-15"}, "agenda.not_asked", "earlier"),
        ({"rights": [{"seat": proxy, "rights": "1/3"}]}, "agenda.not_asked", "rights"),
        ({"proxies": [{"seat": away, "by": seats[16].pk}]}, "agenda.proxy", "proxies"),
        ({"candidates": ["Лугова А. І."]}, "vote.motion_candidates", "candidates"),
        ({"kind": "election"}, "vote.candidates", "candidates"),
    ):
        refused = problem(office.post(votes, body))
        assert (refused["code"], refused["errors"][0]["field"]) == (code, field)
    assert problem(member.post(votes, {}))["code"] == "sessions.keeper"
    assert not Vote.objects.exists()
    given = {"question": "Прийняти план?", "is_public": True, "proxies": [{"seat": away, "by": proxy}]}
    answer = office.post(votes, given, Idempotency_Key="vote-0001")
    assert answer.status_code == 201, answer.content
    assert office.post(votes, given, Idempotency_Key="vote-0001").json() == answer.json()
    vote = answer.json()
    assert (vote["question"], vote["state"], vote["entitled"]) == ("Прийняти план?", "open", 16)
    assert len(vote["rules"]) > len(rules), "all rules on votes and quorum are frozen"
    assert problem(office.post(votes, {}))["code"] == "agenda.vote_under_way"

    # Conducting: what is said aloud is recorded once, by whoever conducts; members vote for themselves beside.
    address = f"{root}/votes/{vote['id']}"
    free = [line["seat"] for line in vote["roll"] if line["can_record"]]
    assert len(free) == 16
    assert problem(member.post(f"{address}/spoken", {"seat": free[0], "said": "for"}))["code"] == "votes.conductor"
    assert stranger.post(f"{address}/spoken", {"seat": free[0], "said": "for"}).status_code == 404
    assert problem(office.post(f"{address}/spoken", {"seat": free[0], "said": "1"}))["errors"][0]["field"] == "said"
    assert member.post(f"{address}/ballots", {"said": "against"}).status_code == 201
    twice = problem(office.post(f"{address}/spoken", {"seat": seats[0].pk, "said": "for"}))
    assert (twice["status"], twice["code"]) == (409, "vote.twice")
    for seat in free[1:]:
        spoken = office.post(f"{address}/spoken", {"seat": seat, "said": "for"})
        assert spoken.status_code == 201, spoken.content
    assert OpenChoice.objects.filter(vote=vote["id"], recorded_by__isnull=False).count() == 15

    # Counting by the frozen rule; then it is over.
    assert member.post(f"{address}/closing", {}).status_code == 403
    assert stranger.post(f"{address}/closing", {}).status_code == 404
    casting = problem(office.post(f"{address}/closing", {"chair_vote": "for"}))
    assert (casting["code"], casting["errors"][0]["field"]) == ("vote.chair", "chair_vote")
    closed = office.post(f"{address}/closing", {})
    assert closed.status_code == 200, closed.content
    assert (closed.json()["verdict"], closed.json()["facts"]["for_"]) == ("vote.carried", 15)
    assert closed.json()["citations"]
    assert problem(office.post(f"{address}/closing", {}))["code"] == "vote.over"

    # One that went wrong is annulled with its reason; nothing is counted.
    wrong = office.post(votes, {}).json()
    assert wrong["question"] == item.title
    assert member.post(f"{root}/votes/{wrong['id']}/annulment", {"reason": "Не те."}).status_code == 403
    assert stranger.post(f"{root}/votes/{wrong['id']}/annulment", {"reason": "Не те."}).status_code == 404
    gone = office.post(f"{root}/votes/{wrong['id']}/annulment", {"reason": "Питання неточне."}).json()
    assert (gone["state"], gone["reason"], gone["is_carried"]) == ("annulled", "Питання неточне.", None)
    refused = problem(office.post(f"{root}/votes/{wrong['id']}/annulment", {"reason": "Ще раз."}))
    assert (refused["status"], refused["code"]) == (409, "vote.over")

    # An election: a second round between the two best, and no third.
    standing = {"kind": "election", "candidates": ["Лугова А. І.", "Калина П. С.", "Дуб О. О."]}
    first = office.post(votes, standing | {"question": "Хто веде секцію?"}).json()
    for line, said in zip(first["roll"], ["1"] * 6 + ["2"] * 5 + ["3"] * 4, strict=False):
        office.post(f"{root}/votes/{first['id']}/spoken", {"seat": line["seat"], "said": said})
    counted = office.post(f"{root}/votes/{first['id']}/closing", {}).json()
    assert (counted["verdict"], counted["runoff"]) == ("election.runoff", ["1", "2"])
    after = f"{votes}/{first['id']}/round"
    assert member.post(after).status_code == 403
    assert problem(office.post(f"{votes}/{wrong['id']}/round"))["code"] == "vote.no_round"
    second = office.post(after)
    assert second.status_code == 201, second.content
    assert (second.json()["round"], second.json()["follows"]) == (2, first["id"])
    assert [one["label"] for one in second.json()["answers"]][:2] == standing["candidates"][:2]
    assert office.get(f"{root}/votes/{first['id']}").json()["next_round"] == second.json()["id"]
    assert problem(office.post(after))["code"] == "vote.no_round"
    office.post(f"{root}/votes/{second.json()['id']}/annulment", {"reason": "Перенесено."})

    # An anonymous vote leaves nothing: its cards are for paper only.
    set_rule(world, "voting.method", "anonymous", world.today)
    before = Vote.objects.count()
    cards = problem(office.post(votes, {}))
    assert (cards["status"], cards["code"]) == (409, "vote.cards_page")
    assert (Vote.objects.count(), OneTimeCard.objects.count()) == (before, 0)
    assert {"vote.opened", "vote.closed", "vote.annulled"} <= set(Entry.objects.values_list("action", flat=True))


def test_an_election_on_a_step_of_a_case_is_opened_in_rounds_with_those_who_came(world: World) -> None:
    office, seats = secretary_of(world), seats_of(world)
    member, stranger = of_seat(world, seats[5]), program(world, world.person("Чужак"))
    case = opened(world, "elect_secretary", {"candidates": standing(*seats[:3])})
    root = f"clusters/{world.cluster.code}"
    address = f"{root}/cases/{case.pk}/steps/election/election"

    told = office.get(address).json()
    rules = {rule["key"]: rule for rule in told["rules"]}
    assert rules["voting.method"]["citation"]["words"]
    assert rules["voting.secret_least"]["citation"]["words"]
    assert told["candidates"] == [seat.holdings.get().person.full_name for seat in seats[:3]]
    assert (len(told["seats"]), told["organ"], told["round_of"]) == (21, "council", None)
    came = {"seats": [{"seat": seat.pk, "how": "here"} for seat in seats[:15]]}
    assert (member.get(address).status_code, stranger.get(address).status_code) == (403, 403), "the case is public"
    assert office.get(address.replace("steps/election/", "steps/none/")).status_code == 404
    assert problem(member.post(address, came))["code"] == "votes.conductor"
    assert stranger.post(address, came).status_code == 403
    few = problem(office.post(address, {"seats": came["seats"][:10]}))
    assert (few["status"], few["citations"][0]["ref"]) == (422, "D-23")
    strange = problem(office.post(address, {"seats": [{"seat": 999999, "how": "here"}]}))
    assert (strange["code"], strange["errors"][0]["field"]) == ("vote.seat", "seats")

    first = office.post(address, came)
    assert first.status_code == 201, first.content
    vote = Vote.objects.get(pk=first.json()["id"])
    assert (vote.method, vote.case_id, vote.rights.count()) == ("secret", case.pk, 15)
    aloud = problem(office.post(f"{root}/votes/{vote.pk}/spoken", {"seat": seats[0].pk, "said": "1"}))
    assert (aloud["status"], aloud["code"]) == (409, "vote.secret")
    cast_all(vote, ("1", 2))
    early = problem(office.post(f"{root}/votes/{vote.pk}/closing", {}))
    assert early["code"] == "vote.refused.secrecy", "so few slips would tell who cast them"
    assert early["citations"]
    cast_all(vote, ("1", 4), ("2", 5), ("3", 4))
    closed = office.post(f"{root}/votes/{vote.pk}/closing", {}).json()
    assert (closed["verdict"], closed["runoff"]) == ("election.runoff", ["1", "2"])

    waiting = office.get(address).json()
    assert (waiting["round_of"], waiting["candidates"]) == (vote.pk, told["candidates"][:2])
    second = office.post(address, came).json()
    assert (second["round"], second["follows"]) == (2, vote.pk)


def test_a_member_demands_a_meeting_instead_of_a_vote_by_correspondence(settings: Any) -> None:
    live.forget()
    settings.API_REQUESTS_PER_MINUTE = 100_000
    world = council(settings, 5)
    secretary = world.office("secretary", "Орлова")
    office, seats = program(world, secretary), seats_of(world)
    session = called(world, world.client(secretary))
    root = f"clusters/{world.cluster.code}"
    place = f"{root}/sessions/{session.pk}/agenda/{session.items.get().pk}"

    told = office.get(f"{place}/voting").json()
    assert (told["quorum"], told["asks"], told["answers_until"][:10]) == (None, ["procedural"], "2026-04-03")
    assert all(one["is_here"] for one in told["seats"])
    refused = problem(office.post(f"{place}/votes", {}))
    assert (refused["code"], refused["citations"][0]["ref"]) == ("vote.refused.correspondence", "D-17")
    vote = office.post(f"{place}/votes", {"procedural": True}).json()
    assert (vote["entitled"], vote["answers_until"][:10], bool(vote["objecting_until"])) == (5, "2026-04-03", True)

    address = f"{root}/votes/{vote['id']}/objections"
    why = {"reason": "Це треба обговорити."}
    assert office.post(address, why).status_code == 404, "only who is asked may object"
    assert problem(of_seat(world, seats[0]).post(address, why | {"seat": seats[1].pk}))["code"] == "vote.no_right"
    ended = of_seat(world, seats[0]).post(address, why)
    assert ended.status_code == 201, ended.content
    assert (ended.json()["state"], ended.json()["verdict"]) == ("annulled", "vote.refused.objection")
    assert [one["reason"] for one in ended.json()["objections"]] == [why["reason"]]
    assert ended.json()["citations"][0]["ref"] == "D-19"
    assert problem(of_seat(world, seats[1]).post(address, why))["code"] == "vote.over"
