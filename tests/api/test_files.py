"""Files by programs: papers of an agenda, proofs of a report, and what a form may hold."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.api.helpers import Program, problem, six_callers

from eduklaster.api import uploads
from eduklaster.execution.models import Proof
from eduklaster.journal.models import Entry
from eduklaster.sessions.models import Paper, Session

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n%%EOF\n"


def _file(name: str = "кошторис.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def _queries(program: Program, address: str, count: int) -> int:
    """Return how many queries a list of so many rows asks."""
    with CaptureQueriesContext(connection) as asked:
        assert len(program.get(address).json()["items"]) == count
    return len(asked)


def test_papers_are_added_read_and_taken_away_and_a_member_declares_a_conflict(settings: Any) -> None:
    world, programs, arguments = six_callers(settings)
    secretary, member, participant = programs["secretary"], programs["member"], programs["participant"]
    item = f"clusters/{world.cluster.code}/sessions/{arguments['session']}/agenda/{arguments['item']}"
    papers = f"{item}/papers"

    # The keeper adds a paper; a file that is not what its name says, and what the form does not know, are refused.
    assert participant.send(papers, {"file": _file()}).status_code == 404
    assert problem(member.send(papers, {"file": _file()}))["code"] == "sessions.keeper"
    for file, code in ((_file("k.exe"), "paper.kind"), (_file(content=b"PK"), "paper.content")):
        refused = problem(secretary.send(papers, {"file": file}))
        assert (refused["code"], refused["errors"][0]["field"]) == (code, "file")
    for fields, field, code in (
        ({}, "file", "missing"),
        ({"file": "text"}, "file", "value_error"),
        ({"file": _file(), "more": "1"}, "more", "extra_forbidden"),
        ({"file": [_file(), _file()]}, "file", "value_error"),
        ({"file": _file(), "title": ["a", "b"]}, "title", "string_type"),
    ):
        told = problem(secretary.send(papers, fields))["errors"][0]
        assert (told["place"], told["field"], told["code"]) == ("body", field, code)
    assert problem(secretary.post(papers, {"title": "Кошторис"}))["code"] == "api.media_type"
    broken = secretary.client.generic(
        "POST", f"/api/v1/{papers}", b"--", content_type="multipart/form-data", headers=secretary.headers
    )
    assert broken.status_code == 415
    assert not Paper.objects.exists()

    # The same form sent twice, with another boundary, adds one paper; another one under the key is refused.
    added = secretary.send(papers, {"file": _file(), "title": "Кошторис"}, Idempotency_Key="paper-0001")
    assert added.status_code == 201, added.content
    again = secretary.send(papers, {"file": _file(), "title": "Кошторис"}, Idempotency_Key="paper-0001")
    assert (again.json(), again.headers["Idempotency-Replayed"]) == (added.json(), "true")
    other = secretary.send(papers, {"file": _file(content=PDF + b"1")}, Idempotency_Key="paper-0001")
    assert problem(other)["code"] == "api.other_request"
    paper = Paper.objects.get()
    assert added.json()["sha256"] == hashlib.sha256(PDF).hexdigest()

    one = _queries(secretary, papers, 1)
    more = Paper.objects.bulk_create(
        Paper(item_id=paper.item_id, title=str(n), file=paper.file.name, sha256=paper.sha256, size=1) for n in range(29)
    )
    assert _queries(secretary, papers, 30) == one
    Paper.objects.filter(pk__in=[row.pk for row in more]).delete()

    # Whoever sees the session reads its papers; nothing is taken away once it is announced.
    assert [one["title"] for one in member.get(papers).json()["items"]] == ["Кошторис"]
    read = member.get(f"{papers}/{paper.pk}")
    assert (read.content, read.headers["Content-Type"]) == (PDF, "application/pdf")
    assert participant.get(f"{papers}/{paper.pk}").status_code == 404
    Session.objects.filter(pk=arguments["session"]).update(state="noticed")
    assert secretary.call("delete", f"{papers}/{paper.pk}").status_code == 409
    Session.objects.filter(pk=arguments["session"]).update(state="planned")
    assert problem(member.call("delete", f"{papers}/{paper.pk}"))["code"] == "sessions.keeper"
    assert secretary.call("delete", f"{papers}/{paper.pk}").status_code == 204
    assert member.get(f"{papers}/{paper.pk}").status_code == 404

    # A member declares a conflict of interest for the own seat; the keeper on a member's word, others for nobody.
    conflicts = f"{item}/conflicts"
    assert secretary.post(conflicts, {"reason": "Так."}).status_code == 404  # without a seat nobody's
    assert problem(member.post(conflicts, {"reason": " "}))["errors"][0]["field"] == "reason"
    assert problem(member.post(conflicts, {"reason": "а" * 501}))["errors"][0]["field"] == "reason"
    declared = member.post(conflicts, {"reason": "Йдеться про мій заклад."})
    assert declared.status_code == 201, declared.content
    assert secretary.get(conflicts).json()["items"] == [declared.json()]
    nobody = secretary.post(conflicts, {"reason": "Так.", "seat": 999999})
    assert problem(nobody)["code"] == "conflict.seat"
    actions = set(Entry.objects.filter(chain=world.cluster.code).values_list("action", flat=True))
    assert {"session.paper_added", "session.paper_removed", "session.conflict_declared"} <= actions


def test_a_report_comes_with_files_that_are_read_again(settings: Any, monkeypatch: Any) -> None:
    world, programs, arguments = six_callers(settings)
    secretary, stranger = programs["secretary"], programs["stranger"]
    task = f"clusters/{world.cluster.code}/tasks/{arguments['task']}"

    # The checks are those of a report in JSON; what is larger than the house takes is refused before it is read.
    eleven = {"text": "Готово.", "proofs": [_file(f"{n}.pdf") for n in range(11)]}
    assert problem(secretary.send(f"{task}/reports/files", eleven))["code"] == "task.proofs"
    with monkeypatch.context() as small:
        small.setattr(uploads, "_BESIDE_FILES", 10 - settings.UPLOAD_MAX_BYTES)
        large = secretary.send(f"{task}/reports/files", {"text": "Готово.", "proofs": _file()})
        assert (large.status_code, problem(large)["code"]) == (413, "api.too_large")
    assert not Proof.objects.exists()

    fields = {"text": "Готово.", "proofs": [_file(), _file("ще.pdf", PDF + b"1")]}
    reported = secretary.send(f"{task}/reports/files", fields)
    assert reported.status_code == 201, reported.content
    listed = secretary.get(f"{task}/proofs").json()
    assert [one["title"] for one in listed["items"]] == ["кошторис.pdf", "ще.pdf"]
    assert {one["report"] for one in listed["items"]} == {reported.json()["reports"][0]["id"]}
    two, row = _queries(secretary, f"{task}/proofs", 2), Proof.objects.last()
    assert row is not None
    Proof.objects.bulk_create(
        Proof(report_id=row.report_id, title=str(n), file=row.file.name, sha256=row.sha256, size=1) for n in range(28)
    )
    assert _queries(secretary, f"{task}/proofs", 30) == two
    proof = f"{task}/proofs/{listed['items'][1]['id']}"
    assert secretary.get(proof).content == PDF + b"1"
    assert "%D1%89%D0%B5.pdf" in secretary.get(proof).headers["Content-Disposition"]
    assert stranger.get(proof).status_code in {401, 403, 404}
    assert secretary.get(f"{task}/proofs/999999").status_code == 404
