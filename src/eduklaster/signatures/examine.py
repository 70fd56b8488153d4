"""The way in: what is this file, and what does it prove about the issued document?"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from . import asic, cades, pades
from .archive import Limits, is_zip, open_archive
from .hostile import HOSTILE
from .results import Code, Container, Content, Integrity, Issued, Result, Signer, Trust, Unusable
from .trust import Anchors

_BY_TRUST = {
    Trust.NOT_VALID_THEN: Code.NOT_VALID_THEN,
    Trust.NOT_FOR_SIGNING: Code.NOT_FOR_SIGNING,
    Trust.NOT_LISTED: Code.NOT_LISTED,
    Trust.NOT_ASKED: Code.UNPROVEN,
    Trust.TRUSTED: Code.TRUSTED,
}


def _code(signers: tuple[Signer, ...]) -> Code:
    """Return the weakest of what is said of the signatures: a copy is as good as its worst one."""
    if not signers:
        return Code.MISSING
    if any(s.integrity is Integrity.BROKEN for s in signers):
        return Code.BROKEN
    if any(s.content is Content.OTHER for s in signers):
        return Code.OTHER_DOCUMENT
    if any(s.is_changed_since for s in signers):
        return Code.CHANGED
    if any(s.integrity is Integrity.UNKNOWN for s in signers):
        is_known = all(s.is_algorithm_known for s in signers)
        return Code.UNPROVEN if is_known else Code.ALGORITHM_UNKNOWN
    order = list(_BY_TRUST)
    return _BY_TRUST[min((s.trust for s in signers), key=order.index)]


def _facts(signers: tuple[Signer, ...]) -> dict[str, object]:
    unknown = next((s.algorithm for s in signers if not s.is_algorithm_known), "")
    return {"count": len(signers), "algorithm": unknown} if unknown else {"count": len(signers)}


def _cms(data: bytes, issued: Issued, anchors: Anchors, at: datetime) -> Result:
    signed = cades.load(data)
    if signed is None:
        return Result(Code.NOT_A_SIGNATURE, Container.NONE)
    inside = cades.enveloped(signed)
    container = cades.container_of(signed)
    if inside is None:
        digest = cades.digester_of(issued.content, issued.sha256)
        signers = cades.signers_of(signed, digest, anchors, at)
    else:
        is_issued = cades.digester_of(inside)("sha256") == bytes.fromhex(issued.sha256)
        signers = tuple(
            replace(s, integrity=Integrity.BROKEN, content=Content.UNKNOWN)
            if s.content is Content.OTHER
            else replace(s, content=Content.SAME if is_issued else Content.OTHER)
            for s in cades.signers_of(signed, cades.digester_of(inside), anchors, at)
        )
    return Result(_code(signers), container, signers, _facts(signers))


def payload_of(data: bytes, limits: Limits | None = None) -> bytes | None:
    """Return the one document that a container or an enveloping signature carries; None where there is none or several."""
    try:
        if is_zip(data):
            documents = list(open_archive(data, limits or Limits()).documents.values())
            return documents[0] if len(documents) == 1 else None
        if pades.is_pdf(data):
            return None
        signed = cades.load(data)
        return cades.enveloped(signed) if signed is not None else None
    except (Unusable, *HOSTILE):
        return None


def of_edited(found: Result) -> Result:
    """Return the finding on a signed text that was edited after the document had been issued: held, but not the issued."""
    if not found.may_be_kept:
        return found
    signers = tuple(replace(signer, content=Content.OTHER) for signer in found.signers)
    is_unproven = found.code in {Code.ALGORITHM_UNKNOWN, Code.UNPROVEN}
    return Result(Code.EDITED_UNPROVEN if is_unproven else Code.EDITED, found.container, signers, found.facts)


def examine(data: bytes, issued: Issued, *, anchors: Anchors, at: datetime, limits: Limits | None = None) -> Result:
    """Say what a file proves about an issued document. `at` is now: certificates are judged for the time of signing.

    Never raises for what is in the file, whatever is in it; the code of the result tells.
    """
    limits = limits or Limits()
    if not data:
        return Result(Code.EMPTY, Container.NONE)
    if len(data) > limits.size:
        return Result(Code.TOO_LARGE, Container.NONE, facts={"size": len(data), "most": limits.size})
    try:
        if is_zip(data):
            archive = open_archive(data, limits)
            signers = asic.examine(archive, issued, anchors, at)
            return Result(_code(signers), archive.kind, signers, _facts(signers))
        if pades.is_pdf(data):
            signers = pades.examine(data, issued, anchors, at)
            return Result(_code(signers), Container.PADES, signers, _facts(signers))
        return _cms(data, issued, anchors, at)
    except Unusable as refusal:
        return refusal.result
    except HOSTILE as error:
        return Result(Code.DAMAGED, Container.NONE, facts={"what": str(error).partition("\n")[0][:200]})
