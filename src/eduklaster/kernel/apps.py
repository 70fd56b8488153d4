"""Registers the room with Django."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """The kernel room."""

    name = "eduklaster.kernel"
    label = "kernel"
