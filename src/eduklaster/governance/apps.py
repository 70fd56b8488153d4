"""Registers the room with Django."""

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    """The governance room."""

    name = "eduklaster.governance"
    label = "governance"

    def ready(self) -> None:
        """Offer effects to procedures and listen to membership."""
        from . import handlers, steps

        steps.register()
        handlers.register()
