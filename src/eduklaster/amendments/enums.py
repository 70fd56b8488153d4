"""What becomes of a recommendation."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Answer(models.TextChoices):
    """The answer to a recommendation."""

    ACCEPTED = "accepted", pgettext_lazy("recommendation", "accepted")
    PARTLY = "partly", pgettext_lazy("recommendation", "accepted in part")
    DECLINED = "declined", pgettext_lazy("recommendation", "declined")


class RecommendationState(models.TextChoices):
    """Where a recommendation stands."""

    WAITING = "waiting", _("waits for its answer")
    ANSWERED = "answered", _("answered")
    WITHDRAWN = "withdrawn", _("withdrawn")
