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
        """Put the public pages into the foot of every page."""
        from eduklaster.ui.navigation import NavItem, register_footer

        def footer(request: HttpRequest) -> Sequence[NavItem]:
            return [
                NavItem(_("Privacy and consents"), reverse("public:privacy")),
                NavItem(_("Accessibility"), reverse("public:accessibility")),
            ]

        register_footer(footer)
