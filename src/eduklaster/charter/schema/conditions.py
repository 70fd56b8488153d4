"""Conditions on facts: of an applicant, of a participant, of a step."""

from __future__ import annotations

from fractions import Fraction
from typing import Self

from pydantic import Field, StrictInt, model_validator

from ..problems import Unfit
from ..values import LocalizedText
from .base import FactName, FactValue, Id, Sourced, Strict


class Range(Strict):
    """Exact limits of a number: an age, years of experience, a count. At least one limit is named."""

    at_least: StrictInt | None = None
    more_than: StrictInt | None = None
    at_most: StrictInt | None = None
    less_than: StrictInt | None = None

    @model_validator(mode="after")
    def _can_be_met(self) -> Self:
        lower = [n for n in (self.at_least, self.more_than) if n is not None]
        upper = [n for n in (self.at_most, self.less_than) if n is not None]
        if len(lower) > 1 or len(upper) > 1 or not lower + upper:
            raise Unfit("range.limits")
        if lower and upper and (lower[0] > upper[0] or (lower == upper and None in (self.at_least, self.at_most))):
            raise Unfit("range.empty")
        return self

    def holds(self, number: Fraction) -> bool:
        """Say whether a number lies within the limits."""
        return (
            (self.at_least is None or number >= self.at_least)
            and (self.more_than is None or number > self.more_than)
            and (self.at_most is None or number <= self.at_most)
            and (self.less_than is None or number < self.less_than)
        )


Condition = FactValue | Range


class Requirement(Sourced):
    """A condition on facts: of an applicant, of a participant, of a step."""

    id: Id
    fact: FactName
    must_be: Condition = Field(default=True, description="value, list of allowed values, or a range of numbers")
    label: LocalizedText
    unless: FactName | None = Field(default=None, description="a true fact that makes the condition unnecessary")
