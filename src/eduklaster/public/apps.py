"""Registers the room with Django."""

from django.apps import AppConfig


class PublicConfig(AppConfig):
    """The public room."""

    name = "eduklaster.public"
    label = "public"
