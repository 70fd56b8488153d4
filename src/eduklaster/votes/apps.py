"""Registers the room with Django."""

from django.apps import AppConfig


class VotesConfig(AppConfig):
    """The votes room."""

    name = "eduklaster.votes"
    label = "votes"

    def ready(self) -> None:
        """Say what the room's entries in the journal mean."""
        from . import histories

        histories.register()
