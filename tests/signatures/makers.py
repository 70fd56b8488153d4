"""Keys, certificates, documents and signed copies, all made here."""

import asyncio
import hashlib
import io
import zipfile
from base64 import b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from asn1crypto import cms, keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.x509.oid import NameOID
from lxml import etree
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, SimpleSigner, sign_pdf
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko_certvalidator.registry import SimpleCertificateStore
from reportlab.pdfgen.canvas import Canvas

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
DS = "http://www.w3.org/2000/09/xmldsig#"
XADES = "http://uri.etsi.org/01903/v1.3.2#"
ASIC = "http://uri.etsi.org/02918/v1.2.1#"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
C14N = "http://www.w3.org/2001/10/xml-exc-c14n#"


@dataclass(frozen=True)
class Holder:
    """A key with its certificate, and that of its authority."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    authority: x509.Certificate

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    def asn1(self, certificate: x509.Certificate) -> asn1_x509.Certificate:
        return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))

    def signer(self) -> SimpleSigner:
        private = self.key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        store = SimpleCertificateStore()
        store.register(self.asn1(self.authority))
        return SimpleSigner(self.asn1(self.certificate), keys.PrivateKeyInfo.load(private), store)


def _name(**parts: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(getattr(NameOID, kind), value) for kind, value in parts.items()])


@cache
def _authority(name: str) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _name(COMMON_NAME=name, ORGANIZATION_NAME="Навчальний центр сертифікації")
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=3650))
        .not_valid_after(NOW + timedelta(days=3650))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(_usage(key_cert_sign=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return key, certificate


def _usage(**given: bool) -> x509.KeyUsage:
    kinds = [
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    ]
    return x509.KeyUsage(**{kind: given.get(kind, False) for kind in kinds})


@cache
def holder(
    name: str = "Оксана Гайворонська",
    authority: str = "Навчальний ЦСК",
    *,
    years: tuple[int, int] = (-1, 1),
    may_sign: bool = True,
) -> Holder:
    ca_key, ca = _authority(authority)
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = (
        x509.CertificateBuilder()
        .subject_name(_name(COMMON_NAME=name, TITLE="директорка", ORGANIZATION_NAME="Ліцей «Приклад»"))
        .issuer_name(ca.subject)
        .public_key(key.public_key())
        .serial_number(0xABCDEF01)
        .not_valid_before(NOW + timedelta(days=365 * years[0]))
        .not_valid_after(NOW + timedelta(days=365 * years[1]))
        .add_extension(_usage(digital_signature=may_sign, key_agreement=not may_sign), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()), critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    return Holder(key, certificate, ca)


@cache
def pdf(text: str = "Наказ № 12") -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream, invariant=True)
    canvas.drawString(100, 700, text.encode("ascii", "replace").decode())
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def signed_pdf(data: bytes, by: Holder, field: str = "Signature1") -> bytes:
    out = io.BytesIO()
    sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(data)),
        PdfSignatureMetadata(field_name=field, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES),
        signer=by.signer(),
        output=out,
    )
    return out.getvalue()


def cms_of(data: bytes, by: Holder, *, detached: bool = True, digest: str = "sha256") -> bytes:
    made = asyncio.run(by.signer().async_sign_general_data(data, digest, detached=detached, use_cades=True))
    return bytes(made.dump())


def with_algorithm(data: bytes, signature: str, digest: str | None = None) -> bytes:
    """The same CMS, saying that it was made with other algorithms."""
    info = cms.ContentInfo.load(data)
    for signer in info["content"]["signer_infos"]:
        signer["signature_algorithm"] = cms.SignedDigestAlgorithm({"algorithm": signature})
        if digest:
            signer["digest_algorithm"] = cms.DigestAlgorithm({"algorithm": digest})
    return bytes(info.dump(force=True))


def zipped(parts: list[tuple[str, bytes]], *, stored: tuple[str, ...] = ("mimetype",)) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in parts:
            kind = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name), data, compress_type=kind)
    return stream.getvalue()


def mimetype(kind: str = "e") -> tuple[str, bytes]:
    return "mimetype", f"application/vnd.etsi.asic-{kind}+zip".encode()


def manifest(documents: dict[str, bytes], signature: str = "META-INF/signature001.p7s") -> bytes:
    rows = "".join(
        f'<asic:DataObjectReference URI="{name}"><ds:DigestMethod Algorithm="{SHA256}"/>'
        f"<ds:DigestValue>{_digest(data)}</ds:DigestValue></asic:DataObjectReference>"
        for name, data in documents.items()
    )
    return (
        f'<asic:ASiCManifest xmlns:asic="{ASIC}" xmlns:ds="{DS}"><asic:SigReference URI="{signature}" '
        f'MimeType="application/pkcs7-signature"/>{rows}</asic:ASiCManifest>'
    ).encode()


def asic_e(documents: dict[str, bytes], by: Holder) -> bytes:
    listed = manifest(documents)
    meta = [("META-INF/ASiCManifest001.xml", listed), ("META-INF/signature001.p7s", cms_of(listed, by))]
    return zipped([mimetype(), *documents.items(), *meta])


def asic_s(document: bytes, by: Holder) -> bytes:
    return zipped([mimetype("s"), ("document.pdf", document), ("META-INF/signature.p7s", cms_of(document, by))])


def _digest(data: bytes) -> str:
    return b64encode(hashlib.sha256(data).digest()).decode()


def _canonical(element: etree._Element) -> bytes:
    return etree.tostring(element, method="c14n", exclusive=True)


def xades_of(documents: dict[str, bytes], by: Holder, *, method: str = "ecdsa-sha256") -> bytes:
    """An XAdES signature made by hand after ETSI EN 319 132-1, so that it does not share code with what checks it."""
    properties = (
        f'<xades:SignedProperties xmlns:xades="{XADES}" xmlns:ds="{DS}" Id="p"><xades:SignedSignatureProperties>'
        f"<xades:SigningTime>{NOW - timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}</xades:SigningTime>"
        f'<xades:SigningCertificateV2><xades:Cert><xades:CertDigest><ds:DigestMethod Algorithm="{SHA256}"/>'
        f"<ds:DigestValue>{_digest(by.der)}</ds:DigestValue></xades:CertDigest></xades:Cert>"
        "</xades:SigningCertificateV2></xades:SignedSignatureProperties></xades:SignedProperties>"
    )
    references = "".join(
        f'<ds:Reference URI="{name}"><ds:DigestMethod Algorithm="{SHA256}"/>'
        f"<ds:DigestValue>{_digest(data)}</ds:DigestValue></ds:Reference>"
        for name, data in documents.items()
    )
    root = etree.fromstring(
        f'<asic:XAdESSignatures xmlns:asic="{ASIC}"><ds:Signature xmlns:ds="{DS}" Id="s"><ds:SignedInfo>'
        f'<ds:CanonicalizationMethod Algorithm="{C14N}"/>'
        f'<ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#{method}"/>{references}'
        f'<ds:Reference URI="#p" Type="http://uri.etsi.org/01903#SignedProperties"><ds:Transforms>'
        f'<ds:Transform Algorithm="{C14N}"/></ds:Transforms><ds:DigestMethod Algorithm="{SHA256}"/>'
        f"<ds:DigestValue/></ds:Reference></ds:SignedInfo><ds:SignatureValue/><ds:KeyInfo><ds:X509Data>"
        f"<ds:X509Certificate>{b64encode(by.der).decode()}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>"
        f'<ds:Object><xades:QualifyingProperties xmlns:xades="{XADES}" Target="#s">{properties}'
        "</xades:QualifyingProperties></ds:Object></ds:Signature></asic:XAdESSignatures>"
    )
    signed_properties = next(root.iter(f"{{{XADES}}}SignedProperties"))
    last = list(root.iter(f"{{{DS}}}Reference"))[-1]
    last[-1].text = _digest(_canonical(signed_properties))
    info = next(root.iter(f"{{{DS}}}SignedInfo"))
    r, s = decode_dss_signature(by.key.sign(_canonical(info), ec.ECDSA(hashes.SHA256())))
    value = next(root.iter(f"{{{DS}}}SignatureValue"))
    value.text = b64encode(r.to_bytes(32, "big") + s.to_bytes(32, "big")).decode()
    return bytes(etree.tostring(root))


def asic_e_xades(documents: dict[str, bytes], by: Holder, **options: str) -> bytes:
    return zipped([mimetype(), *documents.items(), ("META-INF/signatures.xml", xades_of(documents, by, **options))])
