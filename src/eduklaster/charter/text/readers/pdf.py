"""Reads PDF: printed lines and tables of every page, without running headers and page numbers."""

from __future__ import annotations

import itertools
import re
import zlib
from dataclasses import dataclass, replace
from io import BytesIO
from statistics import median
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException

from eduklaster.charter.text.errors import TextImportError
from eduklaster.charter.text.model import Notice
from eduklaster.charter.text.readers import furniture
from eduklaster.charter.text.readers.source import Limits, Source, SourceLine, notice

_STREAM = re.compile(rb"stream\r?\n")
_CHUNK = 1 << 20


@dataclass(slots=True)
class _Printed:
    top: float
    bottom: float
    left: float
    right: float
    text: str
    first_word: float = 0.0
    bold: bool = False
    cells: tuple[str, ...] = ()
    table: int = 0


def read(data: bytes, limits: Limits) -> Source:
    """Lines of a PDF numbered through all pages; raises TextImportError for what cannot or must not be opened."""
    _refuse_bomb(data, limits)
    try:
        with pdfplumber.open(BytesIO(data)) as pdf:
            if len(pdf.pages) > limits.pages:
                raise TextImportError("too_many_pages", pages=len(pdf.pages), limit=limits.pages)
            pages: list[list[_Printed]] = []
            pictures: list[int] = []
            tables = 0
            for page in pdf.pages:
                printed, tables = _page(page, tables)
                if not printed and page.images:
                    pictures.append(page.page_number)
                pages.append(printed)
                page.close()
    except TextImportError:
        raise
    except Exception as error:  # pdfminer raises anything at all on a damaged file
        raise TextImportError("encrypted" if _is_password(error) else "broken") from error
    if not any(pages):
        raise TextImportError("images_only" if pictures else "empty")
    if (total := sum(map(len, pages))) > limits.lines:
        raise TextImportError("too_many_lines", lines=total, limit=limits.lines)
    return _source(pages, pictures)


def _is_password(error: BaseException) -> bool:
    inner = error.args[0] if isinstance(error, PdfminerException) and error.args else error
    return isinstance(inner, PDFPasswordIncorrect)


def _refuse_bomb(data: bytes, limits: Limits) -> None:
    """Unpacks the streams chunk by chunk, keeping nothing, and stops at the limit."""
    total = 0
    for match in _STREAM.finditer(data):
        end = data.find(b"endstream", match.end())
        unpacker = zlib.decompressobj()
        rest = data[match.end() : end if end >= 0 else len(data)]
        if rest[:1] not in (b"\x78", b"\x48", b"\x58", b"\x68", b"\x08"):
            continue
        try:
            while rest:
                total += len(unpacker.decompress(rest, _CHUNK))
                rest = unpacker.unconsumed_tail
                if total > limits.unpacked:
                    raise TextImportError("bomb")
        except zlib.error:
            continue


def _page(page: Any, tables: int) -> tuple[list[_Printed], int]:
    """Lines and table rows of one page from top to bottom, and the count of tables so far."""
    printed: list[_Printed] = []
    boxes: list[tuple[float, float, float, float]] = []
    for table in page.find_tables():
        rows = [tuple(" ".join((cell or "").split()) for cell in row) for row in table.extract()]
        if len(rows) < 2 or max(map(len, rows)) < 2:
            continue
        tables += 1
        boxes.append(table.bbox)
        for row, place in zip(rows, table.rows, strict=True):
            left, top, right, bottom = place.bbox
            printed.append(_Printed(top, bottom, left, right, " | ".join(row), cells=row, table=tables))

    def outside(thing: dict[str, Any]) -> bool:
        if thing.get("object_type") != "char":
            return True
        middle = (thing["top"] + thing["bottom"]) / 2
        return not any(box[1] <= middle <= box[3] and box[0] - 1 <= thing["x0"] <= box[2] + 1 for box in boxes)

    text = page.filter(outside) if boxes else page
    for line in text.extract_text_lines(strip=True, return_chars=True):
        words = line["text"].strip()
        characters = [character for character in line["chars"] if character["text"].strip()]
        if not words or not characters:
            continue
        first = words.split()[0]
        until = characters[min(len(first), len(characters)) - 1]["x1"]
        bold = all("bold" in str(character["fontname"]).lower() for character in characters)
        printed.append(_Printed(line["top"], line["bottom"], line["x0"], line["x1"], words, until - line["x0"], bold))
    return sorted(printed, key=lambda line: (round(line.top), line.left)), tables


def _source(pages: list[list[_Printed]], pictures: list[int]) -> Source:
    texts = [line for page in pages for line in page if not line.cells]
    margin = max((line.right for line in texts), default=0.0)
    left = min((line.left for line in texts), default=0.0)
    pitches = [
        after.top - line.top
        for page in pages
        for line, after in itertools.pairwise(page)
        if not line.cells and not after.cells and after.top > line.top
    ]
    pitch = min(median(pitches), 1.6 * median(line.bottom - line.top for line in texts)) if pitches else 0.0
    lines: list[SourceLine] = []
    printed: list[_Printed] = []
    starts: list[int] = []
    number = 0
    for page_number, page in enumerate(pages, start=1):
        starts.append(number + 1)
        above: _Printed | None = None
        for line in page:
            number += 1
            gap = above is not None and pitch > 0 and line.top - above.top > 1.4 * pitch
            lines.append(
                SourceLine(
                    number,
                    line.text,
                    page=page_number,
                    space_before=gap,
                    indent=round(line.left - left, 1),
                    strong=line.bold,
                    cells=line.cells,
                    table=line.table,
                    rule=not any(character.isalnum() for character in line.text) and len(line.text) > 2,
                )
            )
            printed.append(line)
            above = line
    kept, gone, more = furniture.set_aside(lines)
    notices: list[Notice] = list(more)
    if pictures:
        notices.append(notice("image_pages", pages=", ".join(map(str, pictures))))
    by_number = {line.number: shape for line, shape in zip(lines, printed, strict=True)}
    full: list[SourceLine] = []
    for text, after in zip(kept, (*kept[1:], None), strict=True):
        shape = by_number[text.number]
        reach = shape.right + (by_number[after.number].first_word if after else 0.0) + 3
        full.append(replace(text, full=after is not None and not text.cells and reach >= margin - 2))
    if not full:
        raise TextImportError("empty")
    return Source(
        tuple(full),
        number,
        "pdf",
        wrapped=True,
        set_aside=gone,
        notices=tuple(notices),
        page_starts=tuple(starts),
    )
