"""Registers the room with Django."""

from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    """The procedures room."""

    name = "eduklaster.procedures"
    label = "procedures"
