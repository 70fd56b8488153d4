"""Names of matters, steps and parties as texts in three languages."""

from __future__ import annotations

from collections.abc import Callable

from .. import messages
from ..schema import Charter, Step
from ..values import LANGUAGES, LocalizedText


def _text(words: Callable[[str], str]) -> LocalizedText:
    return LocalizedText(**{language: words(language) for language in LANGUAGES})


def kind_title(kind: str) -> LocalizedText:
    """Return the name of a kind of matter."""
    return _text(lambda language: messages.matter_kind_words(kind, language))


def matter_title(charter: Charter, matter: str) -> LocalizedText:
    """Return the name of a matter in a cluster."""
    return _text(lambda language: messages.matter_words(charter, matter, language))


def step_title(step: Step) -> LocalizedText:
    """Return the title of a step, or the name of its kind."""
    return _text(lambda language: messages.step_words(step, language))


def party_title(charter: Charter, party: str) -> LocalizedText:
    """Return who a party is."""
    return _text(lambda language: messages.party_words(party, language, charter))


def rule_value_title(key: str, value: object) -> LocalizedText:
    """Return a rule’s value in words."""
    return _text(lambda language: messages.value_words(key, value, language))
