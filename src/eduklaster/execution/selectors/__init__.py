"""Reads of tasks and of everything that has a day."""

from .tasks import (
    Owner,
    owner_choices,
    owner_words,
    party_of_rule,
    powers_of,
    tasks_heard,
    tasks_open,
    waiting_for_me,
)

__all__ = [
    "Owner",
    "owner_choices",
    "owner_words",
    "party_of_rule",
    "powers_of",
    "tasks_heard",
    "tasks_open",
    "waiting_for_me",
]
