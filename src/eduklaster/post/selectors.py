"""Reading the outbox."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from .enums import LetterState
from .models import Letter


def letters_of(person_id: int) -> QuerySet[Letter]:
    """Return the letters to one person, newest first."""
    return Letter.objects.filter(person_id=person_id).order_by("-made_at", "-pk")


def letters_unsent() -> QuerySet[Letter]:
    """Return the letters that have not left, those that were given up first."""
    return Letter.objects.exclude(state=LetterState.SENT).order_by("state", "made_at", "pk")


def keys_failed(keys: Iterable[str]) -> set[str]:
    """Return which of the letters could not be sent."""
    return set(Letter.objects.filter(key__in=list(keys), state=LetterState.FAILED).values_list("key", flat=True))
