"""What people were told, and how often they want to be told."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q

from .enums import Occasion, Rhythm


def _exactly_one(*names: str) -> Q:
    rows = (Q(**{f"{name}__isnull": name != chosen for name in names}) for chosen in names)
    return reduce(or_, rows)


class Choice(models.Model):
    """How often a person wants letters; without a row they come at once."""

    person = models.OneToOneField("people.Person", on_delete=models.CASCADE, related_name="+")
    rhythm = models.CharField(max_length=8, choices=Rhythm, default=Rhythm.AT_ONCE)
    changed_at = models.DateTimeField()


class Notice(models.Model):
    """One thing that one person is told, once. It goes into a letter of its own or into a digest."""

    key = models.CharField(max_length=150, unique=True, help_text="person, subject, occasion")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    occasion = models.CharField(max_length=10, choices=Occasion)
    case = models.ForeignKey("procedures.Case", null=True, on_delete=models.CASCADE, related_name="+")
    step = models.ForeignKey("procedures.CaseStep", null=True, on_delete=models.CASCADE, related_name="+")
    delegation = models.ForeignKey("procedures.Delegation", null=True, on_delete=models.CASCADE, related_name="+")
    session = models.ForeignKey("organ_sessions.Session", null=True, on_delete=models.CASCADE, related_name="+")
    proposal = models.ForeignKey("organ_sessions.Proposal", null=True, on_delete=models.CASCADE, related_name="+")
    task = models.ForeignKey("execution.Task", null=True, on_delete=models.CASCADE, related_name="+")
    duty = models.JSONField(
        null=True, help_text="something the charter obliges to by a day, in words, where no row is one"
    )
    amendment = models.ForeignKey("amendments.Amendment", null=True, on_delete=models.CASCADE, related_name="+")
    recommendation = models.ForeignKey(
        "amendments.Recommendation", null=True, on_delete=models.CASCADE, related_name="+"
    )
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, help_text="when it went into a letter, or was no longer worth one")
    letter = models.ForeignKey("post.Letter", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=_exactly_one(
                    "case", "delegation", "session", "proposal", "task", "duty", "amendment", "recommendation"
                ),
                name="notice_has_one_subject",
            )
        ]
        indexes = [
            models.Index(fields=["person"], condition=Q(settled_at__isnull=True), name="notice_open"),
        ]
