"""The organs with their seats, the offices, the bodies outside, and who plays which role."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from ..values import LocalizedText, PeriodField
from .base import Id, Party, Sourced, Strict
from .rules import Rules


class SeatRule(Sourced):
    """How a group of seats of an organ comes about."""

    id: Id
    kind: Literal[
        "ex_officio",
        "per_participant",
        "per_founder",
        "per_component",
        "named_body",
        "elected",
        "appointed",
        "appointed_in_agreement",
        "template",
        "rotating",
        "ranked",
        "host_rules",
    ]
    label: LocalizedText
    count: Annotated[int, Field(ge=1, le=10000)] | None = None
    each: Annotated[int, Field(ge=1, le=100)] = Field(
        default=1, description="seats for each participant, founder or body"
    )
    seat_class: Id | None = Field(
        default=None, description="class of seats for quorum by composition and restricted ballots"
    )
    votes: bool = True
    holders: list[LocalizedText] = Field(default_factory=list, description="named posts or bodies, one seat each")
    office: Id | None = None
    categories: list[Id] = Field(default_factory=list, description="only participants of these categories")
    chosen_by: Party | None = None
    in_agreement_with: list[Party] = Field(default_factory=list)
    term: PeriodField | None = None
    consecutive_terms: Annotated[int, Field(ge=1)] | None = None
    staggered_in: Annotated[int, Field(ge=2)] | None = Field(default=None, description="cohorts that change in turn")
    rotates_every: PeriodField | None = Field(default=None, description="how long a turn of a rotating seat lasts")
    turns_from: date | None = Field(
        default=None, description="first day of a turn; left out: the day on which the seat came to be"
    )
    offices: list[Id] = Field(
        default_factory=list, description="whose holders take turns in a rotating seat, or the ranking of a ranked one"
    )
    alternate: bool = True
    takes_effect_by: Id | None = Field(default=None, description="matter whose last act fills the seat")


class Chair(Sourced):
    """Who presides over an organ."""

    by: Literal["elected", "office", "appointed", "host_rules", "none"]
    office: Id | None = None
    matter: Id | None = None
    title: LocalizedText | None = None
    votes: bool = True


class Power(Sourced):
    """Something that an organ or an office may do."""

    id: Id
    label: LocalizedText


class Organ(Sourced):
    """A body of the cluster or of its host."""

    name: LocalizedText
    short_name: LocalizedText | None = None
    kinds: list[Literal["constituent", "approving", "governing", "advisory", "executive", "working"]] = Field(
        min_length=1
    )
    belongs_to: Literal["cluster", "host"] = "cluster"
    scope: Literal["cluster", "federation", "project"] = "cluster"
    is_organisation: bool = Field(
        default=False, description="the organ is one organisation, such as a management company"
    )
    seats: list[SeatRule] = Field(default_factory=list)
    chair: Chair | None = None
    convened_by: Party | None = None
    composed_by: Id | None = Field(default=None, description="matter that approves the composition")
    powers: list[Power] = Field(default_factory=list)
    act_kinds: list[Literal["resolution", "decision", "submission", "recommendation", "order", "signature"]] = Field(
        default_factory=lambda: ["resolution"]  # type: ignore[arg-type]
    )
    rules: Rules = Field(default_factory=dict)


class Office(Sourced):
    """A post: its holder acts alone."""

    name: LocalizedText
    short_name: LocalizedText | None = None
    kind: Literal["approving", "executive", "presiding", "secretary", "member", "authority"]
    belongs_to: Literal["cluster", "host", "external"] = "cluster"
    appointed_by: Party | None = None
    matter: Id | None = Field(default=None, description="matter by which a holder is appointed")
    duties: list[Power] = Field(default_factory=list)
    reports_to: Party | None = None
    term: PeriodField | None = None
    rules: Rules = Field(default_factory=dict)


class Body(Sourced):
    """A body outside the cluster that the charter names: a ministry, a trade union, an authority."""

    name: LocalizedText


class Roles(Strict):
    """Which organ and offices the default chains mean."""

    main_organ: Id
    approving_office: Id | None = None
    executive: Party | None = Field(default=None, description="office:ID or organ:ID that runs the cluster day by day")
    secretary: Id = Field(default="secretary", description="office that keeps the records")
