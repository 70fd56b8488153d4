"""Words for the journal of memberships."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def action_words(code: str) -> str:
    """Return what an entry of the journal says happened."""
    from ..views.participants import ACTIONS

    return str(ACTIONS.get(code, code))
