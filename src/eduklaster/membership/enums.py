"""States of participants, founders and agreements."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ParticipantState(models.TextChoices):
    """Life of a membership."""

    ACTIVE = "active", _("active")
    SUSPENDED = "suspended", _("suspended")
    WITHDRAWN = "withdrawn", _("left")
    EXCLUDED = "excluded", _("excluded")
    DISSOLVED = "dissolved", _("dissolved")


class ParticipantKind(models.TextChoices):
    """What takes part."""

    ORGANISATION = "organisation", _("organisation")
    PERSON = "person", _("person")
    COMMUNITY = "community", _("community")


class FounderState(models.TextChoices):
    """Life of a row of the founders' register."""

    LISTED = "listed", _("listed, unsigned")
    SIGNED = "signed", _("signed")
    STRUCK = "struck", _("struck off")


class AuthorityKind(models.TextChoices):
    """What shows that a signatory may sign."""

    POST = "post", _("post of the head")
    POWER_OF_ATTORNEY = "power_of_attorney", _("power of attorney")
    ORDER = "order", _("order of the organisation")
    RESOLUTION = "resolution", _("resolution of its organ")


class AgreementKind(models.TextChoices):
    """Kinds of agreements."""

    COOPERATION = "cooperation", _("cooperation")
    NETWORK_PROGRAMME = "network_programme", _("network programme")
    ACCESS = "access", _("access to resources")
    DUAL = "dual", _("dual training")
    PRACTICE_BASE = "practice_base", _("practice base")
    TARGETED = "targeted", _("targeted training")
    PARTNERSHIP = "partnership", _("public-private partnership")
    JOINING = "joining", _("joining the cluster")


class AgreementState(models.TextChoices):
    """Life of an agreement."""

    DRAFT = "draft", _("draft")
    SIGNED = "signed", _("in force")
    EXPIRED = "expired", _("expired")
    TERMINATED = "terminated", _("terminated")
