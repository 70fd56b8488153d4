"""The law that the text rests on, and the subordinate norms that it announces."""

from __future__ import annotations

from datetime import date
from typing import Literal

from ..values import LocalizedText
from .base import ClauseId, Id, Strict


class LegalBasis(Strict):
    """A source of law that the text rests on."""

    id: Id
    title: LocalizedText
    level: Literal["constitution", "international", "national", "regional", "municipal", "host"]
    issuer: LocalizedText | None = None
    number: str | None = None
    on: date | None = None
    valid_to: date | None = None
    subject: LocalizedText | None = None
    clause: ClauseId


class Norm(Strict):
    """A subordinate norm that the text announces: adopted or still pending."""

    id: Id
    title: LocalizedText
    clause: ClauseId
    act: str | None = None
    on: date | None = None
