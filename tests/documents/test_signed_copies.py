"""A signed copy comes back: checked, kept with what was found, shown to everybody without names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.signatures.makers import asic_e, cms_of, holder, signed_pdf, with_algorithm
from tests.world import TELLER

from eduklaster.documents.models import IssuedDocument, SignedCopy
from eduklaster.documents.services import signed_copy_add
from eduklaster.journal.models import Entry
from eduklaster.kernel.errors import InputError, StateError

from .helpers import Story, kept, story

pytestmark = pytest.mark.django_db
SIGNER = "Оксана Гайворонська"


@pytest.fixture
def told(settings: Any, tmp_path: Path) -> Story:
    settings.TRUSTED_DIR = tmp_path / "trusted"
    return story("kalininsky", settings)


@pytest.fixture
def issued(told: Story) -> IssuedDocument:
    return told.issue("act")


def add(document: IssuedDocument, content: bytes, name: str = "signed.p7s") -> SignedCopy:
    return signed_copy_add(document=document, name=name, content=content, actor=TELLER)


@pytest.mark.parametrize(
    ("made", "container"),
    [
        (lambda data: signed_pdf(data, holder(years=(-5, 5))), "pades"),
        (lambda data: cms_of(data, holder(years=(-5, 5))), "cades_detached"),
        (lambda data: asic_e({"order.pdf": data}, holder(years=(-5, 5))), "asic_e"),
    ],
    ids=["PDF", "p7s", "ASiC-E"],
)
def test_the_issued_file_is_recognised_in_every_container(issued: IssuedDocument, made: Any, container: str):
    content = made(kept(issued.pdf))

    copy = add(issued, content)

    assert (copy.container, copy.code, copy.signers[0]["name"]) == (container, "signature.not_listed", SIGNER)
    assert copy.signers[0]["content"] == "same"
    assert kept(copy.file) == content
    entry = Entry.objects.get(action="document.signed_copy_added")
    assert entry.facts["document"] == issued.pk
    assert SIGNER not in str(entry.facts)


def test_an_authority_in_the_operators_folder_is_trusted(issued: IssuedDocument, settings: Any):
    settings.TRUSTED_DIR.mkdir()
    authority = holder(years=(-5, 5)).authority.public_bytes(serialization.Encoding.PEM)
    (settings.TRUSTED_DIR / "authority.pem").write_bytes(authority)

    assert add(issued, cms_of(kept(issued.pdf), holder(years=(-5, 5)))).code == "signature.trusted"


def test_an_algorithm_unknown_here_is_kept_with_that_said(issued: IssuedDocument):
    copy = add(issued, with_algorithm(cms_of(kept(issued.pdf), holder()), "1.2.804.2.1.1.1.1.3.1.1"))

    assert (copy.code, copy.facts["algorithm"]) == ("signature.algorithm_unknown", "ДСТУ 4145-2002")


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (lambda data: cms_of(b"something else", holder()), "documents.signature.other_document"),
        (lambda data: cms_of(data, holder())[:-4] + b"abcd", "documents.signature.broken"),
        (lambda data: data, "documents.signature.missing"),
        (lambda data: b"hello", "documents.file.not_a_signature"),
        (lambda data: b"", "documents.file.empty"),
    ],
)
def test_what_does_not_hold_is_refused_and_nothing_is_kept(issued: IssuedDocument, made: Any, code: str):
    with pytest.raises(InputError) as refusal:
        add(issued, made(kept(issued.pdf)))

    assert (refusal.value.code, refusal.value.field) == (code, "file")
    assert not SignedCopy.objects.exists()
    assert not Entry.objects.filter(action="document.signed_copy_added").exists()


def test_the_same_file_is_kept_once(issued: IssuedDocument):
    content = cms_of(kept(issued.pdf), holder())
    add(issued, content)

    with pytest.raises(StateError):
        add(issued, content)
    assert SignedCopy.objects.count() == 1


def test_a_secretary_brings_a_copy_back_and_the_public_page_names_the_post_only(told: Story, issued: IssuedDocument):
    client = told.world.client(told.secretary)
    url = told.world.url(f"documents/{issued.pk}/signed/")
    assert client.get(url).status_code == 200

    refused = client.post(url, {"file": SimpleUploadedFile("a.p7s", b"hello")})
    assert (refused.status_code, SignedCopy.objects.count()) == (422, 0)

    content = signed_pdf(kept(issued.pdf), holder(years=(-5, 5)))
    answer = client.post(url, {"file": SimpleUploadedFile("order.pdf", content)})
    assert (answer.status_code, answer.url) == (302, told.world.url(f"documents/{issued.pk}/"))
    copy = SignedCopy.objects.get()

    inside = client.get(answer.url).content.decode()
    assert SIGNER in inside
    handed = client.get(told.world.url(f"documents/{issued.pk}/signed/{copy.pk}/"))
    assert (handed.content, handed["Content-Disposition"]) == (
        content,
        f'attachment; filename="{issued.code}-signed.pdf"',
    )
    outside = Client().get(f"/verify/{issued.code}/").content.decode()
    assert "Ліцей «Приклад»" in outside
    assert SIGNER not in outside


def test_nobody_but_the_secretary_brings_copies(told: Story, issued: IssuedDocument):
    url = told.world.url(f"documents/{issued.pk}/signed/")

    assert Client().get(url).status_code == 403
    assert Client().post(url, {"file": SimpleUploadedFile("a.p7s", b"x")}).status_code == 403
