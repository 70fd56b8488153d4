"""The names of what stands in a charter: kinds, acts, matters, steps, parties, choices, grounds."""

from __future__ import annotations

from collections.abc import Iterable

from ..matters import chain_of, default_matters, resolve_party
from ..schema import Charter, Party, Step
from .catalogue import entries, in_, label_of, word_of


def step_kind_words(kind: str, language: str) -> str:
    """Return the name of a kind of step, such as «Наказ»."""
    return label_of("step_kinds", kind, language)


def matter_kind_words(kind: str, language: str) -> str:
    """Return the name of a kind of matter, such as «Вступ учасника»."""
    return label_of("matter_kinds", kind, language)


def _term(charter: Charter | None, name: str, language: str) -> str | None:
    term = charter.vocabulary.get(name) if charter is not None else None
    return term.one.in_(language) if term is not None else None


def act_kind_words(kind: str, language: str, charter: Charter | None = None) -> str:
    """Return the name of a kind of act, such as «ухвала»; with the charter, the cluster's own word for it."""
    return _term(charter, kind, language) or label_of("act_kinds", kind, language)


def room_words(room: str, language: str) -> str:
    """Return the name of a part of the platform that a charter's plan names, such as «банк знань»."""
    return label_of("rooms", room, language)


def charter_words(language: str, charter: Charter | None = None) -> str:
    """Return the word for the text a cluster lives by, such as «положення», or the cluster's own word for it."""
    return _term(charter, "charter", language) or word_of("charter", language)


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
        return label_of("parties", head, language)
    if charter is None:
        return name
    match head:
        case "organ" if name in charter.organs:
            return charter.organs[name].name.in_(language)
        case "chair" | "member" if name in charter.organs:
            organ = charter.organs[name]
            if head == "chair" and organ.chair and organ.chair.title:
                return organ.chair.title.in_(language)
            return word_of(f"{head}_of", language, organ=organ.name.in_(language))
        case "office" if name in charter.offices:
            return charter.offices[name].name.in_(language)
        case "body" if name in charter.bodies:
            return charter.bodies[name].name.in_(language)
    return name


def parties_words(parties: Iterable[Party], language: str, charter: Charter | None = None) -> str:
    """Return several parties, any of whom may act."""
    return word_of("or", language).join(dict.fromkeys(party_words(p, language, charter) for p in parties))


def choice_words(key: str, choice: str, language: str) -> str:
    """Return a choice of a rule in words."""
    entry = entries()["choices"].get(key, {}).get(choice)
    return str(in_(entry, language)) if entry else choice


def ground_words(ground: str, language: str, charter: Charter | None = None, matter: str = "") -> str:
    """Return the label of a ground: of the matter itself, else of any matter that knows such a ground, else its code."""
    matters = dict(default_matters())
    if charter is not None:
        own = charter.matters.get(matter)
        matters = {**({"": own} if own else {}), **charter.matters, **matters}
    labels = (g.label for known in matters.values() for g in known.grounds if g.id == ground)
    label = next(labels, None)
    return label.in_(language) if label else choice_words("exclusion.grounds", ground, language)
