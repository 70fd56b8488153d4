"""The room's words for histories, and what it keeps about a person."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from eduklaster.journal.words import SILENT, ActionWord, register_words
from eduklaster.people.models import Person
from eduklaster.people.portability import register_personal_data

from .selectors import subscription_of


def personal_data(person: Person) -> dict[str, Any]:
    """Return what is kept about somebody's feed, without the secret that opens it."""
    row = subscription_of(person.pk)
    if row is None:
        return {"calendar": None}
    return {"calendar": {"made_at": row.made_at.isoformat(), "read_on": row.read_on and row.read_on.isoformat()}}


def register() -> None:
    """Register everything; called once when the room starts."""
    register_personal_data(personal_data)
    register_words(
        actions={
            "account.calendar_opened": ActionWord(_("An address of a calendar was made"), "calendar-plus"),
            "account.calendar_renewed": ActionWord(_("The address of a calendar was changed"), "refresh"),
            "account.calendar_closed": ActionWord(_("The address of a calendar was revoked"), "circle-x"),
        },
        facts={"subscription": SILENT},
    )
