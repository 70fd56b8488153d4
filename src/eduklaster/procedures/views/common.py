"""What the pages of cases share."""

from __future__ import annotations

from eduklaster.clusters.models import Cluster
from eduklaster.kernel.errors import NotFound
from eduklaster.people.access import Viewer

from ..access import cases_visible_to
from ..models import Case


def visible_case(cluster: Cluster, viewer: Viewer, case_id: int) -> Case:
    """Return a case that somebody may see; hidden and missing ones answer alike."""
    try:
        return cases_visible_to(cluster, viewer).select_related("cluster", "version").get(pk=case_id)
    except Case.DoesNotExist:
        raise NotFound from None
