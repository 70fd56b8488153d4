"""Organisations from a spreadsheet: read, checked row by row, previewed, applied whole or not at all."""

from .batches import (
    ImportSummary,
    batch_apply,
    batch_choose,
    batch_discard,
    batch_refresh,
    batch_upload,
    summary_of,
)
from .columns import problem_words
from .headers import COLUMNS
from .reading import MAX_BYTES, MAX_ROWS
from .sheets import faulty_workbook, template_workbook

__all__ = [
    "COLUMNS",
    "MAX_BYTES",
    "MAX_ROWS",
    "ImportSummary",
    "batch_apply",
    "batch_choose",
    "batch_discard",
    "batch_refresh",
    "batch_upload",
    "faulty_workbook",
    "problem_words",
    "summary_of",
    "template_workbook",
]
