"""Installs the room: its templates come before those of Django's forms and of allauth."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Page shell and components."""

    name = "eduklaster.ui"
    label = "ui"
    verbose_name = "Pages"

    def ready(self) -> None:
        """Register the system checks."""
        from eduklaster.ui import checks  # noqa: F401
