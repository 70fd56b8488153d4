"""Issued documents, and whether a paper is genuine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Literal

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import cluster_get
from eduklaster.documents.access import document_visible, documents_visible_to
from eduklaster.documents.enums import Standing
from eduklaster.documents.models import IssuedDocument
from eduklaster.documents.selectors import (
    copies_of,
    document_by_code,
    documents_by_hash,
    documents_by_number,
    standing_of,
    standings_of,
)
from eduklaster.kernel.errors import InputError

from ..contract import operation
from ..inputs import Code, Day, In, PathId, QueryYear, Sha256, Words
from ..paging import Page, Paging, page_of
from .common import Out, at, attached, example, local

router = Router(tags=["documents"])
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_SHORT = {
    "id": 6, "kind": "act", "name": "Наказ", "title": "Про вступ ліцею № 5", "number": "3", "on": "2026-03-20",
    "issuer": "Ректор", "language": "uk", "code": "7H2K-9QWM-3XTR", "sha256": _HASH,
    "issued_at": "2026-03-20T14:00:00+02:00", "standing": "valid", "page": "/c/luhova/documents/6/",
}  # fmt: skip


class DocumentFilter(In):
    """Which documents are wanted."""

    kind: Code | None = None
    """Kind, as the platform names it."""
    year: QueryYear | None = None
    """Year of the date."""
    q: Words | None = None
    """Words of name and heading, a number, a code."""


class DocumentOut(Out):
    """An issued document."""

    model_config = example(**_SHORT)

    id: int
    """Its number in addresses."""
    kind: str
    """Kind, as the platform names it."""
    name: str
    """What the document calls itself."""
    title: str
    """Heading."""
    number: str
    """Registration index."""
    on: date
    """Date."""
    issuer: str
    """Organ, office or organisation."""
    language: str
    """Language of its text."""
    code: str
    """Code by which anybody can check it."""
    sha256: str
    """Hash of the PDF."""
    issued_at: datetime
    """When it left the house."""
    standing: Literal["valid", "superseded", "corrected"]
    """What it is worth today."""
    page: str
    """Its page."""


class DocumentCard(DocumentOut):
    """An issued document with what came after."""

    model_config = example(**_SHORT, superseded_by=None, signed_copies_count=1)

    superseded_by: int | None
    """The later issue."""
    signed_copies_count: int
    """How many signed copies are kept."""


class VerifyFilter(In):
    """What is printed on the paper: its code, or number and date; or the hash of the file."""

    code: Words | None = None
    """The code beside the QR code, however it is typed."""
    number: Words | None = None
    """Registration index; together with `on`."""
    on: Day | None = None
    """Date of the document; together with `number`."""
    cluster: Code | None = None
    """Only in this cluster."""
    sha256: Sha256 | None = None
    """SHA-256 of the PDF."""


class CheckedOut(Out):
    """What anybody may know of a document: no heading and no person."""

    model_config = example(
        name="Наказ", number="3", on="2026-03-20", issuer="Ректор", cluster="luhova", code="7H2K-9QWM-3XTR",
        sha256=_HASH, issued_at="2026-03-20T14:00:00+02:00", standing="valid", page="/verify/7H2K-9QWM-3XTR/",
    )  # fmt: skip

    name: str
    """What the document calls itself."""
    number: str
    """Registration index."""
    on: date
    """Date."""
    issuer: str
    """Organ, office or organisation."""
    cluster: str
    """Code of the cluster."""
    code: str
    """Code of the document."""
    sha256: str
    """Hash of the PDF."""
    issued_at: datetime
    """When it was recorded."""
    standing: Literal["valid", "superseded", "corrected"]
    """What it is worth today."""
    page: str
    """The page of checking."""


class VerificationOut(Out):
    """The documents that fit; none means that no such document was issued here."""

    model_config = example(found=[CheckedOut.model_config["json_schema_extra"]["examples"][0]])  # type: ignore[index]

    found: list[CheckedOut]
    """At most twenty."""


def _plain(row: IssuedDocument, cluster: Cluster, standing: Standing) -> dict[str, Any]:
    return {
        "id": row.pk,
        "kind": row.kind,
        "name": row.name,
        "title": row.title,
        "number": row.number,
        "on": row.on,
        "issuer": row.issuer,
        "language": row.language,
        "code": row.code,
        "sha256": row.sha256,
        "issued_at": local(row.issued_at, cluster),
        "standing": standing.value,
        "page": f"/c/{cluster.code}/documents/{row.pk}/",
    }


def card(row: IssuedDocument) -> DocumentCard:
    """Return an issued document with what came after."""
    later = IssuedDocument.objects.filter(supersedes=row).values_list("pk", flat=True).first()
    return DocumentCard(
        **_plain(row, row.cluster, standing_of(row)), superseded_by=later, signed_copies_count=copies_of(row).count()
    )


@operation(router, "get", "/clusters/{cluster}/documents", Page[DocumentOut], anyone=True)
def list_documents(
    request: HttpRequest, cluster: Code, asked: Query[DocumentFilter], paging: Query[Paging]
) -> Page[DocumentOut]:
    """The issued documents that the caller may see, the newest first."""
    found, viewer = at(request, cluster)
    rows = documents_visible_to(found, viewer).defer("snapshot")
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.year:
        rows = rows.filter(on__year=asked.year)
    if asked.q:
        words = Q(title__icontains=asked.q) | Q(name__icontains=asked.q)
        rows = rows.filter(words | Q(number__iexact=asked.q) | Q(code__iexact=asked.q))

    def show(page: Iterable[IssuedDocument]) -> list[DocumentOut]:
        listed = list(page)
        standings: Mapping[int, Standing] = standings_of(listed)
        return [DocumentOut(**_plain(row, found, standings[row.pk])) for row in listed]

    return page_of(rows, paging, show)


@operation(router, "get", "/clusters/{cluster}/documents/{document}", DocumentCard, anyone=True)
def get_document(request: HttpRequest, cluster: Code, document: PathId) -> DocumentCard:
    """An issued document with its hash and its code."""
    found, viewer = at(request, cluster)
    row = document_visible(found, viewer, document)
    return card(row)


@operation(router, "get", "/clusters/{cluster}/documents/{document}/pdf", None, anyone=True, media=PDF)
def download_pdf(request: HttpRequest, cluster: Code, document: PathId) -> HttpResponse:
    """The PDF of a document as it was issued; its SHA-256 is that of the document."""
    found, viewer = at(request, cluster)
    row = document_visible(found, viewer, document)
    return attached(row.pdf, PDF, f"{row.code}.pdf")


@operation(router, "get", "/clusters/{cluster}/documents/{document}/docx", None, anyone=True, media=DOCX)
def download_docx(request: HttpRequest, cluster: Code, document: PathId) -> HttpResponse:
    """The Word file of a document as it was issued."""
    found, viewer = at(request, cluster)
    row = document_visible(found, viewer, document)
    return attached(row.docx, DOCX, f"{row.code}.docx")


@operation(router, "get", "/verification", VerificationOut, anyone=True)
def verify_document(request: HttpRequest, asked: Query[VerifyFilter]) -> VerificationOut:
    """Whether a paper is genuine: by its code, by number and date, or by the hash of the file."""
    rows: list[IssuedDocument]
    if asked.code:
        one = document_by_code(asked.code)
        rows = [one] if one is not None else []
    elif asked.sha256:
        rows = list(documents_by_hash(asked.sha256)[:20])
    elif asked.number and asked.on:
        cluster = cluster_get(asked.cluster) if asked.cluster else None
        rows = list(documents_by_number(asked.number, asked.on, cluster)[:20])
    else:
        raise InputError("verify.nothing", _("Give a code, a hash, or number and date."))
    standings = standings_of(rows)
    return VerificationOut(
        found=[
            CheckedOut(
                name=row.name,
                number=row.number,
                on=row.on,
                issuer=row.issuer,
                cluster=row.cluster.code,
                code=row.code,
                sha256=row.sha256,
                issued_at=local(row.issued_at, row.cluster),
                standing=standings[row.pk].value,
                page=f"/verify/{row.code}/",
            )
            for row in rows
        ]
    )
