"""What the room puts into the shell."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from eduklaster.people.models import User
from eduklaster.ui.navigation import NavItem, register_user_menu


def user_menu(request: HttpRequest) -> Sequence[NavItem]:
    """Return the way to one's letters, and for the administrator to those that did not leave."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return []
    items = [NavItem(_("My letters"), reverse("notices:mine"), "mail")] if user.person_id else []
    if user.is_platform_admin:
        items.append(NavItem(_("Letters that did not leave"), reverse("notices:unsent"), "alert-triangle"))
    return items


def register() -> None:
    """Register everything; called once when the room starts."""
    register_user_menu(user_menu)
