"""Registers the room with Django."""

from django.apps import AppConfig


class VotesConfig(AppConfig):
    """The votes room."""

    name = "eduklaster.votes"
    label = "votes"

    def ready(self) -> None:
        """Put the tab into the shell; say what the entries in the journal mean."""
        from eduklaster.procedures.registry import register_step_page

        from . import histories, shell

        histories.register()
        shell.register()
        register_step_page("election", "votes:start")
