"""Words for people: a sentence for every verdict, the source of an answer, and the names of everything in a charter.

The words stand in `messages.yaml`, in Ukrainian, Russian and English. Everything here returns plain text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from .keys import BY_CODE, KEYS
from .matters import chain_of, default_matters, resolve_party
from .resolver import Origin, Resolved
from .schema import Charter, Clause, Party, Requirement, Step
from .values import Comparison, LocalizedText, Period, Threshold, Unit
from .verdicts import Citation, Verdict

_FILE = Path(__file__).with_name("messages.yaml")
_HEAD = re.compile(r"H\d+")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip


@cache
def _words() -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    loaded: dict[str, Any] = yaml.load(_FILE.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 -- safe, in C
    return loaded


def _in(entry: Any, language: str) -> Any:
    """Return an entry of the file in a language; an unknown language reads English."""
    if isinstance(entry, LocalizedText):
        return entry.in_(language)
    return entry.get(language, entry["en"])


def _entry(group: str, name: str) -> Any:
    return _words()[group].get(name)


def _label(group: str, name: str, language: str) -> str:
    entry = _entry(group, name)
    return str(_in(entry, language)) if entry else name


def _word(name: str, language: str, **parts: Any) -> str:
    return str(_in(_words()["words"][name], language)).format(**parts)


# ─── names ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def step_kind_words(kind: str, language: str) -> str:
    """Return the name of a kind of step, such as «Наказ»."""
    return _label("step_kinds", kind, language)


def matter_kind_words(kind: str, language: str) -> str:
    """Return the name of a kind of matter, such as «Вступ учасника»."""
    return _label("matter_kinds", kind, language)


def _term(charter: Charter | None, name: str, language: str) -> str | None:
    term = charter.vocabulary.get(name) if charter is not None else None
    return term.one.in_(language) if term is not None else None


def act_kind_words(kind: str, language: str, charter: Charter | None = None) -> str:
    """Return the name of a kind of act, such as «ухвала»; with the charter, the cluster's own word for it."""
    return _term(charter, kind, language) or _label("act_kinds", kind, language)


def room_words(room: str, language: str) -> str:
    """Return the name of a part of the platform that a charter's plan names, such as «банк знань»."""
    return _label("rooms", room, language)


def charter_words(language: str, charter: Charter | None = None) -> str:
    """Return the word for the text a cluster lives by, such as «положення», or the cluster's own word for it."""
    return _term(charter, "charter", language) or _word("charter", language)


def matter_words(charter: Charter, matter_id: str, language: str) -> str:
    """Return the name of a matter in this cluster: its own, or that of its kind.

    Raises:
        KeyError: Neither the charter nor the defaults know the matter.
    """
    matter = chain_of(charter, matter_id).matter
    if matter.name:
        return matter.name.in_(language)
    words = matter_kind_words(matter.kind, language)
    office = charter.offices.get(matter.office) if matter.kind == "dismiss" and matter.office else None
    return f"{words}: {office.name.in_(language)}" if office else words


def step_words(step: Step, language: str) -> str:
    """Return the title of a step, or the name of its kind."""
    return step.title.in_(language) if step.title else step_kind_words(step.kind, language)


def party_words(party: Party, language: str, charter: Charter | None = None) -> str:
    """Return who a party is: the charter's own name of the organ or office, or a common word for the role."""
    if charter is not None:
        party = resolve_party(charter, party) or party
    head, _, name = party.partition(":")
    if not name:
        return _label("parties", head, language)
    if charter is None:
        return name
    match head:
        case "organ" if name in charter.organs:
            return charter.organs[name].name.in_(language)
        case "chair" | "member" if name in charter.organs:
            organ = charter.organs[name]
            if head == "chair" and organ.chair and organ.chair.title:
                return organ.chair.title.in_(language)
            return _word(f"{head}_of", language, organ=organ.name.in_(language))
        case "office" if name in charter.offices:
            return charter.offices[name].name.in_(language)
        case "body" if name in charter.bodies:
            return charter.bodies[name].name.in_(language)
    return name


def parties_words(parties: Iterable[Party], language: str, charter: Charter | None = None) -> str:
    """Return several parties, any of whom may act."""
    return _word("or", language).join(dict.fromkeys(party_words(p, language, charter) for p in parties))


def choice_words(key: str, choice: str, language: str) -> str:
    """Return a choice of a rule in words."""
    entry = _words()["choices"].get(key, {}).get(choice)
    return str(_in(entry, language)) if entry else choice


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
    units = _words()["units"]
    if not period.count:
        return str(_in(units["immediately"], language))
    return f"{period.count} {plural_form(period.count, language, _in(units[period.unit.value], language))}"


def unit_words(unit: Unit, language: str) -> str:
    """Return a unit of time in the singular."""
    return str(_in(_words()["units"][unit.value], language)[0])


def threshold_words(threshold: Threshold | str, language: str) -> str:
    """Return a majority in words, such as «не менше ніж дві третини»."""
    if isinstance(threshold, str):
        threshold = Threshold.parse(threshold)
    words = _words()["thresholds"]
    if threshold.share is None:
        return str(_in(words[Comparison.AT_LEAST.value], language)).format(share=threshold.count)
    if threshold.share == 1:
        return str(_in(words["all"], language))
    return str(_in(words[threshold.comparison.value], language)).format(share=_share(threshold.share, language))


