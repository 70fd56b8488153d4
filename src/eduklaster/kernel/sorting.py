"""Alphabetical order of Ukrainian and Russian names in the database: а б в г ґ д е ё є ж з и і ї й …"""

from __future__ import annotations

from django.db.models import CharField, Func, TextField

ALPHABET = "абвгґдеёєжзиіїйклмнопрстуфхцчшщъыьэюя"


class UkKey(Func):
    """Sort key of a text: `order_by(UkKey("name"))`. Made by the SQL function of migration 0001.

    The collation is said at each call: the one inside the function does not reach its caller, and the letters of the
    key have an order in no other collation than that of their numbers.
    """

    function = "uk_key"
    template = '%(function)s(%(expressions)s) COLLATE "C"'
    output_field = CharField()


class LatinKey(Func):
    """Key by which typed text is found in a trigram index; made by the SQL function of migration 0002.

    Both sides of a search go through it: `filter(find_key__contains=LatinKey(Value(text)))`.
    """

    function = "latin_key"
    template = '%(function)s(%(expressions)s) COLLATE "C"'
    output_field = TextField()


def uk_key(text: str) -> tuple[int, ...]:
    """Return the same order for Python's `sorted`."""
    return tuple(0x10000 + ALPHABET.index(ch) if ch in ALPHABET else ord(ch) for ch in text.lower())
