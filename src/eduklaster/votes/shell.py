"""What the room puts into the shell of every page."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from eduklaster.clusters.models import Cluster
from eduklaster.people.access import viewer_of
from eduklaster.ui.navigation import NavItem, register_navigation

from .selectors import votes_waiting_for


def tabs(request: HttpRequest) -> Sequence[NavItem]:
    """Return a tab for a person who may vote now."""
    cluster = getattr(request, "cluster", None)
    if not isinstance(cluster, Cluster):
        return []
    person = viewer_of(request, cluster).person_id
    count = votes_waiting_for(cluster, person).count() if person else 0
    return (
        [NavItem(_("Vote now"), reverse("votes:list", args=[cluster.code]), "checkbox", count=count)] if count else []
    )


def register() -> None:
    """Register the tab; called once when the room starts."""
    register_navigation(tabs, order=5)
