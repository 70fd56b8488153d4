"""Issued documents and the blanks by which a cluster replaces the platform's."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import ExtractYear

from eduklaster.kernel.text import LocalizedTextField


class IssuedDocument(models.Model):
    """A document as it left the house: what it said, its two files, the hash and the code by which anybody can check it.

    Never changed and never deleted; a later issue of the same thing supersedes it.
    """

    cluster = models.ForeignKey("clusters.Cluster", on_delete=models.PROTECT, related_name="issued_documents")
    kind = models.CharField(max_length=40, help_text="key in `documents.registry`")
    subject_type = models.CharField(max_length=60, help_text="what it is about, as app_label.model")
    subject_id = models.BigIntegerField()
    name = models.CharField(max_length=120, help_text="what the document calls itself: «Наказ», «Протокол»")
    issuer = models.CharField(max_length=500, help_text="organ, office or organisation; never a person's name")
    title = models.CharField(max_length=500, help_text="heading to the text; shown to those who may see the subject")
    number = models.CharField(max_length=40, help_text="registration index as it is printed")
    series_number = models.PositiveIntegerField(
        null=True, blank=True, help_text="number within cluster, kind and year, where the subject has none of its own"
    )
    on = models.DateField(help_text="date of the document")
    language = models.CharField(max_length=2)
    profile = models.CharField(max_length=40, help_text="key of the standard it follows")
    snapshot = models.JSONField(help_text="content and look: the same snapshot always gives the same file")
    sha256 = models.CharField(max_length=64, help_text="of the PDF")
    code = models.CharField(max_length=24, unique=True, help_text="printed beside the QR code; cannot be guessed")
    pdf = models.FileField(upload_to="documents/%Y/%m/", max_length=200)
    docx = models.FileField(upload_to="documents/%Y/%m/", max_length=200)
    supersedes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    issued_as = models.CharField(max_length=300, help_text="capacity of who issued it")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.F("cluster"), models.F("kind"), ExtractYear("on"), models.F("series_number"),
                condition=Q(series_number__isnull=False), name="document_series_number",
            )
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["cluster", "-on"], name="document_recent"),
            models.Index(fields=["subject_type", "subject_id", "kind"], name="document_subject"),
            models.Index(fields=["sha256"], name="document_hash"),
        ]
        triggers = [pgtrigger.Protect(name="document_stays", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        """Return name, number and date."""
        return f"{self.name} № {self.number}"


class SignedCopy(models.Model):
    """A signed file of an issued document, as it came back, with what its examination found.

    `code`, `container`, `facts` and `signers` are those of `signatures.results.Result`. Signers are named: only those who
    see the document read them. Never changed: a certificate is judged for the time of signing.
    """

    document = models.ForeignKey(IssuedDocument, on_delete=models.PROTECT, related_name="signed_copies")
    file = models.FileField(upload_to="signed/%Y/%m/", max_length=200)
    name = models.CharField(max_length=200, help_text="what the uploaded file was called")
    sha256 = models.CharField(max_length=64, help_text="of the uploaded file")
    container = models.CharField(max_length=20)
    code = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)
    signers = models.JSONField(default=list)
    validated_at = models.DateTimeField()
    uploaded_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    uploaded_as = models.CharField(max_length=300, help_text="capacity of who uploaded it")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "sha256"], name="signed_copy_once")]
        triggers = [pgtrigger.Protect(name="signed_copy_stays", operation=pgtrigger.Update | pgtrigger.Delete)]


class Blank(models.Model):
    """How a cluster's documents look: place, lines of the letterhead, measures and perhaps a Word file of its own.

    Never edited: a change is a new version, and the newest one that is not ended holds.
    """

    cluster = models.ForeignKey("clusters.Cluster", on_delete=models.PROTECT, related_name="document_blanks")
    version = models.PositiveIntegerField()
    parameters = models.JSONField(
        default=dict, help_text="`documents.look.Look`, without what the standard says anyway"
    )
    place = LocalizedTextField(help_text="where documents are made: «м. Біла Церква»")
    docx = models.FileField(upload_to="blanks/%Y/", blank=True, max_length=200)
    docx_name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    note = models.CharField(max_length=300, blank=True, help_text="why it was replaced")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cluster", "version"], name="blank_version")]
        triggers = [pgtrigger.Protect(name="blank_stays", operation=pgtrigger.Update | pgtrigger.Delete)]
