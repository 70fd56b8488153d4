"""What the cluster works at: registers, plan, finance, indicators."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from ..values import LocalizedText
from .base import Id, Sourced, Strict, quoted
from .conditions import Requirement


class Entry(Sourced):
    """A goal, task, direction, function, principle, purpose, expected effect or form of interaction."""

    id: Annotated[str, BeforeValidator(quoted)]
    label: LocalizedText
    owner: str | None = None


class Registers(Strict):
    """What the cluster strives for and how it sorts its activity."""

    purposes: list[Entry] = Field(default_factory=list)
    goals: list[Entry] = Field(default_factory=list)
    tasks: list[Entry] = Field(default_factory=list)
    directions: list[Entry] = Field(default_factory=list)
    functions: list[Entry] = Field(default_factory=list)
    principles: list[Entry] = Field(default_factory=list)
    effects: list[Entry] = Field(default_factory=list)
    forms: list[Entry] = Field(default_factory=list)
    audiences: list[Entry] = Field(default_factory=list)


class Plan(Sourced):
    """What kind of plan the cluster works by."""

    kind: Literal["own", "section_of_parent"]
    period: Literal["year", "school_year", "silent"]
    matter: Id = "approve_plan"


class FinanceSource(Sourced):
    """A kind of money that the text allows."""

    id: Id
    label: LocalizedText
    needs: list[Requirement] = Field(default_factory=list)


class Indicator(Sourced):
    """A result indicator."""

    id: Id
    label: LocalizedText
    nature: Literal["formal", "informal", "main", "contextual"] = "formal"

    measure: LocalizedText | None = Field(default=None, description="scale, and who rates; informal ones need it")

    @property
    def is_platform_set(self) -> bool:
        """Whether the platform proposes it where the text names none."""
        return self.default is not None
