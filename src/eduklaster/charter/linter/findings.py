"""One thing that the linter has to say, and the words in which it says it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from .. import messages
from ..loader import Loaded
from ..schema import Charter
from ..values import LANGUAGES, LocalizedText

Severity = Literal["error", "warning", "notice"]
Where = tuple[str | int, ...]

_WORDS = Path(__file__).with_name("words.yaml")


@dataclass(frozen=True, slots=True)
class LintFinding:
    """A silence, contradiction, gap or oddity of a charter, with its place and a suggestion.

    `code` names the check (`L-501`), or `L-800` for what a person has written under `findings`; then `name` is that
    finding's id. `defaults` are the codes of the default rules that apply where the text is silent, or with `act`, of
    those that the act has replaced.
    """

    code: str
    severity: Severity
    kind: str
    clauses: tuple[str, ...]
    path: str
    file: str
    line: int
    message: LocalizedText
    suggestion: LocalizedText
    defaults: tuple[str, ...] = ()
    name: str | None = None
    act: str | None = None
    """The act of the cluster that has filled the silence."""

    @property
    def is_written_by_hand(self) -> bool:
        """Whether a person has seen it, not the machine."""
        return self.code == "L-800"


@dataclass(frozen=True, slots=True)
class Found:
    """What a check yields: the code, the place and what fills the words."""

    code: str
    where: Where
    clauses: tuple[str | None, ...] = ()
    defaults: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    act: str | None = None


Checks = Iterator[Found]


@cache
def words() -> dict[str, dict[str, Any]]:
    """Return what every check says: severity, kind, message and suggestion in three languages, by code."""
    read: dict[str, dict[str, Any]] = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))
    return read


def codes() -> tuple[str, ...]:
    """Return the codes of all checks, in order."""
    return tuple(words())


def dotted(path: Where) -> str:
    """Return a path as people write it: `matters.exclude.steps[2]`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def as_words(value: Any, language: str) -> str:
    """Return a fact in a language: texts are translated, days written out, lists joined by commas."""
    if isinstance(value, LocalizedText):
        return value.in_(language)
    if isinstance(value, date):
        return messages.day_words(value, language)
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(as_words(v, language) for v in value)
    return str(value)


def finding_of(loaded: Loaded, found: Found) -> LintFinding:
    """Give a check's result its words and its place in the file."""
    entry = words()[found.code]
    facts = {"defaults": found.defaults, **found.facts}

    def filled(part: str) -> LocalizedText:
        return LocalizedText(
            **{
                language: entry[part][language].format(**{k: as_words(v, language) for k, v in facts.items()})
                for language in LANGUAGES
            }
        )

    file, line = loaded.line_of(*found.where)
    return LintFinding(
        code=found.code,
        severity=entry["severity"],
        kind=entry["kind"],
        clauses=tuple(dict.fromkeys(c for c in found.clauses if c)),
        path=dotted(found.where),
        file=file,
        line=line,
        message=filled("message"),
        suggestion=filled("suggestion"),
        defaults=found.defaults,
        act=found.act,
    )


_WEIGHTY = {"contradiction", "tension"}


def written_by_hand(loaded: Loaded, charter: Charter) -> Iterator[LintFinding]:
    """Yield what a person has written down under `findings`."""
    for index, finding in enumerate(charter.findings):
        file, line = loaded.line_of("findings", index)
        yield LintFinding(
            code="L-800",
            severity="warning" if finding.kind in _WEIGHTY else "notice",
            kind=finding.kind,
            clauses=tuple(finding.clauses),
            path=f"findings[{index}]",
            file=file,
            line=line,
            message=finding.finding,
            suggestion=finding.treatment,
            name=finding.id,
        )
