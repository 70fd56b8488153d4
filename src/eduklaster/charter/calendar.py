"""Days that count: working days of a country, periods added to a day, clear days."""

from __future__ import annotations

import calendar as _months
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any, Protocol

from .values import Period, Unit

_DAY = timedelta(days=1)


class WorkingCalendar(Protocol):
    """Whatever knows which days are worked."""

    def is_working_day(self, day: date) -> bool:
        """Say whether `day` is worked."""
        ...


@dataclass(frozen=True)
class CountryCalendar:
    """Working days of a country (ISO 3166), with dated corrections given as data.

    `extra_holidays` and `extra_working_days` win over the country's own rules: a decree that moves a day off is entered
    there, no release of the platform is needed. A country that the library does not know has Monday to Friday.
    """

    country: str
    extra_holidays: frozenset[date] = field(default_factory=frozenset)
    extra_working_days: frozenset[date] = field(default_factory=frozenset)

    def is_working_day(self, day: date) -> bool:
        """Say whether `day` is worked in the country."""
        if day in self.extra_working_days:
            return True
        if day in self.extra_holidays:
            return False
        return _is_worked(self.country, day)


class WeekCalendar:
    """Monday to Friday, no holidays."""

    def is_working_day(self, day: date) -> bool:
        """Say whether `day` is no Saturday and no Sunday."""
        return day.weekday() < 5


@cache
def _country(code: str) -> Any:
    import holidays  # slow to import, needed only when working days are counted

    try:
        return holidays.country_holidays(code)
    except NotImplementedError:
        return None


@cache
def _is_worked(code: str, day: date) -> bool:
    country = _country(code)
    return day.weekday() < 5 if country is None else bool(country.is_working_day(day))


def country_calendar(code: str, *, holidays: Iterable[date] = (), working_days: Iterable[date] = ()) -> CountryCalendar:
    """Return the calendar of a country with dated extra holidays and extra working days."""
    return CountryCalendar(code, frozenset(holidays), frozenset(working_days))


def next_working_day(day: date, calendar: WorkingCalendar) -> date:
    """Return `day` if it is worked, else the first worked day after it."""
    while not calendar.is_working_day(day):
        day += _DAY
    return day


def _working_days_on(day: date, count: int, calendar: WorkingCalendar) -> date:
    step = _DAY if count >= 0 else -_DAY
    for _ in range(abs(count)):
        day += step
        while not calendar.is_working_day(day):
            day += step
    return day


def _months_on(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, _months.monthrange(year, month + 1)[1]))


def add_period(day: date, period: Period, calendar: WorkingCalendar) -> date:
    """Return the day on which `period`, counted from `day`, is over.

    The first day never counts. Of clear days the last does not count either: 3 clear days from the 1st end on the 5th.
    Months and years keep the day of the month, or take the last one there is (31 January and a month: 28 February).
    """
    match period.unit:
        case Unit.DAY:
            return day + period.count * _DAY
        case Unit.CLEAR_DAY:
            return day + (period.count + 1) * _DAY if period.count else day
        case Unit.WORKING_DAY:
            return _working_days_on(day, period.count, calendar)
        case Unit.CLEAR_WORKING_DAY:
            return _working_days_on(day, period.count, calendar) + _DAY if period.count else day
        case Unit.MONTH:
            return _months_on(day, period.count)
        case Unit.YEAR:
            return _months_on(day, 12 * period.count)


def subtract_period(day: date, period: Period, calendar: WorkingCalendar) -> date:
    """Return the latest day from which `period` is over by `day`: `add_period` read backwards."""
    match period.unit:
        case Unit.DAY:
            return day - period.count * _DAY
        case Unit.CLEAR_DAY:
            return day - (period.count + 1) * _DAY if period.count else day
        case Unit.WORKING_DAY:
            return _working_days_on(day, -period.count, calendar)
        case Unit.CLEAR_WORKING_DAY:
            return _working_days_on(day, -period.count, calendar) - _DAY if period.count else day
        case Unit.MONTH:
            return _months_on(day, -period.count)
        case Unit.YEAR:
            return _months_on(day, -12 * period.count)


def days_of_year(years: Iterable[int], days: Iterable[str]) -> list[date]:
    """Return the named days (`06-30`) of the years, in order; 29 February falls on the 28th in a common year."""
    listed = list(days)
    found = set()
    for year in years:
        for day in listed:
            month, number = int(day[:2]), int(day[3:])
            found.add(date(year, month, min(number, _months.monthrange(year, month)[1])))
    return sorted(found)
