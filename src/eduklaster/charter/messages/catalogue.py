"""The words of `messages.yaml` and how an entry is read in a language."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ..values import LocalizedText

_FILE = Path(__file__).with_name("messages.yaml")


@cache
def entries() -> dict[str, Any]:
    """Return all groups of entries."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    loaded: dict[str, Any] = yaml.load(_FILE.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 -- safe, in C
    return loaded


def in_(entry: Any, language: str) -> Any:
    """Return an entry of the file in a language; an unknown language reads English."""
    if isinstance(entry, LocalizedText):
        return entry.in_(language)
    return entry.get(language, entry["en"])


def label_of(group: str, name: str, language: str) -> str:
    """Return a name from a group, or the code itself where the group does not know it."""
    entry = entries()[group].get(name)
    return str(in_(entry, language)) if entry else name


def word_of(name: str, language: str, **parts: Any) -> str:
    """Return a single word or phrase, its braces filled."""
    return str(in_(entries()["words"][name], language)).format(**parts)
