"""Facts that the room publishes after commit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SessionWritten:
    """Anything of a session or of an item on its agenda was written."""

    session_id: int


@dataclass(frozen=True, slots=True)
class SessionNoticed:
    """A session was announced; its members are told day, place and agenda."""

    session_id: int


@dataclass(frozen=True, slots=True)
class SessionMoved:
    """An announced session has another day, hour or place."""

    session_id: int


@dataclass(frozen=True, slots=True)
class SessionCancelled:
    """An announced session will not be held."""

    session_id: int


@dataclass(frozen=True, slots=True)
class SessionClosed:
    """A session is over; its decisions are to be published and its minutes signed."""

    session_id: int


@dataclass(frozen=True, slots=True)
class ProposalFiled:
    """A participant asks an organ to consider something."""

    proposal_id: int


@dataclass(frozen=True, slots=True)
class ProposalDisposed:
    """A proposal has its answer; the author is told."""

    proposal_id: int
