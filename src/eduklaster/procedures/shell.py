"""What the room puts into the shell."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from eduklaster.clusters.models import Cluster
from eduklaster.people.access import viewer_of
from eduklaster.ui.navigation import NavItem, register_user_menu


def user_menu(request: HttpRequest) -> Sequence[NavItem]:
    """Return the way to the delegations of those who have something to delegate."""
    cluster = getattr(request, "cluster", None)
    if not isinstance(cluster, Cluster) or not viewer_of(request, cluster).capacities:
        return []
    return [NavItem(_("Delegation"), reverse("procedures:delegations", args=[cluster.code]), "user-check")]


def register() -> None:
    """Register everything; called once when the room starts."""
    register_user_menu(user_menu)
