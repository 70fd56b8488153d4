"""The lock of a cluster, in which its writes queue up."""

from __future__ import annotations

from django.db import connection

from ..enums import ClusterState
from ..errors import ClusterReadOnly
from ..models import Cluster


def cluster_lock(cluster: Cluster | int) -> None:
    """Make the writes of one cluster queue up until commit: the first thing that every service with a rule does.

    One lock for each cluster, taken before any row, gives all services the same order and keeps counters without gaps.
    Because every write passes here, this is also where a terminated cluster is closed to all of them.

    Raises:
        ClusterReadOnly: The cluster is terminated.
    """
    number = cluster if isinstance(cluster, int) else cluster.pk
    _queue(number)
    if Cluster.objects.filter(pk=number, state=ClusterState.TERMINATED).exists():
        raise ClusterReadOnly


def clusters_lock() -> None:
    """Make the writes of all clusters queue up, in the order of their ids, before a write to what they share.

    Terminated clusters too: nothing is decided in them, their rows only follow an organisation that is shared.
    """
    for number in Cluster.objects.order_by("pk").values_list("pk", flat=True):
        _queue(number)


def _queue(number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [0x6B6C, number])
