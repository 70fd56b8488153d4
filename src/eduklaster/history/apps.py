"""Registers the room with Django."""

from django.apps import AppConfig


class HistoryConfig(AppConfig):
    """The history room."""

    name = "eduklaster.history"
    label = "history"

    def ready(self) -> None:
        """Put the journal into the menu of those who keep it."""
        from .shell import register

        register()
