"""Texts, places and parties of a charter as choices of a form."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from eduklaster.charter import messages
from eduklaster.charter.matters import matters_in
from eduklaster.charter.schema import Charter
from eduklaster.charter.values import LANGUAGES

Data = dict[str, Any]
Choices = list[tuple[str, Any]]
_PARTIES = (
    "applicant", "participant", "author", "founders", "participants", "any_participant", "any_person", "secretary",
    "main_organ", "approving_office", "executive", "host", "person",
)  # fmt: skip
_ROLES = {"secretary", "main_organ", "approving_office", "executive"}
LANGUAGE_NAMES = {"uk": "Українська", "ru": "Русский", "en": "English"}


def own_words(text: Any, language: str) -> str:
    """Return a text of the data in a language."""
    return str(text.get(language, "")) if isinstance(text, dict) else ""


def translations(text: Any, main: str) -> dict[str, str]:
    """Return what a text says in each language; a translation that only repeats the main words is empty."""
    found: dict[str, str] = {code: own_words(text, code) for code in LANGUAGES}
    return {code: words if code == main or words != found[main] else "" for code, words in found.items()}


def with_fallback(entered: dict[str, str], main: str) -> dict[str, str]:
    """Return a text in three languages; where a translation is missing, the main words stand."""
    return {code: entered.get(code, "").strip() or entered[main].strip() for code in LANGUAGES}


def clause_choices(charter: Charter, language: str) -> Choices:
    """Return the places of the text that a part may rest on, after «the text is silent»."""
    found: Choices = [("", _("The text is silent: the default applies"))]
    for depth, clause, _parent in charter.clause_walk():
        gist = clause.gist.in_(language)
        short = gist if len(gist) <= 70 else gist[:70].rsplit(" ", 1)[0] + "…"
        number = clause.number or messages.clause_words(clause.id, language) or clause.id
        found.append((clause.id, f"{'  ' * min(depth, 3)}{number} {short}"))
    return found


def party_choices(charter: Charter, language: str, extra: tuple[str, ...] = ()) -> Choices:
    """Return everybody who may do a step, in words."""
    roles = [p for p in _PARTIES if p != "approving_office" or charter.roles.approving_office]
    found: Choices = [(p, messages.party_words(p, language, charter if p in _ROLES else None)) for p in roles]
    for name in charter.organs:
        found += [
            (f"{head}:{name}", messages.party_words(f"{head}:{name}", language, charter))
            for head in ("organ", "chair", "member")
        ]
    found += [(f"office:{name}", messages.party_words(f"office:{name}", language, charter)) for name in charter.offices]
    found += [(f"body:{name}", messages.party_words(f"body:{name}", language, charter)) for name in charter.bodies]
    known = {value for value, _label in found}
    return found + [(p, messages.party_words(p, language, charter)) for p in extra if p not in known]


def matter_choices(charter: Charter, language: str) -> Choices:
    """Return the matters of a charter, its own and the default ones."""
    return [(name, messages.matter_words(charter, name, language)) for name in matters_in(charter)]


def organ_choices(charter: Charter, language: str) -> Choices:
    """Return the organs."""
    return [(name, organ.name.in_(language)) for name, organ in charter.organs.items()]


def office_choices(charter: Charter, language: str) -> Choices:
    """Return the offices."""
    return [(name, office.name.in_(language)) for name, office in charter.offices.items()]


def category_choices(charter: Charter, language: str) -> Choices:
    """Return the categories of participants."""
    return [(category.id, category.label.in_(language)) for category in charter.participants.categories]


def fresh_id(prefix: str, taken: set[str]) -> str:
    """Return an id that is free: prefix, prefix_2, prefix_3…"""
    number = 1
    while (name := prefix if number == 1 else f"{prefix}_{number}") in taken:
        number += 1
    return name
