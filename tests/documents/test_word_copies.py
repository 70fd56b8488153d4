"""The Word file goes out, is edited or not, signed and brought back; the history of a document tells all of it."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override
from docx import Document
from tests.signatures.makers import asic_e, cms_of, holder, with_algorithm
from tests.world import TELLER

from eduklaster.documents.content import Content, Endorsement
from eduklaster.documents.profiles import profiles, words
from eduklaster.documents.services import signed_copy_add
from eduklaster.kernel.errors import InputError
from eduklaster.people.access import viewer_for
from eduklaster.people.models import User
from eduklaster.procedures.access import doer_of

from .helpers import Story, kept, story

BY = {"years": (-5, 5)}


def edited(source: bytes, code: str | None = None) -> bytes:
    """The Word file as a secretary saves it after changing a sentence."""
    document = Document(io.BytesIO(source))
    document.paragraphs[-1].add_run(" Змінено.")
    if code is not None:
        document.core_properties.keywords = code
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.django_db
def test_a_signed_word_file_is_known_as_issued_or_as_edited_and_the_history_tells_it(settings: Any) -> None:
    told: Story = story("synergy", settings)
    issued = told.issue("minutes")
    word = kept(issued.docx)

    def add(content: bytes) -> str:
        return signed_copy_add(document=issued, name="m.asice", content=content, actor=TELLER).code

    assert add(cms_of(word, holder(**BY))) == "signature.not_listed"
    assert add(asic_e({"m.docx": edited(word)}, holder(**BY))) == "signature.edited"
    sealed = cms_of(edited(word), holder(**BY), detached=False)
    assert add(with_algorithm(sealed, "1.2.804.2.1.1.1.1.3.1.1")) == "signature.edited_unproven"
    for stranger in (edited(word, "AAAA-BBBB-CCCC-DDDD"), b"PK no Word file"):
        with pytest.raises(InputError) as refusal:
            add(asic_e({"m.docx": stranger}, holder(**BY)))
        assert refusal.value.code == "documents.signature.other_document"

    later = told.issue("minutes")
    client = told.world.client(told.secretary)
    page = client.get(told.world.url(f"documents/{issued.pk}/")).content.decode()
    assert f"history/document/{issued.pk}/" in page
    history = client.get(told.world.url(f"history/document/{later.pk}/")).content.decode()
    history = history.replace("\xa0", " ")
    assert history.count("A document was issued") == 2 + 1, "and once in the filter"
    assert history.count("A signed copy was added") == 3 + 1
    assert "signed after the Word file was edited" in history
    assert str(issued) in history, "the later issue names the one that it replaces"
    assert Client().get(told.world.url(f"history/document/{issued.pk}/")).status_code == 404

    user = User.objects.get(person=told.secretary)
    with override("en"):
        with_english = doer_of(viewer_for(user, told.world.cluster))
    assert with_english.labels
    assert all(label.isascii() is False for _party, label in with_english.labels), (
        "records speak the cluster's language"
    )


@pytest.mark.parametrize("language", ["uk", "ru", "en"])
def test_an_agreement_that_was_not_given_is_missed_by_every_standard(language: str) -> None:
    for profile in profiles().values():
        given = Endorsement("Ректор", "Олена ГАЙОВА", "2 березня 2026 р.")
        for key in ("agreed", "visas"):
            lacks = Content(kind="x", variant="", language=language, profile="", name="", on="", **{key: [given, Endorsement("Ректор")]})  # fmt: skip  # type: ignore[arg-type]
            whole = Content(kind="x", variant="", language=language, profile="", name="", on="", **{key: [given]})  # type: ignore[arg-type]
            assert key in {one.key for one in profile.missing_in(lacks)}
            assert key not in {one.key for one in profile.missing_in(whole)}
    assert {"agreed", "visas", "approved"} <= words(language).keys()
