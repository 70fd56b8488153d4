"""Reading keys and kept answers."""

from __future__ import annotations

import hashlib

from django.db.models import QuerySet

from eduklaster.people.models import User

from .models import ApiKey, KeptAnswer


def digest_of(text: str) -> str:
    """Return the SHA-256 of a text; enough for a key, which is random and long, unlike a password."""
    return hashlib.sha256(text.encode()).hexdigest()


def keys_of(user: User) -> QuerySet[ApiKey]:
    """Return all keys of somebody, the newest first."""
    return ApiKey.objects.filter(user=user).order_by("-created_at", "-pk")


def answer_kept(user: User, key: str) -> KeptAnswer | None:
    """Return the answer that was given under an idempotency key."""
    return KeptAnswer.objects.filter(user=user, key=key).first()
