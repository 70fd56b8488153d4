"""Facts that the room publishes. What has to hold or fall with them is done inside the same transaction."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class VoteOpened:
    """A vote is under way."""

    vote_id: int


@dataclass(frozen=True, slots=True)
class VoteClosed:
    """A vote is counted; a vote on a case has its ballot."""

    vote_id: int


@dataclass(frozen=True, slots=True)
class VoteAnnulled:
    """A vote was stopped and does not count."""

    vote_id: int
