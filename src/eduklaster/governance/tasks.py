"""Background jobs of organs: thin, they call a service for each cluster."""

from __future__ import annotations

from procrastinate.contrib.django import app

from eduklaster.clusters.enums import ClusterState
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import today_in

from .services import terms_end, turns_follow


@app.periodic(cron="2 * * * *")
@app.task(queueing_lock="terms_end", name="governance.terms_end")
def terms_end_all(timestamp: int) -> None:
    """End the terms that are over and seat whose turn it is, in every cluster by its own day. Safe to repeat."""
    for cluster in Cluster.objects.exclude(state=ClusterState.TERMINATED).order_by("pk"):
        terms_end(cluster=cluster, on=today_in(cluster))
        turns_follow(cluster=cluster, on=today_in(cluster))
