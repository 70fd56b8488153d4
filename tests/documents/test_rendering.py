"""Every kind of document in all five clusters: the files are whole, accessible, archivable and always the same."""

from __future__ import annotations

import hashlib
import io
from typing import Any

import pdfplumber
import pikepdf
import pytest
from docx import Document

from eduklaster.documents.content import Snapshot
from eduklaster.documents.registry import kinds
from eduklaster.documents.rendering import docx, pdf

from .helpers import CLUSTERS, DRAFTS, KINDS, kept, story


def text_of(source: bytes) -> str:
    """Return the text of a PDF with plain spaces."""
    with pdfplumber.open(io.BytesIO(source)) as file:
        text = "\n".join(page.extract_text() for page in file.pages)
    return " ".join(text.replace("\u00a0", " ").split())


def test_every_offered_kind_is_tried_here() -> None:
    assert {kind.key for kind in kinds()} == {*KINDS, *DRAFTS}


@pytest.mark.django_db
@pytest.mark.parametrize("code", CLUSTERS)
def test_every_document_of_a_cluster_is_a_tagged_archivable_pdf_and_opens_in_word(code: str, settings: Any) -> None:
    told = story(code, settings)
    language = told.world.cluster.language
    for key in KINDS:
        draft = told.draft(key)
        assert draft.missing == (), (key, [str(one) for one in draft.missing])
        snapshot = draft.snapshot()
        made = pdf(snapshot)
        with pikepdf.open(io.BytesIO(made)) as file:
            assert bool(file.Root.MarkInfo.Marked)
            assert "/StructTreeRoot" in file.Root
            assert str(file.Root.Lang)[:2] == language
            assert bool(file.Root.ViewerPreferences.DisplayDocTitle)
            with file.open_metadata() as about:
                assert (about["pdfaid:part"], about["pdfaid:conformance"]) == ("2", "A")
                assert about["pdfuaid:part"] == "1"
                assert draft.content.name in about["dc:title"]
            fonts = {str(o.FontName) for o in file.objects if isinstance(o, pikepdf.Dictionary) and "/FontName" in o}
            assert fonts
            assert all("Tinos" in name for name in fonts)
        text = text_of(made)
        assert draft.content.name in text, key
        assert draft.content.organisation.split()[0] in text
        for signature in draft.content.signatures:
            assert signature.name in text, key
        assert pdf(snapshot) == made, key

        word = docx(snapshot)
        assert docx(snapshot) == word, key
        opened = Document(io.BytesIO(word))
        body = "\n".join(p.text for p in opened.paragraphs)
        assert draft.content.name in body
        assert "{{" not in body
        assert "{%" not in body
        assert opened.core_properties.title.startswith(draft.content.name)
        assert opened.core_properties.language[:2] == language
    if told.subjects["act_draft"] is not None:
        draft = told.draft("act_draft")
        assert {one.key for one in draft.missing} <= {"number", "date", "signatures"}, "signing gives them"
        assert draft.content.name in text_of(pdf(draft.snapshot(), is_draft=True))


@pytest.mark.django_db
def test_what_was_issued_can_be_drawn_again_to_the_same_bytes(settings: Any) -> None:
    told = story("synergy", settings)
    issued = told.issue("minutes")

    again = pdf(Snapshot.of(issued.snapshot))

    assert hashlib.sha256(again).hexdigest() == issued.sha256
    assert kept(issued.pdf) == again
    assert issued.code in text_of(again)


@pytest.mark.django_db
def test_a_draft_is_marked_across_the_page_and_in_word(settings: Any) -> None:
    told = story("synergy", settings)
    snapshot = told.draft("act").snapshot()

    assert pdf(snapshot, is_draft=True) != pdf(snapshot)
    assert "ПРОЄКТ" in "\n".join(p.text for p in Document(io.BytesIO(docx(snapshot, is_draft=True))).paragraphs)


@pytest.mark.django_db
def test_tables_of_a_word_file_repeat_their_heads_and_headings_are_styles(settings: Any) -> None:
    told = story("synergy", settings)
    opened = Document(io.BytesIO(docx(told.draft("participants").snapshot())))

    assert opened.tables[0].rows[0]._tr.trPr.xpath("w:tblHeader")
    assert opened.paragraphs[0].style.name == "Letterhead"
    assert any(p.style.name == "Heading 1" and p.text == "РЕЄСТР УЧАСНИКІВ" for p in opened.paragraphs)
