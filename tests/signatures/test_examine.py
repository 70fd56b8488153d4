"""What a signed copy proves: containers, signers, integrity, trust, the issued document."""

import hashlib
import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from tests.signatures.makers import (
    NOW,
    asic_e,
    asic_e_xades,
    asic_s,
    cms_of,
    holder,
    manifest,
    mimetype,
    pdf,
    signed_pdf,
    with_algorithm,
    xades_of,
    zipped,
)

from eduklaster.signatures.archive import Limits
from eduklaster.signatures.examine import examine
from eduklaster.signatures.results import Code, Container, Content, Integrity, Issued, Result, Trust
from eduklaster.signatures.trust import Anchors

DSTU = "1.2.804.2.1.1.1.1.3.1.1"
ISSUED = Issued(hashlib.sha256(pdf()).hexdigest(), pdf())
LATER = NOW + timedelta(days=90)


def anchors(authority: str = "Навчальний ЦСК") -> Anchors:
    someone = holder(authority=authority)
    return Anchors((someone.asn1(someone.authority),))


def asked(
    data: bytes, issued: Issued = ISSUED, *, trusted: Anchors | None = None, limits: Limits | None = None
) -> Result:
    return examine(data, issued, anchors=anchors() if trusted is None else trusted, at=LATER, limits=limits)


GOOD = [
    pytest.param(lambda: signed_pdf(pdf(), holder(years=(-1, 5))), Container.PADES, id="PDF"),
    pytest.param(lambda: cms_of(pdf(), holder(years=(-1, 5))), Container.CADES_DETACHED, id="p7s"),
    pytest.param(lambda: cms_of(pdf(), holder(), digest="sha512"), Container.CADES_DETACHED, id="p7s with SHA-512"),
    pytest.param(lambda: cms_of(pdf(), holder(), detached=False), Container.CADES_ENVELOPING, id="p7m"),
    pytest.param(lambda: asic_e({"наказ.pdf": pdf()}, holder()), Container.ASIC_E, id="ASiC-E with CAdES"),
    pytest.param(lambda: asic_e_xades({"order.pdf": pdf()}, holder()), Container.ASIC_E, id="ASiC-E with XAdES"),
    pytest.param(lambda: asic_s(pdf(), holder()), Container.ASIC_S, id="ASiC-S"),
]


@pytest.mark.parametrize(("made", "container"), GOOD)
def test_a_good_signature_tells_who_signed_and_that_it_is_about_the_document(made, container):
    result = asked(made())

    assert (result.code, result.container, result.may_be_kept) == (Code.TRUSTED, container, True)
    (signer,) = result.signers
    assert (signer.name, signer.post, signer.organisation) == ("Оксана Гайворонська", "директорка", "Ліцей «Приклад»")
    assert (signer.serial, signer.issuer) == ("ABCDEF01", "Навчальний ЦСК")
    assert (signer.integrity, signer.trust, signer.content) == (Integrity.HOLDS, Trust.TRUSTED, Content.SAME)
    assert signer.signed_at is not None
    assert "ecdsa" in signer.algorithm.lower()


@pytest.mark.parametrize(("made", "container"), GOOD)
def test_an_authority_that_the_operator_does_not_list_is_said(made, container):
    result = asked(made(), trusted=anchors("Інший ЦСК"))

    assert (result.code, result.container, result.may_be_kept) == (Code.NOT_LISTED, container, True)


@pytest.mark.parametrize(("made", "container"), GOOD)
def test_with_no_list_at_all_nobody_is_trusted(made, container):
    assert asked(made(), trusted=Anchors()).code is Code.NOT_LISTED


@pytest.mark.parametrize(("made", "container"), GOOD)
def test_a_signature_about_another_document_is_refused(made, container):
    other = Issued(hashlib.sha256(b"%PDF-other").hexdigest(), b"%PDF-other")

    result = asked(made(), other)

    assert (result.code, result.container, result.may_be_kept) == (Code.OTHER_DOCUMENT, container, False)


@pytest.mark.parametrize(("made", "container"), [case for case in GOOD if case.id != "p7s with SHA-512"])
def test_the_hash_alone_is_enough_to_recognise_the_document(made, container):
    assert asked(made(), Issued(ISSUED.sha256)).code is Code.TRUSTED


def test_a_separate_signature_with_another_hash_needs_the_document():
    result = asked(cms_of(pdf(), holder(), digest="sha512"), Issued(ISSUED.sha256))

    assert (result.code, result.may_be_kept) == (Code.UNPROVEN, True)


