"""CMS signatures (CAdES): .p7s beside a document, .p7m around it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime

from asn1crypto import cms, core, pem, x509
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_sig_integrity

from .algorithms import algorithm_of, key_is_known
from .certificates import moment_of, signer_of
from .results import Code, Container, Content, Integrity, Signer, Trust, Unusable
from .trust import Anchors, trust_in

#: Digest of what is signed, by the name of the algorithm; None where the content is not at hand.
Digester = Callable[[str], bytes | None]


def load(data: bytes) -> cms.SignedData | None:
    """Read a CMS file, DER, BER or PEM; None if it is something else.

    Raises:
        Unusable: It is CMS, but damaged.
    """
    if pem.detect(data[:200]):
        try:
            _, _, data = pem.unarmor(data)
        except ValueError:
            return None
    if data[:1] != b"\x30":
        return None
    try:
        info = cms.ContentInfo.load(data)
        kind = info["content_type"].native
    except (ValueError, TypeError):  # not the structure of CMS at all
        return None
    if kind != "signed_data":
        return None
    try:
        signed = info["content"]
        # asn1crypto parses when it is asked: ask everything that is read later.
        _ = [(s["sid"].name, s["signature"].native) for s in signed["signer_infos"]]
        _ = [c.name for c in signed["certificates"]]
        _ = signed["encap_content_info"]["content_type"].native
    except (ValueError, TypeError, KeyError) as error:
        raise Unusable(Code.DAMAGED, what=str(error).partition("\n")[0][:200]) from error
    return signed


def enveloped(signed: cms.SignedData) -> bytes | None:
    """Return the content inside; None where the signature stands beside its document."""
    content = signed["encap_content_info"]["content"]
    if isinstance(content, core.Void) or content.native is None:
        return None
    found: bytes = bytes(content) if isinstance(content, core.OctetString) else content.parsed.dump()
    return found


def digester_of(content: bytes | None, sha256: str | None = None) -> Digester:
    """Return how to digest a content; without it only its SHA-256 is known, where that is given."""

    def digest(algorithm: str) -> bytes | None:
        if content is not None:
            return hashlib.new(algorithm, content).digest()
        return bytes.fromhex(sha256) if sha256 and algorithm == "sha256" else None

    return digest


def _certificates(signed: cms.SignedData) -> list[x509.Certificate]:
    if isinstance(signed["certificates"], core.Void):
        return []
    return [choice.chosen for choice in signed["certificates"] if choice.name == "certificate"]


def _certificate_of(signer: cms.SignerInfo, certificates: list[x509.Certificate]) -> x509.Certificate | None:
    sid = signer["sid"]
    if sid.name == "issuer_and_serial_number":
        issuer, serial = sid.chosen["issuer"].dump(), sid.chosen["serial_number"].native
        return next((c for c in certificates if c.serial_number == serial and c.issuer.dump() == issuer), None)
    wanted = sid.chosen.native
    return next((c for c in certificates if c.key_identifier == wanted), None)


def _attribute(signer: cms.SignerInfo, kind: str) -> core.Asn1Value | None:
    if isinstance(signer["signed_attrs"], core.Void):
        return None
    return next((a["values"][0] for a in signer["signed_attrs"] if a["type"].native == kind and len(a["values"])), None)


def signing_time(signer: cms.SignerInfo) -> datetime | None:
    """Return when it was signed by the clock of the signer; None where the signature does not say."""
    value = _attribute(signer, "signing_time")
    moment = value.native if value is not None else None
    if not isinstance(moment, datetime):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _content_by_attribute(signer: cms.SignerInfo, digest: Digester) -> Content:
    """Compare the digest that an unknown algorithm signs, where at least the digest is known."""
    claimed = _attribute(signer, "message_digest")
    algorithm = signer["digest_algorithm"]["algorithm"].native
    actual = digest(algorithm) if algorithm in hashlib.algorithms_available else None
    if claimed is None or actual is None:
        return Content.UNKNOWN
    return Content.SAME if claimed.native == actual else Content.OTHER


def _check(
    signer: cms.SignerInfo, certificate: x509.Certificate, kind: str, digest: Digester, *, is_known: bool
) -> tuple[Integrity, Content]:
    if not is_known:
        return Integrity.UNKNOWN, _content_by_attribute(signer, digest)
    actual = digest(signer["digest_algorithm"]["algorithm"].native)
    if actual is None:
        return Integrity.UNKNOWN, Content.UNKNOWN
    try:
        is_same, is_valid = validate_sig_integrity(signer, certificate, kind, actual)
    except (SignatureValidationError, ValueError):  # contradicts itself: wrong type, two digests, another certificate
        return Integrity.BROKEN, Content.UNKNOWN
    if not is_valid:
        return Integrity.BROKEN, Content.UNKNOWN
    return Integrity.HOLDS, Content.SAME if is_same else Content.OTHER


def signers_of(
    signed: cms.SignedData, digest: Digester, anchors: Anchors, at: datetime, *, signed_at: datetime | None = None
) -> tuple[Signer, ...]:
    """Examine every signature. Here `content` means: is it about what was digested.

    `signed_at` is what the file around it says of the time, for signatures that keep it there.
    """
    certificates = _certificates(signed)
    kind = signed["encap_content_info"]["content_type"].native
    found = []
    for signer in signed["signer_infos"]:
        name, is_known = algorithm_of(signer)
        certificate = _certificate_of(signer, certificates)
        claimed = signing_time(signer) or signed_at
        integrity, content, trust = Integrity.UNKNOWN, _content_by_attribute(signer, digest), Trust.NOT_ASKED
        if certificate is not None:
            can_check = is_known and key_is_known(certificate)
            integrity, content = _check(signer, certificate, kind, digest, is_known=can_check)
            if integrity is Integrity.HOLDS:
                trust = trust_in(certificate, certificates, anchors, moment_of(claimed, at))
        found.append(
            signer_of(
                certificate,
                signed_at=claimed,
                algorithm=name,
                integrity=integrity,
                trust=trust,
                content=content,
                is_algorithm_known=is_known and (certificate is None or key_is_known(certificate)),
            )
        )
    return tuple(found)


def container_of(signed: cms.SignedData) -> Container:
    """Tell a signature beside its document from one around it."""
    return Container.CADES_DETACHED if enveloped(signed) is None else Container.CADES_ENVELOPING
