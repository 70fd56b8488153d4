"""Registers the room with Django."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The desk room."""

    name = "eduklaster.desk"
    label = "desk"
