"""Votes on record by programs: counted and recorded by roll call, read with the roll, counted again."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.api.helpers import Program, problem
from tests.api.test_voting import of_seat, program
from tests.governance.test_pages import excluding
from tests.votes.helpers import council
from tests.votes.test_case_elections import MATTERS, opened, standing

from eduklaster.governance.models import Ballot
from eduklaster.procedures.models import Refusal

pytestmark = pytest.mark.django_db


def test_a_vote_is_recorded_by_roll_call_read_with_its_roll_and_counted_again(settings: Any) -> None:
    settings.API_REQUESTS_PER_MINUTE = 100_000
    world = council(settings, 9, more=MATTERS)
    office = program(world, world.office("secretary", "Орлова"))
    case, seats = excluding(world)
    member, stranger, guest = of_seat(world, seats[3]), program(world, world.person("Чужак")), Program()
    root = f"clusters/{world.cluster.code}"
    sheet = f"{root}/cases/{case.pk}/steps/decision/roll-call"
    concerned = seats[0].pk

    # Beforehand: seats of the day, whom the matter concerns, the rules, how many votes are needed.
    told = office.get(sheet).json()
    assert {rule["key"] for rule in told["rules"]} >= {"voting.threshold", "quorum.threshold"}
    assert all(rule["citation"]["words"] for rule in told["rules"])
    assert [one["seat"] for one in told["seats"] if one["is_concerned"]] == [concerned]
    assert told["recusal"]["words"]
    assert (told["needed"][-1]["present"], told["asks"], told["is_election"]) == (8, [], False)
    assert (member.get(sheet).status_code, stranger.get(sheet).status_code, guest.get(sheet).status_code) == (
        403,
        404,
        401,
    )
    assert office.get(sheet.replace("/decision/", "/evidence/")).status_code == 404, "that step is no vote"

    # Counted without recording; what may not be is refused, by clause or default, and nothing is on record.
    calls = [{"seat": concerned, "said": "present"}, *({"seat": seat.pk, "said": "for"} for seat in seats[1:6])]
    body = {"calls": [*calls, {"seat": seats[6].pk, "said": "against"}], "note": "Протокол № 3."}
    counted = office.post(f"{sheet}/count", body).json()
    assert (counted["votes_for"], counted["is_carried"], counted["has_quorum"]) == (5, True, True)
    voted = problem(office.post(sheet, {"calls": [*calls[1:], {"seat": concerned, "said": "against"}]}))
    assert (voted["code"], told["recusal"]["ref"] in voted["detail"]) == ("ballot.concerned", True)
    asked = problem(office.post(sheet, body | {"consensus": True}))
    assert (asked["code"], asked["errors"][0]["field"]) == ("ballot.not_asked", "consensus")
    other = problem(office.post(sheet, {"calls": [{"seat": 999999, "said": "for"}]}))
    assert other["code"] == "ballot.seat"
    nobody = problem(office.post(sheet, {"calls": [{"seat": seats[1].pk, "said": "for", "by_alternate": True}]}))
    assert nobody["code"] == "ballot.alternate"
    assert (member.post(sheet, body).status_code, stranger.post(sheet, body).status_code) == (403, 404)
    assert office.post(sheet, body | {"also": [999999]}).status_code == 404
    assert not Ballot.objects.exists()

    # Recorded once; a second vote on the step is refused by the chain, with its source.
    answer = office.post(sheet, body, Idempotency_Key="ballot-0001")
    assert answer.status_code == 201, answer.content
    assert office.post(sheet, body, Idempotency_Key="ballot-0001").json() == answer.json()
    card = answer.json()
    assert (card["verdict"], card["facts"]["for_"], card["cases"], bool(card["act"])) == (
        "vote.carried",
        5,
        [case.pk],
        True,
    )
    assert card["citations"]
    assert {call["seat"]: call["choice"] for call in card["roll"]}[concerned] == "recused"
    again = problem(office.post(sheet, body))
    assert (again["code"].startswith("chain."), bool(again["citations"])) == (True, True)
    assert Refusal.objects.filter(case=case, step="decision").count() == 1

    # The roll is seen by members and the secretary; others see the numbers, if they may see the case.
    address = f"{root}/ballots/{card['id']}"
    assert member.get(address).json()["roll"]
    for caller in (stranger, guest):
        shown = caller.get(address)
        assert shown.status_code == 404 or (shown.json()["is_roll_shown"], shown.json()["roll"]) == (False, [])
    assert office.get(f"{root}/ballots/999999").status_code == 404
    listed = office.get(f"{root}/ballots?organ=council&since={card['on']}&until={card['on']}").json()
    assert [one["id"] for one in listed["items"]] == [card["id"]]
    assert office.get(f"{root}/ballots?q=нічого").json()["total"] == 0
    recount = office.get(f"{root}/recounts").json()["items"]
    assert [(one["ballot"], one["recorded"], one["counted"], one["agrees"]) for one in recount] == [
        (card["id"], "vote.carried", "vote.carried", True)
    ]
    assert recount[0]["citations"]

    # One vote or thirty cost the same queries.
    def queries(name: str) -> int:
        with CaptureQueriesContext(connection) as met:
            assert office.get(f"{root}/{name}?per_page=100").status_code == 200
        return len(met)

    before = {name: queries(name) for name in ("ballots", "recounts")}
    row = Ballot.objects.get()
    kept = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}
    for copy in Ballot.objects.bulk_create(Ballot(**kept) for _n in range(29)):
        copy.cases.add(case)
    assert {name: queries(name) for name in before} == before
    assert office.get(f"{root}/recounts?per_page=100").json()["total"] == 30

    # Where several stand, the election is opened instead: a roll call is refused with the source of the step.
    election = opened(world, "elect_secretary", {"candidates": standing(*seats[2:5])})
    place = f"{root}/cases/{election.pk}/steps/election/roll-call"
    assert office.get(place).json()["is_election"] is True
    motion = problem(office.post(place, {"calls": calls[1:]}))
    assert (motion["status"], bool(motion["citations"])) == (422, True)
