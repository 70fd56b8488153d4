"""The files that prove reports on a task, and reports that come with them."""

from __future__ import annotations

from typing import Annotated

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from eduklaster.execution.models import Proof
from eduklaster.execution.services import task_report
from eduklaster.kernel.errors import NotFound
from eduklaster.procedures.access import doer_of

from ..contract import operation
from ..inputs import Code, In, Note, PathId, Upload
from ..paging import Page, Paging, page_of
from ..uploads import Multipart
from .common import attached
from .papers import KINDS
from .task_shapes import ProofOut, TaskCard, card, opened, proof_shown

router = Router(tags=["tasks"])
_T = "/clusters/{cluster}/tasks/{task}"


class ReportForm(In):
    """What was done, as a form with files of at most 20 MB together."""

    model_config = In.model_config | {
        "json_schema_extra": {"examples": [{"text": "Кошторис складено.", "proofs": ["%PDF-1.7…"]}]}
    }

    text: Note = ""
    """What was done."""
    proofs: list[Upload] = []
    """Files as proof, ten at most: PDF, DOCX, XLSX, ODT, PNG or JPEG; needed where the task asks for proof."""


@operation(router, "get", f"{_T}/proofs", Page[ProofOut])
def list_proofs(request: HttpRequest, cluster: Code, task: PathId, paging: Query[Paging]) -> Page[ProofOut]:
    """The files that came with the reports on a task, the first one first."""
    page = opened(request, cluster, task)
    rows = Proof.objects.filter(report__task=page.task).order_by("pk")
    return page_of(rows, paging, lambda found: [proof_shown(one) for one in found])


@operation(router, "get", f"{_T}/proofs/{{proof}}", None, media=KINDS)
def download_proof(request: HttpRequest, cluster: Code, task: PathId, proof: PathId) -> HttpResponse:
    """A file that came with a report, as it was sent."""
    page = opened(request, cluster, task)
    row = Proof.objects.filter(pk=proof, report__task=page.task).first()
    if row is None:
        raise NotFound
    return attached(row.file, row.content_type, row.title)


@operation(router, "post", f"{_T}/reports/files", TaskCard, status=201, files=True)
def report_task_with_files(
    request: HttpRequest, cluster: Code, task: PathId, body: Annotated[ReportForm, Multipart(...)]
) -> TaskCard:
    """Report that a task is done, with its proofs sent as files.

    The same as a report in JSON, for files that are larger than it holds.
    """
    page = opened(request, cluster, task)
    proofs: list[UploadedFile[bytes]] = list(body.proofs)
    task_report(
        cluster=page.cluster,
        task_id=page.task.pk,
        doer=doer_of(page.viewer),
        on=page.viewer.on,
        text=body.text,
        proofs=proofs,
    )
    return card(opened(request, cluster, task))
