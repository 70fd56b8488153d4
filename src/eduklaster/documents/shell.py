"""What the room puts into the shell of every page."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from eduklaster.clusters.models import Cluster
from eduklaster.people.access import viewer_of
from eduklaster.ui.navigation import NavItem, register_footer, register_user_menu


def user_menu(request: HttpRequest) -> Sequence[NavItem]:
    """Return the way to the issued documents, for those who are something in the cluster."""
    cluster = getattr(request, "cluster", None)
    if not isinstance(cluster, Cluster) or not viewer_of(request, cluster).capacities:
        return []
    return [NavItem(_("Documents"), reverse("documents:list", args=[cluster.code]), "file-certificate")]


def footer(request: HttpRequest) -> Sequence[NavItem]:
    """Return the page on which anybody checks a document."""
    return [NavItem(_("Check a document by its number"), reverse("documents:verify"))]


def register() -> None:
    """Register everything; called once when the room starts."""
    register_user_menu(user_menu)
    register_footer(footer)
