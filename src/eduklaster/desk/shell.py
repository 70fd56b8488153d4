"""What the desk puts into the shell: home, cases and acts as tabs, the bell, search, a human to call."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from eduklaster.clusters.models import Cluster
from eduklaster.people.access import viewer_of
from eduklaster.ui.navigation import (
    HelpContact,
    NavItem,
    Notifications,
    register_contact,
    register_home,
    register_navigation,
    register_notifications,
    register_search,
    register_user_menu,
)

from .selectors import queue_of


def _cluster(request: HttpRequest) -> Cluster | None:
    found = getattr(request, "cluster", None)
    return found if isinstance(found, Cluster) else None


def _waiting(request: HttpRequest, cluster: Cluster) -> int:
    """Return how many things wait for the reader, counted once for a request."""
    if "_waiting" not in request.__dict__:
        request.__dict__["_waiting"] = len(queue_of(viewer_of(request, cluster), cluster))
    return int(request.__dict__["_waiting"])


def home_tab(request: HttpRequest) -> Sequence[NavItem]:
    """Return the tab of the reader's own work."""
    cluster = _cluster(request)
    if cluster is None or not viewer_of(request, cluster).is_signed_in:
        return []
    url = reverse("desk:home", args=[cluster.code])
    return [NavItem(_("My work"), url, "home", count=_waiting(request, cluster) or None)]


def bell(request: HttpRequest) -> Notifications | None:
    """Return how many things wait for the reader."""
    cluster = _cluster(request)
    if cluster is None or not viewer_of(request, cluster).is_signed_in:
        return None
    return Notifications(reverse("desk:home", args=[cluster.code]), _waiting(request, cluster))


def search_address(request: HttpRequest) -> str | None:
    """Return the search page of the cluster."""
    cluster = _cluster(request)
    return reverse("desk:search", args=[cluster.code]) if cluster else None


def home_address(request: HttpRequest) -> str | None:
    """Return where the emblem leads: the public home of the cluster, or the front page."""
    cluster = _cluster(request)
    return reverse("public:cluster", args=[cluster.code]) if cluster else reverse("public:front")


def contact(request: HttpRequest) -> HelpContact | None:
    """Return a human to turn to, as the cluster names one."""
    cluster = _cluster(request)
    note = str(cluster.help_contact) if cluster else ""
    return HelpContact(note=note) if note else None


def user_menu(request: HttpRequest) -> Sequence[NavItem]:
    """Return the entries under the person's initials: other clusters, security of the account."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return []
    return [
        NavItem(_("My clusters"), reverse("desk:start") + "?all=1", "layout-grid"),
        NavItem(_("All clusters"), reverse("public:front") + "?clusters=1", "world"),
        NavItem(_("Second factor and passkeys"), reverse("mfa_index"), "shield-lock"),
    ]


def about_tab(request: HttpRequest) -> Sequence[NavItem]:
    """Return the first tab of a guest: what the cluster is."""
    cluster = _cluster(request)
    if cluster is None or viewer_of(request, cluster).is_signed_in:
        return []
    return [NavItem(_("About"), reverse("public:cluster", args=[cluster.code]), "home")]


def cases_tab(request: HttpRequest) -> Sequence[NavItem]:
    """Return the tab of cases."""
    cluster = _cluster(request)
    return [NavItem(_("Cases"), reverse("procedures:cases", args=[cluster.code]), "folder")] if cluster else []


def acts_tab(request: HttpRequest) -> Sequence[NavItem]:
    """Return the tab of acts."""
    cluster = _cluster(request)
    return [NavItem(_("Acts"), reverse("procedures:acts", args=[cluster.code]), "file-text")] if cluster else []


def register() -> None:
    """Register everything; called once when the room starts."""
    register_navigation(home_tab, order=10)
    register_navigation(about_tab, order=10)
    register_navigation(cases_tab, order=30)
    register_navigation(acts_tab, order=55)
    register_user_menu(user_menu)
    register_notifications(bell)
    register_search(search_address)
    register_home(home_address)
    register_contact(contact)
