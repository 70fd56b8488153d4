"""Word forms for search: a text becomes lexemes with places, a typed question becomes a query, for PostgreSQL.

Every reading of a word counts («мати» is a mother and a verb): a search should rather find too much than miss. Both sides
go through the same functions, so a word that the dictionary does not know is found by whatever its ending suggests.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from .dictionaries import is_known, parses_of
from .forms import LANGUAGES

_INVISIBLE = re.compile("[\u0301\u00ad\u200b-\u200f\u2060\ufeff]")  # stress marks, soft hyphens, marks without width
_APOSTROPHES = re.compile("(?<=\\w)[’ʼ`´‘′](?=\\w)")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
# A word as it is written: marks that `_clean` takes away belong to it.
_WRITTEN = re.compile("[^\\W_](?:[^\\W_]|[\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff’ʼ`´‘′'])*")
_ASKED = re.compile(r"(-?)(?:\"([^\"]*)\"|«([^»]*)»|(\S+))")
_SMALL = frozenset({"PREP", "CONJ", "PRCL", "INTJ"})
_ALIKE = 0.72
_LAST_PLACE = 16383
_MOST_PLACES = 255
_LONGEST_WORD = 400
"""Letters; PostgreSQL refuses a lexeme of more than 2046 bytes, and what is longer is no word that anybody looks for."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a word stands in a text, and which of the words asked for it is."""

    begin: int
    end: int
    asked: int


def _clean(text: str) -> str:
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    # A combining accent may have joined its letter («á»); only й and ї keep their marks.
    return _APOSTROPHES.sub("'", text).lower()


@lru_cache(maxsize=65536)
def _lemmas(word: str, language: str) -> frozenset[str]:
    """Return the basic forms of one clean word; empty for little words such as «та», «по»."""
    if language not in LANGUAGES or not re.search("[а-яґєіїё]", word):
        return frozenset({word})
    readings = parses_of(word, language)
    kinds = {str(p.tag.POS) for p in readings}
    if kinds <= _SMALL or (len(word) <= 3 and kinds & {"PREP", "CONJ"}):
        return frozenset()
    return frozenset(p.normal_form.replace("ё", "е") for p in readings)


def _readings(word: str, languages: tuple[str, ...]) -> frozenset[str]:
    """Return the basic forms in several languages: of those that know the word, or guesses of all if none does."""
    word = word[:_LONGEST_WORD]
    found = [_lemmas(word, language) for language in languages]
    if not all(found):
        return frozenset()  # a little word in one of the languages: «та» is «and», and a form of the Russian «тот»
    known = [forms for forms, language in zip(found, languages, strict=True) if _is_known(word, language)]
    return frozenset().union(*(known or found))


@lru_cache(maxsize=65536)
def _is_known(word: str, language: str) -> bool:
    return language in LANGUAGES and is_known(word, language)


def lemmas(text: str, language: str) -> Iterator[frozenset[str]]:
    """Yield for each word of a text, in order, every basic form it may have.

    A language without a dictionary here gives the words as they stand, in small letters.
    """
    for word in _WORD.findall(_clean(text)):
        yield _lemmas(word, language)


def _quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def tsvector_of(text: str, *languages: str) -> str:
    """Return a text as PostgreSQL reads a tsvector; all readings of a word stand at its place.

    With several languages the readings of all are kept: for texts whose language is not known. Words after the
    16 383rd share the last place, as in PostgreSQL itself.
    """
    places: dict[str, list[int]] = {}
    words = _WORD.findall(_clean(text))
    for place, word in enumerate(words, start=1):
        for lemma in _readings(word, languages):
            found = places.setdefault(lemma, [])
            if len(found) < _MOST_PLACES:
                found.append(min(place, _LAST_PLACE))
    return " ".join(f"{_quoted(lemma)}:{','.join(map(str, sorted(set(at))))}" for lemma, at in sorted(places.items()))


def asked_forms(words: str, *languages: str) -> list[frozenset[str]]:
    """Return the basic forms of each word that a person looks for; words that they exclude are left out."""
    found = []
    for minus, *kinds in _ASKED.findall(words):
        if not minus:
            text = _clean(next((text for text in kinds if text), ""))
            found += [forms for word in _WORD.findall(text) if (forms := _readings(word, languages))]
    return found


def places_of(text: str, asked: Sequence[frozenset[str]], *languages: str) -> list[Place]:
    """Return where words that were asked for stand in a text as it is written, in their order."""
    found = []
    for match in _WRITTEN.finditer(text):
        forms = [_readings(word, languages) for word in _WORD.findall(_clean(match.group()))]
        hits = [number for number, wanted in enumerate(asked) if any(wanted & one for one in forms)]
        if hits:
            found.append(Place(match.start(), match.end(), hits[0]))
    return found


def places_like(text: str, words: Sequence[str]) -> list[Place]:
    """Return where words stand in a text that look like one of those asked for: the same but for a slip or two."""
    found = []
    for match in _WRITTEN.finditer(text):
        written = _clean(match.group())
        hits = [number for number, word in enumerate(words) if _looks_like(written, word)]
        if hits:
            found.append(Place(match.start(), match.end(), hits[0]))
    return found


def _looks_like(written: str, word: str) -> bool:
    if abs(len(written) - len(word)) > 3:
        return False
    return SequenceMatcher(None, written, word).ratio() >= _ALIKE


def fragment_of(text: str, places: Sequence[Place], length: int = 240) -> tuple[int, int]:
    """Return beginning and end of the part of a text, cut at words, in which most of what was asked for stands."""
    if len(text) <= length:
        return 0, len(text)
    best = max(
        (place.begin for place in places),
        key=lambda begin: len({p.asked for p in places if begin <= p.begin < begin + length - 60}),
        default=0,
    )
    begin = max(0, min(best - 40, len(text) - length))
    end = min(len(text), begin + length)
    begin = text.rfind(" ", 0, begin) + 1 if begin else 0
    end = text.rfind(" ", begin, end) if end < len(text) and text.rfind(" ", begin, end) > begin else end
    return begin, end


def _phrase(text: str, languages: tuple[str, ...]) -> str:
    """Return the query for words that stand together; a little word between them keeps its place."""
    query, gap = "", 1
    for word in _WORD.findall(_clean(text)):
        found = _readings(word, languages)
        if not found:
            gap += 1
            continue
        either = " | ".join(_quoted(lemma) for lemma in sorted(found))
        either = f"({either})" if len(found) > 1 else either
        query, gap = (f"{query} <{gap}> {either}", 1) if query else (either, 1)
    return query


def query_of(words: str, *languages: str) -> str:
    """Return what a person typed as PostgreSQL reads a tsquery; empty if nothing is left to look for.

    All words have to occur. Words in quotes («…» or "…") have to stand together; a minus before them excludes.
    """
    asked = []
    for minus, *kinds in _ASKED.findall(words):
        query = _phrase(next((text for text in kinds if text), ""), languages)
        if query:
            asked.append(f"!({query})" if minus else f"({query})")
    return " & ".join(asked)
