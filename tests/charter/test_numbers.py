"""Facts as exact numbers, target groups by ranges, and the indicators that the platform proposes."""

from fractions import Fraction

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from eduklaster.charter.eligibility import group_verdict
from eduklaster.charter.facts import exact_number, fact_matches
from eduklaster.charter.indicators import indicators_of
from eduklaster.charter.resolver import Override
from eduklaster.charter.schema import Range

from .build import DAY, rulebook

WORDS = {"uk": "Молоді", "ru": "Молодые", "en": "Young"}


@pytest.mark.parametrize(
    ("value", "number"),
    [(3, 3), ("3", 3), ("2.5", Fraction(5, 2)), ("5/2", Fraction(5, 2)), (2.5, Fraction(5, 2)), (True, None),
     (None, None), ("many", None), ("1/0", None)],
)  # fmt: skip
def test_a_fact_is_read_as_an_exact_number_or_not_at_all(value, number):
    assert exact_number(value) == number


@given(st.integers(-50, 50), st.integers(0, 50), st.fractions(-60, 60))
def test_a_range_holds_exactly_what_lies_between_its_limits(low, width, number):
    high = low + width

    assert fact_matches(number, Range(at_least=low, at_most=high)) is (low <= number <= high)
    assert fact_matches(number, Range(less_than=low)) is not fact_matches(number, Range(at_least=low))
    assert fact_matches(number, Range(more_than=low)) is not fact_matches(number, Range(at_most=low))


@pytest.mark.parametrize(
    "limits",
    [{}, {"at_least": 1, "more_than": 1}, {"at_least": 5, "at_most": 4}, {"more_than": 3, "less_than": 3},
     {"at_least": True}, {"at_least": 0.5}, {"most": 3}],
)  # fmt: skip
def test_a_range_that_says_nothing_or_cannot_be_met_is_a_mistake(limits):
    with pytest.raises(ValidationError):
        Range(**limits)


def test_a_range_may_be_one_number_and_zero_is_a_limit():
    assert fact_matches(0, Range(at_least=0, at_most=0))
    assert not fact_matches(1, Range(at_least=0, at_most=0))


@pytest.mark.parametrize(
    ("facts", "is_in", "failed"),
    [
        ({"years": 2, "town": True}, True, []),
        ({"years": 3, "town": True}, False, ["years"]),
        ({"town": True}, False, ["years"]),
        ({}, False, ["years", "town"]),
    ],
)
def test_a_target_group_takes_whom_its_limits_fit_and_names_its_clause(facts, is_in, failed):
    group = {"id": "young", "label": WORDS, "clause": "4.3", "facts": {"years": {"less_than": 3}, "town": True}}
    charter = rulebook(yaml.safe_dump({"participants": {"target_groups": [group]}}, allow_unicode=True)).charter

    verdict = group_verdict(charter, "young", facts)

    assert (verdict.allowed, sorted(verdict.facts["failed"])) == (is_in, sorted(failed))
    assert [c.ref for c in verdict.citations] == ["4.3"]


def test_an_unknown_group_is_named_with_those_there_are():
    with pytest.raises(KeyError, match="There is no target group «old»"):
        group_verdict(rulebook().charter, "old", {})


def test_without_indicators_the_platform_proposes_a_set_and_says_that_it_is_its_own():
    proposed = indicators_of(rulebook("indicators: []"), on=DAY)

    assert [i.id for i in proposed] == ["members", "events", "reach", "programmes", "satisfaction"]
    assert all(i.measure for i in proposed if i.nature == "informal")
    assert all(i.is_platform_set and i.default == "D-111" for i in proposed)


def test_an_act_chooses_indicators_and_the_text_wins_over_both():
    act = Override("indicators.set", ["events"], "Resolution 9", DAY)
    own = [{"id": "own", "label": WORDS, "clause": "4.3"}]

    chosen = indicators_of(rulebook("indicators: []", act), on=DAY)
    written = indicators_of(rulebook(yaml.safe_dump({"indicators": own}, allow_unicode=True), act), on=DAY)

    assert [(i.id, i.act, i.is_platform_set) for i in chosen] == [("events", "Resolution 9", False)]
    assert [(i.id, i.is_platform_set) for i in written] == [("own", False)]
