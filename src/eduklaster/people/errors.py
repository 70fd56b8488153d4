"""Refusals of this room that more than one service answers with."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from eduklaster.clusters.models import Cluster
from eduklaster.kernel.errors import StateError


def refuse_if_read_only(cluster: Cluster | None) -> None:
    """Refuse to write into a terminated cluster."""
    if cluster is not None and not cluster.is_writable:
        raise StateError("cluster.terminated", _("A terminated cluster is read-only."))
