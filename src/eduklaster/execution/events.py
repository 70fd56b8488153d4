"""Facts that the room publishes; letters about them are left in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TaskGiven:
    """Somebody has a task."""

    task_id: int


@dataclass(frozen=True, slots=True)
class TaskReported:
    """The owner of a task says that it is done; the controller checks."""

    task_id: int


@dataclass(frozen=True, slots=True)
class TaskAnswered:
    """A task was accepted, returned, withdrawn, found outside the powers or within them; the owner is told."""

    task_id: int


@dataclass(frozen=True, slots=True)
class TaskContested:
    """The owner holds that a task lies outside the powers; whoever decides is told."""

    task_id: int


@dataclass(frozen=True, slots=True)
class ExtensionAsked:
    """The owner of a task asks for a longer term; whoever gave the task is told."""

    task_id: int


@dataclass(frozen=True, slots=True)
class ExtensionAnswered:
    """A longer term was granted or declined; the owner is told."""

    task_id: int
    is_granted: bool
