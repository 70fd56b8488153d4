"""Registers the room with Django."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """The notices room."""

    name = "eduklaster.notices"
    label = "notices"

    def ready(self) -> None:
        """Listen to procedures, sessions and execution; put letters into the person's menu."""
        from . import handlers, shell

        handlers.register()
        shell.register()
