"""Registers the room with Django."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """The journal room."""

    name = "eduklaster.journal"
    label = "journal"
