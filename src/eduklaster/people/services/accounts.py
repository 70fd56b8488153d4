"""Invitations and accounts."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from eduklaster.clusters.models import Cluster
from eduklaster.journal.services import Actor
from eduklaster.kernel import clock
from eduklaster.kernel.bus import publish
from eduklaster.kernel.errors import InputError, NotFound, StateError
from eduklaster.kernel.text import LANGUAGES
from eduklaster.post.services import LetterDraft, letter_put

from ..enums import ConsentPurpose
from ..errors import refuse_if_read_only
from ..events import AccountOpened
from ..models import Invitation, Person, User
from .common import record
from .contacts import consent_give

INVITATION_DAYS = 14
INVITATION_LETTER = "invitation:"
"""How the keys of letters of invitations begin."""


def token_hash(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def invitation_send(
    *,
    email: str,
    person: Person,
    actor: Actor,
    cluster: Cluster | None = None,
    language: str = "",
) -> Invitation:
    """Send a person a link, good for 14 days and one use, by which they make an account. Earlier links stop working.

    The letter leaves after commit, in the invitee's language; `sent_at` is empty until it has left. The outbox keeps the
    link no longer than that.

    Raises:
        InputError: The address is no address.
        StateError: The person, or the address, has an account already.
    """
    refuse_if_read_only(cluster)
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise InputError("invitation.email", _("This is no e-mail address."), field="email") from error
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if User.objects.filter(person=person).exists():
        raise StateError("invitation.has_account", _("This person has an account already."))
    if User.objects.filter(email=email).exists():
        raise StateError("invitation.email_taken", _("An account with this address exists already."))
    for former in _standing(person):
        invitation_withdraw(invitation=former, actor=actor)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=email,
        person=person,
        cluster=cluster,
        token_hash=token_hash(token),
        language=language if language in LANGUAGES else person.language,
        invited_by_id=actor.user_id,
        expires_at=clock.now() + timedelta(days=INVITATION_DAYS),
    )
    record(cluster, actor, "invitation.sent", invitation, person=person.pk)
    _letter_put(invitation, token)
    return invitation


def _standing(person: Person) -> list[Invitation]:
    return list(Invitation.objects.filter(person=person, accepted_at=None, withdrawn_at=None))


def _letter_put(invitation: Invitation, token: str) -> None:
    with translation.override(invitation.language):
        context = {
            "invitation": invitation,
            "cluster": invitation.cluster,
            "url": settings.SITE_URL.rstrip("/") + reverse("people:invitation_accept", args=[token]),
            "days": INVITATION_DAYS,
        }
        draft = LetterDraft(
            key=invitation_key(invitation.pk),
            recipient=invitation.email,
            language=invitation.language,
            subject=render_to_string("people/emails/invitation_subject.txt", context),
            text=render_to_string("people/emails/invitation_body.txt", context),
            person_id=invitation.person_id,
            is_secret=True,
        )
    letter_put(draft=draft)


def invitation_key(invitation_id: int) -> str:
    """Return the key of the letter of an invitation."""
    return f"{INVITATION_LETTER}{invitation_id}"


@transaction.atomic
def invitation_sent(*, invitation_id: int) -> None:
    """Note that the letter of an invitation has left."""
    Invitation.objects.filter(pk=invitation_id, sent_at=None).update(sent_at=clock.now())


def invitation_by_token(token: str) -> Invitation:
    """Return the invitation that a link opens.

    Raises:
        NotFound: There is no such link, or it was used, withdrawn or is too old: all answer alike.
    """
    found = (
        Invitation.objects.select_related("cluster", "person")
        .filter(token_hash=token_hash(token), accepted_at=None, withdrawn_at=None, expires_at__gt=clock.now())
        .first()
    )
    if found is None:
        raise NotFound(
            "invitation.gone", _("This link does not work: it was used, withdrawn or is too old. Ask for a new one.")
        )
    return found


@transaction.atomic
def invitation_accept(*, token: str, password: str) -> User:
    """Open an account by an invitation: the link is used up, the password set, the consent to an account recorded.

    Raises:
        NotFound: The link does not work.
        InputError: The password is too weak.
        StateError: The person or the address got an account meanwhile.
    """
    invitation = invitation_by_token(token)
    locked = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if locked.accepted_at is not None or locked.withdrawn_at is not None:
        raise NotFound
    person = Person.objects.select_for_update(of=("self",)).get(pk=invitation.person_id)
    if User.objects.filter(person=person).exists() or User.objects.filter(email=invitation.email).exists():
        raise StateError("invitation.has_account", _("This person has an account already."))
    user = User(email=invitation.email, person=person, language=invitation.language)
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise InputError("account.password", " ".join(error.messages).replace("%", "%%"), field="password") from error
    user.set_password(password)
    user.save()
    locked.accepted_at = clock.now()
    locked.save(update_fields=["accepted_at"])
    actor = Actor(user.pk, "invited", person.pk)
    record(invitation.cluster, actor, "invitation.accepted", locked, person=person.pk, user=user.pk)
    consent_give(person=person, purpose=ConsentPurpose.ACCOUNT, actor=actor)
    publish(AccountOpened(user.pk, person.pk, invitation.cluster_id))
    return user


@transaction.atomic
def invitation_withdraw(*, invitation: Invitation, actor: Actor) -> Invitation:
    """Make a link stop working.

    Raises:
        StateError: It was used or withdrawn before.
    """
    found = Invitation.objects.select_for_update(of=("self",)).select_related("cluster").get(pk=invitation.pk)
    if found.accepted_at is not None or found.withdrawn_at is not None:
        raise StateError("invitation.closed", _("This invitation was used or withdrawn already."))
    found.withdrawn_at = clock.now()
    found.save(update_fields=["withdrawn_at"])
    record(found.cluster, actor, "invitation.withdrawn", found, person=found.person_id)
    return found


@transaction.atomic
def account_deactivate(*, user: User, actor: Actor, cluster: Cluster | None = None) -> User:
    """Close an account: open sessions end, nothing of the person's history changes.

    Raises:
        StateError: It is closed already.
    """
    found = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if not found.is_active:
        raise StateError("account.closed", _("This account is closed already."))
    found.is_active = False
    found.save(update_fields=["is_active"])
    record(cluster, actor, "account.deactivated", ("people.user", str(found.pk)), person=found.person_id)
    return found


def address_confirm(*, user: User) -> None:
    """Tell allauth that the account's address is proved: an invitation or an operator brought it.

    Without this, the first look at the page of addresses lists it as unproved, and allauth then refuses a second factor.
    """
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})


@transaction.atomic
def account_language_set(*, user: User, language: str) -> User:
    """Remember the language in which a person reads pages and letters.

    Raises:
        InputError: There is no such language.
    """
    if language not in LANGUAGES:
        raise InputError("account.language", _("Choose one of the languages."), field="language")
    before = user.language
    User.objects.filter(pk=user.pk).update(language=language)
    if user.person_id is not None:
        Person.objects.filter(pk=user.person_id).update(language=language)
    if before != language:
        actor = Actor(user.pk, "person", user.person_id)
        account = ("people.user", str(user.pk))
        record(
            None, actor, "account.language", account, changes={"language": [before, language]}, person=user.person_id
        )
    user.language = language
    return user
