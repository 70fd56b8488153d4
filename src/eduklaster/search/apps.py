"""Registers the room with Django."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """The search room."""

    name = "eduklaster.search"
    label = "search"

    def ready(self) -> None:
        """Listen to the rooms whose texts are found."""
        from . import handlers

        handlers.register()
