"""What the pages of documents share."""

from __future__ import annotations

from django.db.models.fields.files import FieldFile
from django.http import HttpResponse

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def file_response(content: bytes, kind: str, name: str) -> HttpResponse:
    """Hand out a file under a name; browsers must not guess what it is, nor keep it."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def file_bytes(file: FieldFile) -> bytes:
    """Return what a kept file holds, and close it."""
    with file.open("rb") as opened:
        content: bytes = opened.read()
    return content
