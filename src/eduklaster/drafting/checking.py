"""Checks a draft: what keeps it from being a charter, and what its health is, in the reader's words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import yaml
from django.utils.translation import get_language

from eduklaster.charter.linter import LintFinding, lint
from eduklaster.charter.loader import CharterError, Loaded, load_text
from eduklaster.charter.problems import Fault

_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def as_yaml(data: dict[str, Any]) -> str:
    """Return a charter as one file that loads again."""
    return str(yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110))


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that keeps a draft from being a charter: its place in the data, and what the loader finds there."""

    path: str
    fault: Fault

    def __str__(self) -> str:
        """Return the sentence in the reader's language, worded for forms."""
        words = self.fault.in_(get_language() or "en", in_form=True)
        return words[:1].upper() + words[1:]


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
        return Checked(None, tuple(dict.fromkeys(Wrong(p.path, p.fault) for p in error.problems)))


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
