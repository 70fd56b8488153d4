"""Alphabetical order of Ukrainian and Russian names in the database: а б в г ґ д е ё є ж з и і ї й …"""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, Func

ALPHABET = "абвгґдеёєжзиіїйклмнопрстуфхцчшщъыьэюя"


class UkKey(Func):
    """Sort key of a text: `order_by(UkKey("name"))`. Made by the SQL function of migration 0001."""

    function = "uk_key"
    output_field = CharField()

    def as_sql(self, *args: Any, **kwargs: Any) -> Any:
        """Return the call; the function itself answers in byte order."""
        return super().as_sql(*args, **kwargs)


def uk_key(text: str) -> tuple[int, ...]:
    """Return the same order for Python's `sorted`."""
    return tuple(0x10000 + ALPHABET.index(ch) if ch in ALPHABET else ord(ch) for ch in text.lower())
