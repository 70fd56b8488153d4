"""How files of each type are opened, and which are refused."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from eduklaster.charter.text import Document, NodeKind, TextImportError, import_bytes, import_text
from eduklaster.charter.text.messages import CODES, LANGUAGES, message
from eduklaster.charter.text.readers import Limits

from .conftest import DOCUMENTS

PROSE = "Положення про клуб\n\n1. Загальні положення\n1.1. Клуб є вільним товариством, їжа спільна, ґава символ.\n"


def saved(document: object) -> bytes:
    stream = BytesIO()
    document.save(stream)  # type: ignore[attr-defined]
    return stream.getvalue()


def refusal(data: bytes, name: str, **limits: int) -> str:
    with pytest.raises(TextImportError) as caught:
        import_bytes(data, name, Limits(**limits))
    return caught.value.code


def codes(document: Document) -> list[str]:
    return [remark.code for remark in document.warnings]


# Plain text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251", "koi8-u"])
def test_a_text_is_read_in_its_encoding(encoding: str) -> None:
    document = import_bytes(PROSE.encode(encoding), "club.txt")

    assert document.title == "Положення про клуб"
    assert document.find("1.1").text.endswith("ґава символ.")
    assert codes(document) == (["encoding_guessed"] if encoding in {"cp1251", "koi8-u"} else [])


def test_page_numbers_of_a_hand_wrapped_text_are_set_aside_and_sentences_go_on_over_pages() -> None:
    document = import_text(DOCUMENTS / "svitanok_uk_wrapped.txt")

    assert document.set_aside_lines == (13, 20)
    assert document.find("2.1").text.endswith(
        "подала заяву голові і отримала згоду Ради. Заява розглядається на найближчому засіданні."
    )
    assert document.place(21) == (3, 1)


def test_hyphens_at_line_ends_are_mended_by_the_words_of_the_text_itself() -> None:
    document = import_text(DOCUMENTS / "svitanok_uk_wrapped.txt")

    assert "о дев’ятій ранку" in document.find("1.1").text
    assert "навчально-виховний план" in document.find("1.2").text
    assert "вересня кожного" in document.find("1.2").text
    assert "науково-методичний осередок" in document.find("1.3").text


def test_soft_hyphens_vanish() -> None:
    document = import_bytes("1. Общее\n1.1. Со\u00adбра\u00ad\nние открыто.".encode(), "club.txt")

    assert document.find("1.1").text == "Собрание открыто."


def test_a_running_header_is_set_aside_and_named() -> None:
    pages = [f"Устав клуба «Ива»\n{number}. Раздел\n{number}.1. Правило номер {number}.\n" for number in range(1, 4)]
    document = import_bytes("\f".join(pages).encode(), "club.txt")

    assert [dict(remark.params)["text"] for remark in document.warnings if remark.code == "running_header"] == [
        "Устав клуба «Ива»"
    ]
    assert [node.id for node in document.nodes] == ["1", "2", "3"]


def test_a_table_of_contents_is_set_aside() -> None:
    document = import_bytes(
        "Устав клуба\n\n1. Общее ........ 2\n2. Иное ......... 3\n\n1. Общее\n1.1. Да.\n2. Иное\n2.1. Нет.".encode(),
        "a.txt",
    )

    assert document.set_aside_lines == (3, 4)
    assert [node.id for node in document.nodes] == ["T", "1", "2"]


# DOCX


def numbered(document: object, text: str, depth: int, number: str = "77") -> None:
    paragraph = document.add_paragraph(text)  # type: ignore[attr-defined]
    properties = paragraph._p.get_or_add_pPr()
    own = OxmlElement("w:numPr")
    for name, value in (("w:ilvl", str(depth)), ("w:numId", number)):
        child = OxmlElement(name)
        child.set(qn("w:val"), value)
        own.append(child)
    properties.append(own)


def multilevel(document: object, levels: list[tuple[str, str]], number: str = "77") -> None:
    root = document.part.numbering_part.element  # type: ignore[attr-defined]
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), number)
    for depth, (form, text) in enumerate(levels):
        level = OxmlElement("w:lvl")
        level.set(qn("w:ilvl"), str(depth))
        for name, value in (("w:start", "1"), ("w:numFmt", form), ("w:lvlText", text)):
            child = OxmlElement(name)
            child.set(qn("w:val"), value)
            level.append(child)
        abstract.append(level)
    root.insert(0, abstract)
    instance = OxmlElement("w:num")
    instance.set(qn("w:numId"), number)
    pointer = OxmlElement("w:abstractNumId")
    pointer.set(qn("w:val"), number)
    instance.append(pointer)
    root.append(instance)


def test_automatic_numbers_of_word_are_printed_as_word_prints_them() -> None:
    file = docx.Document()
    multilevel(file, [("upperRoman", "%1."), ("decimal", "%1.%2."), ("russianLower", "%3)"), ("bullet", "\uf0b7")])
    file.add_paragraph("Положение о клубе «Верба»")
    numbered(file, "Общее", 0)
    numbered(file, "Иное", 0)
    numbered(file, "Клуб:", 1)
    numbered(file, "поёт;", 2)
    numbered(file, "пляшет:", 2)
    numbered(file, "вечером.", 3)
    document = import_bytes(saved(file), "club.docx")

    assert [(node.id, node.number) for node in document.walk()] == [
        ("T", None),
        ("1", "I."),
        ("2", "II."),
        ("2.1", "II.1."),
        ("2.1.а", "а)"),
        ("2.1.б", "б)"),
        ("2.1.б.1", "•"),
    ]


def test_a_docx_keeps_paragraphs_and_tables_in_printed_order() -> None:
    file = docx.Document()
    file.add_paragraph("ПОЛОЖЕННЯ")
    file.add_paragraph("про спілку пасічників")
    file.add_heading("Загальні положення", 1)
    file.add_paragraph("Спілка дбає про бджіл.")
    file.add_heading("Учасники", 1)
    file.add_paragraph("Учасників наведено в додатку.")
    file.add_paragraph("Додаток 1")
    file.add_paragraph("Реєстр учасників")
    table = file.add_table(rows=4, cols=3)
    for row, cells in enumerate([("№", "Назва", "Підпис"), ("1", "Вулик", ""), ("", "", ""), ("2", "Рій", "")]):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    document = import_bytes(saved(file), "spilka.docx")

    assert [node.id for node in document.nodes] == ["T", "1", "2", "A1"]
    assert [(row.id, row.cells[1]) for row in document.find("A1.t1").children] == [
        ("A1.cols", "Назва"),
        ("A1.r1", "Вулик"),
        ("A1.r2", "Рій"),
    ]
    assert document.uncovered_lines == ()


def test_an_approval_stamp_in_a_layout_table_is_a_stamp() -> None:
    file = docx.Document()
    table = file.add_table(rows=1, cols=2)
    table.cell(0, 1).text = "ЗАТВЕРДЖЕНО\nнаказом директора № 5"
    file.add_paragraph("ПОЛОЖЕННЯ про гурток")
    file.add_paragraph("1. Загальні положення")
    file.add_paragraph("1.1. Гурток відкрито.")
    document = import_bytes(saved(file), "hurtok.docx")

    assert [(node.kind, node.text) for node in document.nodes[:2]] == [
        (NodeKind.STAMP, "ЗАТВЕРДЖЕНО наказом директора № 5"),
        (NodeKind.TITLE, "ПОЛОЖЕННЯ про гурток"),
    ]


def test_a_docx_without_any_space_or_style_still_shows_its_headings() -> None:
    file = docx.Document()
    for text in (
        "УГОДА",
        "про співпрацю",
        "Лісових шкіл",
        "Загальні положення",
        "Школи дружать.",
        "Спільні справи",
        "1. Збирання насіння.",
        "2. Догляд за стежками.",
    ):
        file.add_paragraph(text)
    document = import_bytes(saved(file), "uhoda.docx")

    assert document.title == "УГОДА про співпрацю Лісових шкіл"
    assert [node.id for node in document.walk()] == ["T", "1", "1.p1", "2", "2.1", "2.2"]


def test_inserted_text_counts_and_deleted_text_does_not() -> None:
    file = docx.Document()
    file.add_paragraph("1. Общее")
    paragraph = file.add_paragraph("1.1. Клуб ")
    for tag, text_tag, text in (("w:ins", "w:t", "открыт."), ("w:del", "w:delText", "закрыт.")):
        change, run, words = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(text_tag)
        words.text = text
        run.append(words)
        change.append(run)
        paragraph._p.append(change)
    document = import_bytes(saved(file), "club.docx")

    assert document.find("1.1").text == "Клуб открыт."
    assert "tracked_changes" in codes(document)


# PDF


def test_a_pdf_joins_lines_over_pages_and_drops_headers_and_page_numbers(draw_pdf: Callable[..., bytes]) -> None:
    data = draw_pdf(
        [
            [
                "Статут гуртка «Жар»",
                "",
                "ПОЛОЖЕННЯ",
                "про гурток гончарів",
                "",
                "1. Загальні положення",
                "",
                "1.1. Гурток збирає тих, хто любить глину, вогонь і тиху ро-",
                "боту руками біля печі, яку збудували батьки учнів торік на",
                "1",
            ],
            [
                "Статут гуртка «Жар»",
                "",
                "шкільному подвір’ї.",
                "1.2. Гурток безплатний.",
                "- глину дає громада;",
                "- дрова дає ліс.",
                "",
                "2",
            ],
        ]
    )
    document = import_bytes(data, "hurtok.pdf")

    assert document.title == "ПОЛОЖЕННЯ про гурток гончарів"
    assert document.find("1.1").text.endswith(
        "тиху роботу руками біля печі, яку збудували батьки учнів торік на шкільному подвір’ї."
    )
    assert [node.id for node in document.find("1.2").children] == ["1.2.1", "1.2.2"]
    assert {"running_header", "page_number"} <= set(codes(document))
    assert document.place(document.find("1.2").line_from)[0] == 2
    assert document.uncovered_lines == ()


def test_a_ruled_table_of_a_pdf_is_a_table(cyrillic_font: str) -> None:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

    stream = BytesIO()
    style = ParagraphStyle("plain", fontName=cyrillic_font, fontSize=10, leading=14)
    rows = [["№", "Школа", "Посёлок"], ["1.", "Первая", "Бор"], ["2.", "Вторая", "Яр"]]
    table = Table(rows, style=[("GRID", (0, 0), (-1, -1), 1, "black"), ("FONT", (0, 0), (-1, -1), cyrillic_font)])
    SimpleDocTemplate(stream).build(
        [
            Paragraph("Положение о клубе", style),
            Paragraph("1. Общее", style),
            Paragraph("1.1. Клуб открыт.", style),
            Paragraph("Приложение 1", style),
            Paragraph("Список школ", style),
            table,
        ]
    )
    document = import_bytes(stream.getvalue(), "club.pdf")

    assert [(row.id, row.cells) for row in document.find("A1.t1").children] == [
        ("A1.cols", ("№", "Школа", "Посёлок")),
        ("A1.r1", ("1.", "Первая", "Бор")),
        ("A1.r2", ("2.", "Вторая", "Яр")),
    ]


def test_a_table_that_goes_over_a_page_is_one_table_with_one_head(cyrillic_font: str) -> None:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

    stream = BytesIO()
    style = ParagraphStyle("plain", fontName=cyrillic_font, fontSize=10, leading=14)
    rows = [["№", "Гурток"], *([f"{number}.", f"Гурток садівників {number}"] for number in range(1, 61))]
    looks = [("GRID", (0, 0), (-1, -1), 1, "black"), ("FONT", (0, 0), (-1, -1), cyrillic_font)]
    SimpleDocTemplate(stream).build([Paragraph("Додаток 1", style), Table(rows, style=looks, repeatRows=1)])
    document = import_bytes(stream.getvalue(), "dodatok.pdf")

    table = document.find("A1.t1")
    assert [row.number for row in table.children] == [None, *(f"{number}." for number in range(1, 61))]
    assert "repeated_table_head" in codes(document)
    assert document.uncovered_lines == ()


# Refusals


def test_every_refusal_and_notice_speaks_three_languages() -> None:
    params = dict.fromkeys(
        [
            "name",
            "size",
            "limit",
            "extension",
            "found",
            "pages",
            "lines",
            "node",
            "offset",
            "kind",
            "detail",
            "encoding",
            "count",
            "text",
            "missing",
            "before",
            "after",
            "number",
            "read",
            "words",
        ],
        "?",
    )
    for code in CODES:
        assert len({message(code, language, params) for language in LANGUAGES}) == 3, code


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(TextImportError) as caught:
        import_text(tmp_path / "nowhere.txt")

    assert caught.value.message("uk") == "Файл «nowhere.txt» не знайдено."


def test_what_is_no_text_is_refused_with_its_reason() -> None:
    png = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(64)
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)

    assert refusal(b"", "a.txt") == "empty"
    assert refusal(b"  \n\n", "a.txt") == "empty"
    assert refusal(png, "a.txt") == "type_mismatch"
    assert refusal(b"text", "a.exe") == "unsupported_type"
    assert refusal(b"text", "a.pdf") == "type_mismatch"
    assert refusal(old, "a.doc") == "old_word"
    assert refusal(old + "EncryptedPackage".encode("utf-16-le"), "a.docx") == "encrypted"
    assert refusal(b"PK\x03\x04broken", "a.docx") == "broken"
    assert refusal(b"%PDF-1.7\nbroken", "a.pdf") in {"broken", "empty"}
    assert refusal(PROSE.encode(), "a.txt", size=10) == "too_large"
    assert refusal(PROSE.encode(), "a.txt", lines=2) == "too_many_lines"


def archive(**parts: bytes) -> bytes:
    stream = BytesIO(saved(docx.Document()))
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as changed:
        for name, content in parts.items():
            changed.writestr(f"word/{name.replace('_', '.')}", content)
    return stream.getvalue()


def test_a_docx_with_macros_bombs_or_a_dtd_is_not_opened() -> None:
    assert refusal(archive(vbaProject_bin=b"Sub AutoOpen()"), "a.docx") == "macros"
    assert refusal(archive(bomb_bin=bytes(30_000_000)), "a.docx") == "bomb"
    assert refusal(archive(extra_xml=b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a/>'), "a.docx") == (
        "forbidden_markup"
    )
    assert refusal(saved(docx.Document()), "a.docx") == "empty"


def test_a_pdf_with_a_password_too_many_pages_or_only_pictures_is_refused(draw_pdf: Callable[..., bytes]) -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    stream = BytesIO()
    canvas = Canvas(stream)
    canvas.drawImage(ImageReader(Image.new("RGB", (40, 40), "grey")), 0, 0, 400, 400)
    canvas.save()

    assert refusal(draw_pdf([["1. Общее"]], encrypt="secret"), "a.pdf") == "encrypted"
    assert refusal(draw_pdf([["1."]] * 3), "a.pdf", pages=2) == "too_many_pages"
    assert refusal(stream.getvalue(), "a.pdf") == "images_only"
    assert refusal(draw_pdf([["1. Общее"] * 30] * 2), "a.pdf", unpacked=100) == "bomb"
