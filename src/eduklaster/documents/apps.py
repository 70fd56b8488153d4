"""Registers the room with Django."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """The documents room."""

    name = "eduklaster.documents"
    label = "documents"

    def ready(self) -> None:
        """Offer the documents of charters; put the register into the shell; give the journal words."""
        from . import charters, histories, shell

        charters.register()
        shell.register()
        histories.register()
