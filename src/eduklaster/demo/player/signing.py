"""A signed copy for the story: an invented person's electronic signature beside a file, made with a key of the moment."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from textwrap import shorten

from asn1crypto import keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.sign import SimpleSigner
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko_certvalidator.registry import SimpleCertificateStore

_VALID = timedelta(days=365)
_LONGEST = 64  # of a name in a certificate, X.520


def signed_beside(content: bytes, *, name: str, post: str, organisation: str, at: datetime) -> bytes:
    """Return a .p7s file (CAdES, detached) in which a person signs `content` at a moment; nobody vouches for the key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, shorten(name, _LONGEST, placeholder="…")),
            x509.NameAttribute(NameOID.TITLE, shorten(post, _LONGEST, placeholder="…")),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, shorten(organisation, _LONGEST, placeholder="…")),
        ]
    )
    usage = {
        kind: kind == "digital_signature"
        for kind in (
            "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
            "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
        )
    }  # fmt: skip
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - _VALID)
        .not_valid_after(at + _VALID)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    signer = SimpleSigner(
        asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER)),
        keys.PrivateKeyInfo.load(private),
        SimpleCertificateStore(),  # type: ignore[no-untyped-call]
    )
    settings = PdfCMSSignedAttributes(signing_time=at)
    made = asyncio.run(
        signer.async_sign_general_data(content, "sha256", detached=True, use_cades=True, signed_attr_settings=settings)
    )
    return bytes(made.dump())
