"""Names of signature algorithms, and which of them can be checked here."""

from __future__ import annotations

from asn1crypto import cms, x509

# Both stand in signatures of this region and have no implementation in the libraries at hand.
_NAMES = {
    "1.2.804.2.1.1.1.1.3.1": "ДСТУ 4145-2002",
    "1.2.804.2.1.1.1.1.3.6": "ДСТУ 9041:2020",
    "1.2.804.2.1.1.1.1.2.1": "ГОСТ 34.311-95",
    "1.2.804.2.1.1.1.1.2.2": "ДСТУ 7564:2014",
    "1.2.643.2.2.3": "ГОСТ Р 34.10-2001",
    "1.2.643.2.2.19": "ГОСТ Р 34.10-2001",
    "1.2.643.7.1.1.1.1": "ГОСТ Р 34.10-2012 (256)",
    "1.2.643.7.1.1.1.2": "ГОСТ Р 34.10-2012 (512)",
    "1.2.643.7.1.1.3.2": "ГОСТ Р 34.10-2012 (256)",
    "1.2.643.7.1.1.3.3": "ГОСТ Р 34.10-2012 (512)",
    "1.2.643.7.1.1.2.2": "ГОСТ Р 34.11-2012 (256)",
    "1.2.643.7.1.1.2.3": "ГОСТ Р 34.11-2012 (512)",
}
_SIGNATURES = {
    "rsassa_pkcs1v15": "RSA",
    "rsassa_pss": "RSA-PSS",
    "ecdsa": "ECDSA",
    "ed25519": "Ed25519",
    "ed448": "Ed448",
}
_CURVES = frozenset({"secp256r1", "secp384r1", "secp521r1", "brainpoolp256r1", "brainpoolp384r1", "brainpoolp512r1"})
_LEAST_RSA_BITS = 2048
DIGESTS = frozenset({"sha224", "sha256", "sha384", "sha512", "sha3_256", "sha3_384", "sha3_512"})

_XML_SIGNATURES = [
    "rsa-sha224",
    "rsa-sha256",
    "rsa-sha384",
    "rsa-sha512",
    "ecdsa-sha256",
    "ecdsa-sha384",
    "ecdsa-sha512",
]
_XML_DIGESTS = {
    "http://www.w3.org/2001/04/xmlenc#sha256": "sha256",
    "http://www.w3.org/2001/04/xmldsig-more#sha384": "sha384",
    "http://www.w3.org/2001/04/xmlenc#sha512": "sha512",
    "http://www.w3.org/2001/04/xmldsig-more#sha224": "sha224",
}


def name_of(oid: str) -> str:
    """Return the name of an algorithm by its object identifier, or the identifier itself."""
    known = next((name for start, name in _NAMES.items() if oid == start or oid.startswith(start + ".")), None)
    return known or oid


def algorithm_of(signer: cms.SignerInfo) -> tuple[str, bool]:
    """Return the name of a signature's algorithm and whether it, with its digest, is known here and strong enough.

    SHA-1 and MD5 count as unknown: what they sign can be forged.
    """
    digest = signer["digest_algorithm"]["algorithm"]
    chosen = signer["signature_algorithm"]
    oid = chosen["algorithm"].dotted
    try:
        name = _SIGNATURES.get(chosen.signature_algo)
    except ValueError:  # asn1crypto does not know the identifier
        name = None
    if name is None:
        return name_of(oid), False
    if digest.native not in DIGESTS:
        return f"{name}, {name_of(digest.dotted) if '.' in str(digest.native) else str(digest.native).upper()}", False
    try:
        hashed = chosen.hash_algo
    except ValueError:  # the identifier names no digest («RSA» alone): that of the signer counts
        hashed = digest.native
    is_known = name.startswith("Ed") or hashed in DIGESTS
    return f"{name}, {str(digest.native).upper().replace('SHA', 'SHA-', 1)}", is_known


def key_is_known(certificate: x509.Certificate) -> bool:
    """Whether the key of a certificate is of a kind and strength that can be checked here."""
    key = certificate["tbs_certificate"]["subject_public_key_info"]
    kind = key["algorithm"]["algorithm"].native
    if kind == "rsa":
        return bool(key.bit_size >= _LEAST_RSA_BITS)
    if kind == "ec":
        named, curve = key.curve
        return named == "named" and curve in _CURVES
    return kind in ("ed25519", "ed448", "rsassa_pss")


def xml_signature_name(address: str) -> tuple[str, bool]:
    """Return the name of an XML signature method and whether it can be checked here."""
    name = address.rpartition("#")[2]
    return name, name in _XML_SIGNATURES


def xml_digest(address: str) -> str | None:
    """Return the name of an XML digest method for `hashlib`, or None where it is unknown or weak."""
    return _XML_DIGESTS.get(address)
