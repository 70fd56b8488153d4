"""Putting letters into the outbox and sending them."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from email.mime.text import MIMEText
from email.utils import parseaddr
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from icalendar import Calendar
from procrastinate.contrib.django import app

from eduklaster.kernel import bus, clock
from eduklaster.kernel.errors import StateError

from .enums import LetterState
from .events import LetterSent
from .models import Letter

PAUSES = (1, 5, 15, 60, 240, 720, 1440)
"""Minutes before the second and each later attempt; after the last of them a letter is given up."""
KEPT_DAYS = 365
_BATCH = 200
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LetterDraft:
    """A letter as it will be read. `key` names recipient, subject and occasion; it decides what is the same letter.

    `calendar` is an iCalendar object; its METHOD tells mail programs what to do with it (RFC 6047).
    """

    key: str
    recipient: str
    language: str
    subject: str
    text: str
    html: str = ""
    calendar: str = ""
    person_id: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    is_secret: bool = False


@transaction.atomic
def letter_put(*, draft: LetterDraft) -> Letter:
    """Put a letter into the outbox, once for each key; it leaves by a job of the same transaction, after commit.

    Letter and job hold or fall with the caller's transaction, so nothing is announced that did not happen, and nothing
    that happened goes unannounced. A letter with a known key is returned as it is.
    """
    now = clock.now()
    letter, is_new = Letter.objects.get_or_create(
        key=draft.key,
        defaults={
            "person_id": draft.person_id,
            "recipient": draft.recipient,
            "language": draft.language,
            "subject": " ".join(draft.subject.split())[:300],
            "text": draft.text,
            "html": draft.html,
            "calendar": draft.calendar,
            "headers": dict(draft.headers),
            "is_secret": draft.is_secret,
            "made_at": now,
            "next_try_at": now,
        },
    )
    if is_new:
        app.configure_task("post.letter_deliver").defer(letter_id=letter.pk)
    return letter


@transaction.atomic
def letter_deliver(*, letter_id: int) -> bool:
    """Hand one waiting letter to the mail server; True where it took it.

    The row is locked meanwhile, so two workers never send the same letter. A refusal is kept in words and tried again
    after a longer and longer pause. Whoever dies between the server's «taken» and our commit sends again, under the same
    Message-ID, by which mail programs know a copy (RFC 5322, 3.6.4).
    """
    letter = Letter.objects.select_for_update(skip_locked=True).filter(pk=letter_id, state=LetterState.WAITING).first()
    if letter is None:
        return False
    try:
        _message(letter).send()
    except (OSError, SMTPException) as error:
        _postpone(letter, error)
        return False
    letter.state, letter.sent_at, letter.error = LetterState.SENT, clock.now(), ""
    letter.attempt_count += 1
    if letter.is_secret:
        letter.text = letter.html = ""
    letter.save(update_fields=["state", "sent_at", "error", "attempt_count", "text", "html"])
    bus.publish(LetterSent(letter.pk, letter.key))
    return True


def _message(letter: Letter) -> EmailMultiAlternatives:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2] or "localhost"
    digest = hashlib.sha256(letter.key.encode()).hexdigest()[:40]
    headers = {
        "Message-ID": f"<{digest}.{letter.pk}@{domain}>",
        "Content-Language": letter.language,
        "Auto-Submitted": "auto-generated",
        **letter.headers,
    }
    message = EmailMultiAlternatives(letter.subject, letter.text, to=[letter.recipient], headers=headers)
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    if letter.calendar:
        message.attach(_calendar_part(letter.calendar))
    return message


def _calendar_part(calendar: str) -> MIMEText:
    part = MIMEText(calendar, "calendar", "utf-8")
    part.set_param("method", str(Calendar.from_ical(calendar).get("METHOD", "PUBLISH")))
    part.add_header("Content-Disposition", "attachment", filename="session.ics")
    return part


def _postpone(letter: Letter, error: Exception) -> None:
    letter.attempt_count += 1
    letter.error = f"{type(error).__name__}: {error}"[:500]
    if letter.attempt_count > len(PAUSES):
        letter.state = LetterState.FAILED
    else:
        letter.next_try_at = clock.now() + timedelta(minutes=PAUSES[letter.attempt_count - 1])
    letter.save(update_fields=["attempt_count", "error", "state", "next_try_at"])
    _log.warning("Letter %s did not leave, attempt %s: %s", letter.pk, letter.attempt_count, letter.error)


def letters_deliver_due() -> int:
    """Send the letters whose time has come, each in a transaction of its own; returns how many left. Safe to repeat."""
    due = Letter.objects.filter(state=LetterState.WAITING, next_try_at__lte=clock.now()).order_by("next_try_at", "pk")
    return sum(letter_deliver(letter_id=pk) for pk in due.values_list("pk", flat=True)[:_BATCH])


@transaction.atomic
def letter_try_again(*, letter_id: int) -> Letter:
    """Let a letter that was given up leave after all.

    Raises:
        StateError: It is not given up.
    """
    letter = Letter.objects.select_for_update().filter(pk=letter_id).first()
    if letter is None or letter.state != LetterState.FAILED:
        raise StateError("letter.not_failed", _("This letter is not among those that could not be sent."))
    letter.state, letter.attempt_count, letter.next_try_at = LetterState.WAITING, 0, clock.now()
    letter.save(update_fields=["state", "attempt_count", "next_try_at"])
    app.configure_task("post.letter_deliver").defer(letter_id=letter.pk)
    return letter


def letters_forget() -> int:
    """Erase what was sent or given up more than a year ago; returns how many."""
    old = clock.now() - timedelta(days=KEPT_DAYS)
    count, _rows = Letter.objects.exclude(state=LetterState.WAITING).filter(made_at__lt=old).delete()
    return count
