"""What the room does when a letter of its own has left."""

from __future__ import annotations

from eduklaster.kernel import bus
from eduklaster.post.events import LetterSent

from .services.accounts import INVITATION_LETTER, invitation_sent


def on_letter_sent(event: LetterSent) -> None:
    """Note on an invitation that its letter has left."""
    head, found, number = event.key.partition(INVITATION_LETTER)
    if found and not head:
        invitation_sent(invitation_id=int(number))


def register() -> None:
    """Listen; called once when the room starts."""
    bus.on_event(LetterSent, on_letter_sent, inside=True)
