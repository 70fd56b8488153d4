"""Keys as their page shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import pgettext

from eduklaster.kernel import clock
from eduklaster.ui.components import State
from eduklaster.ui.typography import local_date

from .models import ApiKey


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A key in the list of its owner."""

    pk: int
    name: str
    start: str
    scope: str
    made: str
    until: str
    used: str
    state: State
    works: bool


def key_lines(keys: Iterable[ApiKey]) -> list[KeyLine]:
    """Return keys for the list, with what each is worth now."""
    now = clock.now()
    lines = []
    for key in keys:
        works = key.revoked_at is None and key.expires_at > now
        words = (
            pgettext("key", "works")
            if works
            else pgettext("key", "revoked")
            if key.revoked_at
            else pgettext("key", "expired")
        )
        lines.append(
            KeyLine(
                pk=key.pk,
                name=key.name,
                start=key.start,
                scope=str(key.get_scope_display()),
                made=local_date(timezone.localdate(key.created_at)),
                until=local_date(timezone.localdate(key.expires_at - timedelta(seconds=1))),
                used=local_date(key.last_used_at, "moment") if key.last_used_at else "",
                state=State(words, "ok" if works else ""),
                works=works,
            )
        )
    return lines
