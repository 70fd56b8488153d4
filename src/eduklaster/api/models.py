"""Keys for programs, and the answers that were given to writes with an idempotency key."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q

from .enums import KeyScope


class ApiKey(models.Model):
    """A personal key: a program that has it acts as its owner, no more. The key itself is kept nowhere."""

    user = models.ForeignKey("people.User", on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=100, help_text="what the owner calls the program")
    scope = models.CharField(max_length=5, choices=KeyScope, default=KeyScope.READ)
    start = models.CharField(max_length=12, help_text="the first characters, by which the owner knows it again")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the key, which has 256 random bits")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    window_started_at = models.DateTimeField(null=True, blank=True, help_text="since when requests are counted")
    window_count = models.PositiveIntegerField(default=0, help_text="requests since then")

    class Meta:
        indexes = [models.Index(fields=["user", "-created_at"], name="api_key_of_owner")]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="api_key_expires_after_making"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="api_key_unchanged",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("user", "scope", "digest", "expires_at", "created_at"),
            ),
        ]

    def __str__(self) -> str:
        """Return the name that the owner gave it."""
        return self.name


class KeptAnswer(models.Model):
    """The answer to a write, given again when the same request comes again under the same idempotency key."""

    user = models.ForeignKey("people.User", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=100, help_text="Idempotency-Key of the request")
    request_digest = models.CharField(max_length=64, help_text="SHA-256 of method, address and body")
    status = models.PositiveSmallIntegerField()
    content_type = models.CharField(max_length=60)
    body = models.TextField(blank=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="kept_answer_age")]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="kept_answer_once")]
