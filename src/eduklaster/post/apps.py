"""Registers the room with Django."""

from django.apps import AppConfig


class PostConfig(AppConfig):
    """The room of letters."""

    name = "eduklaster.post"
    label = "post"
