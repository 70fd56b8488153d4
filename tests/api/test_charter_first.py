"""A first charter by programs: how far it is, its case opened, or declared by acts on paper."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.api.helpers import Program, problem, program_of
from tests.world import World

from eduklaster.journal.models import Entry
from eduklaster.people.models import User
from eduklaster.procedures.models import Case

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)
ORDER = {"adoption": "2025-11-21", "order": "2025-12-02"}


def _signed_in(world: World, office: str, surname: str) -> Program:
    person = world.office(office, surname)
    world.client(person)
    return program_of(User.objects.get(person=person))


def test_a_first_charter_is_put_to_its_chain_or_declared_by_the_acts_of_it(settings: Any) -> None:
    world = World.of("synergy", settings, DAY, in_force=False)
    secretary, rector = _signed_in(world, "secretary", "Гринчук"), _signed_in(world, "rector", "Луговий")
    stranger = program_of(User.objects.create_user("stranger@example.org", "x", person=world.person("Чужий")))
    adoption = f"clusters/{world.cluster.code}/adoption"

    # Everybody reads how it comes into force; who may do what is said for the caller.
    told = Program().get(adoption).json()
    assert (told["state"], told["cluster_state"], told["under_way"]) == ("draft", "forming", None)
    assert [way["matter"] for way in told["ways"]] == ["found", "adopt_charter"]
    assert told["empty_organs"] == ["academic_council"]
    assert not any(way["may_open"] or way["may_declare"] for way in told["ways"])
    way = secretary.get(adoption).json()["ways"][1]
    assert (way["may_open"], way["may_declare"], way["is_by_meeting"]) == (True, True, False)
    assert way["citation"]["words"]
    assert [step["id"] for step in way["steps"] if step["act"]] == list(ORDER)

    # Its case is opened by whom the charter lets, and only one at a time.
    assert Program().post(f"{adoption}/adopt_charter/case").status_code == 401
    refused = problem(stranger.post(f"{adoption}/adopt_charter/case"))
    assert (refused["status"], bool(refused["citations"])) == (422, True)
    assert secretary.post(f"{adoption}/admit/case").status_code == 404
    opened = secretary.post(f"{adoption}/adopt_charter/case")
    assert (opened.status_code, opened.json()["kind"]) == (201, "adopt_charter"), opened.content
    assert problem(secretary.post(f"{adoption}/found/case"))["code"] == "adoption.under_way"
    assert secretary.get(adoption).json()["under_way"] == opened.json()["id"]
    Case.objects.filter(pk=opened.json()["id"]).update(state="stopped", closed_on=DAY)

    # The acts that were made on paper are those of the chain, each in its order; only the secretary enters them.
    acts = [{"step": step, "number": "7", "on": on} for step, on in ORDER.items()]
    body = {"acts": acts, "in_force_from": "2025-12-02"}
    declaration = f"{adoption}/found/declaration"
    assert rector.post(declaration, body).status_code == 403
    assert stranger.post(declaration, body).status_code == 403
    assert secretary.post(f"{adoption}/admit/declaration", body).status_code == 404

    def fault(**changed: Any) -> tuple[str, str]:
        found = problem(secretary.post(declaration, body | changed))
        return found["code"], found["errors"][0]["field"]

    assert fault(acts=acts[:1]) == ("input.required", "acts")
    assert fault(acts=[acts[0] | {"on": "2025-12-24"}, acts[1]]) == ("adoption.day", "acts")
    assert fault(in_force_from="2025-12-01") == ("adoption.from", "in_force_from")
    declared = secretary.post(declaration, body)
    assert declared.status_code == 200, declared.content
    now = declared.json()
    assert (now["state"], now["in_force_from"], now["cluster_state"]) == ("in_force", "2025-12-02", "active")
    assert "7" in now["approved_by"]
    assert now["ways"] == []
    assert secretary.post(declaration, body).status_code == 404
    assert problem(secretary.post(f"{adoption}/adopt_charter/case"))["code"] == "adoption.over"
    assert Entry.objects.filter(chain=world.cluster.code, action="charter.declared").exists()
