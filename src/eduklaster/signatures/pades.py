"""Signatures inside a PDF (PAdES), and whether that PDF is the issued one with nothing but signatures added."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import datetime
from io import BytesIO

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, ModificationLevel, SuspiciousModification
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from .cades import signers_of
from .hostile import HOSTILE
from .pdf_additions import adds_only_signatures
from .results import Code, Container, Content, Integrity, Issued, Signer, Unusable
from .trust import Anchors

_END = re.compile(rb"%%EOF(?:\r\n|\r|\n)?")
_MOST_REVISIONS = 64
_MOST_SIGNATURES = 32


def is_pdf(data: bytes) -> bool:
    """Whether a file starts as a PDF does."""
    return data[:1024].lstrip().startswith(b"%PDF-")


def _issued_length(data: bytes, issued: Issued) -> int | None:
    """Return how long the issued file is that this one starts with; None if it does not start with it.

    Signing adds to the end of a PDF, so the issued file has to stand untouched at its beginning.
    """
    if issued.content is not None:
        is_start = hashlib.sha256(issued.content).hexdigest() == issued.sha256 and data.startswith(issued.content)
        return len(issued.content) if is_start else None
    running, done = hashlib.sha256(), 0
    for end in list(_END.finditer(data))[:_MOST_REVISIONS]:
        for stop in sorted({end.start() + 5, end.end(), len(data) if end.end() == len(data) else end.end()}):
            running.update(data[done:stop])
            done = stop
            if running.hexdigest() == issued.sha256:
                return stop
    return None


def _content(reader: PdfFileReader, data: bytes, issued: Issued, signed_revision: int) -> Content:
    """Compare the issued file with the revision that a signature covers: only signatures may have been added."""
    length = _issued_length(data, issued)
    if length is None:
        return Content.OTHER
    xrefs = reader.xrefs
    before = [r for r in range(xrefs.total_revisions) if xrefs.get_startxref_for_revision(r) < length]
    only_signed = all(adds_only_signatures(reader, max(before), r) for r in range(max(before) + 1, signed_revision + 1))
    return Content.SAME if only_signed else Content.OTHER


def _examined(
    reader: PdfFileReader, found: EmbeddedPdfSignature, data: bytes, issued: Issued, anchors: Anchors, at: datetime
) -> tuple[Signer, ...]:
    def digest(algorithm: str) -> bytes | None:
        return found.compute_digest(algorithm)

    coverage = found.evaluate_signature_coverage()
    is_changed = not _is_whole(found, coverage)
    signers = []
    for signer in signers_of(found.signed_data, digest, anchors, at, signed_at=found.self_reported_timestamp):
        integrity, content = signer.integrity, Content.UNKNOWN
        if signer.content is Content.OTHER:  # not the bytes of this file
            integrity = Integrity.BROKEN
        if integrity is not Integrity.BROKEN:
            content = _content(reader, data, issued, found.signed_revision)
        signers.append(_replaced(signer, integrity, content, is_changed))
    return tuple(signers)


def _is_whole(found: EmbeddedPdfSignature, coverage: SignatureCoverageLevel) -> bool:
    """Whether nothing but signatures and their proofs was added after this signature."""
    if coverage is SignatureCoverageLevel.ENTIRE_FILE:
        return True
    if coverage is not SignatureCoverageLevel.ENTIRE_REVISION:
        return False
    later = DEFAULT_DIFF_POLICY.review_file(found.reader, found.signed_revision)
    return not isinstance(later, SuspiciousModification) and later.modification_level <= ModificationLevel.FORM_FILLING


def _replaced(signer: Signer, integrity: Integrity, content: Content, is_changed: bool) -> Signer:
    return replace(signer, integrity=integrity, content=content, is_changed_since=is_changed)


def examine(data: bytes, issued: Issued, anchors: Anchors, at: datetime) -> tuple[Signer, ...]:
    """Examine the signatures of people in a PDF; stamps of time servers are left aside.

    Raises:
        Unusable: The PDF is damaged, encrypted or holds more signatures than any document has.
    """
    try:
        reader = PdfFileReader(BytesIO(data), strict=False)
        if reader.encrypted:
            raise Unusable(Code.UNSAFE, Container.PADES, what="encrypted")
        found = reader.embedded_regular_signatures
        if len(found) > _MOST_SIGNATURES:
            raise Unusable(Code.UNSAFE, Container.PADES, what="signatures")
        return tuple(signer for one in found for signer in _examined(reader, one, data, issued, anchors, at))
    except HOSTILE as error:
        raise Unusable(Code.DAMAGED, Container.PADES, what=str(error).partition("\n")[0][:200]) from error
