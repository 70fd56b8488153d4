"""Background jobs of the room: thin, they call a service."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from eduklaster.clusters.models import Cluster

from . import services

_AGAIN = RetryStrategy(max_attempts=6, exponential_wait=10)


@app.task(name="search.charter", retry=_AGAIN)
def charter_index(version_id: int) -> None:
    """Write the words of the places of a charter."""
    services.charter_index(version_id=version_id)


@app.task(name="search.rebuild", retry=_AGAIN)
def rebuild() -> None:
    """Write the words of everything that was there before the search was."""
    for cluster in Cluster.objects.order_by("pk"):
        services.rebuild(cluster=cluster)
