"""Who is elected, computed from votes by candidate."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.charter.test_matters import DAY, rulebook

from eduklaster.charter.resolver import Override
from eduklaster.charter.voting import Ballots, Outcome, Roll, Tally, elect


def chosen(
    rule: str, votes: dict[int, int], *, present: int = 15, seats: int = 21, places: int = 1, in_round: int = 1,
    on: date = DAY,
) -> Outcome:  # fmt: skip
    book = rulebook("", Override("voting.election", rule, "Решение № 1", on))
    cast = max(sum(votes.values()), max(votes.values(), default=0))
    return elect(
        book, "council", Roll(seats=seats, present=present), Tally(method="open"),
        {number: Ballots(count, min(cast, present) - count) for number, count in votes.items()},
        places=places, in_round=in_round, on=on,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "in_round", "votes", "elected", "runoff"),
    [
        ("majority", 1, {1: 8, 2: 4, 3: 3}, (1,), ()),
        ("majority", 1, {1: 7, 2: 5, 3: 3}, (), (1, 2)),
        ("majority", 1, {1: 6, 2: 3, 3: 3, 4: 3}, (), (1, 2, 3, 4)),
        ("majority", 2, {1: 7, 2: 6}, (), ()),
        ("majority_then_plurality", 1, {1: 7, 2: 5, 3: 3}, (), (1, 2)),
        ("majority_then_plurality", 2, {1: 7, 2: 6}, (1,), ()),
        ("plurality", 1, {1: 5, 2: 4, 3: 3}, (1,), ()),
        ("plurality", 1, {1: 5, 2: 5, 3: 3}, (), (1, 2)),
        ("plurality", 1, {1: 0, 2: 0}, (), ()),
        ("majority", 1, {1: 5}, (), ()),
    ],
)
def test_the_rule_says_who_is_elected_and_who_goes_on(
    rule: str, in_round: int, votes: dict[int, int], elected: tuple[int, ...], runoff: tuple[int, ...]
) -> None:
    outcome = chosen(rule, votes, in_round=in_round)

    assert (outcome.elected, outcome.runoff) == (elected, runoff)
    assert outcome.verdict.allowed == bool(elected)
    assert outcome.verdict.citations


def test_without_a_quorum_nobody_is_elected() -> None:
    outcome = chosen("plurality", {1: 5, 2: 2}, present=7)

    assert (outcome.verdict.code, outcome.elected, outcome.runoff) == ("vote.no_quorum", (), ())


@given(
    st.sampled_from(["majority", "majority_then_plurality", "plurality"]),
    st.lists(st.integers(0, 5), min_size=1, max_size=3),
    st.integers(1, 3),
    st.integers(1, 2),
)
def test_never_more_are_elected_than_there_are_places_and_nobody_with_fewer_votes_than_one_left_out(
    rule: str, votes: list[int], places: int, in_round: int
) -> None:
    points = dict(enumerate(votes, 1))

    outcome = chosen(rule, points, places=min(places, len(points)), in_round=in_round)

    assert len(outcome.elected) <= places
    assert not set(outcome.elected) & set(outcome.runoff)
    left_out = set(points) - set(outcome.elected)
    assert all(points[a] >= points[b] for a in outcome.elected for b in left_out)
    assert rule == "plurality" or in_round == 2 or all(points[number] > 7.5 for number in outcome.elected)
