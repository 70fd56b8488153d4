"""What the room puts into the shell: the journal, in the menu of those who may read it."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from eduklaster.clusters.models import Cluster
from eduklaster.people.access import viewer_of
from eduklaster.ui.navigation import NavItem, register_user_menu

from .access import reads_journal


def user_menu(request: HttpRequest) -> Sequence[NavItem]:
    """Return the entry of the journal for its readers."""
    cluster = getattr(request, "cluster", None)
    if not isinstance(cluster, Cluster) or not reads_journal(viewer_of(request, cluster)):
        return []
    return [NavItem(_("Journal of the cluster"), reverse("history:journal", args=[cluster.code]), "history")]


def register() -> None:
    """Register everything; called once when the room starts."""
    register_user_menu(user_menu)
