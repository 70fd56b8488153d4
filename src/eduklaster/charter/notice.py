"""Days that a charter sets: notice of a session, the day a participant leaves."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from .calendar import WorkingCalendar, add_period, country_calendar, days_of_year
from .resolver import EVERYWHERE, Resolved, Rulebook, Scope
from .values import Period, Threshold
from .verdicts import Citation, Verdict


def _sources(*rules: Resolved) -> tuple[Citation, ...]:
    return tuple(dict.fromkeys(c for rule in rules if (c := Citation.of(rule))))


def _calendar(rulebook: Rulebook, calendar: WorkingCalendar | None) -> WorkingCalendar:
    return calendar or country_calendar(rulebook.charter.identity.calendar)


def earliest_session(
    rulebook: Rulebook,
    organ: str | None,
    sent: date,
    *,
    on: date,
    urgent: bool = False,
    calendar: WorkingCalendar | None = None,
) -> tuple[date, Resolved]:
    """Return the first day on which a session announced on `sent` may be held, and the rule that says so."""
    rule = rulebook.ask("notice.urgent" if urgent else "notice.ordinary", on=on, scope=Scope(organ=organ))
    return add_period(sent, rule.value, _calendar(rulebook, calendar)), rule


def session_notice(
    rulebook: Rulebook,
    organ: str | None,
    *,
    sent: date | None,
    session: date,
    on: date,
    urgent: bool = False,
    calendar: WorkingCalendar | None = None,
) -> Verdict:
    """Say whether the notice of a session was given in time; `sent` is None where none was given at all.

    Codes: `notice.in_time`, `notice.late`, `notice.missing`. Facts: `sent`, `session`, `earliest` (days), `period`, `urgent`.
    """
    if sent is None:
        _day, rule = earliest_session(rulebook, organ, session, on=on, urgent=urgent, calendar=calendar)
        given = {"session": session, "period": str(rule.value), "urgent": urgent}
        return Verdict(False, "notice.missing", _sources(rule), given, (rule,))
    earliest, rule = earliest_session(rulebook, organ, sent, on=on, urgent=urgent, calendar=calendar)
    in_time = session >= earliest
    facts = {"sent": sent, "session": session, "earliest": earliest, "period": str(rule.value), "urgent": urgent}
    return Verdict(in_time, "notice.in_time" if in_time else "notice.late", _sources(rule), facts, (rule,))


def agenda_extension(
    rulebook: Rulebook,
    organ: str | None,
    *,
    on: date,
    for_: int = 0,
    present: int = 0,
    scope: Scope = EVERYWHERE,
) -> Verdict:
    """Say whether a session may take up what its notice did not name.

    Codes: `agenda.extended`, `agenda.not_extended` (too few votes of those present), `agenda.locked`. Facts: `for_`,
    `present`, `needed`.
    """
    scope = replace(scope, organ=scope.organ or organ)
    manner = rulebook.ask("agenda.extension", on=on, scope=scope)
    if manner.value != "by_vote":
        allowed = manner.value == "free"
        return Verdict(allowed, "agenda.extended" if allowed else "agenda.locked", _sources(manner), {}, (manner,))
    rule = rulebook.ask("agenda.extension_threshold", on=on, scope=scope)
    threshold: Threshold = rule.value
    carried = for_ > 0 and threshold.is_met(for_, present)
    facts = {"for_": for_, "present": present, "needed": threshold.needed(present), "threshold": str(threshold)}
    code = "agenda.extended" if carried else "agenda.not_extended"
    return Verdict(carried, code, _sources(rule, manner), facts, (rule, manner))


def leaving_day(
    rulebook: Rulebook,
    *,
    notice: date,
    on: date,
    documents: Collection[str] = (),
    scope: Scope = EVERYWHERE,
    calendar: WorkingCalendar | None = None,
) -> Verdict:
    """Say from which day a notice of leaving takes effect.

    Codes: `leaving.allowed` (facts `effective`, `liability`, `liable_until`), `leaving.document_missing` (facts `missing`),
    `leaving.approval_needed` where the charter makes leaving depend on a decision (facts `effective` all the same).
    """
    asked = {
        key: rulebook.ask(f"leaving.{key}", on=on, scope=scope)
        for key in ("approval", "documents", "notice", "window", "liability", "liability_period")
    }
    values = tuple(asked.values())
    absent = [name for name in asked["documents"].value if name not in documents]
    if absent:
        return Verdict(
            False,
            "leaving.document_missing",
            _sources(asked["documents"]),
            {"missing": absent, "notice": notice},
            values,
        )
    period: Period = asked["notice"].value
    effective = add_period(notice, period, _calendar(rulebook, calendar))
    decisive = asked["notice"]
    if window := asked["window"].value:
        effective = next(
            day for day in days_of_year(range(effective.year, effective.year + 3), window) if day >= effective
        )
        decisive = asked["window"]
    facts: dict[str, Any] = {
        "notice": notice,
        "effective": effective,
        "period": str(period),
        "liability": asked["liability"].value,
        "liable_until": _liable_until(asked, effective, _calendar(rulebook, calendar)),
    }
    if asked["approval"].value:
        return Verdict(False, "leaving.approval_needed", _sources(asked["approval"], decisive), facts, values)
    return Verdict(True, "leaving.allowed", _sources(decisive, asked["approval"]), facts, values)


def _liable_until(asked: Mapping[str, Resolved], effective: date, calendar: WorkingCalendar) -> date | None:
    """Return the last day of liability after leaving; None where the member's own agreements say it."""
    period: Period = asked["liability_period"].value
    if period.count:
        return add_period(effective, period, calendar)
    match asked["liability"].value:
        case "until_year_end":
            return date(effective.year, 12, 31)
        case "none":
            return effective
        case _:
            return None
