"""Standards of office work as data: which one governs a document, what it asks for, how a sheet looks by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from eduklaster.kernel.text import Localized

from .content import Content

_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Requisite:
    """A part that a document has to have: its key in `Content`, the standard's code where it has one, its name."""

    key: str
    code: str
    name: Localized

    def __str__(self) -> str:
        """Return code and name in the reader's language."""
        return f"{self.code} {self.name}".strip()


@dataclass(frozen=True)
class Profile:
    """One standard: measures of a sheet, requisites, what each kind of document must have."""

    key: str
    standard: Localized
    country: str
    valid_from: date
    page: Mapping[str, int]
    limits: Mapping[str, Sequence[float]]
    size: float
    spacing: float
    indent: float
    name_style: str
    dateline: str
    qr: str
    requisites: Mapping[str, Requisite]
    required: Mapping[str, Sequence[str]]
    whole: Sequence[str]

    def requires(self, kind: str, variant: str = "") -> list[Requisite]:
        """Return what a kind of document must have by this standard."""
        keys = self.required.get(f"{kind}.{variant}") or self.required.get(kind) or self.required["default"]
        return [self.requisites[key] for key in keys]

    def missing_in(self, content: Content) -> list[Requisite]:
        """Return the requisites that a document lacks. A signature without a post or a name is none.

        Marks of agreement are asked of documents that show them: each with who gave it and the day.
        """
        asked = [*self.requires(content.kind, content.variant), *(self.requisites[key] for key in self.whole)]
        return [r for r in asked if not _given(content, r.key)]


def _given(content: Content, key: str) -> bool:
    if key in {"agreed", "visas"}:
        return all(one.post.strip() and one.dated.strip() for one in getattr(content, key))
    if key == "signatures":
        return bool(content.signatures) and all(s.post.strip() and s.name.strip() for s in content.signatures)
    value = getattr(content, key)
    return bool(value.strip()) if isinstance(value, str) else bool(value)


@cache
def profiles() -> Mapping[str, Profile]:
    """Return the standards by their keys."""
    return {key: _profile(key, data) for key, data in _file("profiles.yaml")["profiles"].items()}


def _profile(key: str, data: Mapping[str, Any]) -> Profile:
    requisites = {k: Requisite(k, r["code"], Localized(r["name"])) for k, r in data["requisites"].items()}
    values = {**data, "standard": Localized(data["standard"]), "requisites": requisites}
    return Profile(key=key, **values)


def profile_for(country: str, on: date) -> Profile:
    """Return the standard of a country on a day; before the first one, the first; elsewhere, the platform's choice."""
    own = sorted((p for p in profiles().values() if p.country == country), key=lambda p: p.valid_from)
    if not own:
        return profiles()[_file("profiles.yaml")["fallback"]]
    in_force = [p for p in own if p.valid_from <= on]
    return in_force[-1] if in_force else own[0]


@cache
def words(language: str) -> Mapping[str, str]:
    """Return the words of documents in a language."""
    found: Mapping[str, str] = _file("words.yaml")[language]
    return found


@cache
def _file(name: str) -> Any:
    return yaml.safe_load((_DATA / name).read_text(encoding="utf-8"))
