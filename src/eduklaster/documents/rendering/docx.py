"""Word files that a secretary goes on editing: real styles, headings, repeated table heads, language and properties.

The text comes into a blank, the platform's or the cluster's own, in which Jinja placeholders stand for the requisites.
A blank is somebody's upload: it is rendered in a sandbox that knows no arithmetic, no ranges and no hidden attributes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from docx.document import Document as DocxDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.shared import Mm, RGBColor
from docx.text.paragraph import Paragraph
from docxtpl import DocxTemplate
from jinja2 import DictLoader, StrictUndefined
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from eduklaster.ui.typography import nb

from ..content import Block, Content, Snapshot
from .blank import blank, line_width
from .pdf import title_of

BODY = "\u27e6body\u27e7"
_TIME = (1980, 1, 1, 0, 0, 0)
_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}


class BlankEnvironment(ImmutableSandboxedEnvironment):
    """Fills blanks: attributes of Python are out of reach, an unknown name is an error, nothing can grow without end."""

    intercepted_binops = frozenset({"+", "*", "**", "%", "-", "/", "//"})

    def __init__(self) -> None:
        """Escape for XML, forbid unknown names, take ranges and the like away."""
        super().__init__(autoescape=True, undefined=StrictUndefined, loader=DictLoader({}))
        self.globals.clear()
        kept = {"upper", "lower", "title", "trim", "default", "first", "last", "length", "join", "escape", "e"}
        self.filters = {name: found for name, found in self.filters.items() if name in kept}

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Refuse arithmetic."""
        raise SecurityError(f"«{operator}» is not allowed in a blank")

    def call(self, context: Any, obj: Any, *args: Any, **kwargs: Any) -> Any:
        """Refuse every call but those that docxtpl itself makes."""
        raise SecurityError("nothing can be called in a blank")


def docx(snapshot: Snapshot, template: bytes | None = None, *, is_draft: bool = False) -> bytes:
    """Return the file; `template` is the cluster's own blank.

    Raises:
        jinja2.TemplateError: The blank uses something that it may not.
    """
    content, words = snapshot.content, snapshot.words
    source = template or blank(content.language, content.layout, snapshot.look)
    filled = DocxTemplate(io.BytesIO(source))
    filled.render(context_of(snapshot, is_draft=is_draft), jinja_env=BlankEnvironment(), autoescape=True)
    document: DocxDocument = filled.docx
    _put_body(document, content.body)
    _put_annex(document, content.annex)
    _properties(document, snapshot, words)
    out = io.BytesIO()
    document.save(out)
    return _settled(out.getvalue())


def context_of(snapshot: Snapshot, *, is_draft: bool = False) -> dict[str, Any]:
    """Return what the placeholders of a blank may name."""
    content, words, mark = snapshot.content, snapshot.words, snapshot.mark
    return {
        "host": nb(content.host) if snapshot.look.get("shows_host", True) else "",
        "organisation": nb(content.organisation),
        "unit": nb(content.unit),
        "letterhead": list(snapshot.look.get("letterhead", ())),
        "name": content.name,
        "date": content.dated,
        "number": f"{words['number']}\u00a0{content.number}" if content.number else "",
        "place": nb(content.place),
        "heading": nb(content.heading),
        "addressee": [nb(line) for line in content.addressee],
        "approval": [nb(line) for line in content.approval],
        "body": BODY,
        "signatures": [{"post": nb(s.post), "name": s.name, "seal": s.seal or "_" * 12} for s in content.signatures],
        "seen_title": content.seen_title,
        "seen": [{"post": nb(s.post), "name": s.name} for s in content.seen],
        "copy_of": _certification(content),
        "agreed": [
            {"post": nb(one.post), "name": one.name, "date": one.dated, "line": "_" * 12 if one.name else ""}
            for one in content.agreed
        ],
        "agreed_word": words.get("agreed", ""),
        "visas": [{"post": nb(one.post), "name": one.name, "date": one.dated} for one in content.visas],
        "visas_word": words.get("visas", ""),
        "note": nb(content.note),
        "check": f"{words['check']} {mark.url} {words['code']} {mark.code}" if mark else "",
        "draft": words["draft"] if is_draft else "",
    }


def _certification(content: Content) -> str:
    """Return the mark of a true copy on one line, with who certifies it and when."""
    signed = [f"{one.post} {'_' * 12} {one.name}" for one in content.certified]
    return ". ".join(part for part in (content.copy_of, *signed, content.certified_on) if part)


# The text ---------------------------------------------------------------------------------------------------------


def _put_body(document: DocxDocument, body: Sequence[Block]) -> None:
    anchor = next(p for p in document.paragraphs if p.text.strip() == BODY)
    for block in body:
        _WRITERS[block.type](document, anchor, block)
    anchor._p.getparent().remove(anchor._p)


def _put_annex(document: DocxDocument, annex: Sequence[Block]) -> None:
    """Write what follows the signatures on a page of its own."""
    if not annex:
        return
    anchor = document.add_paragraph(style=_style(document, "Normal"))
    _break(document, anchor, Block("break"))
    for block in annex:
        _WRITERS[block.type](document, anchor, block)
    anchor._p.getparent().remove(anchor._p)


def _style(document: DocxDocument, name: str) -> str:
    """Return a style of the blank, or the plain one where somebody's own blank lacks it."""
    return name if name in document.styles else "Normal"


