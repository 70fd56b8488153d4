"""Everything that the platform keeps about a person, for the person (GDPR article 20 and its like)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from eduklaster.post.selectors import letters_of

from .models import Affiliation, OfficeHolding, Person, User
from .selectors import consents_of

PersonalData = Callable[[Person], dict[str, Any]]
_providers: list[PersonalData] = []


def register_personal_data(provider: PersonalData) -> None:
    """Let an upper room add what it keeps about a person: plain JSON values under names of its own."""
    if provider not in _providers:
        _providers.append(provider)


def personal_data(user: User) -> dict[str, Any]:
    """Return what is kept about the person behind an account, as plain JSON values."""
    data: dict[str, Any] = {
        "account": {
            "email": user.email,
            "language": user.language,
            "joined_at": user.joined_at.isoformat(),
            "last_login": user.last_login.isoformat() if user.last_login else None,
        }
    }
    person = user.person
    if person is None:
        return data
    data["person"] = {
        "surname": person.surname,
        "given_name": person.given_name,
        "patronymic": person.patronymic,
        "language": person.language,
        "teaching_since": person.teaching_since and person.teaching_since.isoformat(),
        "managing_since": person.managing_since and person.managing_since.isoformat(),
    }
    data["cases_of_the_name"] = list(person.word_forms.order_by("language").values("language", "gender", "forms"))
    data["contacts"] = list(person.contacts.order_by("pk").values("kind", "value", "visibility", "basis"))
    data["consents"] = [
        {
            "purpose": consent.purpose,
            "cluster": consent.cluster.code if consent.cluster else None,
            "given_at": consent.given_at.isoformat(),
            "withdrawn_at": consent.withdrawn_at and consent.withdrawn_at.isoformat(),
        }
        for consent in consents_of(person)
    ]
    data["positions"] = [
        {
            "organisation": tie.organisation.official_name,
            "position": tie.position,
            "since": tie.valid_from.isoformat(),
            "until": tie.valid_until and tie.valid_until.isoformat(),
        }
        for tie in Affiliation.objects.filter(person=person).select_related("organisation").order_by("valid_from", "pk")
    ]
    data["offices"] = [
        {
            "cluster": holding.cluster.code,
            "office": holding.office,
            "acting": holding.is_acting,
            "basis": holding.basis,
            "since": holding.valid_from.isoformat(),
            "until": holding.valid_until and holding.valid_until.isoformat(),
        }
        for holding in OfficeHolding.objects.filter(person=person)
        .select_related("cluster")
        .order_by("valid_from", "pk")
    ]
    data["letters"] = [
        {"at": letter.made_at.isoformat(), "to": letter.recipient, "subject": letter.subject, "text": letter.text}
        for letter in letters_of(person.pk)
    ]
    for provider in _providers:
        data |= provider(person)
    return data
