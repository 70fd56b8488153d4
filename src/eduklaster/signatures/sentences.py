"""What an examination found, in Ukrainian, Russian and English. The words stand in `messages.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from .results import Code, Container

_MEGABYTE = 1024 * 1024


@cache
def _words() -> dict[str, dict[str, dict[str, str]]]:
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("messages.yaml").read_text(encoding="utf-8"))
    return loaded


def _in(group: str, name: str, language: str) -> str:
    entry = _words()[group][name]
    return entry.get(language, entry["en"])


def sentence(code: Code | str, facts: Mapping[str, Any], language: str) -> str:
    """Return a result as a full sentence; an unknown language reads English."""
    parts = dict(facts)
    if parts.get("what") in _words()["reasons"]:
        parts["reason"] = _in("reasons", parts["what"], language)
    if "most" in parts:
        parts["most_megabytes"] = parts["most"] // _MEGABYTE
    return _in("codes", Code(code).value, language).format(**parts)


def container_words(container: Container | str, language: str) -> str:
    """Return the name of a kind of container."""
    return _in("containers", Container(container).value, language)
