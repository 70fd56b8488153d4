"""Registers the room with Django."""

from collections.abc import Sequence

from django.apps import AppConfig
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _


class PublicConfig(AppConfig):
    """The public room."""

    name = "eduklaster.public"
    label = "public"

    def ready(self) -> None:
        """Put the public pages into the foot of every page, and the sessions into the tabs of a guest."""
        from eduklaster.calendars.registry import register_public_page
        from eduklaster.clusters.models import Cluster
        from eduklaster.people.access import viewer_of
        from eduklaster.ui.navigation import NavItem, register_footer, register_navigation

        def footer(request: HttpRequest) -> Sequence[NavItem]:
            return [
                NavItem(_("Privacy and consents"), reverse("public:privacy")),
                NavItem(_("Accessibility"), reverse("public:accessibility")),
            ]

        def sessions_tab(request: HttpRequest) -> Sequence[NavItem]:
            cluster = getattr(request, "cluster", None)
            if not isinstance(cluster, Cluster) or viewer_of(request, cluster).capacities:
                return []  # who is something in the cluster has the tab of the sessions themselves
            return [NavItem(_("Sessions"), reverse("public:sessions", args=[cluster.code]), "calendar-event")]

        register_public_page("public:session")
        register_footer(footer)
        register_navigation(sessions_tab, order=52)
