"""What the room puts into the shell."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from eduklaster.people.models import User
from eduklaster.ui.navigation import NavItem, register_user_menu


def user_menu(request: HttpRequest) -> Sequence[NavItem]:
    """Return the way to one's calendar."""
    user = getattr(request, "user", None)
    if not isinstance(user, User) or not user.person_id:
        return []
    return [NavItem(_("My calendar"), reverse("calendars:mine"), "calendar")]


def register() -> None:
    """Register everything; called once when the room starts."""
    register_user_menu(user_menu)
