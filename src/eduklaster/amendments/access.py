"""Who sees amendments, who recommends, who answers."""

from __future__ import annotations

from django.db.models import QuerySet

from eduklaster.clusters.models import Cluster
from eduklaster.kernel.errors import NotFound
from eduklaster.people.access import Viewer
from eduklaster.procedures.access import cases_visible_to
from eduklaster.procedures.parties import Doer

from .models import Amendment, Recommendation
from .selectors import amendments_of


def may_keep(amendment: Amendment, doer: Doer) -> bool:
    """Say whether somebody answers recommendations and changes the draft: who filed the amendment, or the secretary."""
    case = amendment.case
    is_author = case.opened_by_id is not None and case.opened_by_id == doer.actor.user_id
    return doer.is_secretary or is_author or (bool(case.opened_as_party) and case.opened_as_party in doer.parties)


def amendments_visible_to(cluster: Cluster, viewer: Viewer) -> QuerySet[Amendment]:
    """Return the amendments that somebody may see: those whose case they may see."""
    return amendments_of(cluster).filter(case__in=cases_visible_to(cluster, viewer))


def amendment_visible(cluster: Cluster, viewer: Viewer, pk: int) -> Amendment:
    """Return one amendment; a hidden and a missing one answer alike.

    Raises:
        NotFound: There is none for this reader.
    """
    found = amendments_visible_to(cluster, viewer).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def recommendation_visible(cluster: Cluster, viewer: Viewer, pk: int) -> Recommendation:
    """Return one recommendation on an amendment that somebody may see.

    Raises:
        NotFound: There is none for this reader.
    """
    rows = Recommendation.objects.filter(amendment__in=amendments_visible_to(cluster, viewer).values("pk"))
    found = rows.select_related(
        "amendment__case__version", "amendment__cluster", "amendment__version", "amendment__base"
    )
    row = found.filter(pk=pk).first()
    if row is None:
        raise NotFound
    return row
