"""The dictionaries of word forms, each loaded once, when it is first asked."""

from __future__ import annotations

from functools import cache
from threading import Lock

from pymorphy3 import MorphAnalyzer
from pymorphy3.analyzer import Parse

_LOCK = Lock()


@cache
def _loaded(language: str) -> MorphAnalyzer:
    return MorphAnalyzer(lang=language)


def parses_of(word: str, language: str) -> list[Parse]:
    """Return every reading of a word, the likeliest first where the dictionary knows how often each is meant."""
    with _LOCK:  # two threads would load it twice
        analyser = _loaded(language)
    readings: list[Parse] = analyser.parse(word)
    return readings


def is_known(word: str, language: str) -> bool:
    """Whether the dictionary holds the word; otherwise its forms are guessed from its ending."""
    with _LOCK:
        analyser = _loaded(language)
    return bool(analyser.word_is_known(word))
