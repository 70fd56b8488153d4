"""Who takes part: categories, groups, rights and duties, founders and components."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from ..values import LocalizedText
from .base import ClauseId, FactName, Id, Sourced, Strict, quoted
from .conditions import Condition, Requirement


class Category(Sourced):
    """A kind of participant."""

    id: Id
    label: LocalizedText
    sector: Literal["education", "science", "business", "authority", "civil", "health", "culture", "sport", "other"]
    tier: Literal["voting", "associate", "observer"] = "voting"
    basis: Literal["charter", "order", "consent", "signature", "agreement", "decision"]
    admission: Id = Field(default="admit", description="matter by which such a participant comes in")
    kinds: list[Literal["organisation", "person", "community"]] = Field(default_factory=lambda: ["organisation"])  # type: ignore[arg-type]
    requires: list[Requirement] = Field(default_factory=list)
    open_list: bool = Field(default=False, description="the «and others» of the text")


class TargetGroup(Sourced):
    """A group by which participants, or the people served, are sorted."""

    id: Id
    label: LocalizedText
    of: Literal["participants", "people"] = "participants"
    facts: dict[FactName, Condition] = Field(default_factory=dict)


class Entitlement(Sourced):
    """A right or a duty of participants."""

    id: Id
    label: LocalizedText
    permission: Id | None = Field(default=None, description="platform permission that the right locks open")
    categories: list[Id] = Field(default_factory=list)


class Founder(Strict):
    """A row of the founders' register in the text: organisation and position, never a person."""

    number: Annotated[str, BeforeValidator(quoted)]
    organisation: LocalizedText
    position: LocalizedText
    category: Id
    clause: ClauseId


class Component(Sourced):
    """A unit or project that the text names as part of the cluster."""

    id: Id
    name: LocalizedText
    kind: Literal["centre", "project", "unit", "network", "laboratory", "training_site", "bureau", "node"]
    seats_head_in: Id | None = Field(default=None, description="organ in which the head of the component has a seat")


class Participants(Strict):
    """Who takes part, with which rights and duties."""

    categories: list[Category] = Field(min_length=1)
    target_groups: list[TargetGroup] = Field(default_factory=list)
    one_primary_group: bool = Field(default=False, description="each participant sits in exactly one primary group")
    rights: list[Entitlement] = Field(default_factory=list)
    duties: list[Entitlement] = Field(default_factory=list)
    internal_forms: list[Entitlement] = Field(default_factory=list)
    founders: list[Founder] = Field(default_factory=list)
    components: list[Component] = Field(default_factory=list)
