"""Registers the room with Django."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The desk room."""

    name = "eduklaster.desk"
    label = "desk"

    def ready(self) -> None:
        """Put home, cases, acts, search and the bell into the shell."""
        from .shell import register

        register()
