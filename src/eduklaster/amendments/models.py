"""Amendments of charters and the recommendations on them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from eduklaster.kernel.text import LocalizedTextField

from .enums import Answer, RecommendationState


class Amendment(models.Model):
    """A new version of a charter on its way: the case that decides on it, the version itself, and the one it amends.

    The charter's own chain, kept in the case, says who decides; nothing of it is repeated here.
    """

    cluster = models.ForeignKey("clusters.Cluster", on_delete=models.PROTECT, related_name="amendments")
    number = models.PositiveIntegerField()
    case = models.OneToOneField("procedures.Case", on_delete=models.PROTECT, related_name="amendment")
    version = models.OneToOneField("clusters.CharterVersion", on_delete=models.PROTECT, related_name="amendment")
    base = models.ForeignKey("clusters.CharterVersion", on_delete=models.PROTECT, related_name="amended_by")
    title = LocalizedTextField()
    why = models.TextField(help_text="what the change is for, in the words of those who file it")
    filed_on = models.DateField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["cluster", "number"], name="amendment_number")]

    def __str__(self) -> str:
        """Return the title in the reader's language."""
        return str(self.title)


class Recommendation(models.Model):
    """What somebody whom the charter asks says on a place of the amended text, and the answer to it."""

    amendment = models.ForeignKey(Amendment, on_delete=models.PROTECT, related_name="recommendations")
    number = models.PositiveIntegerField()
    clause = models.CharField(max_length=40, blank=True, help_text="place of the text; empty: the text as a whole")
    text = models.TextField()
    party = models.CharField(max_length=120, help_text="concrete party as which it is given")
    party_label = models.CharField(max_length=300)
    filed_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    filed_on = models.DateField()
    citations = models.JSONField(default=list, help_text="by which rule this party is asked")
    state = models.CharField(max_length=10, choices=RecommendationState, default=RecommendationState.WAITING)
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    answer_text = models.TextField(blank=True)
    answered_by = models.ForeignKey("people.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_as = models.CharField(max_length=300, blank=True)
    answered_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["amendment", "number"], name="recommendation_number"),
            models.CheckConstraint(
                condition=Q(state=RecommendationState.ANSWERED, answered_on__isnull=False) & ~Q(answer="")
                | ~Q(state=RecommendationState.ANSWERED) & Q(answer=""),
                name="recommendation_answer_with_day",
            ),
        ]

    def __str__(self) -> str:
        """Return its number and who gives it."""
        return f"№ {self.number}, {self.party_label}"
