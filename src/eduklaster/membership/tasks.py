"""Background jobs of the registers: thin, they call a service for each cluster."""

from __future__ import annotations

from procrastinate.contrib.django import app

from eduklaster.clusters.enums import ClusterState
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import today_in

from .services import agreements_expire


@app.periodic(cron="12 * * * *")
@app.task(queueing_lock="agreements_expire", name="membership.agreements_expire")
def agreements_expire_all(timestamp: int) -> None:
    """Mark the agreements whose last day is past, in every cluster by its own day. Safe to repeat."""
    for cluster in Cluster.objects.exclude(state=ClusterState.TERMINATED).order_by("pk"):
        agreements_expire(cluster=cluster, on=today_in(cluster))
