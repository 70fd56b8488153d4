"""Making, renewing and revoking the address of one's own feed."""

from __future__ import annotations

import secrets
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from eduklaster.journal.services import PLATFORM, Actor, journal_write
from eduklaster.kernel import clock
from eduklaster.kernel.errors import StateError
from eduklaster.people.models import Person

from .models import Subscription


@transaction.atomic
def subscription_make(*, person: Person, actor: Actor) -> Subscription:
    """Give a person an address by which calendar programs read their calendar; whoever knows it reads it.

    A person who has one gets another, and the old one leads nowhere from then on.
    """
    Person.objects.select_for_update().get(pk=person.pk)
    is_new = not Subscription.objects.filter(person=person).exists()
    row, _created = Subscription.objects.update_or_create(
        person=person, defaults={"secret": secrets.token_urlsafe(24), "made_at": clock.now(), "read_on": None}
    )
    _write(row, actor, "account.calendar_opened" if is_new else "account.calendar_renewed")
    return row


@transaction.atomic
def subscription_revoke(*, person: Person, actor: Actor) -> None:
    """Take the address back: programs that read it find nothing any more.

    Raises:
        StateError: There is none.
    """
    row = Subscription.objects.select_for_update().filter(person=person).first()
    if row is None:
        raise StateError("calendars.none", _("There is no address that could be taken back."))
    _write(row, actor, "account.calendar_closed")
    row.delete()


def _write(row: Subscription, actor: Actor, action: str) -> None:
    journal_write(chain=PLATFORM, actor=actor, action=action, subject=row.person, facts={"subscription": row.pk})


def subscription_read(*, subscription: Subscription, on: date) -> None:
    """Remember the day on which a program read a feed last: its owner sees whether anything still does."""
    if subscription.read_on != on:
        Subscription.objects.filter(pk=subscription.pk).update(read_on=on)
