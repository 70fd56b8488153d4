"""Registers the room with Django."""

from django.apps import AppConfig


class ExecutionConfig(AppConfig):
    """The execution room."""

    name = "eduklaster.execution"
    label = "execution"

    def ready(self) -> None:
        """Open the sessions with what is overdue; put the tab into the shell; give tasks a history."""
        from . import documents, handlers, histories, shell

        handlers.register()
        shell.register()
        histories.register()
        documents.register()
