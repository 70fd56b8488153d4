"""What one is written to about, and how often."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Rhythm(models.TextChoices):
    """How often somebody wants letters about work."""

    AT_ONCE = "at_once", _("at once")
    DAILY = "daily", _("once a day, in the morning")
    WEEKLY = "weekly", _("once a week, on Monday morning")
    NEVER = "never", _("never")


class Occasion(models.TextChoices):
    """Why somebody is written to."""

    TURN = "turn", _("your turn")
    SOON = "soon", _("due soon")
    OVERDUE = "overdue", _("overdue")
    FILED = "filed", _("case opened")
    CLOSED = "closed", _("case closed")
    DELEGATED = "delegated", _("duty delegated to you")
    CONVENED = "convened", _("session called")
    MOVED = "moved", _("session moved")
    CANCELLED = "cancelled", _("session cancelled")
    HELD = "held", _("session over")
    PROPOSED = "proposed", _("proposal filed")
    ANSWERED = "answered", _("proposal answered")
    GIVEN = "given", _("task given")
    REPORTED = "reported", _("task reported")
    CHECKED = "checked", _("task answered")
    CONTESTED = "contested", _("powers contested")
    LONGER = "longer", _("more time asked for")
    EXTENDED = "extended", _("more time granted")
    KEPT = "kept", _("term stays")
    DUTY = "duty", _("a day of the charter comes near")
    CONSULTED = "consulted", _("asked for recommendations")
    ADVISED = "advised", _("recommendation filed")
    REPLIED = "replied", _("recommendation answered")


CALLS = frozenset({Occasion.CONVENED, Occasion.MOVED, Occasion.CANCELLED})
"""A call to a session is a duty of the organ and starts a term: it comes at once, whatever rhythm was chosen."""
