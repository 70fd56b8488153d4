"""Values in words: numbers, days, periods, majorities, and the value of any rule."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from ..keys import KEYS
from ..schema import Charter
from ..values import Comparison, Period, Threshold, Unit
from .catalogue import entries, in_, label_of, word_of
from .names import choice_words, ground_words, matter_kind_words, party_words

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip


def plural_form(number: int, language: str, forms: list[str]) -> str:
    """Return the form of a word that stands after a number: [one, few, many], in English [one, many]."""
    if language not in {"uk", "ru"}:
        return forms[0] if number == 1 else forms[-1]
    if number % 10 == 1 and number % 100 != 11:
        return forms[0]
    if 2 <= number % 10 <= 4 and not 12 <= number % 100 <= 14:
        return forms[1]
    return forms[2]


def period_words(period: Period | str, language: str) -> str:
    """Return a length of time, such as «5 робочих днів»."""
    if isinstance(period, str):
        period = Period.parse(period)
    units = entries()["units"]
    if not period.count:
        return str(in_(units["immediately"], language))
    return f"{period.count} {plural_form(period.count, language, in_(units[period.unit.value], language))}"


def unit_words(unit: Unit, language: str) -> str:
    """Return a unit of time in the singular."""
    return str(in_(entries()["units"][unit.value], language)[0])


def threshold_words(threshold: Threshold | str, language: str) -> str:
    """Return a majority in words, such as «не менше ніж дві третини»."""
    if isinstance(threshold, str):
        threshold = Threshold.parse(threshold)
    words = entries()["thresholds"]
    if threshold.share is None:
        return str(in_(words[Comparison.AT_LEAST.value], language)).format(share=threshold.count)
    if threshold.share == 1:
        return str(in_(words["all"], language))
    return str(in_(words[threshold.comparison.value], language)).format(share=_share(threshold.share, language))


def _share(share: Fraction, language: str) -> str:
    written = f"{share.numerator}/{share.denominator}"
    words = entries()["thresholds"]
    if written in words["shares"]:
        return str(in_(words["shares"][written], language))
    if (share * 100).denominator == 1:
        return str(in_(words["percent"], language)).format(number=share * 100)
    return written


def number_words(number: int | Fraction, language: str) -> str:
    """Return a number without loss: 15/2 as «7,5», 16/3 as «5 1/3»."""
    if isinstance(number, int) or number.denominator == 1:
        return str(int(number))
    whole, rest = divmod(number, 1)
    for places in range(1, 4):
        scaled = rest * 10**places
        if scaled.denominator == 1:
            return f"{whole}{'.' if language == 'en' else ','}{int(scaled):0{places}d}"
    return f"{whole} {rest}" if whole else str(rest)


def day_words(day: date, language: str) -> str:
    """Return a day: 02.03.2026, in English 2 March 2026."""
    if language == "en":
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return f"{day:%d.%m.%Y}"


def value_words(key: str, value: Any, language: str, charter: Charter | None = None) -> str:
    """Return the value of a rule in words; with the charter, grounds under its own names.

    Raises:
        KeyError: No such rule.
    """
    spec = KEYS[key]
    is_zero = (isinstance(value, int) and value == 0) or (isinstance(value, Period) and not value.count)
    if is_zero and key in entries()["zeros"] and not isinstance(value, bool):
        return label_of("zeros", key, language)
    if isinstance(value, bool):
        return word_of("yes" if value else "no", language)
    if isinstance(value, Threshold):
        return threshold_words(value, language)
    if isinstance(value, Period):
        return period_words(value, language)
    if isinstance(value, list | tuple):
        if spec.type == "party_list":
            words = [party_words(item, language, charter) for item in value]
        elif key == "exclusion.grounds":
            words = [ground_words(str(item), language, charter) for item in value]
        else:
            words = [choice_words(key, str(item), language) for item in value]
        return ", ".join(words) or word_of("nothing", language)
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {number}" for name, number in value.items()) or word_of("nothing", language)
    if spec.type == "chain":
        return matter_kind_words(str(value), language)
    return choice_words(key, str(value), language) if value != "" else word_of("nothing", language)
