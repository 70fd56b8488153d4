"""States of cases, steps and acts."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CaseState(models.TextChoices):
    """Life of a case."""

    OPEN = "open", _("under way")
    EFFECTIVE = "effective", _("took effect")
    DECLINED = "declined", _("declined")
    LOST = "lost", _("not carried")
    STOPPED = "stopped", _("stopped")


class CaseAudience(models.TextChoices):
    """Who sees a case: the values of the rule `case.audience`."""

    ALL = "all", _("everybody")
    CONCERNED = "concerned", _("those concerned and those who decide")


class DelegationState(models.TextChoices):
    """How a delegation stands on a day."""

    PLANNED = "planned", _("planned")
    HOLDS = "holds", _("holds")
    OVER = "over", _("over")
    REVOKED = "revoked", _("revoked")


class StepState(models.TextChoices):
    """Life of a step of a case."""

    WAITING = "waiting", _("later")
    OPEN = "open", _("now")
    DONE = "done", _("done")
    DECLINED = "declined", _("declined")
    LOST = "lost", _("not carried")
    SKIPPED = "skipped", _("not needed")


class ActKind(models.TextChoices):
    """Kinds of acts."""

    RESOLUTION = "resolution", _("resolution")
    ORDER = "order", _("order")
    DECISION = "decision", _("decision")
    SUBMISSION = "submission", _("submission")
    RECOMMENDATION = "recommendation", _("recommendation")
    AGREEMENT = "agreement", _("agreement")
    SIGNATURE = "signature", _("signature")


class ActState(models.TextChoices):
    """Life of an act. A registered act is never changed or deleted; a later act corrects or repeals it."""

    DRAFT = "draft", _("draft")
    REGISTERED = "registered", _("registered")
    CORRECTED = "corrected", _("corrected by a later act")
    REPEALED = "repealed", _("repealed")