def _share(share: Fraction, language: str) -> str:
    written = f"{share.numerator}/{share.denominator}"
    words = _words()["thresholds"]
    if written in words["shares"]:
        return str(_in(words["shares"][written], language))
    if (share * 100).denominator == 1:
        return str(_in(words["percent"], language)).format(number=share * 100)
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


def ground_words(ground: str, language: str, charter: Charter | None = None, matter: str = "") -> str:
    """Return the label of a ground: of the matter itself, else of any matter that knows such a ground, else its code."""
    matters = dict(default_matters())
    if charter is not None:
        own = charter.matters.get(matter)
        matters = {**({"": own} if own else {}), **charter.matters, **matters}
    labels = (g.label for known in matters.values() for g in known.grounds if g.id == ground)
    label = next(labels, None)
    return label.in_(language) if label else choice_words("exclusion.grounds", ground, language)


def value_words(key: str, value: Any, language: str, charter: Charter | None = None) -> str:
    """Return the value of a rule in words; with the charter, grounds under its own names.

    Raises:
        KeyError: No such rule.
    """
    spec = KEYS[key]
    is_zero = (isinstance(value, int) and value == 0) or (isinstance(value, Period) and not value.count)
    if is_zero and key in _words()["zeros"] and not isinstance(value, bool):
        return _label("zeros", key, language)
    if isinstance(value, bool):
        return _word("yes" if value else "no", language)
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
        return ", ".join(words) or _word("nothing", language)
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {number}" for name, number in value.items()) or _word("nothing", language)
    if spec.type == "chain":
        return matter_kind_words(str(value), language)
    return choice_words(key, str(value), language) if value != "" else _word("nothing", language)


# ─── sources ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _clause(charter: Charter | None, ref: str) -> Clause | None:
    if charter is None:
        return None
    return next((clause for _, clause, _ in charter.clause_walk() if clause.id == ref), None)


def clause_words(clause: str, language: str) -> str | None:
    """Return the word for a place outside the numbering, by its id: the title («T») or the head («H1»); None elsewhere."""
    name = "title" if clause == "T" else "head" if _HEAD.fullmatch(clause) else None
    return str(_in(_words()["sources"][name], language)) if name else None


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
    return str(_in(_words()["sources"][kind], language)).format(ref=ref, title=title)


def origin_words(resolved: Resolved, language: str, charter: Charter | None = None) -> str:
    """Return where the value of a rule comes from, as every page shows it."""
    sources = _words()["sources"]

    def written(name: str, **parts: str) -> str:
        return str(_in(sources[name], language)).format(**parts)

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
    return _label("origins", origin.value, language)


# ─── sentences ─────────────────────────────────────────────────────────────────────────────────────────────────────


def codes() -> set[str]:
    """Return every verdict code that has a sentence."""
    return {code for code in _words()["sentences"] if "@" not in code}


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
    return f"{sentence} {str(_in(_words()['sources']['basis'], language)).format(source=source)}"


def sentence_of(verdict: Verdict, language: str, charter: Charter | None = None) -> str:
    """Return a verdict in a sentence, without its source."""
    sentences = _words()["sentences"]
    entry = sentences.get(f"{verdict.code}@{_variant(verdict)}") or sentences.get(verdict.code)
    if entry is None:
        return f"{verdict.code}."
    return str(_in(entry, language)).format_map(_Facts(verdict, language, charter))


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
            return _word("nothing", self.language)
        if isinstance(value, bool):
            return _word("yes" if value else "no", self.language)
        if isinstance(value, date):
            return day_words(value, self.language)
        if isinstance(value, int | Fraction):
            written = number_words(value, self.language)
            exceeds = self.verdict.facts.get(f"{name.removesuffix('needed')}must_exceed")
            return _word("more", self.language, number=written) if name.endswith("needed") and exceeds else written
        if isinstance(value, list | tuple):
            return ", ".join(self.plain(name, item) for item in value) or _word("nothing", self.language)
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
        return ", ".join(self.step(item) for item in value) or _word("nothing", self.language)

    def parties(self, value: Any) -> str:
        return parties_words(value, self.language, self.charter) or _word("nothing", self.language)

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
    return day_words(value, words.language) if value else _word("no_day", words.language)


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
    "grounds": lambda w, v: ", ".join(w.ground(g) for g in v) or _word("nothing", w.language),
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
    "casting": lambda w, v: _label("casting", v, w.language),
    "title": _titled,
    "matter_name": _matter_named,
    "label": lambda w, v: str(_in(v, w.language)),
    "reason": lambda w, v: str(_in(v, w.language)),
    "value": _valued,
    "ends": _ends,
}

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def placeholders(code: str, language: str) -> set[str]:
    """Return the facts that the sentence of a code (or `code@variant`) names.

    Raises:
        KeyError: No such sentence.
    """
    return set(_PLACEHOLDER.findall(str(_in(_words()["sentences"][code], language))))
