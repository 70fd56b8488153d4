"""What can be wrong with a file: a code with facts, and its sentence in three languages (`problems.yaml`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).with_name("problems.yaml")
Fact = str | tuple[str, ...]


@cache
def _read() -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    loaded: dict[str, Any] = yaml.load(_FILE.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 -- safe, in C
    return loaded


def _in(entry: dict[str, str], language: str) -> str:
    return entry.get(language, entry["en"])


def problem_codes() -> set[str]:
    """Return every code that has a sentence."""
    return {code for code in _read()["sentences"] if "@" not in code}


def cli_words(name: str, language: str, **parts: object) -> str:
    """Return a word or a total of the command line in a language."""
    return _in(_read()["words"][name], language).format(**parts)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: a stable code and the facts its sentence names."""

    code: str
    facts: tuple[tuple[str, Fact], ...] = ()

    def in_(self, language: str, *, in_form: bool = False) -> str:
        """Return the sentence in a language, small at its beginning; an unknown language reads English.

        `in_form` chooses the wording for a person who fills in a form and has no file before her eyes.

        Raises:
            KeyError: No sentence has this code, or it names a fact that is not there.
        """
        sentences = _read()["sentences"]
        entry = (in_form and sentences.get(f"{self.code}@form")) or sentences[self.code]
        parts = {name: self._words(name, fact, language) for name, fact in self.facts}
        return _in(entry, language).format(**{"hint": "", **parts})

    @staticmethod
    def _words(name: str, fact: Fact, language: str) -> str:
        words = _read()["words"]
        if name == "hint":
            near = _in(words["or"], language).join(f"«{one}»" for one in fact)
            return _in(words["hint"], language).format(near=near) if fact else ""
        if name == "what":
            return _in(_read()["things"][fact], language)
        if name == "steps":
            return " → ".join(fact)
        return fact if isinstance(fact, str) else ", ".join(fact) or _in(words["none"], language)


def fault(code: str, **facts: object) -> Fault:
    """Return a fault; lists and sets become tuples in their order, everything else its written form."""
    return Fault(code, tuple((name, _kept(value)) for name, value in facts.items()))


def _kept(value: object) -> Fact:
    if isinstance(value, Iterable) and not isinstance(value, str | dict):
        return tuple(str(item) for item in value)
    return str(value)


class Unfit(ValueError):
    """A value does not fit its place; `fault` says why, `str()` in English."""

    def __init__(self, code: str, **facts: object) -> None:
        """Keep the fault."""
        self.fault = fault(code, **facts)
        super().__init__(self.fault.in_("en"))
