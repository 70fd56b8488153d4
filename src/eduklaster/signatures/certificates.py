"""What a certificate says about its holder."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from asn1crypto import x509

from .results import Content, Integrity, Signer, Trust


def _words(name: x509.Name, *kinds: str) -> str:
    """Return the first of the named parts; several values of a part are joined."""
    native: dict[str, Any] = name.native
    for kind in kinds:
        value = native.get(kind)
        if value:
            return ", ".join(value) if isinstance(value, list) else str(value)
    return ""


def signer_of(
    certificate: x509.Certificate | None,
    *,
    signed_at: datetime | None,
    algorithm: str,
    integrity: Integrity,
    trust: Trust,
    content: Content,
    is_algorithm_known: bool = True,
) -> Signer:
    """Return a signature with what its certificate tells; without a certificate the names are empty."""
    subject = certificate.subject if certificate else None
    person = (
        " ".join(part for part in (_words(subject, "surname"), _words(subject, "given_name")) if part)
        if subject
        else ""
    )
    return Signer(
        name=(_words(subject, "common_name") or person) if subject else "",
        post=_words(subject, "title") if subject else "",
        organisation=_words(subject, "organization_name") if subject else "",
        issuer=_words(certificate.issuer, "common_name", "organization_name") if certificate else "",
        serial=f"{certificate.serial_number:X}" if certificate else "",
        signed_at=signed_at.astimezone(UTC) if signed_at else None,
        algorithm=algorithm,
        integrity=integrity,
        trust=trust,
        content=content,
        is_algorithm_known=is_algorithm_known,
    )


def moment_of(signed_at: datetime | None, at: datetime) -> datetime:
    """Return the moment for which a certificate is judged: that of signing, unless it is unknown or still to come."""
    return signed_at if signed_at is not None and signed_at <= at else at
