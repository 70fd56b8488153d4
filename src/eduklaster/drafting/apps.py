"""Registers the room with Django."""

from django.apps import AppConfig


class DraftingConfig(AppConfig):
    """The drafting room."""

    name = "eduklaster.drafting"
    label = "drafting"
