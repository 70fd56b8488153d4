"""The room's words in the journal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eduklaster.journal.words import SILENT, ActionWord, FactWord, register_words


def register() -> None:
    """Register the words; called once when the room starts."""
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
            "supersedes": SILENT,
            "documents.signedcopy.document": FactWord(_("Document"), subject="documents.issueddocument"),
            "documents.signedcopy.sha256": FactWord(_("Checksum of the file"), form="hash"),
            "result": SILENT,
            "container": SILENT,
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
