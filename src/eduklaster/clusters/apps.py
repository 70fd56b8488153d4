"""Registers the room with Django."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from django.http import HttpRequest

    from eduklaster.ui.navigation import NavItem


def charter_tab(request: HttpRequest) -> Sequence[NavItem]:
    """Offer the charter of the cluster under the word that the cluster itself uses."""
    from django.urls import reverse
    from django.utils.translation import gettext as _

    from eduklaster.ui.navigation import NavItem

    from .models import Cluster

    cluster = getattr(request, "cluster", None)
    if not isinstance(cluster, Cluster):
        return []
    return [
        NavItem(str(cluster.charter_word) or _("Charter"), reverse("clusters:charter", args=[cluster.code]), "book-2")
    ]


class ClustersConfig(AppConfig):
    """The clusters room."""

    name = "eduklaster.clusters"
    label = "clusters"

    def ready(self) -> None:
        """Put the charter into the navigation, and the room's words into the journal."""
        from eduklaster.ui.navigation import register_navigation

        from . import histories

        histories.register()
        register_navigation(charter_tab, order=20)
