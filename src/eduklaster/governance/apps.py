"""Registers the room with Django."""

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    """The governance room."""

    name = "eduklaster.governance"
    label = "governance"

    def ready(self) -> None:
        """Offer effects to procedures, capacities to people, a tab to the shell; listen to membership."""
        from . import access, documents, handlers, histories, panels, shell, steps

        steps.register()
        handlers.register()
        access.register()
        shell.register()
        histories.register()
        documents.register()
        panels.register()
