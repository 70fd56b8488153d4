"""States of sessions, items of the agenda and proposals; how somebody attends."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SessionKind(models.TextChoices):
    """How a session is called."""

    ORDINARY = "ordinary", _("ordinary")
    EXTRAORDINARY = "extraordinary", _("extraordinary")
    CORRESPONDENCE = "correspondence", _("by correspondence")


class SessionState(models.TextChoices):
    """Life of a session."""

    PLANNED = "planned", _("being prepared")
    NOTICED = "noticed", _("announced")
    OPEN = "open", _("in session")
    CLOSED = "closed", _("closed, minutes to be signed")
    SIGNED = "signed", _("minutes signed")
    FAILED = "failed", _("not held: no quorum")
    CANCELLED = "cancelled", _("cancelled")


NOT_OVER = frozenset({SessionState.PLANNED, SessionState.NOTICED, SessionState.OPEN})
"""States in which an agenda can still change."""

PAPER_TOLD = frozenset({SessionState.CLOSED, SessionState.SIGNED, SessionState.FAILED})
"""States in which a session held on paper is entered as a whole, and may be told like one that was held here."""


class ItemKind(models.TextChoices):
    """What an item of the agenda is for."""

    DECISION = "decision", _("for decision")
    PROPOSAL = "proposal", _("a participant's proposal")
    INFORMATION = "information", _("for information")
    EXECUTION = "execution", _("execution of earlier decisions")


class ItemState(models.TextChoices):
    """Life of an item. An item is finished in every state but the first two."""

    OPEN = "open", _("not yet discussed")
    DISCUSSED = "discussed", _("discussed, no decision yet")
    DECIDED = "decided", pgettext_lazy("agenda", "decided")
    NOTED = "noted", _("taken note of")
    POSTPONED = "postponed", _("postponed")
    REMOVED = "removed", _("taken off the agenda")


LED = (SessionState.OPEN, SessionState.CLOSED)
"""States in which it can be said who presides over a session and who keeps its minutes."""


class Consensus(models.TextChoices):
    """Whether all agreed, where the charter wants consensus sought before a vote."""

    REACHED = "reached", pgettext_lazy("consensus", "reached")
    FAILED = "failed", pgettext_lazy("consensus", "not reached")


class Attending(models.TextChoices):
    """How the holder of a seat takes part."""

    ROOM = "room", _("in the room")
    REMOTE = "remote", _("remotely")
    ALTERNATE = "alternate", _("by the alternate")
    ABSENT = "absent", pgettext_lazy("attendance", "absent")
    EXCUSED = "excused", _("excused")


class ProposalState(models.TextChoices):
    """Life of a proposal. It is disposed of when accepted, declined, deferred to a date, or outside the competence."""

    FILED = "filed", _("filed")
    ADMITTED = "admitted", _("to be considered")
    OUTSIDE = "outside", _("outside the competence")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    DEFERRED = "deferred", _("deferred")
    WITHDRAWN = "withdrawn", _("withdrawn by the author")
