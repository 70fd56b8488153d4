"""Facts that the room publishes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LetterSent:
    """A letter left; `key` is the one it was put with. Published inside the transaction that marks it as sent."""

    letter_id: int
    key: str
