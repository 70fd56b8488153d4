"""What the room puts into the shell of every page."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import pgettext

from eduklaster.clusters.models import Cluster
from eduklaster.people.access import viewer_of
from eduklaster.ui.navigation import NavItem, register_navigation


def tabs(request: HttpRequest) -> Sequence[NavItem]:
    """Return the tab of tasks and terms, for those who are something in the cluster."""
    cluster = getattr(request, "cluster", None)
    if not isinstance(cluster, Cluster) or not viewer_of(request, cluster).capacities:
        return []
    return [NavItem(pgettext("execution", "Tasks"), reverse("execution:tasks", args=[cluster.code]), "clipboard-check")]


def register() -> None:
    """Register the tab; called once when the room starts."""
    register_navigation(tabs, order=53)
