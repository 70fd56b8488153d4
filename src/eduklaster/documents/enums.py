"""What an issued document is worth today."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Standing(models.TextChoices):
    """Whether an issued document still says what holds."""

    VALID = "valid", _("valid")
    SUPERSEDED = "superseded", _("replaced by a later issue")
    CORRECTED = "corrected", _("corrected by a later act")
