"""How allauth behaves here: nobody signs up alone, a person comes by an invitation."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Closes the open sign-up; accounts are made by the invitations of the people room."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse everybody: there is no open sign-up."""
        return False
