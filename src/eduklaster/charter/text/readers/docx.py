"""Reads DOCX: paragraphs and tables in printed order, automatic numbers as Word prints them."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from eduklaster.charter.text.errors import TextImportError
from eduklaster.charter.text.model import Notice
from eduklaster.charter.text.readers import furniture
from eduklaster.charter.text.readers.numbering import AutoNumbers
from eduklaster.charter.text.readers.source import Limits, Source, SourceLine, notice
from eduklaster.charter.text.signs import STAMP_START

_HEADING_STYLE = re.compile(r"(?i)(?:heading|заголовок)\s*(\d)")
_CONTENTS_STYLE = re.compile(r"(?i)(?:toc|зміст|оглавление)\s*\d")
_SKIPPED = {qn("w:del"), qn("w:moveFrom"), qn("w:txbxContent"), qn("w:rPr"), qn("w:pPr")}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def refuse_dangerous(data: bytes, limits: Limits) -> None:
    """Looks into the archive without unpacking it to disk: bombs, macros, DTDs and damage raise TextImportError."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            unpacked = sum(entry.file_size for entry in entries)
            if len(entries) > limits.archive_entries or unpacked > limits.unpacked:
                raise TextImportError("bomb")
            for entry in entries:
                if entry.flag_bits & 0x1:
                    raise TextImportError("encrypted")
                if entry.file_size > 1 << 20 and entry.file_size > limits.compression_ratio * max(
                    1, entry.compress_size
                ):
                    raise TextImportError("bomb")
                if entry.filename.lower().endswith("vbaproject.bin"):
                    raise TextImportError("macros")
            for entry in entries:
                if entry.filename.endswith((".xml", ".rels")):
                    with archive.open(entry) as part:
                        head = part.read(4096)
                    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                        raise TextImportError("forbidden_markup")
    except (zipfile.BadZipFile, NotImplementedError, OSError, RuntimeError, EOFError) as error:
        raise TextImportError("broken") from error


def read(data: bytes, limits: Limits) -> Source:
    """Lines of a DOCX: each paragraph and each table row is one line; a break inside a paragraph keeps its number."""
    refuse_dangerous(data, limits)
    try:
        document: Any = docx.Document(BytesIO(data))
        reader = _Reader(document)
        lines, total = reader.lines()
    except TextImportError:
        raise
    except Exception as error:  # python-docx and lxml raise anything at all on a damaged file
        raise TextImportError("broken") from error
    if total > limits.lines:
        raise TextImportError("too_many_lines", lines=total, limit=limits.lines)
    contents = [line.number for line in lines if line.number in reader.contents]
    kept, gone, more = furniture.set_aside([line for line in lines if line.number not in reader.contents])
    if not kept:
        raise TextImportError("empty")
    notices = [*reader.notices(), *more]
    if contents:
        notices.append(notice("contents", contents, count=len(contents)))
    aside = tuple(sorted({*gone, *contents}))
    return Source(kept, total, "docx", set_aside=aside, notices=tuple(notices))


