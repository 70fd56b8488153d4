"""How allauth behaves here: nobody signs up alone, a person comes by an invitation; its letters go by the outbox."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from django.contrib.sites.shortcuts import get_current_site
from django.http import HttpRequest
from django.utils.translation import get_language

from eduklaster.people.models import User
from eduklaster.post.services import LetterDraft, letter_put


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Closes the open sign-up; accounts are made by the invitations of the people room."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse everybody: there is no open sign-up."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put a letter of allauth (a new password, a changed address) into the outbox; it waits for no mail server."""
        request = allauth_context.request
        values = {"request": request, "email": email, "current_site": get_current_site(request), **context}
        message = self.render_mail(template_prefix, email, values)
        html = [part.content for part in getattr(message, "alternatives", ()) if part.mimetype == "text/html"]
        letter_put(
            draft=LetterDraft(
                key=f"account:{uuid4()}",
                recipient=email,
                language=(get_language() or "uk")[:2],
                subject=message.subject,
                text=message.body if message.content_subtype == "plain" else "",
                html=html[0] if html else message.body if message.content_subtype == "html" else "",
                person_id=User.objects.filter(email=email.lower()).values_list("person_id", flat=True).first(),
                is_secret=True,
            )
        )
