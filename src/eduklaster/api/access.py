"""Who calls: the owner of a key, somebody signed in with a browser, or nobody in particular."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja.utils import check_csrf

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import cluster_get
from eduklaster.kernel.errors import AccessError
from eduklaster.people.access import Viewer, viewer_of
from eduklaster.people.models import User

from .enums import KeyScope
from .errors import KeyUnknown, ReadingOnly, TokenMissing
from .models import ApiKey
from .services import key_use

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, and by which key where it is a program."""

    user: User | AnonymousUser
    key: ApiKey | None = None

    @property
    def account(self) -> User:
        """Return the account.

        Raises:
            AccessError: Nobody is signed in.
        """
        if not isinstance(self.user, User):
            raise AccessError("people.sign_in", _("Sign in to do this."))
        return self.user


def identify(request: HttpRequest) -> Caller:
    """Say who calls and make them the user of the request; a key in the header counts before a cookie.

    Raises:
        AccessError: A key that opens nothing or may not act, or a browser without its token.
        TooMany: The key is used too often.
    """
    written = request.headers.get("Authorization")
    if written is None:
        caller = Caller(request.user)
        if caller.user.is_authenticated and request.method not in SAFE and check_csrf(request) is not None:
            raise TokenMissing
        return caller
    scheme, _space, secret = written.partition(" ")
    if scheme.lower() != "bearer" or not secret.isascii():
        raise KeyUnknown
    key = key_use(secret.strip())
    request.user = key.user
    if request.method not in SAFE and key.scope != KeyScope.WRITE:
        raise ReadingOnly
    return Caller(key.user, key)


def caller_of(request: HttpRequest) -> Caller:
    """Return who was identified."""
    found: Caller = request.caller  # type: ignore[attr-defined]
    return found


def signed_in(request: HttpRequest) -> bool:
    """Refuse nobody in particular; the check of operations that need an account."""
    return bool(caller_of(request).account)


def entered(request: HttpRequest, code: str) -> tuple[Cluster, Viewer]:
    """Return a cluster by its code and the caller as its viewer.

    Raises:
        NotFound: There is no such cluster.
    """
    cluster = cluster_get(code)
    return cluster, viewer_of(request, cluster)
