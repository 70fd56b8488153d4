"""The evidence of a case: what proves what it is about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.utils.datastructures import MultiValueDict
from ninja import Query, Router

from eduklaster.clusters.models import Cluster
from eduklaster.kernel.errors import NotFound
from eduklaster.people.access import Viewer, require_signed_in
from eduklaster.procedures.access import doer_of
from eduklaster.procedures.forms import EvidenceForm
from eduklaster.procedures.models import Case, Evidence
from eduklaster.procedures.services import evidence_add

from ..contract import operation
from ..inputs import Code, FileContent, FileName, In, Line, PathId, Statement, Upload
from ..paging import Page, Paging, page_of
from ..uploads import Multipart, sent_file
from .cases import visible
from .common import Out, at, attached, cleaned, example, examples

router = Router(tags=["cases"])
_E = "/clusters/{cluster}/cases/{case}/evidence"
KIND = "application/octet-stream"


class EvidenceOut(Out):
    """Evidence of a case: a statement or a file."""

    model_config = example(
        id=4, title="Витяг зі звіту", text="Захід не відбувся.", has_file=True, sha256="9f86d081884c7d65" * 4,
        added_on="2026-03-05", added_as="Секретар",
    )  # fmt: skip

    id: int
    """Its number in addresses."""
    title: str
    """What it is."""
    text: str
    """What it shows."""
    has_file: bool
    """Whether there is a file."""
    sha256: str
    """Hash of the file; empty where there is none."""
    added_on: date
    """Day on which it was added."""
    added_as: str
    """In which capacity."""


class EvidenceFileIn(In):
    """A file as evidence. One request holds 5 MB; larger files are sent as a form."""

    name: FileName
    """Name of the file with its ending."""
    content: FileContent
    """Its bytes in Base64."""


class EvidenceIn(In):
    """Evidence that is added."""

    model_config = examples(
        title="Витяг зі звіту", text="Захід не відбувся.", file={"name": "vytiah.pdf", "content": "JVBERi0xLjcK"}
    )

    title: Line
    """What it is."""
    text: Statement = ""
    """What it shows; needed where there is no file."""
    file: EvidenceFileIn | None = None
    """PDF, DOCX, ODT, TXT, JPEG, PNG or a signature (P7S, ASiC-E, SIG); its content has to be what its name says."""


class EvidenceFormIn(In):
    """Evidence that is added, as a form with a file of at most 20 MB."""

    model_config = examples(title="Витяг зі звіту", text="Захід не відбувся.", file="%PDF-1.7…")

    title: Line
    """What it is."""
    text: Statement = ""
    """What it shows."""
    file: Upload
    """PDF, DOCX, ODT, TXT, JPEG, PNG or a signature (P7S, ASiC-E, SIG); its content has to be what its name says."""


def _opened(request: HttpRequest, code: str, case: int) -> tuple[Cluster, Viewer, Case]:
    """Return a case for somebody who is something in the cluster, as its page of evidence asks."""
    found, viewer = at(request, code)
    require_signed_in(viewer)
    row = visible(found, viewer, case)
    if not viewer.capacities:
        raise NotFound
    return found, viewer, row


def _shown(row: Evidence) -> EvidenceOut:
    return EvidenceOut(
        id=row.pk,
        title=row.title,
        text=row.text,
        has_file=bool(row.file),
        sha256=row.sha256,
        added_on=row.added_on,
        added_as=row.added_as,
    )


def _added(row: Case, viewer: Viewer, title: str, text: str, file: UploadedFile[bytes] | None) -> EvidenceOut:
    form = cleaned(EvidenceForm({"title": title, "text": text}, MultiValueDict({"file": [file]} if file else {})), {})
    return _shown(evidence_add(case=row, doer=doer_of(viewer), on=viewer.on, **form.cleaned_data))


@operation(router, "get", _E, Page[EvidenceOut])
def list_evidence(request: HttpRequest, cluster: Code, case: PathId, paging: Query[Paging]) -> Page[EvidenceOut]:
    """The evidence of a case, the first one first."""
    found, viewer = at(request, cluster)
    require_signed_in(viewer)
    row = visible(found, viewer, case)

    def show(page: Iterable[Evidence]) -> list[EvidenceOut]:
        return [_shown(one) for one in page]

    return page_of(row.evidence.order_by("pk"), paging, show)


@operation(router, "get", f"{_E}/{{evidence}}/file", None, media=KIND)
def download_evidence(request: HttpRequest, cluster: Code, case: PathId, evidence: PathId) -> HttpResponse:
    """A file of the evidence, as it was sent."""
    _found, _viewer, row = _opened(request, cluster, case)
    found = row.evidence.filter(pk=evidence).exclude(file="").first()
    if found is None:
        raise NotFound
    return attached(found.file, KIND, str(found.file.name).rpartition("/")[2])


@operation(router, "post", _E, EvidenceOut, status=201)
def add_evidence(request: HttpRequest, cluster: Code, case: PathId, body: EvidenceIn) -> EvidenceOut:
    """Attach a statement or a file to an open case."""
    _found, viewer, row = _opened(request, cluster, case)
    file = body.file
    sent = sent_file(file.name, file.content, code="evidence.base64", field="file") if file else None
    return _added(row, viewer, body.title, body.text, sent)


@operation(router, "post", f"{_E}/files", EvidenceOut, status=201, files=True)
def add_evidence_file(
    request: HttpRequest, cluster: Code, case: PathId, body: Annotated[EvidenceFormIn, Multipart(...)]
) -> EvidenceOut:
    """Attach a file to an open case, sent as a form.

    The same as evidence in JSON, for files that are larger than it holds.
    """
    _found, viewer, row = _opened(request, cluster, case)
    return _added(row, viewer, body.title, body.text, body.file)
