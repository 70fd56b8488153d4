"""Conditions of joining."""

from datetime import date

import pytest

from eduklaster.charter.eligibility import eligibility, has_vote, may_reapply_on
from eduklaster.charter.facts import fact_matches, requirement_met
from eduklaster.charter.schema import Requirement
from eduklaster.charter.verdicts import Citation

from .build import DAY, rulebook, ruled

LABEL = {"uk": "Умова", "ru": "Условие", "en": "Condition"}


def test_a07_a_firm_without_declared_resources_is_held():
    held = eligibility(rulebook(), "partner", {}, on=DAY)

    assert (held.allowed, held.code, held.facts["missing"]) == (False, "eligibility.missing", ["resources"])
    assert held.citation == Citation("clause", "1.2")
    assert eligibility(rulebook(), "partner", {"resources_declared": True}, on=DAY).allowed
    assert eligibility(rulebook(), "school", {}, on=DAY).facts["tier"] == "voting"


@pytest.mark.parametrize(
    ("value", "wanted", "matches"),
    [
        pytest.param(True, True, True, id="a true fact"),
        pytest.param(None, True, False, id="an unknown fact is false"),
        pytest.param(None, False, True, id="an unknown fact is not true"),
        pytest.param("region", "region", True, id="a word"),
        pytest.param("region", ["city", "region"], True, id="one of several words"),
        pytest.param(["city", "village"], "village", True, id="one of several facts"),
        pytest.param("town", ["city", "region"], False, id="none of the words"),
        pytest.param(14, 14, True, id="a number"),
        pytest.param(True, 1, False, id="true is not one"),
        pytest.param(None, "None", False, id="nothing is no word"),
    ],
)
def test_facts(value, wanted, matches):
    assert fact_matches(value, wanted) is matches


def test_a_condition_may_be_unnecessary():
    asked = {"id": "r", "fact": "paper", "unless": "is_head", "label": LABEL, "clause": "1"}
    requirement = Requirement.model_validate(asked)

    assert not requirement_met(requirement, {})
    assert requirement_met(requirement, {"is_head": True})
    assert requirement_met(requirement, {"paper": True})


def test_waiting_after_refusal_and_exclusion():
    excluded = eligibility(rulebook(), "school", {}, on=DAY, excluded_on=date(2025, 6, 1))
    assert (excluded.code, excluded.facts["after"], excluded.facts["earliest"]) == (
        "eligibility.waiting", "exclusion", date(2026, 6, 1),
    )  # fmt: skip
    assert excluded.citation == Citation("default", "D-48")
    assert eligibility(rulebook(), "school", {}, on=DAY, refused_on=DAY).allowed
    strict = ruled(admission__refusal_wait="3 months")
    assert eligibility(strict, "school", {}, on=DAY, refused_on=date(2026, 1, 1)).code == "eligibility.waiting"
    assert may_reapply_on(strict, refused_on=date(2026, 1, 1), on=DAY) == date(2026, 4, 1)


def test_a_right_to_join_is_told():
    assert eligibility(rulebook(), "school", {}, on=DAY).facts["joins_by_right"] is False
    assert eligibility(ruled(admission__right_to_join=True), "school", {}, on=DAY).facts["joins_by_right"] is True


def test_tiers_tell_who_votes():
    assert (has_vote(rulebook(), "school"), has_vote(rulebook(), "observer")) == (True, False)
    with pytest.raises(KeyError, match="no category «firm»"):
        has_vote(rulebook(), "firm")
