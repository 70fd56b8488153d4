"""Exact values of the charter language: thresholds, periods, texts in three languages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer, StringConstraints

from .problems import Unfit

Language = Literal["uk", "ru", "en"]
LANGUAGES: tuple[Language, ...] = ("uk", "ru", "en")


class LocalizedText(BaseModel):
    """One text in Ukrainian, Russian and English; all three are compulsory."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    uk: Annotated[str, StringConstraints(min_length=1)]
    ru: Annotated[str, StringConstraints(min_length=1)]
    en: Annotated[str, StringConstraints(min_length=1)]

    def in_(self, language: str) -> str:
        """Return the text in `language`; an unknown language reads English."""
        return str(getattr(self, language, self.en)) if language in LANGUAGES else self.en


class Comparison(StrEnum):
    """How a count is held against a share of its base."""

    MORE_THAN = "more than"
    AT_LEAST = "at least"


_THRESHOLD = re.compile(r"^(?P<how>more than|at least)\s+(?P<n>\d+)\s*(?:/\s*(?P<d>\d+)|(?P<percent>%))?$")


@dataclass(frozen=True, slots=True)
class Threshold:
    """A share of a base, or an absolute count, that has to be reached; always exact.

    Written `more than 1/2`, `at least 2/3`, `at least 80%`, `at least 5` (a count) or `all`.
    """

    comparison: Comparison
    share: Fraction | None
    count: int | None = None

    @classmethod
    def parse(cls, text: str) -> Threshold:
        """Read a threshold from its written form.

        Raises:
            Unfit: The text is not a threshold; the message names the forms that are.
        """
        words = " ".join(text.strip().lower().split())
        if words == "all":
            return cls(Comparison.AT_LEAST, Fraction(1))
        match = _THRESHOLD.match(words)
        if not match:
            raise Unfit("threshold.form", given=text)
        comparison = Comparison(match["how"])
        number = int(match["n"])
        if match["percent"]:
            share = Fraction(number, 100)
        elif match["d"]:
            if int(match["d"]) == 0:
                raise Unfit("threshold.zero", given=text)
            share = Fraction(number, int(match["d"]))
        else:
            return cls(comparison, None, number + (1 if comparison is Comparison.MORE_THAN else 0))
        if not 0 <= share <= 1 or (share == 1 and comparison is Comparison.MORE_THAN):
            raise Unfit("threshold.unreachable", given=text)
        return cls(comparison, share)

    def needed(self, base: int | Fraction) -> int | Fraction:
        """Return the least whole count (or exact share of rights) that reaches the threshold on `base`.

        With a whole base the answer is a whole number: 2/3 of 8 is 5⅓, so 6 are needed.
        """
        if self.share is None:
            return self.count or 0
        exact = self.share * base
        return floor(exact) + 1 if self.comparison is Comparison.MORE_THAN else ceil(exact)

    def is_met(self, count: int | Fraction, base: int | Fraction) -> bool:
        """Say whether `count` reaches the threshold on `base`, with exact arithmetic."""
        if self.share is None:
            return count >= (self.count or 0)
        exact = self.share * base
        return count > exact if self.comparison is Comparison.MORE_THAN else count >= exact

    def __str__(self) -> str:
        """Return the written form."""
        if self.share is None:
            return f"at least {self.count}"
        if self.share == 1:
            return "all"
        return f"{self.comparison.value} {self.share.numerator}/{self.share.denominator}"


class Unit(StrEnum):
    """What a period counts."""

    DAY = "day"
    WORKING_DAY = "working day"
    CLEAR_DAY = "clear day"
    CLEAR_WORKING_DAY = "clear working day"
    MONTH = "month"
    YEAR = "year"


_PERIOD = re.compile(r"^(?P<n>\d+)\s+(?P<unit>(?:clear )?(?:working )?day|month|year)s?$")


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time: calendar, clear or working days, months or years. Zero is «immediately»."""

    count: int
    unit: Unit = Unit.DAY

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read a period such as `10 working days`, `3 months` or `immediately`.

        Raises:
            Unfit: The text is not a period; the message names the forms that are.
        """
        words = " ".join(str(text).strip().lower().split())
        if words == "immediately":
            return cls(0, Unit.DAY)
        match = _PERIOD.match(words)
        if not match:
            raise Unfit("period.form", given=text)
        return cls(int(match["n"]), Unit(match["unit"]))

    def __str__(self) -> str:
        """Return the written form."""
        if self.count == 0:
            return "immediately"
        return f"{self.count} {self.unit.value}{'' if self.count == 1 else 's'}"


def _text_only(value: Any) -> Any:
    if isinstance(value, float):
        raise Unfit("given.decimal", given=value)
    return value


def _threshold(value: Any) -> Any:
    return Threshold.parse(value) if isinstance(value, str) else _text_only(value)


def _period(value: Any) -> Any:
    return Period.parse(value) if isinstance(value, str) else _text_only(value)


ThresholdField = Annotated[Threshold, BeforeValidator(_threshold), PlainSerializer(str)]
PeriodField = Annotated[Period, BeforeValidator(_period), PlainSerializer(str)]
