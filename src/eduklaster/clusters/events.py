"""Facts that the room publishes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CharterWritten:
    """A version of a charter was added, or the cluster's own words were entered in it."""

    version_id: int
