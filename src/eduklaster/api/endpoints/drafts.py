"""Documents before they are issued, issuing them, and signed copies that come back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query

from eduklaster.documents.access import document_visible, require_issuer, subject_visible
from eduklaster.documents.drafts import Draft, draft_of
from eduklaster.documents.forms import SignedCopyForm
from eduklaster.documents.models import SignedCopy
from eduklaster.documents.registry import kind_get, kinds_of
from eduklaster.documents.rendering import docx, pdf
from eduklaster.documents.selectors import copies_of
from eduklaster.documents.services import document_issue, signed_copy_add
from eduklaster.kernel.errors import InputError, NotFound
from eduklaster.people.access import Viewer, require_secretary
from eduklaster.signatures.sentences import sentence

from ..contract import operation
from ..inputs import BodyId, Code, In, PathId, Subject, Upload
from ..paging import Page, Paging, page_of
from ..uploads import Multipart
from .common import Out, at, attached, example, language, local, saved
from .documents import DOCX, PDF, DocumentCard, card, router

_D = "/clusters/{cluster}/drafts/{kind}/{pk}"
_S = "/clusters/{cluster}/documents/{document}/signed-copies"
_OPTION = {"kind": "act", "title": "Акт", "subject": 9, "missing_count": 1, "page": "/c/luhova/documents/make/act/9/"}
_BLOCK = {"type": "item", "number": "1.", "text": "Прийняти ліцей № 5.", "rows": []}


class DraftOption(Out):
    """A document that can be made of a thing."""

    model_config = example(**_OPTION)

    kind: str
    """Kind, as the platform names it."""
    title: str
    """The kind in words."""
    subject: int
    """What it is made of."""
    missing_count: int
    """How many requisites it lacks today."""
    page: str
    """Its page."""


class BlockOut(Out):
    """A piece of the text."""

    type: str
    """How it is set: `paragraph`, `heading`, `item`, `label`, `table`, `clause`, `redline` and others."""
    number: str
    """Its number or the word before it."""
    text: str
    """The text."""
    rows: list[list[str]]
    """Rows of a table."""


class DraftOut(DraftOption):
    """A document as it would be issued today."""

    model_config = example(
        **_OPTION, name="Наказ", number="3", on="2026-03-20", heading="Про вступ ліцею № 5", language="uk",
        standard="ДСТУ 4163:2020", missing=["Місце складення"], may_issue=True, body=[_BLOCK],
    )  # fmt: skip

    name: str
    """What the document calls itself."""
    number: str
    """Registration index."""
    on: date
    """Date."""
    heading: str
    """Heading."""
    language: str
    """Language of its text."""
    standard: str
    """Standard by which it is made and checked."""
    missing: list[str]
    """Requisites that the standard asks for and the document lacks; while there are any it is not issued."""
    may_issue: bool
    """Whether the caller gives out such documents."""
    body: list[BlockOut]
    """Its text."""


class IssueIn(In):
    """A document that is issued."""

    model_config = In.model_config | {"json_schema_extra": {"examples": [{"kind": "act", "subject": 9}]}}

    kind: Code
    """Kind, as the platform names it."""
    subject: BodyId
    """Id of what it is made of."""


class SignerOut(Out):
    """Who signed, by the certificate."""

    name: str
    """Name."""
    post: str
    """Post."""
    organisation: str
    """Organisation."""
    signed_at: datetime | None
    """When, by the signature's own account."""
    algorithm: str
    """Algorithm of the signature."""
    issuer: str
    """Who issued the certificate."""


class SignedCopyOut(Out):
    """A signed copy of a document with what its examination found."""

    model_config = example(
        id=2, container="pades", code="signature.trusted", sentence="Підпис чинний.",
        sha256="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        examined_at="2026-03-21T10:00:00+02:00",
        signers=[{"name": "Лугова Анна Іванівна", "post": "Ректор", "organisation": "Університет",
                  "signed_at": "2026-03-20T15:00:00+02:00", "algorithm": "ECDSA", "issuer": "ЦСК"}],
    )  # fmt: skip

    id: int
    """Its number in addresses."""
    container: str
    """Kind of the file: `pades`, `cades_detached`, `asic_e` and others."""
    code: str
    """What was found, as a code."""
    sentence: str
    """The same in words."""
    sha256: str
    """Hash of the file."""
    examined_at: datetime
    """When it was examined."""
    signers: list[SignerOut]
    """In the order of the file."""


class SignedCopyIn(In):
    """A signed copy that comes back: a form with a file of at most 20 MB."""

    model_config = In.model_config | {"json_schema_extra": {"examples": [{"file": "%PDF-1.7…"}]}}

    file: Upload
    """Signed PDF, .p7s, .p7m, .asice or .asics; it is examined before it is kept."""


def _option(made: Draft) -> dict[str, Any]:
    kind, pk = made.kind, made.subject.pk
    return {
        "kind": kind.key,
        "title": str(kind.title),
        "subject": pk,
        "missing_count": len(made.missing),
        "page": f"/c/{made.cluster.code}/documents/make/{kind.key}/{pk}/",
    }


def _draft(request: HttpRequest, cluster: str, kind: str, pk: int) -> tuple[Draft, Viewer]:
    """Return a draft of what the caller may see."""
    found, viewer = at(request, cluster)
    wanted = kind_get(kind)
    return draft_of(found, wanted, subject_visible(wanted, found, viewer, pk)), viewer


