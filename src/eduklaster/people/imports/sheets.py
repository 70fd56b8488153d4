"""Workbooks that we hand out: the template with its drop-down lists, and faulty rows with what is wrong beside them."""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from ..models import ImportBatch
from .columns import problem_words
from .headers import CHOICE_CLASSES, COLUMNS
from .reading import MAX_ROWS


def template_workbook() -> bytes:
    """Return an empty list in the reader's language: named columns, text cells, drop-down lists, one example."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_urls": False})
    _list_sheet(book, _("Organisations"), [], [])
    help_sheet = book.add_worksheet(_("Example")[:31])
    head = book.add_format({"bold": True, "bg_color": "#E5EBE4"})
    for row, column in enumerate(COLUMNS):
        help_sheet.write_string(row, 0, str(column.title), head)
        help_sheet.write_string(row, 1, column.example)
        if column.field in CHOICE_CLASSES:
            help_sheet.write_string(row, 2, ", ".join(str(label) for label in CHOICE_CLASSES[column.field].labels))
    help_sheet.set_column(0, 0, 28)
    help_sheet.set_column(1, 1, 36)
    help_sheet.set_column(2, 2, 90)
    book.close()
    return buffer.getvalue()


def faulty_workbook(batch: ImportBatch) -> bytes:
    """Return the faulty rows of a preview, ready to be corrected and sent again; mistakes stand in the last column."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False})
    rows = [row for row in batch.rows if row["state"] == "error"]
    _list_sheet(book, _("Organisations"), rows, [_("Row of the file"), _("What is wrong")])
    book.close()
    return buffer.getvalue()


def _list_sheet(book: Any, title: str, rows: list[dict[str, Any]], extra: list[str]) -> None:
    sheet = book.add_worksheet(title[:31])
    head = book.add_format({"bold": True, "bg_color": "#E5EBE4", "bottom": 2, "text_wrap": True, "valign": "top"})
    text = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
    wrong = book.add_format({"num_format": "@", "valign": "top", "bg_color": "#FBE3DD", "text_wrap": True})
    for index, column in enumerate(COLUMNS):
        sheet.write_string(
            0, index, f"{column.title} *" if column.field == "official_name" else str(column.title), head
        )
        sheet.set_column(index, index, 42 if column.field == "official_name" else 22, text)
        if column.field in CHOICE_CLASSES:
            labels = [str(label) for label in CHOICE_CLASSES[column.field].labels]
            validation: dict[str, Any] = {"validate": "list", "source": labels}
            if column.field == "levels":
                validation["error_type"] = "information"  # several levels may stand in one cell, parted by commas
            if sum(len(label) + 1 for label in labels) <= 255:  # Excel takes no longer list
                sheet.data_validation(1, index, MAX_ROWS, index, validation)
    for index, words in enumerate(extra, len(COLUMNS)):
        sheet.write_string(0, index, words, head)
        sheet.set_column(index, index, 60, text)
    for number, row in enumerate(rows, 1):
        faulty = {problem["field"] for problem in row["problems"]}
        for index, column in enumerate(COLUMNS):
            cell = row["cells"].get(column.field, "")  # a string cell of a workbook is never taken for a formula
            sheet.write_string(number, index, cell, wrong if column.field in faulty else text)
        sheet.write_string(number, len(COLUMNS), str(row["line"]), text)
        sheet.write_string(
            number, len(COLUMNS) + 1, " ".join(problem_words(problem) for problem in row["problems"]), text
        )
    sheet.freeze_panes(1, 1)
