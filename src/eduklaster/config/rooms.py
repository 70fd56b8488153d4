"""Finds the addresses of the rooms."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLResolver, include, path


def room_urls(*rooms: str) -> list[URLResolver]:
    """Include `urls.py` of each room that has one; a room's own patterns carry their prefixes."""
    modules = [f"eduklaster.{room}.urls" for room in rooms]
    return [path("", include(module)) for module in modules if find_spec(module)]
