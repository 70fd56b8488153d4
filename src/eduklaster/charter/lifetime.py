"""How long a charter and its cluster last: the term, its extension, the sunset date and the review."""

from __future__ import annotations

from datetime import date
from typing import Any

from .calendar import WorkingCalendar, add_period, country_calendar
from .resolver import Rulebook
from .schema import Charter
from .values import Period
from .verdicts import Citation, Verdict


def term_ends(charter: Charter, on: date, calendar: WorkingCalendar | None = None) -> date | None:
    """Return the last day of the cluster's term as it runs on a day, extensions counted; None for no end."""
    term = charter.identity.term
    if term.kind != "until":
        return None
    days = calendar or country_calendar(charter.identity.calendar)
    start = (charter.identity.approval.on if charter.identity.approval else None) or charter.identity.effective_from
    ends = term.until or (add_period(start, term.lasts, days) if term.lasts else None)
    if ends is None or not term.renews_for or not term.renews_for.count:
        return ends
    first, turn = ends, 0
    while ends < on:
        turn += 1
        ends = add_period(first, Period(turn * term.renews_for.count, term.renews_for.unit), days)
    return ends


def standing(
    rulebook: Rulebook,
    *,
    on: date,
    approved_on: date | None = None,
    reviewed_on: date | None = None,
    calendar: WorkingCalendar | None = None,
) -> Verdict:
    """Say whether the cluster and its charter are alive on a day.

    `approved_on` is the day on which the charter was last approved, by default that of its act or its first day;
    `reviewed_on` the day of the last review.

    Codes: `standing.in_force`, `standing.review_due`, `standing.lapsed` (the sunset day has come and nobody approved the
    charter anew), `standing.ended` (the cluster's term is over). Facts: `ends` (last day of the term), `lapses` (first
    day without a charter), `review` (day by which to review); None where there is none.
    """
    charter = rulebook.charter
    identity = charter.identity
    days = calendar or country_calendar(identity.calendar)
    approved = approved_on or (identity.approval.on if identity.approval else None) or identity.effective_from
    term, sunset, review = (rulebook.ask(k, on=on) for k in ("cluster.term", "charter.sunset", "charter.review"))
    values = (term, sunset, review)
    ends = term_ends(charter, on, days)
    lapses = add_period(approved, sunset.value, days) if sunset.value.count else None
    seen = max(reviewed_on or approved, approved)
    reread = add_period(seen, review.value, days) if review.value.count else None
    facts: dict[str, Any] = {"ends": ends, "lapses": lapses, "review": reread, "approved": approved}

    def answer(allowed: bool, code: str, *sources: Any) -> Verdict:
        cited = dict.fromkeys(c for s in sources if (c := Citation.of(s)))
        return Verdict(allowed, code, tuple(cited), facts, values)

    if ends is not None and on > ends:
        return answer(False, "standing.ended", identity.term if identity.term.clause else term)
    if lapses is not None and on >= lapses:
        return answer(False, "standing.lapsed", sunset)
    if reread is not None and on >= reread:
        return answer(True, "standing.review_due", review)
    return answer(True, "standing.in_force", sunset if lapses else term, review)
