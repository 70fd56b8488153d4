"""What the room puts into the shell of every page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.remaining import Remaining, register_remaining
from eduklaster.people.access import viewer_of
from eduklaster.ui.navigation import NavItem, register_navigation

from .enums import NOT_OVER, SessionState
from .models import Session


def tabs(request: HttpRequest) -> Sequence[NavItem]:
    """Return the tab of the sessions, for those who are something in the cluster."""
    cluster = getattr(request, "cluster", None)
    if not isinstance(cluster, Cluster) or not viewer_of(request, cluster).capacities:
        return []
    return [NavItem(_("Sessions"), reverse("sessions:list", args=[cluster.code]), "calendar-event")]


def sessions_left(cluster: Cluster, on: date) -> Iterable[Remaining]:
    """Return how many sessions still have to be held or cancelled, or their minutes signed."""
    count = Session.objects.filter(cluster=cluster, state__in=[*NOT_OVER, SessionState.CLOSED]).count()
    yield Remaining(_("Sessions without signed minutes"), count, reverse("sessions:list", args=[cluster.code]), True)


def register() -> None:
    """Register the tab, and what is left when a cluster ends; called once when the room starts."""
    register_remaining(sessions_left)
    register_navigation(tabs, order=52)
