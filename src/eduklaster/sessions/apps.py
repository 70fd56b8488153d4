"""Registers the room with Django."""

from django.apps import AppConfig


class SessionsConfig(AppConfig):
    """The sessions room."""

    name = "eduklaster.sessions"
    label = "organ_sessions"  # Django's own sessions have the plain one

    def ready(self) -> None:
        """Put the tab into the shell; follow the votes; give sessions and proposals a history."""
        from . import documents, handlers, histories, shell

        handlers.register()
        shell.register()
        histories.register()
        documents.register()
