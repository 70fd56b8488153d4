"""Law and days: bases that have ended or will soon, terms, values that ran out."""

from __future__ import annotations

from datetime import date

from ..keys import KEYS
from ..lifetime import standing, term_ends
from ..resolver import rules_of
from .findings import Checks, Found
from .view import View

_WARN_MONTHS = 6


def _months_later(day: date, months: int) -> date:
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    for last in range(day.day, 0, -1):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    raise AssertionError("every month has a first day")


def law(view: View) -> Checks:
    """Yield what time has done, or soon will do, to the charter."""
    horizon = _months_later(view.on, _WARN_MONTHS)
    identity = view.charter.identity
    is_open_ended = identity.term.kind != "until"
    for index, basis in enumerate(view.charter.legal_bases):
        where, facts = ("legal_bases", index), {"title": basis.title, "day": basis.valid_to}
        if basis.valid_to is None:
            if basis.level != "constitution" and not (basis.number and basis.on):
                yield Found("L-403", where, (basis.clause,), facts=facts)
        elif basis.valid_to < view.on:
            yield Found("L-401", where, (basis.clause,), facts=facts)
        else:
            if basis.valid_to <= horizon:
                yield Found("L-402", where, (basis.clause,), facts=facts)
            if is_open_ended:
                yield Found("L-405", where, (basis.clause, identity.term.clause), facts=facts)
    ends = term_ends(view.charter, view.on)
    if ends and ends <= horizon:
        yield Found("L-404", ("identity", "term"), (identity.term.clause,), facts={"day": ends})
    alive = standing(view.rulebook, on=view.on)
    lapses = alive.facts["lapses"]
    if lapses and lapses <= horizon:
        clauses = tuple(c.ref for c in alive.citations if c.kind == "clause")
        yield Found("L-407", ("rules", "charter.sunset"), clauses, facts={"day": lapses})
    yield from _ended_values(view)


def _ended_values(view: View) -> Checks:
    told: set[str] = set()
    for candidate in rules_of(view.charter):
        until = candidate.rule.until
        if until is None or until >= view.on or candidate.key in told or view.says(candidate.key, candidate.scope):
            continue
        told.add(candidate.key)
        facts = {"key": candidate.key, "day": until}
        yield Found("L-406", ("rules", candidate.key), (candidate.rule.clause,), (KEYS[candidate.key].code,), facts)
