"""What this room tells the others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class OfficeAssigned:
    """Somebody holds an office of a cluster from a day."""

    cluster_id: int
    office: str
    person_id: int
    holding_id: int
    is_acting: bool
    on: date


@dataclass(frozen=True, slots=True)
class OfficeEnded:
    """Somebody no longer holds an office; `on` is the first day without it."""

    cluster_id: int
    office: str
    person_id: int
    holding_id: int
    is_acting: bool
    on: date


@dataclass(frozen=True, slots=True)
class AffiliationStarted:
    """A person is tied to an organisation from a day."""

    person_id: int
    organisation_id: int
    affiliation_id: int
    on: date


@dataclass(frozen=True, slots=True)
class AffiliationEnded:
    """A tie no longer holds; `on` is the first day without it."""

    person_id: int
    organisation_id: int
    affiliation_id: int
    on: date


@dataclass(frozen=True, slots=True)
class OrganisationMerged:
    """A duplicate became part of another row; upper rooms move their own rows inside the same transaction."""

    duplicate_id: int
    kept_id: int
    actor_id: int | None = None


@dataclass(frozen=True, slots=True)
class AccountOpened:
    """An invited person has an account now."""

    user_id: int
    person_id: int
    cluster_id: int | None
