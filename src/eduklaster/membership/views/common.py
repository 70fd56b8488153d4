"""What the views of the room share."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from eduklaster.clusters.models import Cluster
from eduklaster.ui.components import Crumb


def participants_crumbs(cluster: Cluster, *more: Crumb) -> list[Crumb]:
    """Return the way to a page below the register of participants."""
    return [Crumb(_("Participants"), reverse("membership:participants", args=[cluster.code])), *more]
