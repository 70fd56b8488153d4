"""Registers the room with Django."""

from django.apps import AppConfig


class MembershipConfig(AppConfig):
    """The membership room."""

    name = "eduklaster.membership"
    label = "membership"

    def ready(self) -> None:
        """Offer effects, facts and gates to procedures; capacities to people; tabs to the shell."""
        from . import documents, handlers, histories, shell, steps

        handlers.register()
        steps.register()
        shell.register()
        histories.register()
        documents.register()
