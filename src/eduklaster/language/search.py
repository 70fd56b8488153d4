"""Word forms for search: a text becomes lexemes with places, a typed question becomes a query, for PostgreSQL.

Every reading of a word counts («мати» is a mother and a verb): a search should rather find too much than miss. Both sides
go through the same functions, so a word that the dictionary does not know is found by whatever its ending suggests.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from .dictionaries import is_known, parses_of
from .forms import LANGUAGES

_INVISIBLE = re.compile("[\u0301\u00ad\u200b-\u200f\u2060\ufeff]")  # stress marks, soft hyphens, marks without width
_APOSTROPHES = re.compile("(?<=\\w)[’ʼ`´‘′](?=\\w)")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_ASKED = re.compile(r"(-?)(?:\"([^\"]*)\"|«([^»]*)»|(\S+))")
_SMALL = frozenset({"PREP", "CONJ", "PRCL", "INTJ"})
_LAST_PLACE = 16383
_MOST_PLACES = 255


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
