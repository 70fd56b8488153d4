"""What the room does when a letter of its own has left, and when somebody signs in."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in

from eduklaster.kernel import bus
from eduklaster.post.events import LetterSent

from .models import User
from .services.accounts import INVITATION_LETTER, address_confirm, invitation_sent


def on_letter_sent(event: LetterSent) -> None:
    """Note on an invitation that its letter has left."""
    head, found, number = event.key.partition(INVITATION_LETTER)
    if found and not head:
        invitation_sent(invitation_id=int(number))


def on_sign_in(sender: Any, user: User, **_rest: Any) -> None:
    """Keep the account's own address proved; the library changes it only to another proved one."""
    address_confirm(user=user)


def register() -> None:
    """Listen; called once when the room starts."""
    user_logged_in.connect(on_sign_in, dispatch_uid="people.on_sign_in")
    bus.on_event(LetterSent, on_letter_sent, inside=True)
