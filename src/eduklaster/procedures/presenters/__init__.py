"""A case as a page shows it: its chain as a picture, who is waited for, what was refused, in words and clause marks."""

from .cases import CasePage, case_page
from .queue import adopted_records, queue_for, queue_item
from .words import case_state, citation_note, language, refusal_shown, verdict_of

__all__ = [
    "CasePage",
    "adopted_records",
    "case_page",
    "case_state",
    "citation_note",
    "language",
    "queue_for",
    "queue_item",
    "refusal_shown",
    "verdict_of",
]
