"""What an answer rests on, in words: a clause, a default, an act, and where the value of a rule comes from."""

from __future__ import annotations

import re

from ..keys import BY_CODE
from ..resolver import Origin, Resolved
from ..schema import Charter, Clause
from ..verdicts import Citation
from .catalogue import entries, in_, label_of
from .names import charter_words

_HEAD = re.compile(r"H\d+")


def _clause(charter: Charter | None, ref: str) -> Clause | None:
    if charter is None:
        return None
    return next((clause for _, clause, _ in charter.clause_walk() if clause.id == ref), None)


def clause_words(clause: str, language: str) -> str | None:
    """Return the word for a place outside the numbering, by its id: the title («T») or the head («H1»); None elsewhere."""
    name = "title" if clause == "T" else "head" if _HEAD.fullmatch(clause) else None
    return str(in_(entries()["sources"][name], language)) if name else None


def citation_words(citation: Citation, language: str, charter: Charter | None = None) -> str:
    """Return what an answer rests on: «п. 4.3», «типове правило D-23: Кворум (текст про це мовчить)», «акт: …»."""
    form, title, ref = citation.kind, "", citation.ref
    if form == "clause" and (words := clause_words(ref, language)):
        return words
    kind = str(form)
    if citation.kind == "default":
        title = BY_CODE[ref].title.in_(language) if ref in BY_CODE else ""
    elif citation.kind == "clause" and (clause := _clause(charter, ref)) is not None:
        if clause.kind == "gap":
            kind, ref = "gap", (clause.number or ref).rstrip(". ")
        elif clause.number:
            is_heading = clause.kind in {"section", "annex"}
            ref = clause.number.rstrip(". ") if is_heading else ref  # a bullet or «1)» alone would lead nowhere
            kind = clause.kind if is_heading else "clause"
        else:
            kind = "unnumbered"
    return str(in_(entries()["sources"][kind], language)).format(ref=ref, title=title)


def origin_words(resolved: Resolved, language: str, charter: Charter | None = None) -> str:
    """Return where the value of a rule comes from, as every page shows it."""
    sources = entries()["sources"]

    def written(name: str, **parts: str) -> str:
        return str(in_(sources[name], language)).format(**parts)

    clause = citation_words(Citation("clause", resolved.clause), language, charter) if resolved.clause else ""
    match resolved.origin:
        case Origin.CHARTER:
            return written("charter", word=charter_words(language, charter), clause=clause)
        case Origin.DEFAULT:
            return citation_words(Citation("default", resolved.default or resolved.spec.code), language, charter)
        case Origin.INTERPRETATION if clause:
            return written("interpretation_of", clause=clause, act=resolved.act or "")
        case _:
            return written(resolved.origin.value, act=resolved.act or "")


def origin_label(origin: Origin, language: str) -> str:
    """Return the short name of an origin, for a badge."""
    return label_of("origins", origin.value, language)
