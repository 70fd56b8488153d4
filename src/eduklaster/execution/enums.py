"""States of tasks, of their reports, of wishes for a longer term and of contested powers; kinds of duties."""

from django.db import models
from django.utils.translation import pgettext_lazy


class TaskState(models.TextChoices):
    """Life of a task. That its term is over is no state: it follows from the day."""

    GIVEN = "given", pgettext_lazy("task", "given")
    TAKEN = "taken", pgettext_lazy("task", "being done")
    REPORTED = "reported", pgettext_lazy("task", "reported, to be checked")
    RETURNED = "returned", pgettext_lazy("task", "returned for more work")
    CONTESTED = "contested", pgettext_lazy("task", "powers contested, the term stands still")
    ACCEPTED = "accepted", pgettext_lazy("task", "done")
    OUTSIDE = "outside", pgettext_lazy("task", "outside the powers")
    WITHDRAWN = "withdrawn", pgettext_lazy("task", "withdrawn")


AT_WORK = (TaskState.GIVEN, TaskState.TAKEN, TaskState.RETURNED)
"""The owner has to act."""
OPEN = (*AT_WORK, TaskState.REPORTED, TaskState.CONTESTED)
"""Not over yet."""


class Answer(models.TextChoices):
    """What became of a report, of a wish for a longer term, of a contest."""

    WAITING = "waiting", pgettext_lazy("answer", "waits for an answer")
    YES = "yes", pgettext_lazy("answer", "agreed to")
    NO = "no", pgettext_lazy("answer", "turned down")


class ReportState(models.TextChoices):
    """Life of a head's report."""

    DRAFT = "draft", pgettext_lazy("report", "being prepared")
    SENT = "sent", pgettext_lazy("report", "handed in")


class DutyKind(models.TextChoices):
    """What somebody has to do by a day."""

    TASK = "task", pgettext_lazy("duty", "task")
    STEP = "step", pgettext_lazy("duty", "step of a case")
    SESSION = "session", pgettext_lazy("duty", "session")
    MEETING = "meeting", pgettext_lazy("duty", "session that the charter requires")
    MINUTES = "minutes", pgettext_lazy("duty", "minutes")
    PROPOSAL = "proposal", pgettext_lazy("duty", "answer to a proposal")
    REPORT = "report", pgettext_lazy("duty", "report")
    PLAN = "plan", pgettext_lazy("duty", "plan")
    TERM = "term", pgettext_lazy("duty", "end of a term")
    DELEGATION = "delegation", pgettext_lazy("duty", "end of a delegation")
    AGREEMENT = "agreement", pgettext_lazy("duty", "end of an agreement")
    CHARTER = "charter", pgettext_lazy("duty", "charter")
