"""Reading clusters and asking their charters. No rule is read without a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from eduklaster.charter.calendar import WorkingCalendar, country_calendar
from eduklaster.charter.keys import key_spec
from eduklaster.charter.linter import LintFinding, coverage, lint
from eduklaster.charter.linter.coverage import Covered
from eduklaster.charter.loader import Loaded, load_text
from eduklaster.charter.resolver import Origin, Rulebook, Scope
from eduklaster.charter.resolver import Override as CharterOverride
from eduklaster.charter.shaping import SHAPING
from eduklaster.kernel import clock
from eduklaster.kernel.errors import NotFound
from eduklaster.kernel.sorting import UkKey

from .enums import VersionState
from .models import CharterVersion, Cluster, FindingNote, Override


def cluster_get(code: str) -> Cluster:
    """Return a cluster by its code.

    Raises:
        NotFound: There is no such cluster.
    """
    try:
        return Cluster.objects.get(code=code)
    except Cluster.DoesNotExist:
        raise NotFound from None


def clusters_listed() -> QuerySet[Cluster]:
    """Return the clusters that the front page of the platform shows."""
    return Cluster.objects.filter(is_listed=True, parent__isnull=True).order_by(UkKey("code"))


def today_in(cluster: Cluster) -> date:
    """Return the date now in the cluster's time zone."""
    return clock.today(cluster.time_zone)


def versions_of(cluster: Cluster) -> QuerySet[CharterVersion]:
    """Return all versions of a cluster's charter, newest first."""
    return CharterVersion.objects.filter(cluster=cluster).order_by("-number")


def version_in_force(cluster: Cluster, on: date) -> CharterVersion | None:
    """Return the version in force on a day, or None."""
    return (
        CharterVersion.objects.filter(
            cluster=cluster,
            state__in=[VersionState.IN_FORCE, VersionState.SUPERSEDED],
            effective_from__lte=on,
        )
        .exclude(effective_until__lte=on)
        .first()
    )


def former_versions(cluster: Cluster) -> QuerySet[CharterVersion]:
    """Return the versions that are or were in force, newest first, without their texts."""
    states = [VersionState.IN_FORCE, VersionState.SUPERSEDED]
    rows = CharterVersion.objects.filter(cluster=cluster, state__in=states).defer("source", "casebook")
    return rows.order_by("-effective_from")


def was_in_force(version: CharterVersion, on: date) -> bool:
    """Say whether a version was in force on a day."""
    since, until = version.effective_from, version.effective_until
    return since is not None and since <= on and (until is None or on < until)


def version_governing(cluster: Cluster, on: date) -> CharterVersion:
    """Return the version by which the cluster works on a day: the one in force or, before founding, its first draft.

    Where the only text was rejected, it is read until another one is drafted.

    Raises:
        NotFound: The cluster has no charter.
    """
    rows = CharterVersion.objects.filter(cluster=cluster)
    found = (
        version_in_force(cluster, on)
        or rows.exclude(state__in=[VersionState.REJECTED, VersionState.WITHDRAWN])
        .order_by("effective_from", "number")
        .first()
        or rows.order_by("-number").first()
    )
    if found is None:
        raise NotFound
    return found


@lru_cache(maxsize=64)
def _loaded(checksum: str, source: str) -> Loaded:
    return load_text(source, "charter.yaml")


def charter_of(version: CharterVersion) -> Loaded:
    """Return the charter of a version, read once for each text."""
    return _loaded(version.checksum, version.source)


@lru_cache(maxsize=64)
def _linted(checksum: str, source: str, on: date) -> tuple[LintFinding, ...]:
    return tuple(lint(_loaded(checksum, source), on=on))


@lru_cache(maxsize=64)
def _covered(checksum: str, source: str) -> tuple[Covered, ...]:
    return coverage(_loaded(checksum, source)).rows


def findings_of(
    version: CharterVersion, on: date, overrides: Sequence[CharterOverride] = ()
) -> tuple[LintFinding, ...]:
    """Return what there is to say about the health of a charter on a day: the machine's findings and the people's.

    Silences that the cluster's acts (`overrides`) fill are told as filled.
    """
    if overrides:
        return tuple(lint(charter_of(version), on=on, overrides=overrides))
    return _linted(version.checksum, version.source, on)


def coverage_of(version: CharterVersion) -> tuple[Covered, ...]:
    """Return for each place of a charter, in printed order, what serves it."""
    return _covered(version.checksum, version.source)


def finding_code(finding: LintFinding) -> str:
    """Return the stable code under which a cluster's note on a finding is kept."""
    if finding.name:
        return f"{finding.code}:{finding.name}"[:120]
    return f"{finding.code}:{finding.path}:{finding.clauses[0] if finding.clauses else ''}".rstrip(":")[:120]


def finding_notes(cluster: Cluster) -> dict[str, FindingNote]:
    """Return what the cluster says about its charter's findings, by their codes."""
    return {note.finding: note for note in FindingNote.objects.filter(cluster=cluster)}


_KEPT = ("key", "value", "act", "origin", "organ", "office", "matter", "step", "clause", "valid_from")


def overrides_of(cluster: Cluster) -> Sequence[CharterOverride]:
    """Return everything the cluster has set by acts, as the charter language understands it."""
    return [_as_charter(row) for row in Override.objects.filter(cluster=cluster).order_by("valid_from", "pk")]


def _as_charter(row: Override) -> CharterOverride:
    return CharterOverride(
        key=row.key,
        value=key_spec(row.key).parse(row.value),
        act=row.act,
        valid_from=row.valid_from,
        origin=Origin(row.origin),
        scope=Scope(row.organ or None, row.office or None, row.matter or None, row.step or None),
        valid_until=row.valid_until,
        clause=row.clause or None,
    )


def shaping_kept(cluster: Cluster, on: date) -> list[dict[str, Any]]:
    """Return the rules set by acts that shape chains on a day, as a case keeps them for good."""
    rows = Override.objects.filter(cluster=cluster, key__in=SHAPING, valid_from__lte=on).exclude(valid_until__lt=on)
    dated = rows.order_by("valid_from", "pk").values(*_KEPT)
    return [{**row, "valid_from": row["valid_from"].isoformat()} for row in dated]


def shaping_read(rows: Sequence[Mapping[str, Any]]) -> Sequence[CharterOverride]:
    """Return kept rules as the charter language understands them."""
    return [_as_charter(Override(**{**row, "valid_from": date.fromisoformat(row["valid_from"])})) for row in rows]


def rulebook_of(cluster: Cluster, on: date, version: CharterVersion | None = None) -> Rulebook:
    """Return the rules of a cluster as they can be asked on a day; `version` keeps a running case to its charter."""
    return Rulebook(charter_of(version or version_governing(cluster, on)).charter, overrides_of(cluster))


def published(cluster: Cluster, on: date) -> frozenset[str]:
    """Return what everybody may see by the rule `publication.scope`: charter, register, organs, plan, decisions, statistics."""
    return frozenset(rulebook_of(cluster, on, version_governing(cluster, on)).ask("publication.scope", on=on).value)


def calendar_of(cluster: Cluster) -> WorkingCalendar:
    """Return the working days of a cluster: its country's, with the days changed by acts."""
    special: dict[bool, list[Any]] = {True: [], False: []}
    for day, is_working in cluster.special_days.values_list("day", "is_working"):
        special[is_working].append(day)
    return country_calendar(cluster.calendar, holidays=special[False], working_days=special[True])
