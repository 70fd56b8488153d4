"""What is seen, as a file: an Excel workbook or lines of CSV, with nothing in it that a spreadsheet would run."""

import csv
import datetime
import html
import io
from collections.abc import Iterable, Iterator, Sequence

import xlsxwriter
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.safestring import SafeData
from django.utils.translation import get_language

XLSX_LIMIT = 20_000
"""Rows of one Excel file. CSV has no limit.

A workbook can be sent only when it is complete, and making it takes about half a millisecond for a row: a hundred thousand
rows would let the reader look at a still page for a minute and hold a worker meanwhile. A CSV goes out line by line in
constant memory, begins at once, and Excel opens it. So a longer list offers CSV alone and says so, which needs neither a
job in the background nor a second visit to fetch a file.
"""

_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(value: object) -> object:
    """A text that no spreadsheet takes for a formula: ``= + - @``, tab and return get an apostrophe."""
    if isinstance(value, str) and value.startswith(_FORMULA_SIGNS):
        return f"'{value}"
    return value


def _plain(value: object) -> object:
    """A value that a spreadsheet keeps: local moments without a zone, numbers, dates, safe text."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
    if isinstance(value, (datetime.date, int, float)):
        return value
    if isinstance(value, SafeData):
        # A column that draws markup gives its words.
        return safe_cell(" ".join(html.unescape(strip_tags(str(value))).split()))
    return safe_cell(str(value))


def workbook(rows: Iterable[Sequence[object]], title: str) -> bytes:
    """An XLSX file: a frozen head, widths that follow the text, dates and numbers kept as such.

    Rows go to a temporary file as they come, so that many of them do not fill the memory.
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet("".join(char for char in title if char not in "[]:*?/\\'")[:31] or "1")
    head = book.add_format({"bold": True, "bg_color": "#E5EBE4", "bottom": 2, "text_wrap": True, "valign": "top"})
    body = book.add_format({"valign": "top", "text_wrap": True})
    day = book.add_format({"valign": "top", "num_format": "dd.mm.yyyy"})
    moment = book.add_format({"valign": "top", "num_format": "dd.mm.yyyy hh:mm"})
    widths: list[int] = []
    last = 0
    for number, row in enumerate(rows):
        last = number
        for column, raw in enumerate(row):
            value = _plain(raw)
            if column >= len(widths):
                widths.append(8)
            if isinstance(value, datetime.datetime):
                sheet.write_datetime(number, column, value, moment)
                widths[column] = max(widths[column], 16)
            elif isinstance(value, datetime.date):
                sheet.write_datetime(number, column, datetime.datetime.combine(value, datetime.time()), day)
                widths[column] = max(widths[column], 11)
            elif isinstance(value, (int, float)) and not isinstance(value, bool):
                sheet.write_number(number, column, value, body)
            else:
                text = str(value)
                sheet.write_string(number, column, text, head if number == 0 else body)
                widths[column] = max(widths[column], min(60, max(map(len, text.split("\n"))) + 2))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 1)
    if widths and last:
        sheet.autofilter(0, 0, last, len(widths) - 1)
    book.close()
    return buffer.getvalue()


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_lines(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Lines with a byte order mark, so that Excel reads Cyrillic; parted by the sign its locale expects."""
    delimiter = "," if (get_language() or "en").startswith("en") else ";"
    writer = csv.writer(_Echo(), delimiter=delimiter)
    yield "\ufeff"
    for row in rows:
        cells = [_plain(value) for value in row]
        yield writer.writerow(
            [value.isoformat(" ") if isinstance(value, datetime.datetime) else value for value in cells]
        )
