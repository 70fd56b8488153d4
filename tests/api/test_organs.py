"""Organs and offices by programs: composed, presided over, given, left, named; who can be chosen is read beforehand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.api.helpers import Program, problem, program_of, six_callers
from tests.world import TELLER, World

from eduklaster.journal.models import Entry
from eduklaster.people.models import OfficeHolding, Person, User
from eduklaster.people.services import person_create
from eduklaster.procedures.models import Case

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


def _faults(answer: Any) -> tuple[str, str]:
    """Return the code of a refusal and the field at fault."""
    found = problem(answer)
    return found["code"], found["errors"][0]["field"]


def _newcomer(world: World, surname: str) -> Person:
    """Enter somebody into the cluster who sits nowhere and holds nothing."""
    return person_create(actor=TELLER, cluster=world.cluster, surname=surname, given_name="Анна")


def test_organs_are_composed_and_offices_given_as_on_their_pages(settings: Any) -> None:
    world, programs, _arguments = six_callers(settings)
    secretary, participant, stranger = programs["secretary"], programs["participant"], programs["stranger"]
    root = f"clusters/{world.cluster.code}"
    new = _newcomer(world, "Новенька")

    # What may be chosen: the matter with its clause or default, seats with their holders, persons by a part of the name.
    told = secretary.get(f"{root}/compositions/choices").json()
    assert (told["matter"], told["organ"], told["elects"]) == ("compose_council", "nes", False)
    assert told["citation"]["words"]
    seat, other = told["seats"][:2]
    assert (seat["state"], bool(seat["holder"])) == ("filled", True)
    found = secretary.get(f"{root}/persons?q=новенька").json()["items"]
    assert found == [{"id": new.pk, "name": new.full_name}]
    assert participant.get(f"{root}/persons").json()["total"] == 1  # oneself
    assert stranger.get(f"{root}/persons").status_code == 403
    assert secretary.get(f"{root}/compositions/choices?matter=elect_chair").status_code == 404

    # A composition is refused in the words of its form; nothing is opened then.
    compositions = f"{root}/compositions"
    before = Case.objects.count()
    assert problem(secretary.post(compositions, {"seats": []}))["code"] == "input.nobody"
    strange = {"seats": [{"seat": seat["id"], "person": 999999}]}
    assert _faults(secretary.post(compositions, strange)) == ("input.unknown", "seats")
    assert _faults(secretary.post(compositions, {"seats": [{"seat": 999999, "person": new.pk}]})) == (
        "opening.seat", "seats",
    )  # fmt: skip
    pair = [{"seat": one["id"], "person": new.pk} for one in (seat, other)]
    assert problem(secretary.post(compositions, {"seats": pair}))["code"] == "input.twice"
    assert _faults(secretary.post(compositions, {"seats": [pair[0], pair[0]]})) == ("opening.seat_twice", "seats")
    assert _faults(secretary.post(compositions, {"seats": pair[:1], "candidates": [new.pk]}))[1] == "candidates"
    assert stranger.post(compositions, {"seats": pair[:1]}).status_code == 403
    mine = [{"seat": seat["id"], "person": participant.get(f"{root}/persons").json()["items"][0]["id"]}]
    refused = problem(participant.post(compositions, {"seats": mine}))
    assert (refused["status"], bool(refused["citations"])) == (422, True)  # the charter lets others open this
    assert Case.objects.count() == before
    opened = secretary.post(compositions, {"seats": pair[:1]}, Idempotency_Key="composition-1")
    assert (opened.status_code, opened.json()["kind"]) == (201, "compose_organ"), opened.content
    assert secretary.post(compositions, {"seats": pair[:1]}, Idempotency_Key="composition-1").json() == opened.json()
    case = Case.objects.get(pk=opened.json()["id"])
    assert case.payload["seats"] == [{"seat_id": seat["id"], "person_id": new.pk}]
    assert [step["id"] for step in opened.json()["steps"] if step["is_turn"]]

    # Several members may stand for the chair where the charter lets the organ choose.
    chairs = secretary.get(f"{root}/elections/choices").json()
    assert chairs["elects"] is True
    members = [one["id"] for one in chairs["members"]]
    assert _faults(secretary.post(f"{root}/elections", {"seats": [999999]})) == ("input.invalid_choice", "seats")
    assert _faults(secretary.post(f"{root}/elections", {"seats": members[:1] * 2}))[0] == "opening.seat_twice"
    assert problem(participant.post(f"{root}/elections", {"seats": members[:1]}))["citations"]
    stood = secretary.post(f"{root}/elections", {"seats": members[:2]})
    assert stood.status_code == 201, stood.content
    candidates = Case.objects.get(pk=stood.json()["id"]).payload["candidates"]
    assert [one["seat_id"] for one in candidates] == members[:2]

    # An office is given through its chain, and only one that the matter is about.
    offices = secretary.get(f"{root}/appointments/choices").json()
    assert [one["id"] for one in offices["offices"]] == ["secretary"]
    assert offices["offices"][0]["holders"][0]["name"]
    wish = {"office": "secretary", "candidates": [new.pk]}
    assert _faults(secretary.post(f"{root}/appointments", wish | {"office": "rector"})) == (
        "input.invalid_choice", "office",
    )  # fmt: skip
    assert _faults(secretary.post(f"{root}/appointments", wish | {"candidates": members[:2]}))[1] == "candidates"
    assert stranger.post(f"{root}/appointments", wish).status_code == 403
    named = secretary.post(f"{root}/appointments", wish | {"is_acting": True})
    assert named.status_code == 201, named.content
    about = Case.objects.get(pk=named.json()["id"]).payload
    assert (about["office"], about["person_id"], about["is_acting"]) == ("secretary", new.pk, True)

    # Who leaves an office is chosen among those who hold one.
    held = secretary.get(f"{root}/dismissals/choices").json()["holdings"]
    assert {one["office_name"] for one in held}
    assert _faults(secretary.post(f"{root}/dismissals", {"holding": 999999})) == ("input.invalid_choice", "holding")
    assert stranger.post(f"{root}/dismissals", {"holding": held[0]["id"]}).status_code == 403
    left = _first_opened((secretary, programs["member"]), f"{root}/dismissals", {"holding": held[0]["id"]})
    assert Case.objects.get(pk=left["id"]).payload["holding_id"] == held[0]["id"]

    # An organisation is named among those of the cluster.
    company = programs["guest"].get(f"{root}/organisations?q=школа&per_page=1").json()["items"][0]
    assert secretary.get(f"{root}/designations/choices").json()["matter_name"]
    nothing = secretary.post(f"{root}/designations", {"organisation": 999999})
    assert _faults(nothing) == ("input.unknown", "organisation")
    body = {"organisation": company["id"], "mandate": "Вести лабораторію."}
    designated = _first_opened((secretary, programs["member"]), f"{root}/designations", body)
    assert Case.objects.get(pk=designated["id"]).payload["organisation_id"] == company["id"]
    assert "case.opened" in set(Entry.objects.filter(chain=world.cluster.code).values_list("action", flat=True))


def _first_opened(programs: tuple[Program, ...], address: str, body: dict[str, Any]) -> dict[str, Any]:
    """Open a case as the first of these callers whom the charter lets; the others are told why they may not."""
    for program in programs:
        answer = program.post(address, body)
        if answer.status_code == 201:
            return dict(answer.json())
        assert problem(answer)["citations"], answer.content
    raise AssertionError(address)


def test_a_holder_of_an_office_is_entered_from_a_paper_and_ended(settings: Any) -> None:
    world, programs, _arguments = six_callers(settings)
    secretary, member = programs["secretary"], programs["member"]
    root = f"clusters/{world.cluster.code}"
    new = _newcomer(world, "Новенька")
    holders = f"{root}/offices/centre_head/holders"
    body = {"person": new.pk, "valid_from": "2026-03-02", "basis": "Наказ № 5 від 1 березня"}

    assert member.post(holders, body).status_code == 403
    assert _faults(secretary.post(holders, body | {"person": 999999})) == ("input.unknown", "person")
    assert _faults(secretary.post(f"{root}/offices/rector/holders", body)) == ("input.invalid_choice", "office")
    assert _faults(secretary.post(holders, body | {"valid_until": "2026-03-01"}))[1] == "valid_until"
    entered = secretary.post(holders, body)
    assert entered.status_code == 201, entered.content
    now, former = entered.json()["holders"][:2]
    assert (now["name"], now["since"], now["until"]) == (new.full_name, "2026-03-02", None)
    assert former["until"] == "2026-03-02"
    assert problem(secretary.post(holders, body))["code"] == "office.held"

    world.go_to(date(2026, 3, 9))
    end = f"{holders}/{now['id']}/end"
    assert member.post(end, {}).status_code == 403
    assert secretary.post(f"{root}/offices/secretary/holders/{now['id']}/end", {}).status_code == 404
    assert secretary.post(f"{holders}/999999/end", {}).status_code == 404
    ended = secretary.post(end, {})
    assert (ended.status_code, ended.json()["holders"][0]["until"]) == (200, "2026-03-09"), ended.content
    assert problem(secretary.post(end, {}))["code"] == "office.ended"
    assert OfficeHolding.objects.get(pk=now["id"]).valid_until == date(2026, 3, 9)


def test_the_members_of_an_organ_of_the_host_are_entered_with_its_paper(settings: Any) -> None:
    world = World.of("synergy", settings, DAY)
    keeper = world.office("secretary", "Гринчук")
    world.client(keeper)
    secretary = program_of(User.objects.get(person=keeper))
    members = f"clusters/{world.cluster.code}/organs/academic_council/members"
    first, second = (_newcomer(world, surname) for surname in ("Перша", "Друга"))

    told = secretary.get(members).json()
    assert (told["members"], bool(told["citation"])) == ([], True)
    paper = {"come": [first.pk, second.pk], "chair": first.pk, "note": "Наказ № 12"}
    assert _faults(secretary.post(members, paper | {"come": [999999]})) == ("input.unknown", "come")
    assert _faults(secretary.post(members, paper | {"gone": [999999]})) == ("host.seat", "gone")
    assert _faults(secretary.post(members, {"note": "Наказ № 12"})) == ("host.nothing", "come")
    entered = secretary.post(members, paper)
    assert entered.status_code == 200, entered.content
    assert entered.json()["filled_count"] == 2
    rows = secretary.get(members).json()["members"]
    assert [(one["name"], one["is_chair"]) for one in rows] == [(first.full_name, True), (second.full_name, False)]
    assert _faults(secretary.post(members, paper)) == ("host.twice", "come")
    world.go_to(date(2026, 3, 9))
    gone = secretary.post(members, {"gone": [rows[1]["seat"]], "note": "Наказ № 14", "on": "2026-03-09"})
    assert gone.json()["filled_count"] == 1
    member = program_of(User.objects.create_user("first@example.org", "x", person=first))
    assert member.get(members).status_code == 403
    assert member.post(members, paper).status_code == 403
    assert secretary.get(members.replace("academic_council", "council")).status_code == 404
