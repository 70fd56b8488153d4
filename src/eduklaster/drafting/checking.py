"""Checks a draft: what keeps it from being a charter, and what its health is, in the reader's words."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import yaml
from django.utils.translation import get_language

from eduklaster.charter.linter import LintFinding, lint
from eduklaster.charter.loader import CharterError, Loaded, load_text
from eduklaster.charter.problems import Fault

_DAY_LENGTH = len("2026-01-31")
_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def as_yaml(data: dict[str, Any]) -> str:
    """Return a charter as one file that loads again."""
    return str(yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110))


def cases_as_yaml(cases: list[dict[str, Any]]) -> str:
    """Return kept situations as one file of cases, which `eduklaster charter test` runs: days are days there."""

    def dated(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: dated(part) for name, part in value.items()}
        try:
            return date.fromisoformat(value) if isinstance(value, str) and len(value) == _DAY_LENGTH else value
        except ValueError:
            return value

    return as_yaml({"cases": [dated(case) for case in cases]})


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


def _key(data: dict[str, Any]) -> str:
    """Return what a state is remembered by: JSON is written in a hundredth of the time that YAML takes."""
    return json.dumps(data, ensure_ascii=False)


@lru_cache(maxsize=32)
def _checked(key: str) -> Checked:
    try:
        return Checked(load_text(as_yaml(json.loads(key))), ())
    except CharterError as error:
        return Checked(None, tuple(dict.fromkeys(Wrong(p.path, p.fault) for p in error.problems)))


def check(data: dict[str, Any]) -> Checked:
    """Return the charter of a draft, or its problems."""
    return _checked(_key(data))


@lru_cache(maxsize=32)
def _health(key: str, on: date) -> tuple[LintFinding, ...]:
    loaded = _checked(key).loaded
    return tuple(lint(loaded, on=on)) if loaded else ()


def health(data: dict[str, Any], on: date) -> tuple[LintFinding, ...]:
    """Return the findings of the linter on a draft."""
    return _health(_key(data), on)
