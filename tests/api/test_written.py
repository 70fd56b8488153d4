"""What is written by programs: documents drafted, issued and signed; the charter amended and its impact told."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.api.helpers import problem, six_callers
from tests.signatures.makers import cms_of, holder
from tests.world import TELLER

from eduklaster.amendments.models import Amendment
from eduklaster.clusters.models import CharterVersion
from eduklaster.clusters.selectors import version_in_force
from eduklaster.documents.models import IssuedDocument
from eduklaster.documents.services import blank_replace

pytestmark = pytest.mark.django_db


def test_documents_are_drafted_issued_and_signed_and_the_charter_is_amended(settings: Any, tmp_path: Path) -> None:
    settings.TRUSTED_DIR = tmp_path / "trusted"
    world, programs, arguments = six_callers(settings)
    secretary, participant, guest = programs["secretary"], programs["participant"], programs["guest"]
    root = f"clusters/{world.cluster.code}"

    # What can be made of an act, what it would say and what it lacks; only who gives such documents out issues them.
    subject = f"{root}/subjects/procedures.act/{arguments['act']}/drafts"
    kinds = {one["kind"]: one for one in secretary.get(subject).json()["items"]}
    assert guest.get(subject).status_code == 404
    assert kinds
    kind = max(kinds, key=lambda key: kinds[key]["missing_count"])
    draft = secretary.get(f"{root}/drafts/{kind}/{arguments['act']}").json()
    assert (draft["kind"], draft["may_issue"]) == (kind, True)
    assert len(draft["missing"]) == kinds[kind]["missing_count"] > 0
    assert draft["body"]
    assert guest.get(f"{root}/drafts/{kind}/{arguments['act']}").status_code == 404
    assert secretary.get(f"{root}/drafts/nothing/{arguments['act']}").status_code == 404
    for ending, start in (("pdf", b"%PDF"), ("docx", b"PK")):
        assert secretary.get(f"{root}/drafts/{kind}/{arguments['act']}/{ending}").content.startswith(start)
    body = {"kind": kind, "subject": int(arguments["act"])}
    lacking = problem(secretary.post(f"{root}/documents", body))
    assert (lacking["status"], lacking["code"]) == (422, "documents.incomplete")
    assert draft["missing"][0] in lacking["detail"]
    assert problem(programs["member"].post(f"{root}/documents", body))["code"] == "documents.issuer"

    # The charter itself is issued at once; sent twice it is one document, which everybody who has it can check.
    blank_replace(cluster=world.cluster, place="г. Ижевск", parameters={}, note="", actor=TELLER)
    text = {"kind": "charter", "subject": world.cluster.versions.get(number=1).pk}
    issued = secretary.post(f"{root}/documents", text, Idempotency_Key="charter-0001")
    assert issued.status_code == 201, issued.content
    again = secretary.post(f"{root}/documents", text, Idempotency_Key="charter-0001")
    assert again.json() == issued.json()
    paper = IssuedDocument.objects.get()
    document = f"{root}/documents/{paper.pk}"
    content = guest.get(f"{document}/pdf").content
    assert hashlib.sha256(content).hexdigest() == issued.json()["sha256"]

    # A signed copy is examined before it is kept; one about something else is refused, also as an empty file.
    copies = f"{document}/signed-copies"
    signed = cms_of(content, holder(years=(-5, 5)))
    assert problem(participant.send(copies, {"file": SimpleUploadedFile("a.p7s", signed)}))["status"] == 403
    for made, code in (
        (b"", "documents.file"),
        (cms_of(b"other", holder(years=(-5, 5))), "documents.signature.other_document"),
    ):
        refused = problem(secretary.send(copies, {"file": SimpleUploadedFile("a.p7s", made)}))
        assert (refused["status"], refused["code"], refused["errors"][0]["field"]) == (422, code, "file")
    kept = secretary.send(copies, {"file": SimpleUploadedFile("підпис.p7s", signed)})
    assert kept.status_code == 201, kept.content
    assert (kept.json()["container"], kept.json()["signers"][0]["post"] != "") == ("cades_detached", True)
    assert guest.get(copies).json()["items"] == [
        kept.json() | {"sentence": guest.get(copies).json()["items"][0]["sentence"]}
    ]
    assert guest.get(f"{copies}/{kept.json()['id']}").content == signed
    assert problem(secretary.send(copies, {"file": SimpleUploadedFile("a.p7s", signed)}))["status"] == 409
    assert guest.get(document).json()["signed_copies_count"] == 1

    # An amendment begins with the file of the charter; what is no charter, or has a place that is not there, files nothing.
    file = guest.get(f"{root}/charter/file").json()
    assert file["source"] == version_in_force(world.cluster, world.today).source
    source = world.amended_source("Ще одна мета.")
    before = CharterVersion.objects.count()
    wish = {"title": "Третя мета", "why": "Її бракує.", "source": source}
    for changed, code, field in (
        ({"source": "so: not"}, "charter.invalid", "source"),
        ({"source": file["source"]}, "amendment.same", None),
        ({"texts": {"99.99": "Ні."}}, "amendment.place", "texts"),
    ):
        told = problem(secretary.post(f"{root}/amendments", wish | changed))
        assert (told["code"], told["errors"][0]["field"] if told["errors"] else None) == (code, field)
    refused = problem(programs["stranger"].post(f"{root}/amendments", wish))
    assert refused["citations"]
    assert (CharterVersion.objects.count(), Amendment.objects.count()) == (before, 1)
    filed = secretary.post(f"{root}/amendments", wish, Idempotency_Key="amend-0001")
    assert filed.status_code == 201, filed.content
    assert secretary.post(f"{root}/amendments", wish, Idempotency_Key="amend-0001").json() == filed.json()
    amendment = f"{root}/amendments/{filed.json()['id']}"
    assert guest.get(amendment).json()["title"] == "Третя мета"

    # Whoever filed it revises it; anybody who is signed in reads what it would mean for the running cluster.
    assert problem(participant.call("put", f"{amendment}/file", {"source": source}))["code"] == "amendment.keeper"
    other = world.amended_source("Четверта мета.")
    revised = secretary.call("put", f"{amendment}/file", {"source": other})
    assert revised.status_code == 200, revised.content
    assert guest.get(f"{amendment}/file").json()["source"] == other
    impact = participant.get(f"{amendment}/impact").json()
    assert impact["on"] == world.today.isoformat()
    assert impact["open_cases_count"] > 0
    assert impact["groups"] == []  # other words of a purpose change nothing that runs
    assert guest.get(f"{amendment}/impact").status_code == 401
