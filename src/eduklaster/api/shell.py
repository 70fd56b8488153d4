"""What the room puts into the shell of every page."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from eduklaster.ui.navigation import NavItem, register_footer, register_user_menu


def user_menu(request: HttpRequest) -> Sequence[NavItem]:
    """Return the entry of the keys."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return []
    return [NavItem(_("My keys for programs"), reverse("api:keys"), "key")]


def footer(request: HttpRequest) -> Sequence[NavItem]:
    """Return the link to the documentation."""
    return [NavItem(_("For programmers"), reverse("api:docs"), "file-text")]


def register() -> None:
    """Register everything; called once when the room starts."""
    register_user_menu(user_menu, order=140)
    register_footer(footer, order=140)
