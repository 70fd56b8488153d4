"""The way from the sign-in page to the demo's people."""

from __future__ import annotations

from django import template
from django.urls import reverse

from ..selectors import demo_is_open

register = template.Library()


@register.simple_tag
def demo_door() -> str:
    """Return the address of «Sign in as…», or nothing outside a demo."""
    return reverse("demo:index") if demo_is_open() else ""
