"""What is found."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """Kinds of what is found, in the order in which they are offered."""

    ACT = "act", _("Acts")
    ITEM = "item", _("Items of sessions")
    PROPOSAL = "proposal", _("Proposals")
    CASE = "case", _("Cases")
    CLAUSE = "clause", _("Clauses of the charter")
