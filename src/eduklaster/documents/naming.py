"""Names, dates and sentences as documents write them."""

from __future__ import annotations

from datetime import date

from django.utils.translation import override

from eduklaster.clusters.models import Cluster
from eduklaster.language.forms import LANGUAGES, Case
from eduklaster.people.models import Person
from eduklaster.people.wording import name_in, post_in
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


def genitive(cluster: Cluster, text: str, language: str) -> str:
    """Return a post or the name of an organ in the genitive, as the cluster checked it; empty where it is not sure."""
    return _declined(cluster, text, Case.GENITIVE, language)


def dative(cluster: Cluster, text: str, language: str) -> str:
    """Return a post or the name of an organ in the dative, as an addressee; empty where it is not sure."""
    return _declined(cluster, text, Case.DATIVE, language)


def accusative(cluster: Cluster, text: str, language: str) -> str:
    """Return a word for a document in the accusative («ухвалу»); empty where the form is not sure."""
    return _declined(cluster, text, Case.ACCUSATIVE, language)


def _declined(cluster: Cluster, text: str, case: Case, language: str) -> str:
    if language not in LANGUAGES or not text:
        return ""
    form = post_in(cluster, text, case, language)
    return form.text if form.is_sure else ""


def in_sentence(text: str) -> str:
    """Return a post or the name of an organ as it stands inside a sentence: a first capital falls, an abbreviation stays."""
    first = text.split(" ", 1)[0]
    return text if sum(sign.isupper() for sign in first) != 1 else text[:1].lower() + text[1:]


def name_declined(person: Person, case: Case, language: str) -> str:
    """Return a whole name in a case, as somebody checked it, else by the rules of the language."""
    return name_in(person, case, language).full if language in LANGUAGES else person.full_name
