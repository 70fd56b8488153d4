"""Cases, grammatical genders and what a declined text looks like."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

LANGUAGES = ("uk", "ru")


class Case(StrEnum):
    """Grammatical cases. Russian has no vocative: there it reads as the nominative."""

    NOMINATIVE = "nominative"
    GENITIVE = "genitive"
    DATIVE = "dative"
    ACCUSATIVE = "accusative"
    INSTRUMENTAL = "instrumental"
    LOCATIVE = "locative"
    VOCATIVE = "vocative"


class Gender(StrEnum):
    """How a person's name is declined; a matter of grammar only."""

    MASCULINE = "masculine"
    FEMININE = "feminine"


@dataclass(frozen=True, slots=True)
class Form:
    """A text in a case. When `is_sure` is false, a person has to look at it before it is printed."""

    text: str
    is_sure: bool


@dataclass(frozen=True, slots=True)
class NameForm:
    """The parts of a name in a case; an absent part is empty."""

    surname: str
    given_name: str
    patronymic: str
    is_sure: bool

    @property
    def full(self) -> str:
        """Surname, given name, patronymic: «Гайворонську Оксану Іванівну»."""
        return " ".join(part for part in (self.surname, self.given_name, self.patronymic) if part)

    @property
    def initials(self) -> str:
        """Initials, then the surname: «О. І. Гайворонську»."""
        letters = (f"{part[0]}." for part in (self.given_name, self.patronymic) if part)
        return " ".join([*letters, self.surname]).strip()

    @property
    def signature(self) -> str:
        """Given name and the surname in capitals, as under a signature (ДСТУ 4163:2020): «Оксана ГАЙВОРОНСЬКА»."""
        return f"{self.given_name} {self.surname.upper()}".strip()


def check_language(language: str) -> None:
    """Refuse a language that has no cases here.

    Raises:
        ValueError: It is neither Ukrainian nor Russian.
    """
    if language not in LANGUAGES:
        raise ValueError(f"Words are declined in {' and '.join(LANGUAGES)}, not in {language!r}.")


def like(sample: str, text: str) -> str:
    """Give a text the capitals of a sample: all, the first, or none."""
    if sample.isupper() and len(sample) > 1:
        return text.upper()
    return text[:1].upper() + text[1:] if sample[:1].isupper() else text
