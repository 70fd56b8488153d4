"""Facts that the engine publishes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class StepOpened:
    """It is somebody's turn."""

    case_id: int
    step_id: int


@dataclass(frozen=True, slots=True)
class StepDone:
    """A step was done; a lost or declined one is not."""

    case_id: int
    step_id: int


@dataclass(frozen=True, slots=True)
class CaseClosed:
    """A case took effect, was declined, lost or stopped."""

    case_id: int
    state: str
    on: date


@dataclass(frozen=True, slots=True)
class ActRegistered:
    """An act got its number."""

    act_id: int


@dataclass(frozen=True, slots=True)
class CaseOpened:
    """Somebody opened a case."""

    case_id: int


@dataclass(frozen=True, slots=True)
class DelegationGiven:
    """An alternate may act for a time."""

    delegation_id: int
