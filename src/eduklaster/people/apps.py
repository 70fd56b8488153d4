"""Registers the room with Django."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The people room."""

    name = "eduklaster.people"
    label = "people"

    def ready(self) -> None:
        """Put the person and the room's tabs into the shell; listen to the outbox; say whose history can be read."""
        from eduklaster.ui.navigation import register_account, register_navigation

        from . import histories
        from .handlers import register
        from .shell import account, tabs

        register()
        histories.register()
        register_account(account)
        register_navigation(tabs, order=60)
