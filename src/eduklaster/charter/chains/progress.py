"""What has happened in a case so far: which steps are done, on which days, by whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from ..schema import Party


@dataclass(frozen=True, slots=True)
class Done:
    """A step that has been done: the day, and the act that it issued."""

    on: date | None = None
    act: str | None = None
    by: Party | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """What has happened in a case.

    `done` maps steps to what was done, in order. `declined` is the step at which the case was closed by a refusal;
    `is_closed` says that it was closed otherwise (withdrawn, moot). Days may be unknown: then no waiting is checked.
    """

    done: Mapping[str, Done] = field(default_factory=dict)
    declined: str | None = None
    is_closed: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)
    ground: str | None = None
    opened_on: date | None = None

    def with_done(self, step: str, on: date | None = None, act: str | None = None, by: Party | None = None) -> Progress:
        """Return the progress after one more step."""
        return replace(self, done={**self.done, step: Done(on, act, by)})
