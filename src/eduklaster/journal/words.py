"""What the codes of the journal say to people: each room registers the words of what it writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class ActionWord:
    """What an entry says happened, with the icon that stands beside it."""

    label: StrOrPromise
    icon: str = "history"


@dataclass(frozen=True, slots=True)
class FactWord:
    """What a fact or a changed field is called and how its value is read.

    `choices` reads stable codes; `subject` says that the value is the id of such a row (`people.person`), which is named
    only to those who may see it; `form` is `text`, `day`, `moment`, `yes_no`, `count`, `fields`, `hash`,
    or a kind of the charter's words: `organ office matter step category party rule seat_class`. A fact that is not `shown` serves the machine alone.
    """

    label: StrOrPromise = ""
    choices: Mapping[str, StrOrPromise] = field(default_factory=dict)
    subject: str = ""
    form: str = "text"
    is_shown: bool = True


SILENT = FactWord(is_shown=False)
_actions: dict[str, ActionWord] = {}
_facts: dict[str, FactWord] = {}
_rows: dict[str, StrOrPromise] = {}


def register_words(
    *,
    actions: Mapping[str, ActionWord] | None = None,
    facts: Mapping[str, FactWord] | None = None,
    rows: Mapping[str, StrOrPromise] | None = None,
) -> None:
    """Add words; call it in `AppConfig.ready`.

    `actions` are keyed by the code of the action; `facts` by the name of the fact, or more exactly by action or type of
    the row and the name (`contact.added.kind`, `procedures.act.kind`); `rows` name types of rows (`people.contactpoint`).
    """
    _actions.update(actions or {})
    _facts.update(facts or {})
    _rows.update(rows or {})


def action_word(action: str) -> ActionWord | None:
    """Return the words of an action, or None where no room has any."""
    return _actions.get(action)


def actions_known() -> dict[str, ActionWord]:
    """Return all actions that have words."""
    return dict(_actions)


def action_words(action: str) -> tuple[str, str]:
    """Return what an entry says happened, and its icon; an action without words is called an entry of the journal."""
    found = _actions.get(action)
    return (str(found.label), found.icon) if found else (str(_("An entry of the journal")), "history")


def fact_word(action: str, object_type: str, name: str) -> FactWord | None:
    """Return the words of a fact: those for the action, else for the type of the row, else for the name alone."""
    for key in (f"{action}.{name}", f"{object_type}.{name}", name):
        if key in _facts:
            return _facts[key]
    return None


def row_word(object_type: str) -> str:
    """Return what a type of row is called; an unknown one by its code."""
    return str(_rows.get(object_type, object_type))
