"""Texts of data in three languages, kept in one JSON column."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import get_language

LANGUAGES = ("uk", "ru", "en")


class Localized(dict[str, str]):
    """One text in some of the three languages; as a string it reads in the language of the request."""

    def in_(self, language: str | None) -> str:
        """Return the text in `language`, or in the first language it has, in the order uk, ru, en."""
        if language and self.get(language[:2]):
            return self[language[:2]]
        return next((self[code] for code in LANGUAGES if self.get(code)), "")

    def __str__(self) -> str:
        """Return the text in the reader's language."""
        return self.in_(get_language())

    @classmethod
    def same(cls, text: str) -> Localized:
        """Return a text that reads the same in all languages: official names, numbers."""
        return cls(dict.fromkeys(LANGUAGES, text))


class LocalizedTextField(models.JSONField):
    """A column for `Localized`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Default to an empty text."""
        kwargs.setdefault("default", Localized)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Localized:
        """Read the column as `Localized`."""
        return Localized(super().from_db_value(value, expression, connection) or {})

    def to_python(self, value: Any) -> Localized:
        """Accept a plain mapping."""
        return value if isinstance(value, Localized) else Localized(value or {})
