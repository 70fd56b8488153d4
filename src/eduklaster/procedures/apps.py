"""Registers the room with Django."""

from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    """The procedures room."""

    name = "eduklaster.procedures"
    label = "procedures"

    def ready(self) -> None:
        """Register the effects that need no upper room, lend capacities to people, put delegation into the menu."""
        from . import access, documents, effects, histories, shell

        effects.register()
        access.register()
        shell.register()
        histories.register()
        documents.register()
