"""What the room puts into the shell of every page."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from eduklaster.clusters.models import Cluster
from eduklaster.ui.navigation import Account, NavItem

from .access import viewer_of
from .models import User


def account(request: HttpRequest) -> Account | None:
    """Return the signed-in person with the strongest capacity in the cluster of the page."""
    cluster = getattr(request, "cluster", None)
    viewer = viewer_of(request, cluster if isinstance(cluster, Cluster) else None)
    if not isinstance(viewer.user, User):
        return None
    person = viewer.user.person
    name = person.full_name if person else viewer.user.email
    initials = f"{person.given_name[:1]}{person.surname[:1]}".upper() if person else ""
    role = str(viewer.capacities[0].label) if viewer.capacities else ""
    return Account(name, role, reverse("people:me"), initials)


def tabs(request: HttpRequest) -> Sequence[NavItem]:
    """Return the tabs of a cluster's pages: organisations for all, people for the secretary and the organs."""
    cluster = getattr(request, "cluster", None)
    if not isinstance(cluster, Cluster):
        return []
    viewer = viewer_of(request, cluster)
    items = [NavItem(_("Organisations"), reverse("people:organisations", args=[cluster.code]), "building-community")]
    if viewer.is_secretary or viewer.is_organ_member:
        items.append(NavItem(_("People"), reverse("people:persons", args=[cluster.code]), "users"))
    else:
        items.append(NavItem(_("Offices"), reverse("people:offices", args=[cluster.code]), "id"))
    return items
