"""Names and dates as documents write them; grammatical cases by whoever knows them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from eduklaster.people.models import Person

from .profiles import Profile

Decline = Callable[[str, str, str], str]
_decliners: list[Decline] = []


def register_decline(decline: Decline) -> None:
    """Let `decline(text, case, language)` put names and posts into a case; cases are called genitive, dative, …"""
    _decliners[:] = [decline]


def decline(text: str, case: str, language: str) -> str:
    """Return a text in a case, or unchanged where nothing here knows cases."""
    return _decliners[0](text, case, language) if _decliners and text else text


def signature_name(person: Person | None, profile: Profile) -> str:
    """Return a name as the standard writes it beside a signature: «Олена ГАЙОВА», «Е.П. Гаевая»."""
    if person is None:
        return ""
    if profile.name_style == "given_surname":
        return f"{person.given_name} {person.surname.upper()}".strip()
    initials = "".join(f"{name[0]}." for name in (person.given_name, person.patronymic) if name)
    return f"{initials} {person.surname}".strip()


def digits(day: date | None) -> str:
    """Return a date in digits, as the line of a document gives it: 02.03.2026."""
    return f"{day:%d.%m.%Y}" if day else ""
