"""States of seats, choices of a vote."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SeatState(models.TextChoices):
    """Life of a seat. A pending seat neither votes nor counts."""

    PENDING = "pending", _("waiting for the order")
    FILLED = "filled", _("filled")
    VACANT = "vacant", _("vacant")
    SUSPENDED = "suspended", _("suspended")
    ABOLISHED = "abolished", _("abolished")


class Choice(models.TextChoices):
    """What a member said at a roll call."""

    FOR = "for", _("for")
    AGAINST = "against", _("against")
    ABSTAIN = "abstain", _("abstained")
    VOTED = "voted", _("voted, how is secret")
    PRESENT = "present", _("present, did not vote")
    RECUSED = "recused", _("concerned, did not vote")
    ABSENT = "absent", _("absent")


VOTING = frozenset({Choice.FOR, Choice.AGAINST, Choice.ABSTAIN, Choice.VOTED})
"""What only a seat with a vote can say."""
