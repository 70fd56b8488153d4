"""What the room puts into the shell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.remaining import Remaining, register_remaining
from eduklaster.people.access import viewer_of
from eduklaster.ui.navigation import NavItem, register_user_menu

from .enums import StepState
from .models import CaseStep


def user_menu(request: HttpRequest) -> Sequence[NavItem]:
    """Return the way to the delegations of those who have something to delegate."""
    cluster = getattr(request, "cluster", None)
    if not isinstance(cluster, Cluster) or not viewer_of(request, cluster).capacities:
        return []
    return [NavItem(_("Delegation"), reverse("procedures:delegations", args=[cluster.code]), "user-check")]


def steps_left(cluster: Cluster, on: date) -> Iterable[Remaining]:
    """Return how many steps of cases still wait for somebody."""
    count = CaseStep.objects.filter(case__cluster=cluster, state=StepState.OPEN).count()
    yield Remaining(
        _("Steps of cases that wait for somebody"), count, reverse("procedures:cases", args=[cluster.code]), True
    )


def register() -> None:
    """Register everything; called once when the room starts."""
    register_remaining(steps_left)
    register_user_menu(user_menu)
