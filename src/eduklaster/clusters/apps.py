"""Registers the room with Django."""

from django.apps import AppConfig


class ClustersConfig(AppConfig):
    """The clusters room."""

    name = "eduklaster.clusters"
    label = "clusters"
