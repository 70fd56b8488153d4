"""States of votes, kinds of questions, how somebody came to a vote."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class VoteState(models.TextChoices):
    """Life of a vote. Rule and roll are frozen from the first moment."""

    OPEN = "open", _("under way")
    CLOSED = "closed", _("closed")
    ANNULLED = "annulled", _("annulled")


class VoteKind(models.TextChoices):
    """What is asked."""

    MOTION = "motion", _("a motion: for, against or abstained")
    ELECTION = "election", _("an election: candidates")


class Method(models.TextChoices):
    """How a vote is held, as the charter's rule `voting.method` names it."""

    OPEN = "open", _("open")
    SECRET = "secret", _("secret")
    ANONYMOUS = "anonymous", _("anonymous")


class Standing(models.TextChoices):
    """As whom somebody votes for a seat."""

    HOLDER = "holder", _("the holder of the seat")
    ALTERNATE = "alternate", _("the alternate")
    PROXY = "proxy", _("by proxy")
    ADVANCE = "advance", _("in writing, before the session")


class Came(models.TextChoices):
    """How somebody takes part in a vote outside of sessions."""

    ABSENT = "absent", pgettext_lazy("attendance", "absent")
    HERE = "here", pgettext_lazy("attendance", "here")
    REMOTE = "remote", pgettext_lazy("attendance", "remotely")
    ALTERNATE = "alternate", _("alternate")


FOR, AGAINST, ABSTAIN = "for", "against", "abstain"
SAID = {FOR: _("For"), AGAINST: _("Against"), ABSTAIN: pgettext_lazy("choice", "Abstain")}
"""What can be said of a motion; in an election `against` means every candidate."""
