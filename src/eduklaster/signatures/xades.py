"""XML signatures (XAdES) over the parts of a container."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import unquote

from asn1crypto import x509
from cryptography.x509 import load_der_x509_certificate
from lxml import etree
from signxml.exceptions import InvalidInput, SignXMLException
from signxml.xades.xades import XAdESSignatureConfiguration, XAdESVerifier

from .algorithms import key_is_known, xml_digest, xml_signature_name
from .certificates import moment_of, signer_of
from .results import Code, Content, Integrity, Signer, Trust, Unusable
from .trust import Anchors, trust_in

_DS = "{http://www.w3.org/2000/09/xmldsig#}"
_XADES = "{http://uri.etsi.org/01903/v1.3.2#}"
_PROPERTIES = "http://uri.etsi.org/01903#SignedProperties"
_PARSER_OPTIONS = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}


def parsed(data: bytes) -> etree._Element:
    """Parse XML of a stranger; entities and document types are refused.

    Raises:
        Unusable: It declares a document type.
        etree.XMLSyntaxError: It is no XML.
    """
    root = etree.fromstring(data, etree.XMLParser(**_PARSER_OPTIONS))
    if root.getroottree().docinfo.doctype:
        raise Unusable(Code.UNSAFE, what="doctype")
    return root


def _text(element: etree._Element, path: str) -> str:
    return "".join((element.findtext(path) or "").split())


def _certificates(signature: etree._Element) -> list[x509.Certificate]:
    found = [x509.Certificate.load(b64decode(e.text or "")) for e in signature.iter(f"{_DS}X509Certificate")]
    _ = [certificate.issuer_serial for certificate in found]
    return found


def _signing_time(signature: etree._Element) -> datetime | None:
    written = next(signature.iter(f"{_XADES}SigningTime"), None)
    if written is None or not written.text:
        return None
    moment = datetime.fromisoformat(written.text.strip())
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _alone(root: etree._Element, index: int) -> etree._Element:
    """Return the file with one of its signatures only, in its place: namespaces around it are part of what is signed."""
    copy = deepcopy(root)
    for number, other in enumerate(list(copy.iter(f"{_DS}Signature"))):
        parent = other.getparent()
        if number != index and parent is not None:
            parent.remove(other)
    return copy


def _holds(root: etree._Element, certificate: x509.Certificate, count: int, documents: Mapping[str, bytes]) -> bool:
    def resolve(address: str) -> bytes | None:
        return documents.get(unquote(address).removeprefix("./"))

    config = replace(XAdESSignatureConfiguration(), require_x509=True, expect_references=count, location=".//")
    if root.tag == f"{_DS}Signature":
        config = replace(config, location="./")
    try:
        XAdESVerifier().verify(
            etree.tostring(root),
            x509_cert=load_der_x509_certificate(certificate.dump()),
            uri_resolver=resolve,
            expect_config=config,
            validate_schema=False,
        )
    except (SignXMLException, InvalidInput, etree.LxmlError, ValueError, KeyError, TypeError):
        return False
    return True


def _one(
    root: etree._Element, index: int, documents: Mapping[str, bytes], anchors: Anchors, at: datetime
) -> tuple[Signer, list[bytes]]:
    alone = _alone(root, index)
    signature = next(alone.iter(f"{_DS}Signature"))
    info = signature.find(f"{_DS}SignedInfo")
    method = info.find(f"{_DS}SignatureMethod") if info is not None else None
    references = info.findall(f"{_DS}Reference") if info is not None else []
    if method is None or not references:
        raise Unusable(Code.DAMAGED, what="SignedInfo")
    name, is_known = xml_signature_name(method.get("Algorithm", ""))
    digests = [r.find(f"{_DS}DigestMethod") for r in references]
    is_known = is_known and all(d is not None and xml_digest(d.get("Algorithm", "")) for d in digests)
    certificates = _certificates(signature)
    certificate = certificates[0] if certificates else None
    signed_at = _signing_time(signature)
    outside = [r.get("URI", "") for r in references if not r.get("URI", "").startswith("#")]
    parts = [documents.get(unquote(uri).removeprefix("./")) for uri in outside]
    covered = [part for part in parts if part is not None]
    integrity, content, trust = Integrity.UNKNOWN, Content.UNKNOWN, Trust.NOT_ASKED
    if certificate is not None and is_known and key_is_known(certificate):
        # Without signed properties the certificate is not bound to the signature: that is no XAdES.
        is_bound = any(r.get("Type") == _PROPERTIES for r in references)
        holds = is_bound and _holds(alone, certificate, len(references), documents)
        integrity = Integrity.HOLDS if holds else Integrity.BROKEN
        content = Content.SAME if holds else Content.UNKNOWN
        if holds:
            trust = trust_in(certificate, certificates, anchors, moment_of(signed_at, at))
    signer = signer_of(
        certificate, signed_at=signed_at, algorithm=name, integrity=integrity, trust=trust, content=content,
        is_algorithm_known=is_known and (certificate is None or key_is_known(certificate)),
    )  # fmt: skip
    return signer, covered


def examine(
    data: bytes, documents: Mapping[str, bytes], anchors: Anchors, at: datetime
) -> list[tuple[Signer, list[bytes]]]:
    """Examine the signatures of a file; each comes with the documents it names.

    Raises:
        Unusable: A signature lacks what every signature has, or the file declares a document type.
        ValueError, etree.XMLSyntaxError: The file cannot be read.
    """
    root = parsed(data)
    count = sum(1 for _ in root.iter(f"{_DS}Signature"))
    return [_one(root, index, documents, anchors, at) for index in range(min(count, 32))]
