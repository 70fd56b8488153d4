"""Names, dates and sentences as documents write them."""

from __future__ import annotations

from datetime import date

from django.utils.translation import override

from eduklaster.language.forms import Case
from eduklaster.language.posts import decline_post
from eduklaster.people.models import Person
from eduklaster.ui.typography import local_date

from .profiles import Profile, words


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


def written(day: date | None, language: str) -> str:
    """Return a date in words with the sign of the year: «2 березня 2026 р.», «2 марта 2026 г.»."""
    if day is None:
        return ""
    with override(language):
        return f"{local_date(day)} {words(language)['year_sign']}".strip()


def told(pattern: str, *values: object) -> str:
    """Return a sentence with its values; initials or «р.» at its end need no second full stop."""
    text = pattern % values
    return text[:-1] if text.endswith("..") else text


def genitive(text: str, language: str) -> str:
    """Return a post or the name of an organ in the genitive; empty where its form is not sure."""
    if language not in {"uk", "ru"} or not text:
        return ""
    form = decline_post(text, Case.GENITIVE, language)
    return form.text if form.is_sure else ""
