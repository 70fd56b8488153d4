"""Arithmetic of rules, for any numbers: exact thresholds, bases that shrink, days that only move forward."""

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from eduklaster.charter.calendar import WeekCalendar, add_period, subtract_period
from eduklaster.charter.lifetime import term_ends
from eduklaster.charter.money import surplus
from eduklaster.charter.notice import leaving_day
from eduklaster.charter.reporting import due_days, report_due
from eduklaster.charter.seats import electorate
from eduklaster.charter.values import Period, Threshold, Unit
from eduklaster.charter.voting import Ballots, Roll, Tally, count, quorum

from .build import DAY, rulebook, shape

WEEK = WeekCalendar()
unhurried = settings(deadline=None, max_examples=40)  # the machine that runs the tests may be busy
SILENT = rulebook()
HALF, TWO_THIRDS = shape("quorum.threshold: at least 1/2"), shape("voting.threshold: at least 2/3")
PROXIES = shape("voting.delegation: proxy\nvoting.proxy_cap: 2")
CAPPED = shape("fees.surplus_cap: 1000")
WINDOWS = shape('leaving.notice: 1 month\nleaving.window: ["06-30", "12-31"]')
REPORTS = shape('report.due_day: "02-29"\nreport.period: 4 months')
ACTIVE = shape("electorate.active_within: 12 months")

heads = st.integers(min_value=0, max_value=500)
days = st.dates(min_value=date(2020, 1, 1), max_value=date(2040, 12, 31))
periods = st.builds(Period, st.integers(min_value=0, max_value=60), st.sampled_from(Unit))
shares = st.integers(1, 20).flatmap(lambda d: st.builds(Fraction, st.integers(1, d), st.just(d)))


@unhurried
@given(share=shares, base=heads, word=st.sampled_from(["more than", "at least"]))
def test_what_is_needed_is_the_least_whole_number_that_reaches_a_threshold(share, base, word):
    if share == 1 and word == "more than":
        return
    threshold = Threshold.parse(f"{word} {share.numerator}/{share.denominator}")

    needed = threshold.needed(base)

    assert threshold.is_met(needed, base)
    assert needed == 0 or not threshold.is_met(needed - 1, base)


@unhurried
@given(seats=heads, vacant=heads, present=heads, suspended=heads)
def test_at_least_half_and_more_than_half_differ_only_on_the_exact_half(seats, vacant, present, suspended):
    vacant = min(vacant, seats)
    suspended = min(suspended, seats - vacant)
    roll = Roll(seats, present=min(present, seats - vacant - suspended), vacant=vacant, suspended=suspended)

    at_least, more = quorum(HALF, "council", roll, on=DAY), quorum(SILENT, "council", roll, on=DAY)

    base = seats - vacant - suspended
    assert at_least.facts["quorum_base"] == base
    assert at_least.allowed or not more.allowed
    assert (at_least.allowed != more.allowed) == (2 * roll.present == base and roll.present > 0)


@unhurried
@given(for_=heads, against=heads, abstain=heads)
def test_a_carried_motion_stays_carried_when_one_more_votes_for_it(for_, against, abstain):
    cast = for_ + against + abstain

    def outcome(more: int) -> bool:
        roll = Roll(cast + 1, present=cast + more)
        return count(TWO_THIRDS, "council", roll, Tally(votes=Ballots(for_ + more, against, abstain)), on=DAY).allowed

    assert outcome(0) == (cast > 0 and for_ > 0 and 3 * for_ >= 2 * cast and 2 * cast > cast + 1)
    if outcome(0):
        assert outcome(1)


@unhurried
@given(present=st.integers(1, 50), brought=st.lists(st.integers(0, 5), max_size=20))
def test_no_member_brings_more_proxies_than_the_cap(present, brought):
    brought = brought[:present]
    roll = Roll(200, present=present, represented=sum(brought))

    code = count(PROXIES, "council", roll, Tally(votes=Ballots(1), proxies=tuple(brought)), on=DAY).code

    assert (code == "vote.refused.proxy_cap") == (max([0, *brought]) > 2)


@unhurried
@given(day=days, period=periods)
def test_a_period_never_ends_before_it_began_and_can_be_read_backwards(day, period):
    end = add_period(day, period, WEEK)

    assert end >= day
    assert subtract_period(end, period, WEEK) <= end
    if period.unit in {Unit.DAY, Unit.CLEAR_DAY}:
        assert subtract_period(end, period, WEEK) == day


@unhurried
@given(day=days, count_=st.integers(1, 30))
def test_clear_days_leave_out_one_day_more_than_days(day, count_):
    for unit, clear in ((Unit.DAY, Unit.CLEAR_DAY), (Unit.WORKING_DAY, Unit.CLEAR_WORKING_DAY)):
        plain = add_period(day, Period(count_, unit), WEEK)
        assert add_period(day, Period(count_, clear), WEEK) == plain + timedelta(days=1)


@unhurried
@given(amount=st.integers(0, 10**7))
def test_a_surplus_and_its_excess_add_up(amount):
    verdict = surplus(CAPPED, amount, on=DAY)

    assert verdict.allowed == (amount <= 1000)
    assert min(amount, 1000) + verdict.facts["excess"] == amount


@unhurried
@given(notice=days)
def test_leaving_takes_effect_on_the_first_window_after_the_notice(notice):
    effective = leaving_day(WINDOWS, notice=notice, on=notice, calendar=WEEK).facts["effective"]

    assert (effective.month, effective.day) in {(6, 30), (12, 31)}
    assert add_period(notice, Period(1, Unit.MONTH), WEEK) <= effective <= notice + timedelta(days=215)


@unhurried
@given(on=days)
def test_the_next_report_is_near_and_never_in_the_past(on):
    due = report_due(REPORTS, "report", on=on).facts["due"]

    assert on <= due <= on + timedelta(days=124)
    assert due in {d for year in (due.year - 1, due.year) for d in due_days("02-29", (), Period(4, Unit.MONTH), year)}


@unhurried
@given(on=days, active=st.lists(days, max_size=5))
def test_an_electorate_never_counts_activity_to_come(on, active):
    entitled = electorate(ACTIVE, [("m", active)], on=on, calendar=WEEK).facts["entitled"]

    since = subtract_period(on, Period(12, Unit.MONTH), WEEK)
    assert bool(entitled) == any(since <= day <= on for day in active)


@unhurried
@given(on=days, months=st.integers(1, 36))
def test_a_term_that_extends_itself_is_never_over(on, months):
    term = f"term: {{kind: until, until: 2022-06-30, renews_for: {months} months}}"
    ends = term_ends(rulebook(f"identity: {{{term}}}").charter, on, WEEK)

    assert ends is not None
    assert ends >= min(on, date(2022, 6, 30))
