"""A case, its answer and the report on many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ..loader import Problem
from ..resolver import EVERYWHERE, Override, Scope
from ..verdicts import Verdict


class BadCase(Exception):
    """A case cannot be asked; the message says why."""


@dataclass(frozen=True, slots=True)
class Case:
    """One situation with the answer that is expected."""

    file: str
    line: int
    name: str
    on: date
    ask: str
    given: Mapping[str, Any]
    expect: Mapping[str, Any]
    scope: Scope = EVERYWHERE
    overrides: tuple[Override, ...] = ()
    holidays: tuple[date, ...] = ()
    working_days: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a question answered: the verdict, and the words and lists that `expect` may name."""

    verdict: Verdict
    answer: str
    found: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CaseResult:
    """A case that was run: what did not fit, in words; empty when all did."""

    case: Case
    mismatches: tuple[str, ...] = ()
    verdict: Verdict | None = None

    @property
    def passed(self) -> bool:
        """Whether the charter gave the verdict that was expected."""
        return not self.mismatches


@dataclass(frozen=True, slots=True)
class Report:
    """All cases of a folder with their results, and what was wrong with the files."""

    results: tuple[CaseResult, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def passed(self) -> int:
        """How many cases passed."""
        return sum(result.passed for result in self.results)

    @property
    def failed(self) -> int:
        """How many cases failed or could not be read."""
        return len(self.results) - self.passed + len(self.problems)

    def as_text(self, *, verbose: bool = False) -> str:
        """Return the report for a terminal; the last line is `N passed, M failed`."""
        lines = [str(problem) for problem in self.problems]
        for result in self.results:
            if result.passed:
                if verbose:
                    lines.append(f"ok    {result.case.name}")
                continue
            lines.append(f"FAIL  {result.case.name}  ({result.case.file}:{result.case.line})")
            lines += [f"      {mismatch}" for mismatch in result.mismatches]
        return "\n".join([*lines, f"{self.passed} passed, {self.failed} failed"])
