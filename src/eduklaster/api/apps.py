"""Registers the room with Django."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The room of the JSON API."""

    name = "eduklaster.api"
    label = "api"

    def ready(self) -> None:
        """Give the keys words in the journal, and put the pages into the shell."""
        from . import histories, shell

        histories.register()
        shell.register()
