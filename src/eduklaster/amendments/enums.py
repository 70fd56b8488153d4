"""What becomes of a recommendation."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Answer(models.TextChoices):
    """The answer to a recommendation."""

    ACCEPTED = "accepted", pgettext_lazy("recommendation", "accepted")
    PARTLY = "partly", pgettext_lazy("recommendation", "accepted in part")
    DECLINED = "declined", pgettext_lazy("recommendation", "declined")


class RecommendationState(models.TextChoices):
    """Where a recommendation stands."""

    WAITING = "waiting", pgettext_lazy("recommendation", "waits for its answer")
    ANSWERED = "answered", pgettext_lazy("recommendation", "answered")
    WITHDRAWN = "withdrawn", pgettext_lazy("recommendation", "withdrawn")
