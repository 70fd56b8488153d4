"""Registers the room with Django."""

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    """The governance room."""

    name = "eduklaster.governance"
    label = "governance"
