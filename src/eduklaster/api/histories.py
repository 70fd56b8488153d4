"""What the journal says of keys."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from eduklaster.journal.words import ActionWord, FactWord, register_words

from .enums import KeyScope

_KEY = "api.apikey"


def register() -> None:
    """Register the words; called once when the room starts."""
    register_words(
        actions={
            "key.made": ActionWord(_("A key for a program was made"), "key"),
            "key.revoked": ActionWord(_("A key for a program was revoked"), "ban"),
        },
        facts={
            f"{_KEY}.name": FactWord(_("Name of the program")),
            f"{_KEY}.scope": FactWord(_("What it may do"), choices=dict(KeyScope.choices)),
            f"{_KEY}.expires_on": FactWord(_("Works until"), form="day"),
        },
        rows={_KEY: _("Key for a program")},
    )
