"""What becomes of each clause: who serves it, who will, who cannot, and what a person has found in it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from ..values import LocalizedText
from .base import ClauseId, Id, Strict


class Screen(Strict):
    """A clause that a page of the platform serves."""

    clause: ClauseId
    screen: Literal[
        "register", "founders", "acts", "cases", "charter", "health", "organs", "offices", "agreements", "public",
        "identity", "legal", "vocabulary", "home", "admission", "leaving", "exclusion", "rights", "history",
        "proposals", "sessions", "votes", "tasks",
    ]  # fmt: skip
    note: LocalizedText | None = None


class NotAutomated(Strict):
    """A clause that software cannot serve, with the reason."""

    clause: ClauseId
    reason: LocalizedText


class Planned(Strict):
    """A clause that a room of the house will serve later."""

    clause: ClauseId
    room: Literal[
        "governance", "finance", "resources", "library", "workforce", "programmes", "planning", "mentoring", "events",
        "cases", "monitoring", "public", "documents",
    ]  # fmt: skip
    note: LocalizedText | None = None


class Finding(Strict):
    """A silence, contradiction or oddity of the text that a person has seen and the machine cannot see."""

    id: Id
    clauses: list[ClauseId] = Field(min_length=1)
    kind: Literal[
        "silence",
        "contradiction",
        "tension",
        "ambiguity",
        "naming",
        "numbering",
        "dated",
        "layout",
        "evidence",
        "privacy",
    ]
    finding: LocalizedText
    treatment: LocalizedText
