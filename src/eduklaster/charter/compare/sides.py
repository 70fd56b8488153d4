"""What one charter says on a thing, in words and as a value that is compared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from .. import messages
from ..matters import default_matters, undecided
from ..schema import Charter, Organ, Requirement, SeatRule
from ..values import LocalizedText
from ..verdicts import Citation
from .table import Side, Words, value_word, word


def words_of(text: LocalizedText) -> Words:
    """Return a text as words in a language."""
    return text.in_


def plain(text: LocalizedText) -> tuple[str, str, str]:
    """Return a text as a value to compare."""
    return text.uk, text.ru, text.en


def joined(parts: Sequence[Words], mark: str = "; ") -> Words:
    """Return several words as one sentence; that there is nothing, where there are none."""
    return lambda language: mark.join(part(language) for part in parts) or word(language, "nothing")


def labels(found: Iterable[Requirement]) -> Words:
    """Return the labels of requirements, one after another."""
    return lambda language: ", ".join(r.label.in_(language) for r in found)


def named(name: str) -> Words:
    """Return a name that is the same in every language."""
    return lambda language: name


def clause_of(clause: str | None) -> Citation | None:
    """Return a clause as a citation."""
    return Citation("clause", clause) if clause else None


def term_side(charter: Charter) -> Side:
    """Return for how long the cluster is."""
    term = charter.identity.term

    def words(lang: str) -> str:
        name = value_word(term.kind, lang)
        told = [messages.day_words(term.until, lang)] if term.until else []
        told += [messages.period_words(term.lasts, lang)] if term.lasts else []
        told += [f"+ {messages.period_words(term.renews_for, lang)}"] if term.renews_for else []
        return f"{name}: {', '.join(told)}" if told else name

    return Side((term.kind, term.until, str(term.lasts), str(term.renews_for)), words, clause_of(term.clause))


def first_day_side(charter: Charter) -> Side:
    """Return the day from which the charter is in force."""
    day = charter.identity.effective_from
    return Side(day, lambda lang: messages.day_words(day, lang))


def basis_words(part: Any, language: str) -> str:
    """Return a legal basis with its number and its last day."""
    text: str = part.title.in_(language)
    number = f", {part.number}" if part.number else ""
    ends = f" (→ {messages.day_words(part.valid_to, language)})" if part.valid_to else ""
    return f"{text}{number}{ends}"


def seats_words(organ: Organ, language: str) -> str:
    """Return the seats of an organ, each with how many there are."""

    def one(seat: SeatRule) -> str:
        return seat.label.in_(language) + (f" × {seat.count}" if seat.count and seat.count > 1 else "")

    return ", ".join(one(s) for s in organ.seats) or word(language, "nothing")


def chair_words(charter: Charter, organ: Organ, language: str) -> str:
    """Return who leads an organ and how they come to it."""
    if organ.chair is None:
        return word(language, "nothing")
    if organ.chair.title:
        name = organ.chair.title.in_(language)
    elif organ.chair.office:
        name = charter.offices[organ.chair.office].name.in_(language)
    else:
        name = ""
    how = messages.choice_words("chair.choice", organ.chair.by, language)
    return f"{name} ({how})" if name else how


def not_decided_side(charter: Charter, matter: str) -> Side | None:
    """Return that a charter rules a matter out, and why; None where it merely has no such matter."""
    kind = default_matters()[matter].kind if matter in default_matters() else matter
    without = undecided(charter, matter) or undecided(charter, kind)
    if without is None:
        return None
    parts: list[Words] = [lambda lang: word(lang, "not_decided"), *([without.reason.in_] if without.reason else [])]
    return Side("not_decided", joined(parts), Citation.of(without))
