"""Registers the room with Django."""

from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    """The procedures room."""

    name = "eduklaster.procedures"
    label = "procedures"

    def ready(self) -> None:
        """Register the effects that need no upper room."""
        from .effects import register

        register()
