"""The platform's own Word blank: what a cluster downloads, changes in Word and brings back as its own."""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

FONT = "Times New Roman"
_LOCALES = {"uk": "uk-UA", "ru": "ru-RU", "en": "en-GB"}
_CENTER = WD_ALIGN_PARAGRAPH.CENTER


def blank(language: str, layout: str, look: Mapping[str, Any]) -> bytes:
    """Return a blank with placeholders, in the measures of a look."""
    measures = tuple((name, look[name]) for name in ("left", "right", "top", "bottom", "size", "spacing", "indent"))
    return _blank(language, layout, measures, str(look["dateline"]))


@lru_cache(maxsize=64)
def _blank(language: str, layout: str, measures: tuple[tuple[str, float], ...], dateline: str) -> bytes:
    look = dict(measures)
    document = Document()
    _page(document, look)
    _styles(document, look, _LOCALES[language])
    _letterhead(document)
    _dateline(document, dateline, layout)
    _text(document)
    _page_number(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _page(document: DocxDocument, look: Mapping[str, float]) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(look["left"]), Mm(look["right"])
    section.top_margin, section.bottom_margin = Mm(look["top"]), Mm(look["bottom"])
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True


def _styles(document: DocxDocument, look: Mapping[str, float], locale: str) -> None:
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(look["size"])
    properties = normal.element.get_or_add_rPr()
    fonts = properties.find(qn("w:rFonts"))
    for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(name), FONT)
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), locale)
    properties.append(spoken)
    for default in document.styles.element.iter(qn("w:lang")):
        default.set(qn("w:val"), locale)
    shape = normal.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.MULTIPLE, look["spacing"]
    text = document.styles["Body Text"]
    text.paragraph_format.first_line_indent = Mm(look["indent"])
    text.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    text.paragraph_format.space_after = Pt(0)
    for level in range(1, 5):
        heading = document.styles[f"Heading {level}"]
        heading.font.name, heading.font.size, heading.font.bold = FONT, Pt(look["size"]), True
        heading.font.color.rgb = RGBColor(0, 0, 0)
        heading.element.get_or_add_rPr().find(qn("w:rFonts")).attrib.clear()
        for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            heading.element.rPr.find(qn("w:rFonts")).set(qn(name), FONT)
        heading.paragraph_format.space_before = heading.paragraph_format.space_after = Pt(10)
        heading.paragraph_format.keep_with_next = True
        heading.paragraph_format.alignment = _CENTER if level < 3 else WD_ALIGN_PARAGRAPH.LEFT
    for name, size in (("Letterhead", look["size"]), ("Lead", look["size"]), ("Table Text", 11), ("Check", 9)):
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style, style.font.size = normal, Pt(size)
        if name == "Letterhead":
            style.paragraph_format.alignment, style.paragraph_format.line_spacing = _CENTER, 1
        elif name == "Lead":
            style.paragraph_format.space_before, style.paragraph_format.keep_with_next = Pt(6), False
        else:
            style.paragraph_format.line_spacing = 1


def line_width(document: DocxDocument) -> int:
    """Return how long a line is, in the units of the format."""
    section = document.sections[0]
    return (section.page_width or Mm(210)) - (section.left_margin or Mm(30)) - (section.right_margin or Mm(10))


def _put(document: DocxDocument, text: str, style: str = "Normal", *, bold: bool = False) -> Paragraph:
    paragraph = document.add_paragraph(style=style)
    paragraph.add_run(text).bold = bold or None
    return paragraph


def _when(document: DocxDocument, name: str, *lines: tuple[str, str, bool]) -> None:
    _put(document, "{%p if " + name + " %}")
    for text, style, bold in lines:
        _put(document, text, style, bold=bold)
    _put(document, "{%p endif %}")


def _each(document: DocxDocument, name: str, text: str, style: str = "Normal") -> Paragraph:
    _put(document, "{%p for row in " + name + " %}")
    paragraph = _put(document, text, style)
    _put(document, "{%p endfor %}")
    return paragraph


def _after(paragraph: Paragraph, text: str) -> Paragraph:
    """Put another paragraph after one, in the same loop."""
    added = OxmlElement("w:p")
    paragraph._p.addnext(added)
    following = Paragraph(added, paragraph._parent)
    following.add_run(text)
    return following


def _letterhead(document: DocxDocument) -> None:
    _when(document, "draft", ("{{ draft }}", "Letterhead", True))
    _each(document, "approval", "{{ row }}").paragraph_format.left_indent = Mm(90)
    _when(document, "host", ("{{ host }}", "Letterhead", False))
    _put(document, "{{ organisation }}", "Letterhead", bold=True)
    _when(document, "unit", ("{{ unit }}", "Letterhead", True))
    _each(document, "letterhead", "{{ row }}", "Letterhead")
    _put(document, "{{ name }}", "Heading 1")


def _dateline(document: DocxDocument, dateline: str, layout: str) -> None:
    width = line_width(document)
    if layout == "sheet":
        line = _put(document, "{{ date }}\t{{ place }}\t{{ number }}")
        if dateline != "date_place_number":
            line.runs[0].text = "{{ date }}\t\t{{ number }}"
            _when(document, "place", ("{{ place }}", "Letterhead", False))
        line.paragraph_format.tab_stops.add_tab_stop(int(width / 2), 1)
        line.paragraph_format.tab_stops.add_tab_stop(width, 2)
    _each(document, "addressee", "{{ row }}").paragraph_format.left_indent = Mm(90)
    _when(document, "heading", ("{{ heading }}", "Lead", False))


def _text(document: DocxDocument) -> None:
    _put(document, "{{ body }}", "Body Text")
    width = line_width(document)
    row = _each(document, "signatures", "{{ row.post }}\t{{ row.seal }} {{ row.name }}", "Lead")
    row.paragraph_format.space_before = Pt(18)
    row.paragraph_format.keep_together = True
    row.paragraph_format.tab_stops.add_tab_stop(int(width * 0.55), 0)
    _when(document, "copy_of", ("{{ copy_of }}", "Lead", False))
    marked = _each(document, "agreed", "{{ agreed_word }}", "Lead")
    for text in ("{{ row.post }}", "{{ row.line }} {{ row.name }}", "{{ row.date }}"):
        marked = _after(marked, text)
    _when(document, "visas", ("{{ visas_word }}", "Lead", False))
    _each(
        document, "visas", "{{ row.post }}\t____________ {{ row.name }} {{ row.date }}", "Table Text"
    ).paragraph_format.tab_stops.add_tab_stop(int(width * 0.55), 0)
    _when(document, "seen", ("{{ seen_title }}", "Lead", False))
    _each(
        document, "seen", "{{ row.name }} {{ row.post }}\t____________", "Lead"
    ).paragraph_format.tab_stops.add_tab_stop(int(width * 0.55), 0)
    _when(document, "note", ("{{ note }}", "Table Text", False))
    _when(document, "check", ("{{ check }}", "Check", False))


def _page_number(document: DocxDocument) -> None:
    paragraph = document.sections[0].header.paragraphs[0]
    paragraph.alignment = _CENTER
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.set(qn("xml:space"), "preserve")
            mark.text = text
        run._r.append(mark)
