"""Background jobs of the engine: thin, they call a service for each cluster."""

from __future__ import annotations

from procrastinate.contrib.django import app

from eduklaster.clusters.enums import ClusterState
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import today_in

from .services import cases_tick


@app.periodic(cron="7 * * * *")
@app.task(queueing_lock="cases_tick", name="procedures.cases_tick")
def cases_tick_all(timestamp: int) -> None:
    """Open the steps whose waiting time has run out, in every cluster by its own day. Safe to repeat."""
    for cluster in Cluster.objects.exclude(state=ClusterState.TERMINATED).order_by("pk"):
        cases_tick(cluster, today_in(cluster))