@operation(router, "get", "/clusters/{cluster}/subjects/{subject}/{pk}/drafts", Page[DraftOption], anyone=True)
def list_drafts(
    request: HttpRequest, cluster: Code, subject: Subject, pk: PathId, paging: Query[Paging]
) -> Page[DraftOption]:
    """Which documents can be made of a thing: an act, a session, a case, a participant, a version of the charter."""
    found, viewer = at(request, cluster)
    things = [(kind, kind.visible(found, viewer).filter(pk=pk).first()) for kind in kinds_of(subject)]
    offered = [(kind, thing) for kind, thing in things if thing is not None and kind.applies(thing)]
    if not offered:
        raise NotFound

    def show(page: Iterable[Any]) -> list[DraftOption]:
        return [DraftOption(**_option(draft_of(found, kind, thing))) for kind, thing in page]

    return page_of(offered, paging, show)


@operation(router, "get", _D, DraftOut, anyone=True)
def get_draft(request: HttpRequest, cluster: Code, kind: Code, pk: PathId) -> DraftOut:
    """What a document would say today, and what it lacks by the standard."""
    made, viewer = _draft(request, cluster, kind, pk)
    content = made.content
    return DraftOut(
        **_option(made),
        name=content.name,
        number=content.number,
        on=date.fromisoformat(content.on),
        heading=content.heading,
        language=content.language,
        standard=made.profile.standard.in_(language()),
        missing=[str(one) for one in made.missing],
        may_issue=made.kind.may_issue(made.cluster, viewer, made.subject),
        body=[
            BlockOut(type=one.type, number=one.number, text=one.text, rows=[list(row) for row in one.rows])
            for one in content.body
        ],
    )


@operation(router, "get", f"{_D}/pdf", None, anyone=True, media=PDF)
def download_draft_pdf(request: HttpRequest, cluster: Code, kind: Code, pk: PathId) -> HttpResponse:
    """The draft as PDF, marked as one across the page."""
    made, _viewer = _draft(request, cluster, kind, pk)
    return saved(pdf(made.snapshot(), is_draft=True), PDF, f"{kind}-{pk}-draft.pdf")


@operation(router, "get", f"{_D}/docx", None, anyone=True, media=DOCX)
def download_draft_docx(request: HttpRequest, cluster: Code, kind: Code, pk: PathId) -> HttpResponse:
    """The draft for Word, on the blank of the cluster."""
    made, _viewer = _draft(request, cluster, kind, pk)
    return saved(docx(made.snapshot(), made.template(), is_draft=True), DOCX, f"{kind}-{pk}-draft.docx")


@operation(router, "post", "/clusters/{cluster}/documents", DocumentCard, status=201)
def issue_document(request: HttpRequest, cluster: Code, body: IssueIn) -> DocumentCard:
    """Issue a document: its files are made, kept and hashed for good.

    What it lacks by the standard refuses it. An earlier issue of the same is superseded.
    """
    made, viewer = _draft(request, cluster, body.kind, body.subject)
    require_issuer(made.kind, made.cluster, viewer, made.subject)
    row = document_issue(cluster=made.cluster, kind=made.kind, subject=made.subject, actor=viewer.actor())
    return card(row)


def _copy(row: SignedCopy) -> SignedCopyOut:
    names = SignerOut.model_fields
    return SignedCopyOut(
        id=row.pk,
        container=row.container,
        code=row.code,
        sentence=sentence(row.code, row.facts, language()),
        sha256=row.sha256,
        examined_at=local(row.validated_at, row.document.cluster),
        signers=[SignerOut(**{name: one[name] for name in names}) for one in row.signers],
    )


@operation(router, "get", _S, Page[SignedCopyOut], anyone=True)
def list_signed_copies(
    request: HttpRequest, cluster: Code, document: PathId, paging: Query[Paging]
) -> Page[SignedCopyOut]:
    """The signed copies of a document, with what their examination found."""
    found, viewer = at(request, cluster)
    rows = copies_of(document_visible(found, viewer, document)).select_related("document__cluster")
    return page_of(rows, paging, lambda page: [_copy(one) for one in page])


@operation(router, "get", f"{_S}/{{signed}}", None, anyone=True, media="application/octet-stream")
def download_signed_copy(request: HttpRequest, cluster: Code, document: PathId, signed: PathId) -> HttpResponse:
    """A signed copy as it came."""
    found, viewer = at(request, cluster)
    row = document_visible(found, viewer, document)
    kept = copies_of(row).filter(pk=signed).first()
    if kept is None:
        raise NotFound
    ending = re.sub(r"[^a-z0-9]", "", kept.name.rpartition(".")[2].lower())[:8] or "bin"
    return attached(kept.file, "application/octet-stream", f"{row.code}-signed.{ending}")


@operation(router, "post", _S, SignedCopyOut, status=201, files=True)
def add_signed_copy(
    request: HttpRequest, cluster: Code, document: PathId, body: Annotated[SignedCopyIn, Multipart(...)]
) -> SignedCopyOut:
    """Bring back a signed copy: it is examined, and kept with what was found.

    A signature that does not hold, or that signs something else, is refused; one that cannot be checked here is kept, and
    that is said.
    """
    found, viewer = at(request, cluster)
    require_secretary(viewer)
    row = document_visible(found, viewer, document)
    form = SignedCopyForm({}, {"file": body.file})
    if not form.is_valid():
        raise InputError("documents.file", "%(sentence)s", field="file", sentence=form.errors["file"][0])
    kept = signed_copy_add(
        document=row, name=body.file.name or "", content=form.cleaned_data["file"].read(), actor=viewer.actor()
    )
    return _copy(kept)
