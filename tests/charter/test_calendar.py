"""Days that count."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduklaster.charter.calendar import (
    WeekCalendar,
    add_period,
    country_calendar,
    days_of_year,
    next_working_day,
    subtract_period,
)
from eduklaster.charter.values import Period, Unit

WEEK = WeekCalendar()
RUSSIA = country_calendar("RU")


@pytest.mark.parametrize(
    ("start", "period", "end"),
    [
        pytest.param("2026-03-02", "immediately", "2026-03-02", id="at once"),
        pytest.param("2026-03-02", "10 days", "2026-03-12", id="calendar days: the first does not count"),
        pytest.param("2026-03-02", "3 clear days", "2026-03-06", id="clear days: neither first nor last counts"),
        pytest.param("2026-03-06", "1 working day", "2026-03-09", id="a working day over a weekend"),
        pytest.param("2026-03-02", "5 working days", "2026-03-09", id="a week of working days"),
        pytest.param("2026-03-02", "10 clear working days", "2026-03-17", id="clear working days"),
        pytest.param("2026-01-31", "1 month", "2026-02-28", id="the end of a shorter month"),
        pytest.param("2028-01-31", "1 month", "2028-02-29", id="the end of a leap February"),
        pytest.param("2024-02-29", "1 year", "2025-02-28", id="a year from a leap day"),
        pytest.param("2026-11-30", "3 months", "2027-02-28", id="months over the year’s end"),
    ],
)
def test_periods(start, period, end):
    assert add_period(date.fromisoformat(start), Period.parse(period), WEEK) == date.fromisoformat(end)


def test_holidays_of_the_country_are_not_worked():
    assert add_period(date(2026, 3, 6), Period.parse("1 working day"), RUSSIA) == date(2026, 3, 10)


def test_extra_days_given_as_data_win():
    friday, saturday, monday = date(2026, 4, 3), date(2026, 4, 4), date(2026, 4, 6)
    calendar = country_calendar("UA", holidays=[monday], working_days=[saturday])

    assert calendar.is_working_day(saturday)
    assert not calendar.is_working_day(monday)
    assert add_period(friday, Period.parse("2 working days"), calendar) == date(2026, 4, 7)
    assert next_working_day(monday, calendar) == date(2026, 4, 7)


def test_a_country_that_nobody_knows_has_monday_to_friday():
    calendar = country_calendar("XX")

    assert [calendar.is_working_day(date(2026, 3, d)) for d in (6, 7, 8, 9)] == [True, False, False, True]


def test_days_of_the_year_are_clamped_and_ordered():
    assert days_of_year([2026, 2025], ["12-31", "02-29"]) == [
        date(2025, 2, 28), date(2025, 12, 31), date(2026, 2, 28), date(2026, 12, 31),
    ]  # fmt: skip


@given(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.integers(0, 40),
    st.sampled_from(["day", "clear day", "working day", "clear working day", "month", "year"]),
)
def test_a_longer_period_never_ends_earlier(start, count, unit):
    shorter, longer = Period(count, Unit(unit)), Period(count + 1, Unit(unit))

    assert start <= add_period(start, shorter, WEEK) <= add_period(start, longer, WEEK)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 30))
def test_clear_days_leave_exactly_that_many_days_between(start, count):
    end = add_period(start, Period(count, Unit.CLEAR_DAY), WEEK)

    assert (end - start).days - 1 == count
    worked = add_period(start, Period(count, Unit.CLEAR_WORKING_DAY), WEEK)
    between = [start + timedelta(days=n) for n in range(1, (worked - start).days)]
    assert sum(WEEK.is_working_day(day) for day in between) == count


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 30), st.sampled_from(list(Unit)))
def test_reading_a_period_backwards_never_shortens_it(end, count, unit):
    period = Period(count, unit)

    assert add_period(subtract_period(end, period, WEEK), period, WEEK) <= end + timedelta(days=3)
