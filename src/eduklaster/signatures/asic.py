"""Signatures in ASiC containers (ETSI EN 319 162-1): CAdES over a manifest or a single document, XAdES over the parts."""

from __future__ import annotations

import hashlib
from base64 import b64decode
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from urllib.parse import unquote

from lxml import etree

from . import cades, xades
from .algorithms import xml_digest
from .archive import Archive
from .hostile import HOSTILE
from .results import Code, Container, Content, Integrity, Issued, Signer, Unusable
from .trust import Anchors

_ASIC = "{http://uri.etsi.org/02918/v1.2.1#}"
_DS = "{http://www.w3.org/2000/09/xmldsig#}"
_MOST_SIGNATURES = 32


def _names(archive: Archive, start: str, end: str) -> list[str]:
    return sorted(n for n in archive.parts if n.lower().startswith(f"meta-inf/{start}") and n.lower().endswith(end))


def _is_issued(data: bytes, issued: Issued) -> bool:
    return hashlib.sha256(data).hexdigest() == issued.sha256


def _about(signer: Signer, documents: Iterable[bytes], issued: Issued) -> Signer:
    """Turn «signs these documents» into «signs the issued one»."""
    if signer.content is Content.OTHER:
        return replace(signer, integrity=Integrity.BROKEN, content=Content.UNKNOWN)
    is_there = any(_is_issued(document, issued) for document in documents)
    if signer.content is Content.UNKNOWN:
        # Nothing proves what an unknown algorithm signs; that the document lies beside it is all that can be said.
        return replace(signer, content=Content.UNKNOWN if is_there else Content.OTHER)
    return replace(signer, content=Content.SAME if is_there else Content.OTHER)


def _listed(archive: Archive, manifest: etree._Element) -> list[bytes] | None:
    """Return the documents that a manifest lists; None where one is missing, differs, or its digest is unknown."""
    documents = []
    for reference in manifest.findall(f"{_ASIC}DataObjectReference"):
        data = archive.parts.get(unquote(reference.get("URI", "")).removeprefix("./"))
        method, value = reference.find(f"{_DS}DigestMethod"), reference.find(f"{_DS}DigestValue")
        algorithm = xml_digest(method.get("Algorithm", "")) if method is not None else None
        if data is None or value is None or algorithm is None:
            return None
        if hashlib.new(algorithm, data).digest() != b64decode(value.text or ""):
            return None
        documents.append(data)
    return documents or None


def _by_manifest(archive: Archive, name: str, issued: Issued, anchors: Anchors, at: datetime) -> list[Signer]:
    content = archive.parts[name]
    manifest = xades.parsed(content)
    reference = manifest.find(f"{_ASIC}SigReference")
    target = unquote(reference.get("URI", "")).removeprefix("./") if reference is not None else ""
    signed = cades.load(archive.parts[target]) if target in archive.parts else None
    if signed is None:
        raise Unusable(Code.DAMAGED, archive.kind, what=f"{name}: {target}")
    documents = _listed(archive, manifest)
    signers = cades.signers_of(signed, cades.digester_of(content), anchors, at)
    if documents is None:  # a part differs from what the signed list says of it
        return [replace(signer, integrity=Integrity.BROKEN, content=Content.UNKNOWN) for signer in signers]
    return [_about(signer, documents, issued) for signer in signers]


def _simple(archive: Archive, name: str, issued: Issued, anchors: Anchors, at: datetime) -> list[Signer]:
    documents = list(archive.documents.values())
    if len(documents) != 1:
        raise Unusable(Code.DAMAGED, archive.kind, what="documents")
    signed = cades.load(archive.parts[name])
    if signed is None:
        raise Unusable(Code.DAMAGED, archive.kind, what=name)
    signers = cades.signers_of(signed, cades.digester_of(documents[0]), anchors, at)
    return [_about(signer, documents, issued) for signer in signers]


def examine(archive: Archive, issued: Issued, anchors: Anchors, at: datetime) -> tuple[Signer, ...]:
    """Examine every signature of a container.

    Raises:
        Unusable: A signature or a manifest cannot be read, or names a part that is not there.
    """
    manifests = _names(archive, "asicmanifest", ".xml")
    xml = _names(archive, "signatures", ".xml")
    single = _names(archive, "signature", ".p7s") if archive.kind is Container.ASIC_S else []
    if len(manifests) + len(xml) + len(single) > _MOST_SIGNATURES:
        raise Unusable(Code.UNSAFE, archive.kind, what="signatures")
    signers: list[Signer] = []
    try:
        for name in manifests:
            signers += _by_manifest(archive, name, issued, anchors, at)
        for name in single:
            signers += _simple(archive, name, issued, anchors, at)
        for name in xml:
            for signer, documents in xades.examine(archive.parts[name], archive.documents, anchors, at):
                signers.append(_about(signer, documents, issued))
    except HOSTILE as error:
        raise Unusable(Code.DAMAGED, archive.kind, what=str(error)[:200]) from error
    return tuple(signers)
