"""Seals slips while a vote is under way, so that tables, backups and the write-ahead log hold nothing readable.

The key of a vote comes from the platform's secret key and the token of the vote; it is stored nowhere. Trackers are random,
of 100 bits, and are known to the voter before the slip goes into the box.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.crypto import salted_hmac

_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_SHAPE = re.compile(rf"(?:[{_LETTERS}]{{5}}-){{3}}[{_LETTERS}]{{5}}")
_BLOCK = 192
"""Every slip has the length of a multiple of this, so that its size says nothing."""


class Unreadable(Exception):
    """A slip was sealed with another secret key; nothing is lost, but the vote cannot be counted without that key."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a slip says."""

    tracker: str
    said: str
    seat_class: str = ""


def tracker_new() -> str:
    """Return a fresh receipt, such as `K7QF2-M9XTD-4HJWA-PBR6C`."""
    return "-".join("".join(secrets.choice(_LETTERS) for _n in range(5)) for _group in range(4))


def is_tracker(text: str) -> bool:
    """Say whether a text has the shape of a receipt."""
    return bool(_SHAPE.fullmatch(text))


def _keys(token: str, secret: str | bytes) -> tuple[bytes, bytes]:
    """Return the keys for sealing and for marking the slips of a vote."""
    text = secret.decode() if isinstance(secret, bytes) else secret
    return (
        salted_hmac("eduklaster.votes.seal", token, secret=text, algorithm="sha256").digest(),
        salted_hmac("eduklaster.votes.mark", token, secret=text, algorithm="sha256").digest(),
    )


def mark_of(token: str, tracker: str) -> str:
    """Return the keyed digest by which the same tracker cannot go into the box twice."""
    _seal, key = _keys(token, settings.SECRET_KEY)
    return hmac.new(key, tracker.encode(), hashlib.sha256).hexdigest()


def seal(token: str, content: Content) -> bytes:
    """Return a slip that only the platform can read, of a length that says nothing."""
    key, _mark = _keys(token, settings.SECRET_KEY)
    plain = json.dumps([content.tracker, content.said, content.seat_class], ensure_ascii=False).encode()
    plain += b" " * (-len(plain) % _BLOCK)
    nonce = secrets.token_bytes(12)
    return nonce + AESGCM(key).encrypt(nonce, plain, token.encode())


def unseal(token: str, sealed: bytes) -> Content:
    """Return what a slip says.

    Raises:
        Unreadable: It was sealed with a secret key that is neither the present one nor one of `SECRET_KEY_FALLBACKS`.
    """
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        key, _mark = _keys(token, secret)
        try:
            plain = AESGCM(key).decrypt(sealed[:12], sealed[12:], token.encode())
        except InvalidTag:
            continue
        return Content(*json.loads(plain))
    raise Unreadable
