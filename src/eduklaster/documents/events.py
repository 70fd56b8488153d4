"""Facts that the room publishes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DocumentIssued:
    """A document left the house under a number."""

    document_id: int
    kind: str
    subject_type: str
    subject_id: int
