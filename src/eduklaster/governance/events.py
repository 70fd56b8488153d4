"""Facts that the room publishes. What has to hold or fall with them is done inside the same transaction."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BallotRecorded:
    """A vote on a step of one or several cases is on record, carried or not."""

    ballot_id: int
    step: str
