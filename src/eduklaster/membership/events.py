"""Facts that the room publishes. Handlers of seats run inside the same transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ParticipantAdmitted:
    """A participant is in the register from a day."""

    participant_id: int
    on: date
    actor_id: int | None


@dataclass(frozen=True, slots=True)
class ParticipantReleased:
    """A participant left or was excluded; from this day it is none."""

    participant_id: int
    on: date
    actor_id: int | None


@dataclass(frozen=True, slots=True)
class ComponentHeadChanged:
    """From a day a unit has another head, or none; `before_id` and `after_id` are persons."""

    component_id: int
    before_id: int | None
    after_id: int | None
    on: date
    actor_id: int | None


@dataclass(frozen=True, slots=True)
class ComponentFounded:
    """A unit or project of the cluster exists from a day; its head may have a seat."""

    component_id: int
    on: date
    actor_id: int | None
