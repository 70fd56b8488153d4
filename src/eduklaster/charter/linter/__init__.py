"""Reads a charter critically: silences, gaps, odd names, expired law, contradictions, dead steps, unserved clauses.

Everything is found from structure and from the day asked about. What only a person can see stands in the charter
itself, under `findings`, and joins the list. Codes and words: `words.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from .. import messages
from ..loader import Loaded
from ..resolver import Override
from ..values import LANGUAGES, LocalizedText
from .contradictions import contradictions
from .coverage import Coverage, Covered, coverage
from .disagreements import disagreements
from .findings import Checks, Found, LintFinding, codes, finding_of, words, written_by_hand
from .law import law
from .names import names
from .numbering import numbering
from .silences import silences
from .steps import chain_checks
from .view import View

__all__ = ["Coverage", "Covered", "LintFinding", "codes", "coverage", "lint", "words"]

_WEIGHT = {"error": 0, "warning": 1, "notice": 2}


def lint(loaded: Loaded, *, on: date, overrides: Sequence[Override] = ()) -> list[LintFinding]:
    """Return what there is to say about a charter on a day: errors first, then in the order of the codes.

    `overrides` are what a cluster has set by acts: a silence that an act fills is told as filled, with the act.
    """
    view = View(loaded, on, tuple(overrides))
    found = [finding_of(loaded, item) for item in _checked(view)]
    found += written_by_hand(loaded, loaded.charter)
    return sorted(found, key=lambda f: (_WEIGHT[f.severity], f.code))


def _checked(view: View) -> Iterator[Found]:
    for check in (silences, numbering, names, law, contradictions, disagreements, chain_checks, _served):
        yield from check(view)


def _served(view: View) -> Checks:
    table = coverage(view.loaded)
    for row in table.uncovered:
        yield Found("L-701", ("clauses",), (row.clause,), facts={"clause": row.clause, "gist": row.gist})
    rooms: dict[str, list[str]] = {}
    for planned in view.charter.planned:
        rooms.setdefault(planned.room, []).append(planned.clause)
    for room, clauses in rooms.items():
        named = LocalizedText(**{language: messages.room_words(room, language) for language in LANGUAGES})
        yield Found("L-702", ("planned",), tuple(clauses), facts={"room": named, "clauses": clauses})
