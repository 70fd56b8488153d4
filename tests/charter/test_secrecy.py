"""A secret ballot of very few is no secret: altogether, and of a class of seats that slips name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.charter.test_matters import DAY, rulebook

from eduklaster.charter.resolver import Override, Rulebook
from eduklaster.charter.verdicts import Citation
from eduklaster.charter.voting import Ballots, Roll, Tally, box_verdict, count

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
