"""What a key may do."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class KeyScope(models.TextChoices):
    """Whether a program may only read, or also do what its owner may do."""

    READ = "read", _("read only")
    WRITE = "write", _("read and act")
