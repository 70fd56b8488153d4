"""The outbox."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from .enums import LetterState


class Letter(models.Model):
    """One letter to one address. Its key says what it is about and for whom; a second letter with the key is never made."""

    key = models.CharField(max_length=200, unique=True)
    person_id = models.BigIntegerField(null=True, blank=True, db_index=True, help_text="people.Person")
    recipient = models.EmailField(max_length=254)
    language = models.CharField(max_length=2)
    subject = models.CharField(max_length=300)
    text = models.TextField(blank=True, help_text="erased once sent, where the letter carries a secret")
    html = models.TextField(blank=True)
    calendar = models.TextField(blank=True, help_text="an iCalendar object that goes along (RFC 5545)")
    headers = models.JSONField(default=dict)
    is_secret = models.BooleanField(default=False, help_text="carries a link that opens an account")
    state = models.CharField(max_length=8, choices=LetterState, default=LetterState.WAITING)
    made_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    attempt_count = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True, help_text="what the mail server answered last")
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=LetterState.SENT, sent_at__isnull=False)
                | (~Q(state=LetterState.SENT) & Q(sent_at__isnull=True)),
                name="letter_sent_has_moment",
            )
        ]
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(state=LetterState.WAITING), name="letter_waiting"),
            models.Index(fields=["person_id", "-made_at"], name="letter_of_person"),
        ]

    def __str__(self) -> str:
        """Return the subject."""
        return self.subject
