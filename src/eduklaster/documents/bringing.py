"""What a file that was brought back proves about an issued document: about its PDF, or about its Word file, edited or not."""

from __future__ import annotations

import hashlib
import io
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from lxml.etree import LxmlError

from eduklaster.signatures.results import Code, Issued, Result

from .models import IssuedDocument
from .trying import LARGEST_OPENED

if TYPE_CHECKING:  # the libraries of signatures take a third of a second to load: not at every start
    from eduklaster.signatures.trust import Anchors


def examined(document: IssuedDocument, content: bytes, at: datetime) -> Result:
    """Return what a brought file proves. A secretary may sign the PDF, the Word file, or the Word file as edited in Word.

    An edited one is told by the code of the document in its properties, which Word keeps; the finding says «edited».
    """
    from eduklaster.signatures.archive import Limits
    from eduklaster.signatures.examine import examine, of_edited, payload_of

    anchors, limits = trusted_authorities(), Limits(size=settings.UPLOAD_MAX_BYTES)
    with document.pdf.open("rb") as file:
        issued = Issued(document.sha256, file.read())
    found = examine(content, issued, anchors=anchors, at=at, limits=limits)
    if found.code not in {Code.OTHER_DOCUMENT, Code.BROKEN}:
        return found
    with document.docx.open("rb") as file:
        word = file.read()
    of_word = examine(content, _as_issued(word), anchors=anchors, at=at, limits=limits)
    if of_word.may_be_kept:
        return of_word
    payload = payload_of(content, limits)
    if payload is None or code_in(payload) != document.code:
        return found
    return of_edited(examine(content, _as_issued(payload), anchors=anchors, at=at, limits=limits))


def _as_issued(content: bytes) -> Issued:
    return Issued(hashlib.sha256(content).hexdigest(), content)


def code_in(content: bytes) -> str:
    """Return the code of the document that a Word file was issued as; empty where it is no Word file or names none."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if sum(part.file_size for part in package.infolist()) > LARGEST_OPENED:
                return ""
        return str(Document(io.BytesIO(content)).core_properties.keywords or "")
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError, LxmlError):
        return ""


def trusted_authorities() -> Anchors:
    """Return the certificates that the operator trusts; without a folder nobody.

    Raises:
        ValueError: A file of the folder is no certificate.
    """
    from eduklaster.signatures.trust import Anchors

    return Anchors.in_folder(settings.TRUSTED_DIR) if settings.TRUSTED_DIR.is_dir() else Anchors()
