"""Registers the room with Django."""

from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    """The calendars room."""

    name = "eduklaster.calendars"
    label = "calendars"

    def ready(self) -> None:
        """Say what the room keeps about a person; put the calendar into the person's menu."""
        from . import histories, shell

        histories.register()
        shell.register()
