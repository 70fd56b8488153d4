"""Names and words: variants, abbreviations, vocabulary, translations, personal contacts."""

from __future__ import annotations

import difflib
import re
from itertools import combinations

from .findings import Checks, Found, Where
from .view import View, texts_of

_ABBREVIATION = re.compile(r"(?<![\w«-])[A-ZА-ЯІЇЄҐ]{2,6}(?:-[A-ZА-ЯІЇЄҐ\d]{2,})?(?![\w])")
_NUMBERLIKE = re.compile(r"^[IVXLC]+$")
_CONTACT = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+|\+?\d[\d\s()-]{8,}\d")
_ACT_NUMBER = re.compile(r"\d{4}-\d{2}-\d{2}|\d{4}\s*[-–]\s*\d{4}")
_NEAR = 0.86


def names(view: View) -> Checks:
    """Yield what is odd about names and words."""
    identity = view.charter.identity
    full = identity.name.in_(identity.language).casefold()
    others = [a for a in identity.aliases if not re.search(rf"\b{re.escape(a.casefold())}\b", full)]
    if others:
        yield Found("L-301", ("identity", "aliases"), (identity.clause,), facts={"names": others})
    if identity.territory_aliases:
        yield Found("L-302", ("identity", "territory_aliases"), (identity.clause,),
                    facts={"names": identity.territory_aliases})  # fmt: skip
    yield from _near_names(view)
    yield from _abbreviations(view)
    yield from _vocabulary(view)
    yield from _annex(view)
    yield from _texts(view)


def _near_names(view: View) -> Checks:
    charter, language = view.charter, view.charter.identity.language
    named: list[tuple[Where, str | None, str]] = []
    for section, parts in (("organs", charter.organs), ("offices", charter.offices), ("bodies", charter.bodies)):
        for name, part in parts.items():
            named.append(((section, name), part.clause, part.name.in_(language)))
    for where, clause, name in named:
        if re.search(r"\(\w", name):
            yield Found("L-308", where, (clause,), facts={"name": name})
    for (_, clause, first), (where, other, second) in combinations(named, 2):
        if difflib.SequenceMatcher(None, first.casefold(), second.casefold()).ratio() >= _NEAR:
            yield Found("L-303", where, (clause, other), facts={"first": first, "second": second})


def _abbreviations(view: View) -> Checks:
    language = view.charter.identity.language
    known = " ".join(
        word.in_(language)
        for term in view.charter.vocabulary.values()
        for word in (term.one, term.many)
        if word is not None
    )
    known += " " + " ".join([*view.charter.identity.aliases, view.charter.identity.name.in_(language)])
    found: dict[str, str] = {}
    for _, clause, _parent in view.charter.clause_walk():
        for word in _ABBREVIATION.findall(clause.gist.in_(language)):
            if word not in known and not _NUMBERLIKE.match(word):
                found.setdefault(word, clause.id)
    if found:
        yield Found("L-304", ("vocabulary",), tuple(found.values()), facts={"words": list(found)})


def _stem(word: str) -> str:
    return word.casefold()[: max(4, len(word) - 3)]


def _vocabulary(view: View) -> Checks:
    charter, language = view.charter, view.charter.identity.language
    everything = " ".join(
        text.in_(language).casefold() for path, text in texts_of(charter) if path and path[0] != "vocabulary"
    )
    by_word: dict[str, list[str]] = {}
    for name, term in charter.vocabulary.items():
        word = term.one.in_(language)
        by_word.setdefault(word.casefold(), []).append(name)
        if term.clause is None and not all(_stem(part) in everything for part in re.findall(r"[\w-]+", word)):
            yield Found("L-305", ("vocabulary", name), facts={"word": word})
    for word, ids in by_word.items():
        if len(ids) > 1:
            clauses = tuple(charter.vocabulary[i].clause for i in ids)
            yield Found("L-306", ("vocabulary", ids[1]), clauses, facts={"word": word, "ids": ids})


def _annex(view: View) -> Checks:
    rows = tuple(c.id for _, c, _parent in view.charter.clause_walk() if c.kind == "row")
    if rows:
        yield Found("L-532", ("clauses",), rows, facts={"count": len(rows)})


def _texts(view: View) -> Checks:
    seen: set[str] = set()
    for path, text in texts_of(view.charter):
        if text.uk == text.ru == text.en and len(text.uk) > 6 and " " in text.uk and text.uk not in seen:
            seen.add(text.uk)
            yield Found("L-307", path, facts={"text": text.uk})
        for words in (text.uk, text.ru, text.en):
            contact = _CONTACT.search(_ACT_NUMBER.sub("", words))
            if contact and contact[0] not in seen:
                seen.add(contact[0])
                yield Found("L-530", path, facts={"text": contact[0]})
