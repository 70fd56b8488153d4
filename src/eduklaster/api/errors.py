"""Refusals of the API itself; those of the rules come from the services."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from eduklaster.kernel.errors import AccessError, DomainError, InputError, StateError


class KeyUnknown(AccessError):
    """The key is wrong, expired or revoked; which of these is not told."""

    status = 401

    def __init__(self) -> None:
        """Say so."""
        super().__init__("api.key", _("This key opens nothing: it is wrong, expired or revoked."))


class TokenMissing(AccessError):
    """A browser's session changes something only with the token of its forms."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__("api.csrf", _("A signed-in browser has to send the header X-CSRFToken."))


class ReadingOnly(AccessError):
    """The key was made for reading."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__("api.scope", _("This key may only read. Make one that may also act."))


class TooMany(DomainError):
    """Too many requests with one key; `seconds` says after how long the next one is answered."""

    status = 429

    def __init__(self, seconds: int) -> None:
        """Say how long to wait."""
        super().__init__(
            "api.too_many", _("Too many requests with this key. Try again in %(seconds)s s."), seconds=seconds
        )
        self.seconds = seconds


class NotJson(DomainError):
    """The body is of another kind than the API reads."""

    status = 415

    def __init__(self) -> None:
        """Say so."""
        super().__init__("api.media_type", _("Send the body as application/json."))


class NotForm(DomainError):
    """The body is of another kind than an operation with files reads."""

    status = 415

    def __init__(self) -> None:
        """Say so."""
        super().__init__("api.media_type", _("Send the body as multipart/form-data."))


class OtherRequest(InputError):
    """The same idempotency key came with another request."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__(
            "api.other_request", _("This Idempotency-Key was used for another request."), field="Idempotency-Key"
        )


class KeyRevoked(StateError):
    """A key that has been revoked cannot be revoked again."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__("api.key_revoked", _("This key is revoked already."))
