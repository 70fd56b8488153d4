"""Making, using and revoking keys; keeping answers for requests that come twice."""

from __future__ import annotations

import secrets
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eduklaster.journal.services import PLATFORM, Actor, journal_write
from eduklaster.kernel import clock
from eduklaster.kernel.errors import InputError, NotFound
from eduklaster.people.models import User

from .enums import KeyScope
from .errors import KeyRevoked, KeyUnknown, TooMany
from .models import ApiKey, KeptAnswer
from .selectors import digest_of

PREFIX = "edk_"
"""Every key begins so, and programs that search for leaked secrets know it by that."""
LONGEST = timedelta(days=366)
MOST_KEYS = 20
WINDOW = timedelta(minutes=1)
KEPT_FOR = timedelta(days=1)
"""How long a request may come again and get the same answer."""


@transaction.atomic
def key_make(*, user: User, name: str, scope: KeyScope, expires_on: date, actor: Actor) -> tuple[ApiKey, str]:
    """Make a key; return it with its secret, which is told this once. It works until the end of the day `expires_on`.

    Raises:
        InputError: No name, no day to come within a year, or too many keys that work.
    """
    name = " ".join(name.split())
    now = clock.now()
    if not name:
        raise InputError("api.key_name", _("Name the program that will use the key."), field="name")
    if not clock.today() < expires_on <= clock.today() + LONGEST:
        raise InputError("api.key_term", _("Choose a day within the next year."), field="expires_on")
    User.objects.select_for_update().get(pk=user.pk)
    if ApiKey.objects.filter(user=user, revoked_at=None, expires_at__gt=now).count() >= MOST_KEYS:
        raise InputError("api.key_count", _("Revoke a key that is no longer needed first."), field="name")
    secret = PREFIX + secrets.token_urlsafe(32)
    midnight = datetime.combine(expires_on + timedelta(days=1), time(), timezone.get_default_timezone())
    key = ApiKey.objects.create(
        user=user,
        name=name,
        scope=scope,
        start=secret[:8],
        digest=digest_of(secret),
        created_at=now,
        expires_at=midnight,
    )
    _journal(key, "key.made", actor)
    return key, secret


@transaction.atomic
def key_revoke(*, user: User, key_id: int, actor: Actor) -> ApiKey:
    """Make a key useless at once.

    Raises:
        NotFound: There is none, or it is somebody else's.
        StateError: It is revoked already.
    """
    key = ApiKey.objects.select_for_update().filter(user=user, pk=key_id).first()
    if key is None:
        raise NotFound
    if key.revoked_at is not None:
        raise KeyRevoked
    key.revoked_at = clock.now()
    key.save(update_fields=["revoked_at"])
    _journal(key, "key.revoked", actor)
    return key


def _journal(key: ApiKey, action: str, actor: Actor) -> None:
    facts = {"name": key.name, "scope": key.scope, "expires_on": timezone.localdate(key.expires_at - timedelta(days=1))}
    journal_write(chain=PLATFORM, actor=actor, action=action, subject=key, on=clock.today(), facts=facts)


def key_use(secret: str) -> ApiKey:
    """Return the key with a secret, note its use and count it within the minute.

    Raises:
        KeyUnknown: There is none that works, or its owner's account is closed.
        TooMany: More requests within a minute than `settings.API_REQUESTS_PER_MINUTE`.
    """
    now = clock.now()
    is_over = Q(window_started_at=None) | Q(window_started_at__lte=now - WINDOW) | Q(window_started_at__gt=now)
    rows = ApiKey.objects.filter(digest=digest_of(secret), revoked_at=None, expires_at__gt=now, user__is_active=True)
    counted = rows.update(
        last_used_at=now,
        window_count=Case(When(is_over, then=Value(1)), default=F("window_count") + 1),
        window_started_at=Case(When(is_over, then=Value(now)), default=F("window_started_at")),
    )
    if not counted:
        raise KeyUnknown
    key = rows.select_related("user__person").get()
    if key.window_count > settings.API_REQUESTS_PER_MINUTE:
        left = (key.window_started_at or now) + WINDOW - now
        raise TooMany(max(1, round(left.total_seconds())))
    return key


def answer_lock(user: User, key: str) -> None:
    """Let the same request, sent twice at once, wait for the first one; held until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"api:{user.pk}:{key}"])


def answer_keep(*, user: User, key: str, request_digest: str, status: int, content_type: str, body: str) -> None:
    """Keep an answer for a day."""
    KeptAnswer.objects.create(
        user=user,
        key=key,
        request_digest=request_digest,
        status=status,
        content_type=content_type,
        body=body,
        created_at=clock.now(),
    )


def answers_forget() -> int:
    """Forget the answers that are older than a day; return how many."""
    return KeptAnswer.objects.filter(created_at__lt=clock.now() - KEPT_FOR).delete()[0]
