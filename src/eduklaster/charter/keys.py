"""The rules that a charter may set: their types, documented defaults and reasons, read from `defaults.yaml`."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from .parties import parse_party
from .problems import Unfit
from .values import LocalizedText, Period, Threshold

_FILE = Path(__file__).with_name("defaults.yaml")


class KindSilence(StrEnum):
    """What the health check makes of a charter that names no procedure for a kind of matter."""

    ALONE = "alone"
    TOGETHER = "together"
    UNTOLD = "untold"


@dataclass(frozen=True)
class KeySpec:
    """One rule: its key, type, default with code, and words for people."""

    key: str
    code: str
    type: str
    choices: tuple[str, ...]
    raw_default: Any
    title: LocalizedText
    why: LocalizedText
    raw_by_kind: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def default(self) -> Any:
        """The default as a typed value."""
        return self.parse(self.raw_default)

    def default_for(self, kind: str | None) -> Any:
        """Return the default in matters of a kind: where the kind has none of its own, the general one."""
        return self.parse(self.raw_by_kind[kind]) if kind is not None and kind in self.raw_by_kind else self.default

    def parse(self, value: Any) -> Any:
        """Return the written value as a typed one: Threshold, Period, int, bool, str, tuple or dict.

        Raises:
            Unfit: The value does not fit the key; the message names what does.
        """
        if isinstance(value, float):
            raise Unfit("rule.decimal", key=self.key)
        return _PARSERS[self.type](self, value)


def _choice(spec: KeySpec, value: Any) -> str:
    if isinstance(value, bool) or str(value) not in spec.choices:
        code = "rule.choice_bool" if isinstance(value, bool) else "rule.choice"
        raise Unfit(code, key=spec.key, allowed=spec.choices, given=value)
    return str(value)


def _choice_list(spec: KeySpec, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise Unfit("rule.choices", key=spec.key, allowed=spec.choices)
    return tuple(_choice(spec, item) for item in value)


def _text_list(spec: KeySpec, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        raise Unfit("rule.words", key=spec.key)
    return tuple(value)


def _party_list(spec: KeySpec, value: Any) -> tuple[str, ...]:
    return tuple(parse_party(item) for item in _text_list(spec, value))


def _count(spec: KeySpec, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise Unfit("rule.count", key=spec.key, given=value)
    return value


def _bool(spec: KeySpec, value: Any) -> bool:
    if not isinstance(value, bool):
        raise Unfit("rule.bool", key=spec.key, given=value)
    return value


def _text(spec: KeySpec, value: Any) -> str:
    if not isinstance(value, str):
        raise Unfit("rule.text", key=spec.key, given=value)
    return value


def _threshold(spec: KeySpec, value: Any) -> Threshold:
    if isinstance(value, Threshold):
        return value
    if not isinstance(value, str):
        raise Unfit("rule.threshold", key=spec.key, given=value)
    return Threshold.parse(value)


def _period(spec: KeySpec, value: Any) -> Period:
    if isinstance(value, Period):
        return value
    if not isinstance(value, str):
        raise Unfit("rule.period", key=spec.key, given=value)
    return Period.parse(value)


def _day(spec: KeySpec, value: Any) -> str:
    if not isinstance(value, str):
        raise Unfit("rule.day", key=spec.key, given=value)
    try:
        date.fromisoformat(f"2024-{value}")
    except ValueError as error:
        raise Unfit("rule.day", key=spec.key, given=value) from error
    return value


def _day_list(spec: KeySpec, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise Unfit("rule.days", key=spec.key)
    return tuple(_day(spec, item) for item in value)


def _class_counts(spec: KeySpec, value: Any) -> dict[str, int]:
    if not isinstance(value, Mapping):
        raise Unfit("rule.classes", key=spec.key)
    return {str(name): _count(spec, number) for name, number in value.items()}


_PARSERS = {
    "choice": _choice,
    "choice_list": _choice_list,
    "text_list": _text_list,
    "party_list": _party_list,
    "count": _count,
    "bool": _bool,
    "text": _text,
    "chain": _text,
    "threshold": _threshold,
    "period": _period,
    "day": _day,
    "day_list": _day_list,
    "class_counts": _class_counts,
}


def _read() -> tuple[dict[str, KeySpec], dict[str, Any]]:
    raw = yaml.load(_FILE.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 -- the safe loader, in C where present
    keys = {
        key: KeySpec(
            key=key,
            code=entry["code"],
            type=entry["type"],
            choices=tuple(entry.get("choices", ())),
            raw_default=entry["value"],
            title=LocalizedText(**entry["title"]),
            why=LocalizedText(**entry["why"]),
            raw_by_kind=entry.get("by_kind", {}),
        )
        for key, entry in raw["keys"].items()
    }
    return keys, raw


KEYS, _RAW = _read()
BY_CODE: dict[str, KeySpec] = {spec.code: spec for spec in KEYS.values()}
DEFAULT_MATTERS_RAW: dict[str, Any] = _RAW.get("matters", {})
KIND_SILENCES: dict[str, KindSilence] = {kind: KindSilence(entry["silence"]) for kind, entry in _RAW["kinds"].items()}


def silence_on(kind: str) -> KindSilence:
    """Return how silence on a kind of matter is told."""
    return KIND_SILENCES.get(kind, KindSilence.ALONE)


def key_spec(key: str) -> KeySpec:
    """Return the documentation of a key.

    Raises:
        KeyError: No such key; the message names near ones.
    """
    try:
        return KEYS[key]
    except KeyError:
        near = difflib.get_close_matches(key, KEYS, n=3) or sorted(
            k for k in KEYS if k.split(".")[0] == key.split(".")[0]
        )
        hint = f" Near: {', '.join(near)}." if near else ""
        raise KeyError(f"There is no rule «{key}».{hint}") from None
