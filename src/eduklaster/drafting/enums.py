"""States of drafts, and the pages of the wizard in order."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DraftState(models.TextChoices):
    """Life of a draft."""

    OPEN = "open", _("being written")
    LIVE = "live", _("live")


class Stage(models.TextChoices):
    """Pages on which a cluster is set up, in order."""

    TEXT = "text", _("Text")
    IDENTITY = "identity", _("Who it is")
    ORGANS = "organs", _("Organs")
    OFFICES = "offices", _("Offices")
    CATEGORIES = "categories", _("Participants")
    RULES = "rules", _("Rules")
    CHAINS = "chains", _("Procedures")
    MORE = "more", _("More")
    CLAUSES = "clauses", _("Clauses")
    TRIALS = "trials", _("Try it")
    PREVIEW = "preview", _("In words")
    LIVE = "live", _("Go live")
