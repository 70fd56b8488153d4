"""Refusals of this room that more than one service answers with."""

from __future__ import annotations

from eduklaster.clusters.errors import ClusterReadOnly
from eduklaster.clusters.models import Cluster


def refuse_if_read_only(cluster: Cluster | None) -> None:
    """Refuse to write into a terminated cluster."""
    if cluster is not None and not cluster.is_writable:
        raise ClusterReadOnly
