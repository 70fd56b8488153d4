"""States of clusters and charter versions."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ClusterState(models.TextChoices):
    """Life of a cluster; a terminated one is read-only and opens again only by a new founding act."""

    FORMING = "forming", _("forming")
    ACTIVE = "active", _("active")
    SUSPENDED = "suspended", _("suspended")
    WINDING_UP = "winding_up", _("winding up")
    TERMINATED = "terminated", _("terminated")


class OperatingMode(models.TextChoices):
    """How the cluster works now."""

    NORMAL = "normal", _("normal")
    EMERGENCY = "emergency", _("emergency")
    MARTIAL_LAW = "martial_law", _("martial law")


class VersionState(models.TextChoices):
    """Life of a charter version."""

    DRAFT = "draft", _("draft")
    CONSULTATION = "consultation", _("in consultation")
    OPEN_FOR_SIGNATURE = "open_for_signature", _("open for signature")
    PUT_TO_VOTE = "put_to_vote", _("put to the vote")
    ADOPTED = "adopted", _("adopted")
    IN_FORCE = "in_force", _("in force")
    SUPERSEDED = "superseded", _("superseded")
    REJECTED = "rejected", _("rejected")
    WITHDRAWN = "withdrawn", _("withdrawn")


class FindingState(models.TextChoices):
    """What became of a finding of the charter's health."""

    OPEN = "open", _("open")
    INTERPRETED = "interpreted", _("interpreted")
    RESOLVED = "resolved", _("resolved by amendment")
