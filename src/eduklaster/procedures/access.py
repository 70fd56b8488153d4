"""Who may see cases, and in which parties somebody acts in them."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from eduklaster.clusters.models import Cluster
from eduklaster.people.access import Viewer

from .models import Act, Case, Delegation
from .parties import Doer
from .selectors import acts_of, cases_of

_CLOSED_KINDS = ("exclude",)
"""Kinds whose cases concern somebody's standing: shown to organs, secretary and those concerned only."""


def doer_of(viewer: Viewer) -> Doer:
    """Return somebody as a party of cases: with all capacities of the day, and those delegated to them."""
    parties = set(viewer.parties)
    labels = [(capacity.party, capacity.label.in_(viewer.language)) for capacity in viewer.capacities]
    if viewer.person_id is not None:
        parties.add(f"person:{viewer.person_id}")
        delegated = (
            Delegation.objects.filter(cluster=viewer.cluster, person_id=viewer.person_id, valid_from__lte=viewer.on)
            .exclude(valid_until__lt=viewer.on)
            .values_list("party", flat=True)
        )
        parties.update(delegated)
    return Doer(viewer.actor(), frozenset(parties), viewer.is_secretary, tuple(labels))


def is_insider(viewer: Viewer) -> bool:
    """Say whether somebody sits in an organ, holds an office or keeps the records of the cluster."""
    return viewer.is_secretary or viewer.is_organ_member


def cases_visible_to(cluster: Cluster, viewer: Viewer) -> QuerySet[Case]:
    """Return the cases that somebody may see: public ones, and those that are about them or that they opened."""
    rows = cases_of(cluster)
    if is_insider(viewer):
        return rows
    open_to_all = Q(is_public=True) & ~Q(kind__in=_CLOSED_KINDS)
    if not viewer.is_signed_in:
        return rows.filter(open_to_all)
    own = [party.partition(":")[2] for party in viewer.parties if party.startswith("participant:")]
    return rows.filter(
        open_to_all
        | Q(subject_type="membership.participant", subject_id__in=own)
        | Q(opened_by_id=viewer.actor().user_id)
        | Q(opened_as_party__in=[p for p in viewer.parties if p.startswith(("participant:", "organisation:"))])
    )


def acts_visible_to(cluster: Cluster, viewer: Viewer) -> QuerySet[Act]:
    """Return the acts that somebody may see: public ones, and those of cases that they may see; insiders see all."""
    rows = acts_of(cluster)
    if is_insider(viewer):
        return rows
    open_to_all = Q(is_public=True) & ~Q(
        pk__in=Act.objects.filter(cluster=cluster, steps__case__kind__in=_CLOSED_KINDS)
    )
    if not viewer.is_signed_in:
        return rows.filter(open_to_all)
    return rows.filter(open_to_all | Q(steps__case__in=cases_visible_to(cluster, viewer))).distinct()
