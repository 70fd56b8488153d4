"""A sentence for every verdict, its facts under the names of the cluster."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

from ..keys import KEYS
from ..matters import chain_of
from ..schema import Charter, Requirement, Step
from ..verdicts import Verdict
from .catalogue import entries, in_, label_of, word_of
from .names import choice_words, ground_words, matter_kind_words, matter_words, parties_words, party_words, step_words
from .sources import citation_words
from .values import day_words, number_words, period_words, threshold_words, value_words


def codes() -> set[str]:
    """Return every verdict code that has a sentence."""
    return {code for code in entries()["sentences"] if "@" not in code}


def _variant(verdict: Verdict) -> str:
    facts = verdict.facts
    match verdict.code:
        case "quorum.missing" | "vote.no_quorum":
            return str(facts.get("why", ""))
        case "vote.carried":
            if facts.get("by_consensus"):
                return "consensus"
            return "casting" if facts.get("casting") == "for" else "also" if "also_base" in facts else ""
        case "vote.lost":
            return "tie" if facts.get("tie") else "also" if "also_base" in facts else ""
        case "vote.refused.secrecy":
            return "seat_class" if facts.get("seat_class") else ""
        case "chain.closed":
            return "declined" if facts.get("declined") else ""
        case "chain.decline_allowed":
            return "back" if facts.get("then") == "back" else ""
        case "matter.not_decided":
            return "reason" if facts.get("reason") else ""
        case "eligibility.waiting":
            return str(facts.get("after", ""))
    return ""


def say(verdict: Verdict, language: str, charter: Charter | None = None) -> str:
    """Return a verdict in a sentence that also names its source.

    With the charter, organs, offices, steps, grounds and conditions appear under the cluster's own names.
    """
    sentence = sentence_of(verdict, language, charter)
    if verdict.citation is None:
        return sentence
    source = citation_words(verdict.citation, language, charter)
    return f"{sentence} {str(in_(entries()['sources']['basis'], language)).format(source=source)}"


def sentence_of(verdict: Verdict, language: str, charter: Charter | None = None) -> str:
    """Return a verdict in a sentence, without its source."""
    sentences = entries()["sentences"]
    entry = sentences.get(f"{verdict.code}@{_variant(verdict)}") or sentences.get(verdict.code)
    if entry is None:
        return f"{verdict.code}."
    return str(in_(entry, language)).format_map(_Facts(verdict, language, charter))


class _Facts(dict[str, str]):
    """The facts of a verdict as words, made when a sentence asks for them."""

    def __init__(self, verdict: Verdict, language: str, charter: Charter | None) -> None:
        self.verdict = verdict
        self.language = language
        self.charter = charter

    def __missing__(self, name: str) -> str:
        value = self.verdict.facts.get(name)
        special = _SPECIAL.get(name)
        if special is not None and (value is not None or name in {"title", "ends", "matter_name"}):
            return special(self, value)
        return self.plain(name, value)

    def plain(self, name: str, value: Any) -> str:
        if value is None:
            return word_of("nothing", self.language)
        if isinstance(value, bool):
            return word_of("yes" if value else "no", self.language)
        if isinstance(value, date):
            return day_words(value, self.language)
        if isinstance(value, int | Fraction):
            written = number_words(value, self.language)
            exceeds = self.verdict.facts.get(f"{name.removesuffix('needed')}must_exceed")
            return word_of("more", self.language, number=written) if name.endswith("needed") and exceeds else written
        if isinstance(value, list | tuple):
            return ", ".join(self.plain(name, item) for item in value) or word_of("nothing", self.language)
        return str(value)

    def step(self, step_id: str) -> str:
        found = self._step(step_id)
        return step_words(found, self.language) if found else step_id

    def _step(self, step_id: str) -> Step | None:
        matter = self.verdict.facts.get("matter")
        if self.charter is None or not matter:
            return None
        try:
            return chain_of(self.charter, matter).step(step_id)
        except KeyError:
            return None

    def steps(self, value: Any) -> str:
        return ", ".join(self.step(item) for item in value) or word_of("nothing", self.language)

    def parties(self, value: Any) -> str:
        return parties_words(value, self.language, self.charter) or word_of("nothing", self.language)

    def requirements(self, value: Any) -> str:
        known: dict[str, Requirement] = {}
        if self.charter is not None:
            for category in self.charter.participants.categories:
                if self.verdict.facts.get("category") in (None, category.id):
                    known.update({r.id: r for r in category.requires})
            if found := self._step(str(self.verdict.facts.get("step", ""))):
                known.update({r.id: r for r in found.needs})
        return ", ".join(known[i].label.in_(self.language) if i in known else str(i) for i in value)

    def ground(self, ground_id: str) -> str:
        return ground_words(ground_id, self.language, self.charter, str(self.verdict.facts.get("matter")))

    def category(self, category_id: str) -> str:
        if self.charter is not None:
            for known in self.charter.participants.categories:
                if known.id == category_id:
                    return known.label.in_(self.language)
        return category_id

    def seat_class(self, name: str) -> str:
        if self.charter is not None:
            labels = [s.label for o in self.charter.organs.values() for s in o.seats if s.seat_class == name]
            if labels:
                return labels[0].in_(self.language)
        return name


def _waits_for(words: _Facts, value: Any) -> str:
    return words.parties(value) if words.verdict.code == "chain.state" else words.steps(value)


def _titled(words: _Facts, value: Any) -> str:
    key = words.verdict.facts.get("key", "")
    return KEYS[key].title.in_(words.language) if key in KEYS else str(key)


def _valued(words: _Facts, value: Any) -> str:
    key = words.verdict.facts.get("key", "")
    return value_words(key, value, words.language, words.charter) if key in KEYS else str(value)


def _ends(words: _Facts, value: Any) -> str:
    return day_words(value, words.language) if value else word_of("no_day", words.language)


def _matter_named(words: _Facts, value: Any) -> str:
    matter = str(words.verdict.facts.get("matter", ""))
    if words.charter is None:
        return matter_kind_words(matter, words.language)
    return matter_words(words.charter, matter, words.language)


_SPECIAL: dict[str, Callable[[_Facts, Any], str]] = {
    "step": lambda w, v: w.step(v),
    "to": lambda w, v: w.step(v),
    "declined": lambda w, v: w.step(v),
    "waits_for": _waits_for,
    "next": lambda w, v: w.steps(v),
    "basis": lambda w, v: w.steps(v) if isinstance(v, list) else str(v),
    "by": lambda w, v: party_words(v, w.language, w.charter),
    "parties": lambda w, v: w.parties(v),
    "missing": lambda w, v: w.requirements(v),
    "ground": lambda w, v: w.ground(v),
    "grounds": lambda w, v: ", ".join(w.ground(g) for g in v) or word_of("nothing", w.language),
    "category": lambda w, v: w.category(v),
    "seat_class": lambda w, v: w.seat_class(v),
    "classes": lambda w, v: ", ".join(w.seat_class(c) for c in v),
    "period": lambda w, v: period_words(v, w.language),
    "interval": lambda w, v: period_words(v, w.language),
    "threshold": lambda w, v: threshold_words(v, w.language),
    "base_kind": lambda w, v: choice_words("voting.base", v, w.language),
    "also_base_kind": lambda w, v: choice_words("voting.base", v, w.language),
    "method": lambda w, v: choice_words("voting.method", v, w.language),
    "used": lambda w, v: choice_words("voting.method", v, w.language),
    "delegation": lambda w, v: choice_words("voting.delegation", v, w.language),
    "allowed": lambda w, v: choice_words("voting.correspondence", v, w.language),
    "casting": lambda w, v: label_of("casting", v, w.language),
    "title": _titled,
    "matter_name": _matter_named,
    "label": lambda w, v: str(in_(v, w.language)),
    "reason": lambda w, v: str(in_(v, w.language)),
    "value": _valued,
    "ends": _ends,
}
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def placeholders(code: str, language: str) -> set[str]:
    """Return the facts that the sentence of a code (or `code@variant`) names.

    Raises:
        KeyError: No such sentence.
    """
    return set(_PLACEHOLDER.findall(str(in_(entries()["sentences"][code], language))))
