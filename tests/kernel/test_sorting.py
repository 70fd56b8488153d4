"""Ukrainian and Russian names stand in the order of their alphabets, in the database as in Python."""

from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from eduklaster.kernel.sorting import ALPHABET, uk_key

NAMES = [
    "Гава",
    "гай",
    "Ґава",
    "ґанок",
    "дах",
    "еклер",
    "ёлка",
    "єнот",
    "жук",
    "ирій",
    "іній",
    "їжак",
    "йод",
    "щит",
    "ясен",
]


@pytest.mark.django_db
def test_the_database_sorts_names_alphabetically() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM unnest(%s::text[]) AS name ORDER BY uk_key(name)", [list(reversed(NAMES))])
        assert [row[0] for row in cursor.fetchall()] == NAMES


@given(st.lists(st.text(ALPHABET + ALPHABET.upper() + " -", max_size=6), max_size=8))
def test_python_sorts_by_the_alphabet(words: list[str]) -> None:
    ordered = sorted(words, key=uk_key)

    letters = [[ALPHABET.find(ch) for ch in word.lower()] for word in ordered]
    assert letters == sorted(letters) or any(ch in " -" for word in words for ch in word)