def _add(document: DocxDocument, anchor: Paragraph, text: str, style: str) -> Paragraph:
    return anchor.insert_paragraph_before(str(nb(text)), style=_style(document, style))


def _paragraph(document: DocxDocument, anchor: Paragraph, block: Block) -> None:
    _add(document, anchor, block.text, "Body Text")


def _plain(document: DocxDocument, anchor: Paragraph, block: Block) -> None:
    _add(document, anchor, block.text, "Body Text").paragraph_format.first_line_indent = Mm(0)


def _lead(document: DocxDocument, anchor: Paragraph, block: Block) -> None:
    paragraph = _add(document, anchor, "", "Lead")
    paragraph.paragraph_format.keep_with_next = True
    paragraph.add_run(block.text).bold = True


def _heading(document: DocxDocument, anchor: Paragraph, block: Block) -> None:
    _add(document, anchor, block.text, f"Heading {min(max(block.level, 2), 4)}")


def _item(document: DocxDocument, anchor: Paragraph, block: Block) -> None:
    _add(document, anchor, f"{block.number}\u00a0{block.text}", "Body Text")


def _label(document: DocxDocument, anchor: Paragraph, block: Block) -> None:
    paragraph = _add(document, anchor, "", "Lead")
    paragraph.paragraph_format.keep_with_next = True
    paragraph.add_run(block.number).bold = True
    if block.text:
        paragraph.add_run(f" {nb(block.text)}")


def _clause(document: DocxDocument, anchor: Paragraph, block: Block) -> None:
    text = f"{block.number}\u00a0{block.text}" if block.number else block.text
    _add(document, anchor, text, "Body Text").paragraph_format.left_indent = Mm(6 * block.level)


def _table(document: DocxDocument, anchor: Paragraph, block: Block) -> None:
    if block.text:
        _add(document, anchor, block.text, "Lead")
    table = document.add_table(rows=1, cols=len(block.columns))
    if "Table Grid" in document.styles:
        table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    line = line_width(document)
    whole = sum(column.width for column in block.columns)
    widths = [int(line * column.width / whole) for column in block.columns]
    for cell, column in zip(table.rows[0].cells, block.columns, strict=True):
        cell.text = ""
        paragraph = cell.paragraphs[0]
        paragraph.style = _style(document, "Table Text")
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(column.title).bold = True
    properties = table.rows[0]._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    properties.append(OxmlElement("w:tblHeader"))
    for row in block.rows:
        for cell, value, column in zip(table.add_row().cells, row, block.columns, strict=True):
            cell.text = str(nb(value))
            cell.paragraphs[0].style = _style(document, "Table Text")
            cell.paragraphs[0].alignment = _ALIGN[column.align]
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
    anchor._p.addprevious(table._tbl)
    _add(document, anchor, "", "Table Text")


def _facts(document: DocxDocument, anchor: Paragraph, block: Block) -> None:
    for name, value in block.rows:
        paragraph = _add(document, anchor, "", "Lead")
        paragraph.add_run(f"{name}: ").bold = True
        paragraph.add_run(str(nb(value)))


def _choices(document: DocxDocument, anchor: Paragraph, block: Block) -> None:
    for (text,) in block.rows:
        _add(document, anchor, f"☐  {text}", "Lead")


def _lines(document: DocxDocument, anchor: Paragraph, block: Block) -> None:
    for _number in range(block.level):
        _add(document, anchor, "_" * 60, "Lead")


def _redline(document: DocxDocument, anchor: Paragraph, block: Block) -> None:
    paragraph = _add(document, anchor, "", "Lead")
    for how, text in block.rows:
        run = paragraph.add_run(text)
        if how == "out":
            run.font.strike = True
            run.font.color.rgb = RGBColor(0x8A, 0x1C, 0x1C)
        elif how == "in":
            run.font.underline = True
            run.font.color.rgb = RGBColor(0x0B, 0x5C, 0x2C)


def _break(document: DocxDocument, anchor: Paragraph, block: Block) -> None:
    _add(document, anchor, "", "Lead").add_run().add_break(WD_BREAK.PAGE)


_WRITERS: Mapping[str, Callable[[DocxDocument, Paragraph, Block], None]] = {
    "paragraph": _paragraph,
    "plain": _plain,
    "lead": _lead,
    "heading": _heading,
    "item": _item,
    "label": _label,
    "clause": _clause,
    "table": _table,
    "facts": _facts,
    "choices": _choices,
    "lines": _lines,
    "redline": _redline,
    "break": _break,
}


# Around the text --------------------------------------------------------------------------------------------------


def _properties(document: DocxDocument, snapshot: Snapshot, words: Mapping[str, str]) -> None:
    content: Content = snapshot.content
    day = date.fromisoformat(content.on)
    moment = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - the format knows no zones
    about = document.core_properties
    about.title = title_of(snapshot)[:255]
    about.author = about.last_modified_by = content.organisation[:255]
    about.subject = content.heading[:255]
    about.language = {"uk": "uk-UA", "ru": "ru-RU"}.get(content.language, "en-GB")
    about.keywords = snapshot.mark.code if snapshot.mark else ""
    about.comments = ""
    about.created = about.modified = moment
    about.revision = 1


def _settled(source: bytes) -> bytes:
    """Return the same archive without the hour of its making, so that the same document gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            entry = zipfile.ZipInfo(name, _TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            new.writestr(entry, old.read(name))
    return out.getvalue()
