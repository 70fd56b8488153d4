"""Checks a draft: what keeps it from being a charter, and what its health is, in the reader's words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import yaml
from django.utils.translation import gettext as _

from eduklaster.charter.linter import LintFinding, lint
from eduklaster.charter.loader import CharterError, Loaded, load_text

_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def as_yaml(data: dict[str, Any]) -> str:
    """Return a charter as one file that loads again."""
    return str(yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110))


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that keeps a draft from being a charter: its place in the data, and the loader's sentence."""

    path: str
    message: str

    def __str__(self) -> str:
        """Return the sentence in the reader's language."""
        return in_words(self.message)


@dataclass(frozen=True, slots=True)
class Checked:
    """A draft as the loader sees it: a charter, or what is wrong with it."""

    loaded: Loaded | None
    problems: tuple[Wrong, ...]


@lru_cache(maxsize=32)
def _checked(source: str) -> Checked:
    try:
        return Checked(load_text(source), ())
    except CharterError as error:
        return Checked(None, tuple(dict.fromkeys(Wrong(p.path, p.message) for p in error.problems)))


def check(data: dict[str, Any]) -> Checked:
    """Return the charter of a draft, or its problems."""
    return _checked(as_yaml(data))


@lru_cache(maxsize=32)
def _health(source: str, on: date) -> tuple[LintFinding, ...]:
    loaded = _checked(source).loaded
    return tuple(lint(loaded, on=on)) if loaded else ()


def health(data: dict[str, Any], on: date) -> tuple[LintFinding, ...]:
    """Return the findings of the linter on a draft."""
    return _health(as_yaml(data), on)


def in_words(message: str) -> str:
    """Return a sentence of the loader in the reader's language; one that no form can cause stays as it was written."""
    for pattern, sentence in _sentences():
        if found := re.search(pattern, message):
            return sentence % found.groupdict()
    return message[:1].upper() + message[1:]


def _sentences() -> list[tuple[str, str]]:
    return [
        (r"no (?:organ|office|body|category|matter|step|clause)\b.*?«(?P<name>[^»]*)»",
         _("Something is named here that the charter no longer has: «%(name)s».")),
        (r"«(?P<name>[^»]*)» is missing", _("Something is missing here: «%(name)s».")),
        (r"the step «(?P<name>[^»]*)» stands twice", _("The step «%(name)s» stands twice.")),
        (r"the step «(?P<name>[^»]*)» rests on itself", _("The step «%(name)s» waits for itself.")),
        (r"the steps (?P<name>.*) wait for each other", _("These steps wait for each other for ever: %(name)s.")),
        (r"the clause «(?P<name>[^»]*)» stands twice", _("The clause «%(name)s» stands twice.")),
        (r"exactly one source", _("Name one source: a clause of the text, or leave it to the default.")),
        (r"last day (?P<name>\S+) lies before", _("The last day lies before the first one.")),
        (r"«(?P<name>[^»]*)» is no threshold", _("«%(name)s» is no share: write it as a fraction, such as 2/3.")),
        (r"«(?P<name>[^»]*)» is no period", _("«%(name)s» is no length of time.")),
        (r"cannot be reached", _("This share cannot be reached: it lies between 0 and 1.")),
    ]  # fmt: skip
