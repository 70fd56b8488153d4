"""When the next report is due, and to whom."""

from __future__ import annotations

from datetime import date

from .calendar import WeekCalendar, add_period, days_of_year
from .matters import chain_of, parties_of
from .resolver import Rulebook, Scope
from .values import Period, Unit
from .verdicts import Citation, Verdict

_RECEIVING = {"approval", "acknowledgement", "consent", "vote", "order"}


def due_days(day: str, further: tuple[str, ...], period: Period, year: int) -> list[date]:
    """Return the days of a year on which a report is due: the named day, further days, and every period after it."""
    days = days_of_year([year], [day, *further])
    if period.unit in {Unit.MONTH, Unit.YEAR} and period.count:
        months = period.count * (12 if period.unit is Unit.YEAR else 1)
        first = days_of_year([year], [day])[0]
        weeks = WeekCalendar()
        for turn in range(1, -(-12 // months)):
            days.append(add_period(first, Period(turn * months, Unit.MONTH), weeks))
    return sorted(set(days))


def report_due(rulebook: Rulebook, matter: str = "report", *, on: date) -> Verdict:
    """Say on which day the next report of a matter is due, counted from a day, and who receives it.

    Code: `report.due`. Facts: `due`, `period`, `by`, `addressees` (parties of the steps that receive the report).

    Raises:
        KeyError: Neither the charter nor the defaults know the matter.
    """
    chain = chain_of(rulebook.charter, matter, rulebook=rulebook, on=on)
    scope = Scope(matter=chain.id)
    day, further, period = (
        rulebook.ask(f"report.{name}", on=on, scope=scope) for name in ("due_day", "further_days", "period")
    )
    near = [d for year in (on.year - 1, on.year, on.year + 1)
            for d in due_days(day.value, further.value, period.value, year)]  # fmt: skip
    receiving = [s for s in chain.steps if s.kind in _RECEIVING]
    facts = {
        "matter": chain.id,
        "due": min(d for d in near if d >= on),
        "period": str(period.value),
        "by": list(parties_of(chain.steps[0])),
        "addressees": list(dict.fromkeys(p for s in receiving for p in parties_of(s))),
    }
    rules = (day, further, period)
    steps = [c for s in receiving if (c := Citation.of(s))]
    cited = dict.fromkeys([*(c for rule in (day, period) if (c := Citation.of(rule))), *steps])
    return Verdict(True, "report.due", tuple(cited), facts, rules)
