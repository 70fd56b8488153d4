"""Lays two charters, or two versions of one, side by side: organ by organ, matter by matter, rule by rule.

What means the same is paired: main organ with main organ, the office that approves with the office that approves, a
matter with the matter of its kind. Two versions of one charter (same `identity.code`) are also compared clause by
clause.
"""

from __future__ import annotations

from datetime import date

from ..loader import Loaded
from ..resolver import Rulebook
from ..schema import Charter
from .pairing import Pairing
from .table import Cell, Comparison, Entry, Row, Side, Status, redline, redline_runs

__all__ = ["Cell", "Comparison", "Entry", "Row", "Side", "Status", "compare", "redline", "redline_runs"]


def compare(a: Charter | Loaded | Rulebook, b: Charter | Loaded | Rulebook, *, on: date | None = None) -> Comparison:
    """Return two charters, or two versions of one, side by side on a day.

    Args:
        a: The first charter; a `Rulebook` brings the acts of its cluster along.
        b: The second charter.
        on: The day for which the rules are asked; absent: the first day on which both are in force.
    """
    first, second = _rulebook(a), _rulebook(b)
    day = on or max(first.charter.identity.effective_from, second.charter.identity.effective_from)
    return Comparison(first.charter, second.charter, day, tuple(Pairing(first, second, day).entries()))


def _rulebook(given: Charter | Loaded | Rulebook) -> Rulebook:
    if isinstance(given, Rulebook):
        return given
    return Rulebook(given.charter if isinstance(given, Loaded) else given)
