"""Who the cluster is, and the text that it lives by: its places and its words."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from ..values import LocalizedText, PeriodField
from .base import ClauseId, Strict, quoted


class Term(Strict):
    """The life of the cluster."""

    kind: Literal["indefinite", "until", "silent"]
    until: date | None = None
    lasts: PeriodField | None = Field(default=None, description="instead of `until`: time from the approval")
    renews_for: PeriodField | None = Field(default=None, description="extended by itself for so long again")
    clause: ClauseId | None = None


class Approval(Strict):
    """The act that brought the text into force, as the text names it."""

    by: LocalizedText
    act: LocalizedText
    number: str | None = None
    on: date | None = None
    annex: str | None = None
    clause: ClauseId | None = None


class Identity(Strict):
    """Who the cluster is."""

    code: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,40}$")]
    kind: Literal["regulation", "declaration", "bylaw", "agreement"]
    title: LocalizedText = Field(description="title of the text")
    name: LocalizedText = Field(description="full name of the cluster; official in `language`")
    short_name: LocalizedText
    aliases: list[str] = Field(default_factory=list, description="spellings that the text uses for the same cluster")
    level: Literal["school", "municipal", "district", "regional", "national"]
    territory: LocalizedText
    territory_aliases: list[str] = Field(default_factory=list)
    territory_restricted: bool = False
    language: Literal["uk", "ru", "en"]
    calendar: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] = Field(
        description="country whose working days count (ISO 3166)"
    )
    time_zone: str
    host: LocalizedText | None = None
    legal_person: Literal["yes", "no", "silent"]
    legal_person_clause: ClauseId | None = None
    term: Term
    effective_from: date = Field(description="day from which this version is in force in this file")
    version: Annotated[str, BeforeValidator(quoted)] = "1"
    approval: Approval | None = None
    clause: ClauseId | None = None


class Clause(Strict):
    """One place of the text: printed number, gist in three languages. The text itself belongs to the cluster."""

    id: ClauseId = Field(description="citation: printed number without trailing dot, or a synthetic id such as 1.p2")
    number: str | None = Field(default=None, description="printed number verbatim; absent for unnumbered places")
    kind: Literal["section", "clause", "item", "paragraph", "gap", "annex", "row"] = "clause"
    was: ClauseId | None = Field(default=None, description="its place in the version before, where it has moved")
    gist: LocalizedText
    children: list[Clause] = Field(default_factory=list)


class VocabularyTerm(Strict):
    """The cluster's own word for a concept, in its language; other languages get a translation."""

    one: LocalizedText
    many: LocalizedText | None = None
    clause: ClauseId | None = None
