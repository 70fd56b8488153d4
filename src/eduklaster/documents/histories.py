"""The room's words in the journal."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eduklaster.journal.words import SILENT, ActionWord, FactWord, register_words
from eduklaster.people.access import Viewer
from eduklaster.people.registry import Refs, Subject, among, register_history
from eduklaster.signatures.results import KEPT, Code

from .access import documents_visible_to
from .models import IssuedDocument, SignedCopy

_FOUND = {
    Code.TRUSTED: _("signature holds"),
    Code.ALGORITHM_UNKNOWN: _("not checked"),
    Code.UNPROVEN: _("not checked"),
    Code.EDITED_UNPROVEN: _("not checked"),
    Code.EDITED: _("signed after the Word file was edited"),
}
_CONTAINERS = {
    "pades": "PAdES", "cades_detached": "CAdES", "cades_enveloping": "CAdES", "asic_e": "ASiC-E", "asic_s": "ASiC-S",
}  # fmt: skip


def _documents(viewer: Viewer) -> QuerySet[IssuedDocument]:
    return documents_visible_to(viewer.cluster, viewer) if viewer.cluster else IssuedDocument.objects.none()


def _refs(viewer: Viewer, document: IssuedDocument) -> Refs:
    """Return every issue of the same document with the signed copies of each."""
    issues = list(
        _documents(viewer)
        .filter(kind=document.kind, subject_type=document.subject_type, subject_id=document.subject_id)
        .values_list("pk", flat=True)
    )
    copies = SignedCopy.objects.filter(document__in=issues).values_list("pk", flat=True)
    return {"documents.issueddocument": issues, "documents.signedcopy": copies}


def _page(viewer: Viewer, document: IssuedDocument) -> str:
    return reverse("documents:document", args=[viewer.cluster.code if viewer.cluster else "", document.pk])


def register() -> None:
    """Register the history of documents and the words; called once when the room starts."""
    register_history(
        Subject(
            "document", _("Document"), among(_documents), lambda viewer, one: str(one), _page, _refs,
            "documents.issueddocument",
        )
    )  # fmt: skip
    register_words(
        actions={
            "document.issued": ActionWord(_("A document was issued"), "file-certificate"),
            "document.signed_copy_added": ActionWord(_("A signed copy was added"), "signature"),
            "blank.replaced": ActionWord(_("The blank of documents was replaced"), "file-text"),
        },
        facts={
            "document_kind": SILENT,
            "documents.issueddocument.number": FactWord(_("Number")),
            "documents.issueddocument.sha256": FactWord(_("Checksum of the file"), form="hash"),
            "documents.issueddocument.supersedes": FactWord(_("Replaces"), subject="documents.issueddocument"),
            "documents.signedcopy.document": FactWord(_("Document"), subject="documents.issueddocument"),
            "documents.signedcopy.sha256": FactWord(_("Checksum of the file"), form="hash"),
            "documents.signedcopy.result": FactWord(
                _("Result of the check"),
                choices={code.value: _FOUND.get(code, _("holds, with a remark")) for code in KEPT},
            ),
            "documents.signedcopy.container": FactWord(_("Form of the signature"), choices=_CONTAINERS),
            "documents.blank.version": FactWord(_("Version")),
            "documents.blank.sha256": FactWord(_("Checksum of the file"), form="hash"),
            "note": FactWord(pgettext_lazy("form", "Note")),
        },
        rows={
            "documents.signedcopy": _("Signed copy"),
            "documents.issueddocument": _("Document"),
            "documents.blank": _("Blank of documents"),
        },
    )
