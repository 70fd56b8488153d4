"""Registers the room with Django."""

from django.apps import AppConfig


class AmendmentsConfig(AppConfig):
    """The amendments room."""

    name = "eduklaster.amendments"

    def ready(self) -> None:
        """Hold votes until recommendations are answered; follow the cases; draft their acts; give amendments a history and a tab."""
        from . import documents, handlers, histories, shell, steps

        steps.register()
        handlers.register()
        histories.register()
        shell.register()
        documents.register()