class _Reader:
    """Walks the body once; holds the running automatic numbers."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._styles = {style.style_id: style for style in document.styles if style.style_id}
        self._numbers = AutoNumbers(document)
        self._number = 0
        self._table = 0
        self._lines: list[SourceLine] = []
        self._space = False
        self.contents: set[int] = set()

    def lines(self) -> tuple[list[SourceLine], int]:
        """All lines and how many source lines (paragraphs and rows, blank ones too) there are."""
        self._blocks(self._document.element.body)
        return self._lines, self._number

    def notices(self) -> list[Notice]:
        """What a person should know of things that are in the file but not in the body."""
        found: list[Notice] = []
        body = self._document.element.body
        if any(True for _ in body.iter(qn("w:ins"), qn("w:del"), qn("w:moveFrom"))):
            found.append(notice("tracked_changes"))
        for part in self._document.part.package.iter_parts():
            name = str(part.partname)
            if name.endswith(("/footnotes.xml", "/endnotes.xml")):
                found.extend(notice("footnote", text=text) for text in _part_paragraphs(part.blob))
        seen: set[str] = set()
        for section in self._document.sections:
            for edge in (
                section.header,
                section.footer,
                section.first_page_header,
                section.first_page_footer,
            ):
                text = " ".join(" ".join(paragraph.text.split()) for paragraph in edge.paragraphs).strip()
                if any(character.isalpha() for character in text):
                    seen.add(text)
        found.extend(notice("docx_header", text=text) for text in sorted(seen))
        return found

    def _blocks(self, container: Any) -> None:
        for child in container:
            if child.tag == qn("w:p"):
                self._paragraph(child)
            elif child.tag == qn("w:tbl"):
                self._table_rows(child)
            elif child.tag == qn("w:sdt"):
                content = child.find(qn("w:sdtContent"))
                if content is not None:
                    self._blocks(content)
            elif child.tag in {qn("w:customXml"), qn("w:ins"), qn("w:moveTo")}:
                self._blocks(child)

    def _paragraph(self, paragraph: Any) -> None:
        for box in _text_boxes(paragraph):
            self._blocks(box)
        self._number += 1
        text = paragraph_text(paragraph)
        style = self._style(paragraph)
        automatic = self._numbers.printed(paragraph, style) if text.strip() else None
        if not text.strip():
            self._space = True
            return
        name = (getattr(style, "name", "") or "") if style is not None else ""
        if _CONTENTS_STYLE.match(name):
            self.contents.add(self._number)
        level = int(heading[1]) if (heading := _HEADING_STYLE.match(name)) else 0
        strong = _is_bold(paragraph, style)
        prefix, depth = automatic or ("", -1)
        indent = 4.0 * depth if depth >= 0 else 0.0
        for index, piece in enumerate(part for part in text.split("\n") if part.strip()):
            self._lines.append(
                SourceLine(
                    self._number,
                    f"{prefix} {piece.strip()}" if prefix and not index else piece,
                    space_before=self._space and not index,
                    indent=indent,
                    level=level,
                    list_level=depth if not index else -1,
                    strong=strong,
                    rule=not any(character.isalnum() for character in piece) and len(piece.strip()) > 2,
                )
            )
        self._space = False

    def _style(self, paragraph: Any) -> Any:
        properties = paragraph.find(qn("w:pPr"))
        chosen = properties.find(qn("w:pStyle")) if properties is not None else None
        return self._styles.get(chosen.get(qn("w:val"))) if chosen is not None else None

    def _table_rows(self, table: Any) -> None:
        rows = [row for row in table.iter(qn("w:tr")) if _nearest_table(row) is table]
        grids = [[cell for cell in row.iter(qn("w:tc")) if _nearest_row(cell) is row] for row in rows]
        words = [[_cell_text(cell) for cell in grid] for grid in grids]
        stamp = any(STAMP_START.match(text) for row in words[:3] for text in row) and len(rows) <= 3
        if stamp or max(map(len, grids), default=0) < 2:
            for grid in grids:
                for cell in grid:
                    self._blocks(cell)
            return
        self._table += 1
        for row, texts in zip(grids, words, strict=True):
            self._number += 1
            cells: list[str] = []
            for cell, text in zip(row, texts, strict=True):
                cells.append("" if _continues_above(cell) else text)
                cells.extend([""] * (_span(cell) - 1))
            self._lines.append(
                SourceLine(
                    self._number,
                    " | ".join(cells),
                    space_before=self._space,
                    cells=tuple(cells),
                    table=self._table,
                    rule=not any(cells),
                )
            )
            self._space = False


def paragraph_text(paragraph: Any) -> str:
    """Words of a paragraph as if tracked changes were accepted; breaks are newlines, soft hyphens go."""
    parts: list[str] = []
    for element in _kept(paragraph):
        if element.tag == qn("w:t"):
            parts.append(element.text or "")
        elif element.tag == qn("w:tab"):
            parts.append("\t")
        elif element.tag in {qn("w:br"), qn("w:cr")}:
            parts.append("\n")
        elif element.tag == qn("w:noBreakHyphen"):
            parts.append("-")
    return "".join(parts).replace("\xad", "")


def _kept(element: Any) -> Iterator[Any]:
    for child in element:
        if child.tag in _SKIPPED or child.tag == _FALLBACK:
            continue
        yield child
        yield from _kept(child)


def _text_boxes(paragraph: Any) -> list[Any]:
    boxes = []
    for box in paragraph.iter(qn("w:txbxContent")):
        parents = [parent.tag for parent in box.iterancestors()]
        if _FALLBACK not in parents and parents.count(qn("w:txbxContent")) == 0:
            boxes.append(box)
    return boxes


def _is_bold(paragraph: Any, style: Any) -> bool:
    inherited = bool(getattr(getattr(style, "font", None), "bold", False))
    worded = [
        run for run in paragraph.iter(qn("w:r")) if any((text.text or "").strip() for text in run.iter(qn("w:t")))
    ]
    marks = [run.find(f"{qn('w:rPr')}/{qn('w:b')}") for run in worded]
    return bool(marks) and all(
        inherited if mark is None else mark.get(qn("w:val"), "1") not in {"0", "false", "off"} for mark in marks
    )


def _cell_text(cell: Any) -> str:
    return " ".join(" ".join(paragraph_text(paragraph).split()) for paragraph in cell.iter(qn("w:p"))).strip()


def _nearest_table(row: Any) -> Any:
    return next(parent for parent in row.iterancestors(qn("w:tbl")))


def _nearest_row(cell: Any) -> Any:
    return next(parent for parent in cell.iterancestors(qn("w:tr")))


def _span(cell: Any) -> int:
    properties = cell.find(qn("w:tcPr"))
    span = properties.find(qn("w:gridSpan")) if properties is not None else None
    value = span.get(qn("w:val"), "1") if span is not None else "1"
    return min(int(value), 64) if value.isdigit() else 1


def _continues_above(cell: Any) -> bool:
    properties = cell.find(qn("w:tcPr"))
    merge = properties.find(qn("w:vMerge")) if properties is not None else None
    return merge is not None and merge.get(qn("w:val"), "continue") == "continue"


def _part_paragraphs(blob: bytes) -> Iterator[str]:
    root: Any = parse_xml(blob)
    for paragraph in root.iter(qn("w:p")):
        if text := " ".join(paragraph_text(paragraph).split()):
            yield text
