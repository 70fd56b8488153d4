"""Turns an uploaded file into rows of text, whatever Excel or a list from an office put into it."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import puremagic
import python_calamine
from django.utils.translation import gettext_lazy as _

from eduklaster.kernel.errors import InputError

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 5000
MAX_COLUMNS = 200
_MAX_UNPACKED = 100 * 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0"
_KNOWN_WRONG = {
    ".pdf": _("This is a PDF. Save the list as an Excel workbook (.xlsx) or as CSV and send that."),
    ".docx": _("This is a Word document. Copy the table into Excel, save it as .xlsx and send that."),
    ".doc": _("This is a Word document. Copy the table into Excel, save it as .xlsx and send that."),
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a file: each row with its number in the file, counted from 1."""

    name: str
    rows: list[tuple[int, list[str]]]


def _refuse(code: str, message: Any, **facts: Any) -> InputError:
    return InputError(f"import.{code}", message, field="file", **facts)


def sheets_read(content: bytes, name: str) -> list[Sheet]:
    """Return the tables of a workbook (.xlsx, .xls, .ods) or of a CSV file in UTF-8, UTF-16 or Windows-1251.

    Raises:
        InputError: The file is empty, too large, protected, or no table at all; the sentence says what to do.
    """
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise _refuse("empty", _("The file is empty."))
    if len(content) > MAX_BYTES:
        raise _refuse(
            "too_large", _("The file is larger than %(limit)s MB. Divide it into parts."), limit=MAX_BYTES >> 20
        )
    if content.startswith((b"PK\x03\x04", _OLE)):
        return _workbook(content)
    kind = _kind(content)
    if kind in _KNOWN_WRONG:
        raise _refuse("wrong_kind", _KNOWN_WRONG[kind])
    return [Sheet(name, _csv_rows(_text(content)))]


def _kind(content: bytes) -> str:
    try:
        return str(puremagic.from_string(content[:8192])).lower()
    except (puremagic.PureError, ValueError):
        return ""


def _workbook(content: bytes) -> list[Sheet]:
    if content.startswith(b"PK"):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                names = set(archive.namelist())
                unpacked = sum(entry.file_size for entry in archive.infolist())
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise _refuse("damaged", _("The file is damaged. Open it in Excel, save it anew and send that.")) from error
        if "word/document.xml" in names:
            raise _refuse("wrong_kind", _KNOWN_WRONG[".docx"])
        if unpacked > _MAX_UNPACKED:
            raise _refuse("too_large", _("The workbook unpacks to too much data. Leave only the list in it."))
    try:
        book = python_calamine.load_workbook(io.BytesIO(content))
        sheets = []
        for sheet_name in book.sheet_names:
            sheet = book.get_sheet_by_name(sheet_name)
            if sheet.total_width > MAX_COLUMNS * 100 or sheet.total_height > 1_048_576:
                raise _refuse("too_large", _("The workbook unpacks to too much data. Leave only the list in it."))
            start = sheet.start[0] + 1 if sheet.start else 1
            sheets.append(Sheet(sheet_name, _numbered(sheet.iter_rows(), start)))
    except python_calamine.PasswordError as error:
        raise _refuse(
            "protected", _("The workbook is protected by a password. Take the password off and send it again.")
        ) from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise _refuse(
            "wrong_kind", _("This is no list that can be read. Send an Excel workbook (.xlsx) or a CSV file.")
        ) from error
    return sheets


def _numbered(rows: Iterable[Iterable[Any]], start: int) -> list[tuple[int, list[str]]]:
    found = []
    for number, row in enumerate(rows, start):
        cells = [cell_text(value) for value in row][:MAX_COLUMNS]
        if any(cells):
            found.append((number, cells))
        if len(found) > MAX_ROWS + 50:  # the head and a title may stand above; the exact limit is checked later
            break
    return found


def cell_text(value: Any) -> str:
    """Return a cell as a person reads it: 7.0 is «7», a long number is never 1.2E+12, a day is 2026-03-01."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e17 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    text = " ".join(str(value).replace("\x00", "").split())
    return (
        text[1:] if text[:1] == "'" and text[1:2] in {"=", "+", "-", "@"} else text
    )  # our own exports guard such cells


def _text(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\x00" in content:
        encodings = []
    else:
        encodings = ["utf-8-sig", "cp1251"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        strange = sum(1 for char in text[:4000] if not char.isprintable() and char not in "\t\r\n")
        if strange * 50 < len(text[:4000]):
            return text
    raise _refuse("wrong_kind", _("This is no list that can be read. Send an Excel workbook (.xlsx) or a CSV file."))


def _csv_rows(text: str) -> list[tuple[int, list[str]]]:
    lines = [line for line in text.splitlines() if line.strip()][:5]
    if lines and lines[0].lower().startswith("sep=") and len(lines[0].strip()) == 5:
        delimiter = lines[0].strip()[4]
        text = text.partition("\n")[2]
    else:
        delimiter = max(";,\t", key=lambda sign: max((_outside_quotes(line, sign) for line in lines), default=0))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    found: list[tuple[int, list[str]]] = []
    try:
        for row in reader:
            cells = [cell_text(value) for value in row][:MAX_COLUMNS]
            if any(cells):
                found.append((reader.line_num, cells))
            if len(found) > MAX_ROWS + 50:
                break
    except csv.Error as error:
        raise _refuse("damaged", _("The CSV file cannot be read near line %(line)s."), line=reader.line_num) from error
    return found


def _outside_quotes(line: str, sign: str) -> int:
    return sum(part.count(sign) for part in line.split('"')[::2])
