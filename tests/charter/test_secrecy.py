"""A secret ballot of very few is no secret: altogether, and of a class of seats that slips name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.charter.test_matters import DAY, rulebook

from eduklaster.charter.resolver import Override, Rulebook
from eduklaster.charter.verdicts import Citation
from eduklaster.charter.voting import Ballots, Roll, Tally, box_verdict, count, fewest_persons

ACT = "Решение № 1"
HEADS = st.dictionaries(st.sampled_from(["schools", "firms", "others"]), st.integers(0, 6), min_size=2)


def book(method: str, **rules: object) -> Rulebook:
    set_ = {"voting.method": method, "quorum.threshold": "at least 1", **rules}
    return rulebook("", *(Override(key, value, ACT, DAY) for key, value in set_.items()))


@pytest.mark.parametrize(
    ("method", "present", "code"),
    [
        ("secret", 2, "vote.refused.secrecy"),
        ("anonymous", 1, "vote.refused.secrecy"),
        ("secret", 3, "vote.carried"),
        ("open", 2, "vote.carried"),
    ],
)
def test_two_voters_have_no_secret_and_three_have(method: str, present: int, code: str) -> None:
    votes = Tally(votes=Ballots(present), method=method)
    verdict = count(book(method), "council", Roll(seats=5, present=present), votes, on=DAY)
    assert verdict.code == code
    if not verdict.allowed:
        assert verdict.citation == Citation("default", "D-121")


@given(present=HEADS, weighted=st.booleans())
def test_a_secret_vote_is_held_only_where_no_part_that_the_slips_tell_is_smaller_than_the_rule(
    present: dict[str, int], weighted: bool
) -> None:
    rules = {"voting.weight_by_class": {"schools": 2}} if weighted else {}
    roll = Roll(seats=dict.fromkeys(present, 6), present=present)
    verdict = count(
        book("secret", **rules), "council", roll, Tally(votes={n: Ballots() for n in present}, method="secret"), on=DAY
    )
    parts = [sum(present.values()), *(present.values() if weighted else [])]
    assert (verdict.code == "vote.refused.secrecy") == any(0 < part < 3 for part in parts)


@given(slips=st.dictionaries(st.sampled_from(["", "a", "b"]), st.integers(1, 5)))
def test_a_box_is_opened_only_when_no_class_in_it_is_too_small(slips: dict[str, int]) -> None:
    rule = book("secret").ask("voting.secret_least", on=DAY)
    verdict = box_verdict(rule, slips)
    assert (verdict is None) == all(number >= 3 for number in slips.values())
    if verdict is not None:
        assert verdict.facts["voters"] == min(slips.values())


@given(persons=st.lists(st.frozensets(st.integers(1, 5), max_size=5), min_size=2, max_size=3), weighted=st.booleans())
def test_persons_are_counted_and_not_their_seats_or_proxies(persons: list[frozenset[int]], weighted: bool) -> None:
    names = ["schools", "firms", "others"][: len(persons)]
    voters = dict(zip(names, persons, strict=True))
    rules = {"voting.weight_by_class": {"schools": 2}} if weighted else {}
    roll = Roll(seats=dict.fromkeys(names, 9), present=dict.fromkeys(names, 9), voters=voters)
    tally = Tally(votes={name: Ballots() for name in names}, method="secret")
    verdict = count(book("secret", **rules), "council", roll, tally, on=DAY)
    parts = [len(frozenset().union(*persons)), *(map(len, persons) if weighted else [])]
    assert (verdict.code == "vote.refused.secrecy") == any(0 < part < 3 for part in parts)


@given(held=st.lists(st.integers(1, 4), min_size=1, max_size=6), data=st.data())
def test_cards_that_nobody_owns_are_taken_to_be_of_as_few_persons_as_can_be(
    held: list[int], data: st.DataObject
) -> None:
    cast = [data.draw(st.integers(0, number)) for number in held]
    least = fewest_persons(sum(cast), held)
    assert least <= sum(number > 0 for number in cast), "never more than there were"
    assert sum(sorted(held, reverse=True)[:least]) >= sum(cast)
    assert least == 0 or sum(sorted(held, reverse=True)[: least - 1]) < sum(cast), "and no fewer could have"
