"""Whom the operator trusts: certificates of authorities in a folder."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from asn1crypto import pem, x509
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathBuildingError, PathValidationError, ValidationError

from .results import Trust

_ENDINGS = frozenset({".cer", ".crt", ".der", ".pem"})


@dataclass(frozen=True, slots=True)
class Anchors:
    """Certificates at which a chain may end."""

    certificates: tuple[x509.Certificate, ...] = ()

    @classmethod
    def in_folder(cls, folder: Path) -> Anchors:
        """Read every certificate (.cer, .crt, .der, .pem) of a folder.

        Raises:
            ValueError: A file holds no certificate; its name is told.
            OSError: The folder cannot be read.
        """
        found: list[x509.Certificate] = []
        for path in sorted(folder.iterdir()):
            if path.suffix.lower() in _ENDINGS:
                try:
                    found += certificates_in(path.read_bytes())
                except ValueError as error:
                    raise ValueError(f"{path.name} is not a certificate: {error}") from error
        return cls(tuple(found))


def certificates_in(data: bytes) -> list[x509.Certificate]:
    """Return the certificates of a PEM or DER file.

    Raises:
        ValueError: There is something else in it.
    """
    blocks = [block for _, _, block in pem.unarmor(data, multiple=True)] if pem.detect(data) else [data]
    found = [x509.Certificate.load(block, strict=True) for block in blocks]
    for certificate in found:
        certificate.dump(force=False)
        _ = certificate.issuer_serial  # asn1crypto parses lazily; this is where a wrong structure shows
    return found


def _may_sign(certificate: x509.Certificate) -> bool:
    usage = certificate.key_usage_value
    return usage is None or bool({"digital_signature", "non_repudiation"} & usage.native)


def trust_in(
    certificate: x509.Certificate, others: Iterable[x509.Certificate], anchors: Anchors, moment: datetime
) -> Trust:
    """Say whether a signer's certificate leads to a trusted one and was valid at a moment. Nothing is fetched."""
    validity = certificate["tbs_certificate"]["validity"]
    if not validity["not_before"].native <= moment <= validity["not_after"].native:
        return Trust.NOT_VALID_THEN
    if not _may_sign(certificate):
        return Trust.NOT_FOR_SIGNING
    context = ValidationContext(
        trust_roots=list(anchors.certificates),
        other_certs=list(others),
        moment=moment.astimezone(UTC),
        allow_fetching=False,
        revocation_mode="soft-fail",
    )
    checker = CertificateValidator(certificate, validation_context=context)
    try:
        asyncio.run(checker.async_validate_path())
    except (PathBuildingError, PathValidationError, ValidationError):
        return Trust.NOT_LISTED
    return Trust.TRUSTED