# ─── what was tampered with ────────────────────────────────────────────────────────────────────────────────────────


def test_a_changed_byte_in_the_signature_breaks_it():
    data = bytearray(cms_of(pdf(), holder()))
    data[-3] ^= 1

    assert asked(bytes(data)).code is Code.BROKEN


def test_a_changed_byte_in_the_enveloped_document_breaks_it():
    data = cms_of(pdf(), holder(), detached=False).replace(b"startxref", b"startxreF", 1)

    assert asked(data).code is Code.BROKEN


def test_a_changed_byte_in_a_signed_pdf_breaks_it():
    data = signed_pdf(pdf(), holder())
    place = data.index(b"/Adobe.PPKLite")

    assert asked(data[:place] + b"/Adobe.PPKLitf" + data[place + 14 :]).code is Code.BROKEN


def test_a_page_replaced_before_signing_is_another_document():
    """The issued bytes stand untouched at the beginning; only what was added draws another page."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(pdf()))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"BT ET"))
    writer.update_container(page)
    changed = io.BytesIO()
    writer.write(changed)
    data = signed_pdf(changed.getvalue(), holder())

    assert data.startswith(pdf())
    assert asked(data).code is Code.OTHER_DOCUMENT


def test_a_page_replaced_after_signing_is_a_change():
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(signed_pdf(pdf(), holder())))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"BT ET"))
    writer.update_container(page)
    changed = io.BytesIO()
    writer.write(changed)

    result = asked(changed.getvalue())

    assert (result.code, result.may_be_kept) == (Code.CHANGED, False)


def test_a_second_signature_leaves_the_first_one_whole():
    first = signed_pdf(pdf(), holder())
    result = asked(signed_pdf(first, holder("Тарас Кравець"), "Second"))

    assert (result.code, [s.name for s in result.signers]) == (
        Code.TRUSTED,
        ["Оксана Гайворонська", "Тарас Кравець"],
    )


def test_one_bad_signature_among_good_ones_is_what_counts():
    stranger = holder("Тарас Кравець", "Інший ЦСК")

    assert asked(signed_pdf(signed_pdf(pdf(), holder()), stranger, "Second")).code is Code.NOT_LISTED


def test_a_document_exchanged_inside_a_container_breaks_it():
    listed = manifest({"a.pdf": pdf()})
    meta = [("META-INF/ASiCManifest001.xml", listed), ("META-INF/signature001.p7s", cms_of(listed, holder()))]

    assert asked(zipped([mimetype(), ("a.pdf", pdf("other")), *meta])).code is Code.BROKEN
    assert asked(zipped([mimetype(), *meta])).code is Code.BROKEN


def test_a_document_exchanged_under_an_xml_signature_breaks_it():
    meta = ("META-INF/signatures.xml", xades_of({"a.pdf": pdf()}, holder()))

    assert asked(zipped([mimetype(), ("a.pdf", pdf("other")), meta])).code is Code.BROKEN


def test_a_document_that_merely_lies_in_the_container_is_not_signed():
    listed = manifest({"a.pdf": pdf("other")})
    meta = [("META-INF/ASiCManifest001.xml", listed), ("META-INF/signature001.p7s", cms_of(listed, holder()))]

    result = asked(zipped([mimetype(), ("a.pdf", pdf("other")), ("b.pdf", pdf()), *meta]))

    assert result.code is Code.OTHER_DOCUMENT


def test_an_xml_signature_that_does_not_bind_its_certificate_does_not_hold():
    own, other = holder(), holder("Тарас Кравець")
    from base64 import b64encode

    data = xades_of({"a.pdf": pdf()}, own).replace(b64encode(own.der), b64encode(other.der))

    assert asked(zipped([mimetype(), ("a.pdf", pdf()), ("META-INF/signatures.xml", data)])).code is Code.BROKEN


# ─── certificates ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_certificate_that_had_expired_before_signing_is_said():
    result = asked(cms_of(pdf(), holder(years=(-3, -1))))

    assert (result.code, result.may_be_kept) == (Code.NOT_VALID_THEN, True)


def test_a_certificate_that_expires_after_signing_was_good():
    data = asic_e_xades({"a.pdf": pdf()}, holder(years=(-1, 1)))

    assert examine(data, ISSUED, anchors=anchors(), at=NOW + timedelta(days=900)).code is Code.TRUSTED


def test_a_certificate_for_something_else_is_said():
    assert asked(cms_of(pdf(), holder(may_sign=False))).code is Code.NOT_FOR_SIGNING


def test_trusted_authorities_are_read_from_a_folder(tmp_path: Path):
    someone = holder()
    (tmp_path / "one.pem").write_bytes(someone.authority.public_bytes(serialization.Encoding.PEM))
    (tmp_path / "two.cer").write_bytes(holder(authority="Інший ЦСК").authority.public_bytes(serialization.Encoding.DER))
    (tmp_path / "README.txt").write_text("not a certificate")

    trusted = Anchors.in_folder(tmp_path)

    assert len(trusted.certificates) == 2
    assert asked(cms_of(pdf(), someone), trusted=trusted).code is Code.TRUSTED


@pytest.mark.parametrize(
    "content", [b"", b"nonsense", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
)
def test_a_file_in_the_folder_that_is_no_certificate_is_named(tmp_path: Path, content: bytes):
    (tmp_path / "broken.pem").write_bytes(content)

    with pytest.raises(ValueError, match=r"broken\.pem"):
        Anchors.in_folder(tmp_path)


# ─── algorithms ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("oid", "name"),
    [
        (DSTU, "ДСТУ 4145-2002"),
        ("1.2.643.7.1.1.3.2", "ГОСТ Р 34.10-2012 (256)"),
        ("1.2.643.7.1.1.1.2", "ГОСТ Р 34.10-2012 (512)"),
        ("1.2.3.4.5", "1.2.3.4.5"),
    ],
)
@pytest.mark.parametrize("wrap", ["p7s", "p7m", "asic"])
def test_an_algorithm_that_is_unknown_here_is_kept_with_its_name(oid: str, name: str, wrap: str):
    match wrap:
        case "p7s":
            data = with_algorithm(cms_of(pdf(), holder()), oid)
        case "p7m":
            data = with_algorithm(cms_of(pdf(), holder(), detached=False), oid, "1.2.804.2.1.1.1.1.2.1")
        case _:
            meta = ("META-INF/signature.p7s", with_algorithm(cms_of(pdf(), holder()), oid))
            data = zipped([mimetype("s"), ("a.pdf", pdf()), meta])

    result = asked(data)

    assert (result.code, result.facts["algorithm"], result.may_be_kept) == (Code.ALGORITHM_UNKNOWN, name, True)
    assert (result.signers[0].name, result.signers[0].trust) == ("Оксана Гайворонська", Trust.NOT_ASKED)
    assert result.signers[0].content is Content.SAME


def test_an_unknown_algorithm_over_another_document_is_still_another_document():
    assert asked(with_algorithm(cms_of(pdf("other"), holder()), DSTU)).code is Code.OTHER_DOCUMENT


def test_an_unknown_algorithm_inside_a_pdf_is_kept_with_its_name():
    data = signed_pdf(pdf(), holder())
    ecdsa, gost = b"06082a8648ce3d040302", b"06082a85030701010302"

    assert ecdsa in data.lower()
    changed = data.replace(ecdsa, gost).replace(ecdsa.upper(), gost.upper())

    result = asked(changed)

    assert (result.code, result.facts["algorithm"]) == (Code.ALGORITHM_UNKNOWN, "ГОСТ Р 34.10-2012 (256)")


def test_an_unknown_algorithm_of_an_xml_signature_is_kept_with_its_name():
    result = asked(asic_e_xades({"a.pdf": pdf()}, holder(), method="gostr34102012-gostr34112012-256"))

    assert (result.code, result.facts["algorithm"]) == (Code.ALGORITHM_UNKNOWN, "gostr34102012-gostr34112012-256")


def test_a_weak_digest_is_not_called_valid():
    assert asked(cms_of(pdf(), holder(), digest="sha1")).code is Code.ALGORITHM_UNKNOWN


# ─── files that are something else, or made to harm ────────────────────────────────────────────────────────────────


def _office_file() -> bytes:
    return zipped([("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>")], stored=())


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"", Code.EMPTY, id="empty"),
        pytest.param(b"hello", Code.NOT_A_SIGNATURE, id="text"),
        pytest.param(b"\x30\x03\x02\x01\x05", Code.NOT_A_SIGNATURE, id="other ASN.1"),
        pytest.param(b"\x30\x80\x06", Code.NOT_A_SIGNATURE, id="cut ASN.1"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(64), Code.NOT_A_SIGNATURE, id="picture"),
        pytest.param(b"-----BEGIN PKCS7-----\nnonsense", Code.NOT_A_SIGNATURE, id="cut PEM"),
        pytest.param(_office_file(), Code.NOT_A_SIGNATURE, id="office file"),
        pytest.param(pdf(), Code.MISSING, id="PDF without a signature"),
        pytest.param(b"%PDF-1.7\nnothing else", Code.DAMAGED, id="broken PDF"),
        pytest.param(b"PK\x03\x04 and nothing", Code.DAMAGED, id="broken ZIP"),
    ],
)
def test_what_is_no_signature_is_said_to_be_none(data: bytes, code: Code):
    result = asked(data)

    assert (result.code, result.may_be_kept, result.signers) == (code, False, ())


def test_a_file_that_is_too_large_is_not_opened():
    result = asked(bytes(1001), limits=Limits(size=1000))

    assert (result.code, result.facts) == (Code.TOO_LARGE, {"size": 1001, "most": 1000})


def _twice() -> bytes:
    with pytest.warns(UserWarning, match="Duplicate name"):
        return zipped([mimetype(), ("a.pdf", pdf()), ("a.pdf", pdf("other")), ("META-INF/signatures.xml", b"<x/>")])


@pytest.mark.parametrize(
    ("made", "what"),
    [
        (lambda: zipped([mimetype(), ("a.pdf", bytes(20_000_000)), ("META-INF/signatures.xml", b"<x/>")]), "bomb"),
        (_twice, "duplicate"),
        (lambda: zipped([mimetype(), ("A.pdf", b"1"), ("a.pdf", b"2"), ("META-INF/signatures.xml", b"")]), "duplicate"),
        (lambda: zipped([mimetype(), ("../a.pdf", b"1"), ("META-INF/signatures.xml", b"<x/>")]), "name"),
        (lambda: zipped([mimetype(), ("/etc/a", b"1"), ("META-INF/signatures.xml", b"<x/>")]), "name"),
        (lambda: zipped([("a.pdf", pdf()), mimetype(), ("META-INF/signatures.xml", b"<x/>")]), "mimetype"),
        (lambda: zipped([mimetype(), ("a.pdf", pdf()), ("META-INF/signatures.xml", b"")], stored=()), "mimetype"),
        (lambda: zipped([("a.pdf", pdf()), ("META-INF/signatures.xml", b"<x/>")]), "mimetype"),
        (lambda: zipped([mimetype(), *((f"{n}.pdf", b"1") for n in range(300))]), "parts"),
    ],
)
def test_a_container_made_to_harm_is_refused(made, what: str):
    result = asked(made())

    assert (result.code, result.facts["what"], result.may_be_kept) == (Code.UNSAFE, what, False)


def test_parts_that_together_are_too_large_are_refused():
    parts = [(f"{n}.bin", bytes(range(256)) * 8) for n in range(10)]
    data = zipped(
        [mimetype(), *parts, ("META-INF/signatures.xml", b"<x/>")], stored=("mimetype", *(n for n, _ in parts))
    )

    assert asked(data, limits=Limits(unpacked=10_000)).facts["what"] == "bomb"


def test_a_document_type_in_xml_is_refused():
    xml = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'

    result = asked(zipped([mimetype(), ("a.pdf", pdf()), ("META-INF/signatures.xml", xml)]))

    assert (result.code, result.facts["what"]) == (Code.UNSAFE, "doctype")


@pytest.mark.parametrize(
    "xml", [b"", b"<x", b"\xff\xfe", b"<ds:Signature xmlns:ds='http://www.w3.org/2000/09/xmldsig#'/>"]
)
def test_unreadable_xml_is_a_damaged_file(xml: bytes):
    assert asked(zipped([mimetype(), ("a.pdf", pdf()), ("META-INF/signatures.xml", xml)])).code is Code.DAMAGED


def test_a_container_without_signatures_says_so():
    assert asked(zipped([mimetype(), ("a.pdf", pdf())])).code is Code.MISSING


@pytest.mark.parametrize(("made", "container"), GOOD)
def test_a_file_cut_or_bent_anywhere_never_breaks_the_examination(made, container):
    whole = made()
    for step in range(1, 40):
        place = len(whole) * step // 40
        bent = bytearray(whole)
        bent[place] ^= 0xFF
        for data in (whole[:place], bytes(bent)):
            assert asked(data).code in Code


def test_an_archive_that_lies_about_its_sizes_is_not_unpacked_further():
    data = zipped([mimetype(), ("a.bin", bytes(range(256)) * 40), ("META-INF/signatures.xml", b"<x/>")])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = archive.getinfo("a.bin").file_size
    lying = data.replace(size.to_bytes(4, "little"), (10).to_bytes(4, "little"))

    assert asked(lying).code in (Code.DAMAGED, Code.UNSAFE)
