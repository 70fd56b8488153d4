"""Evidence of cases and duties done by an alternate, by programs."""

from __future__ import annotations

import base64
from io import BytesIO
from typing import Any

import pytest
from tests.api.helpers import problem, program_of, six_callers

from eduklaster.journal.models import Entry
from eduklaster.people.models import OfficeHolding, User
from eduklaster.procedures.models import Case

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n%%EOF\n"


def test_evidence_is_attached_to_a_case_and_read_by_who_may(settings: Any) -> None:
    world, programs, arguments = six_callers(settings)
    secretary, member = programs["secretary"], programs["member"]
    evidence = f"clusters/{world.cluster.code}/cases/{arguments['case']}/evidence"
    Case.objects.filter(pk=arguments["case"]).update(state="open", closed_on=None)
    file = {"name": "vytiah.pdf", "content": base64.b64encode(PDF).decode()}

    added = secretary.post(evidence, {"title": "Витяг", "file": file}, Idempotency_Key="evidence-1")
    assert added.status_code == 201, added.content
    assert (added.json()["has_file"], len(added.json()["sha256"])) == (True, 64)
    said = member.post(evidence, {"title": "Слово", "text": "Захід не відбувся."})
    assert (said.status_code, said.json()["has_file"]) == (201, False)
    large = secretary.send(f"{evidence}/files", {"title": "Фото", "file": _named(PDF, "foto.pdf")})
    assert large.status_code == 201, large.content
    assert [one["title"] for one in member.get(evidence).json()["items"]] == ["Витяг", "Слово", "Фото"]
    sent = member.get(f"{evidence}/{added.json()['id']}/file")
    assert (sent.status_code, sent.content) == (200, PDF)
    assert member.get(f"{evidence}/{said.json()['id']}/file").status_code == 404

    def fault(**changed: Any) -> tuple[str, str]:
        found = problem(secretary.post(evidence, {"title": "Витяг", "file": file} | changed))
        return found["code"], found["errors"][0]["field"]

    assert fault(file={"name": "vytiah.pdf", "content": "AAA"}) == ("evidence.base64", "file")
    assert fault(file={"name": "vytiah.pdf", "content": "AAAA"})[1] == "file"  # its content is no PDF
    assert fault(file={"name": "vytiah.exe", "content": "AAAA"})[1] == "file"
    assert fault(file=None) == ("evidence.empty", "text")
    for caller in ("stranger", "participant", "admin"):
        assert programs[caller].get(evidence).status_code == 404
        assert programs[caller].post(evidence, {"title": "Ні", "text": "Ні"}).status_code == 404
    Case.objects.filter(pk=arguments["case"]).update(state="stopped", closed_on=world.today)
    assert problem(secretary.post(evidence, {"title": "Пізно", "text": "Так."}))["code"] == "case.closed"
    assert Entry.objects.filter(chain=world.cluster.code, action="evidence.added").count() == 3


def _named(content: bytes, name: str) -> BytesIO:
    file = BytesIO(content)
    file.name = name
    return file


def test_a_duty_is_delegated_for_a_time_and_taken_back(settings: Any) -> None:
    world, programs, _arguments = six_callers(settings)
    secretary, stranger = programs["secretary"], programs["stranger"]
    root = f"clusters/{world.cluster.code}"
    head = OfficeHolding.objects.get(cluster=world.cluster, office="centre_head").person
    world.client(head)
    deputy = program_of(User.objects.get(person=head))

    # What can be delegated and to whom is read beforehand; who has no duty is told that there is nothing.
    told = secretary.get(f"{root}/delegation-choices").json()
    assert told["duties"] == [{"party": "office:secretary", "label": told["duties"][0]["label"]}]
    assert (bool(told["rule"]), bool(told["citation"])) == (True, True)
    people = secretary.get(f"{root}/alternates?per_page=100").json()["items"]
    assert head.pk in [one["id"] for one in people]
    body = {"party": "office:secretary", "person": head.pk, "valid_from": "2026-03-02", "valid_until": "2026-03-13"}
    assert stranger.post(f"{root}/delegations", body).status_code == 404

    def fault(**changed: Any) -> tuple[str, str]:
        found = problem(secretary.post(f"{root}/delegations", body | changed))
        return found["code"], found["errors"][0]["field"]

    assert fault(party="office:centre_head") == ("input.invalid_choice", "party")
    assert fault(person=999999) == ("input.unknown", "person")
    assert fault(valid_until="2026-03-01") == ("delegation.days", "valid_until")
    assert fault(valid_from="2026-03-01") == ("delegation.past", "valid_from")
    given = secretary.post(f"{root}/delegations", body | {"note": "Відпустка"})
    assert given.status_code == 201, given.content
    assert (given.json()["state"], given.json()["alternate"]) == ("holds", head.full_name)
    again = problem(secretary.post(f"{root}/delegations", body))
    assert (again["status"], bool(again["citations"])) == (422, True)

    # Giver and alternate read it, nobody else; the alternate acts meanwhile and can give it back.
    address = f"{root}/delegations/{given.json()['id']}"
    assert [one["id"] for one in deputy.get(f"{root}/delegations").json()["items"]] == [given.json()["id"]]
    assert programs["member"].get(address).status_code == 404
    assert stranger.get(f"{root}/delegations").json()["total"] == 0
    assert programs["member"].post(f"{address}/end").status_code == 404
    ended = deputy.post(f"{address}/end")
    assert (ended.status_code, ended.json()["state"]) == (200, "revoked"), ended.content
    assert problem(secretary.post(f"{address}/end"))["code"] == "delegation.ended"
