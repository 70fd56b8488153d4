"""By what a cluster measures its results: its own indicators, or the set that the platform proposes."""

from __future__ import annotations

from datetime import date

from .messages import choice_words
from .resolver import Rulebook
from .schema import Indicator
from .values import LANGUAGES, LocalizedText

_KEY = "indicators.set"
_RATED = {
    "satisfaction": LocalizedText(
        uk="від 1 до 5, оцінюють учасники", ru="от 1 до 5, оценивают участники", en="from 1 to 5, rated by participants"
    )
}
"""Measures of the informal ones."""


def indicators_of(rulebook: Rulebook, *, on: date) -> tuple[Indicator, ...]:
    """Return the indicators of a cluster on a day.

    Where the charter names none, the rule `indicators.set` answers: an act of the cluster, or the platform's own set,
    whose members say so by their default (`Indicator.is_platform_set`).
    """
    if rulebook.charter.indicators:
        return tuple(rulebook.charter.indicators)
    rule = rulebook.ask(_KEY, on=on)
    source = {"clause": rule.clause} if rule.clause else {"act": rule.act} if rule.act else {"default": rule.default}
    return tuple(
        Indicator(
            id=name,
            label=LocalizedText(**{language: choice_words(_KEY, name, language) for language in LANGUAGES}),
            nature="informal" if name in _RATED else "formal",
            measure=_RATED.get(name),
            **source,
        )
        for name in rule.value
    )
