"""What the room puts into the shell of every page."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from eduklaster.clusters.models import Cluster
from eduklaster.people.access import viewer_of
from eduklaster.ui.navigation import NavItem, register_navigation


def tabs(request: HttpRequest) -> Sequence[NavItem]:
    """Return the tab of amendments, for those who are something in the cluster; others find them beside the charter."""
    cluster = getattr(request, "cluster", None)
    if not isinstance(cluster, Cluster) or not viewer_of(request, cluster).capacities:
        return []
    return [NavItem(_("Amendments"), reverse("amendments:list", args=[cluster.code]), "git-compare")]


def register() -> None:
    """Register the tab; called once when the room starts."""
    register_navigation(tabs, order=57)
