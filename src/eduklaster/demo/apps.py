"""Registers the room with Django."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demo room."""

    name = "eduklaster.demo"
    label = "demo"
