"""Versions of a charter beside each other: what became of each place, and where a citation of an old one leads."""

from __future__ import annotations

from collections.abc import Mapping

from eduklaster.charter.places import PlaceChange, followed, place_changes, places_of

from .enums import VersionState
from .models import CharterVersion, ClauseText
from .selectors import charter_of

FORMER = [VersionState.IN_FORCE, VersionState.SUPERSEDED]


def readable_texts(version: CharterVersion, language: str) -> Mapping[str, str]:
    """Return the text of every place: the cluster's own words, else what the place says in short."""
    own = dict(ClauseText.objects.filter(version=version).values_list("clause", "text"))
    places = places_of(charter_of(version).charter)
    return {clause: own.get(clause) or place.gist.in_(language) for clause, place in places.items()}


def version_changes(before: CharterVersion, after: CharterVersion) -> list[PlaceChange]:
    """Return what became of each place between two versions, in the cluster's own language."""
    language = after.cluster.language
    old, new = readable_texts(before, language), readable_texts(after, language)
    return place_changes(charter_of(before).charter, charter_of(after).charter, old, new)


def versions_between(first: CharterVersion, last: CharterVersion) -> list[CharterVersion]:
    """Return the versions from one to a later one that were or are in force, both included, in order of time."""
    rows = CharterVersion.objects.filter(
        cluster=last.cluster_id, state__in=FORMER, effective_from__gt=first.effective_from or last.created_at.date()
    ).exclude(pk__in=[first.pk, last.pk])
    if last.effective_from is not None:
        rows = rows.filter(effective_from__lt=last.effective_from)
    return [first, *rows.order_by("effective_from"), last]


def clause_now(clause: str, made_under: CharterVersion, version: CharterVersion) -> str | None:
    """Return what a place of an old version is called in a later one; None where its text is gone."""
    if made_under.pk == version.pk:
        return clause
    return followed(clause, [charter_of(v).charter for v in versions_between(made_under, version)])
