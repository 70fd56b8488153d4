"""Where an upper room says what it knows of a vote that is recorded by roll call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from eduklaster.procedures.models import Case


@dataclass(frozen=True, slots=True)
class Circumstances:
    """How a vote on a case came about: whether consensus was sought, at which sessions it was considered, who stepped aside."""

    consensus: Literal["reached", "failed"] | None = None
    meetings: tuple[date, ...] = ()
    recused: frozenset[int] = frozenset()


CircumstancesProvider = Callable[[Case, str], Circumstances | None]
_providers: list[CircumstancesProvider] = []


def register_circumstances(provider: CircumstancesProvider) -> None:
    """Let the room that holds sessions tell of a step that is on the agenda of one under way."""
    _providers[:] = [provider]


def circumstances_of(case: Case, step: str) -> Circumstances | None:
    """Return what is known of the vote on a step; None where no session under way has it on its agenda."""
    return _providers[0](case, step) if _providers else None
