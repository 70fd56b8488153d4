"""Reading what was issued, and what stands on a cluster's blank."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Max, Q, QuerySet

from eduklaster.clusters.models import Cluster

from .enums import Standing
from .models import Blank, IssuedDocument, SignedCopy
from .registry import kind_get


def blank_of(cluster: Cluster) -> Blank | None:
    """Return the blank that holds now, or None where the platform's does."""
    return blanks_of(cluster).first()


def blanks_of(cluster: Cluster) -> QuerySet[Blank]:
    """Return all versions of a cluster's blank, newest first."""
    return Blank.objects.filter(cluster=cluster).select_related("created_by__person").order_by("-version")


def documents_of(cluster: Cluster) -> QuerySet[IssuedDocument]:
    """Return everything that was issued in a cluster, newest first."""
    return IssuedDocument.objects.filter(cluster=cluster).order_by("-on", "-pk")


def documents_about(cluster: Cluster, subject: str, pk: int) -> QuerySet[IssuedDocument]:
    """Return what was issued about one thing, newest first."""
    return documents_of(cluster).filter(subject_type=subject, subject_id=pk)


def series_next(cluster: Cluster, kind: str, year: int) -> int:
    """Return the number that the next document of a kind would get in a year."""
    rows = IssuedDocument.objects.filter(cluster=cluster, kind=kind, on__year=year)
    return (rows.aggregate(last=Max("series_number"))["last"] or 0) + 1


def document_last(cluster: Cluster, kind: str, pk: int) -> IssuedDocument | None:
    """Return the latest issue of a document, which a new one would supersede."""
    return IssuedDocument.objects.filter(cluster=cluster, kind=kind, subject_id=pk, superseded_by__isnull=True).first()


def copies_of(document: IssuedDocument) -> QuerySet[SignedCopy]:
    """Return the signed copies of a document, the latest first."""
    return SignedCopy.objects.filter(document=document).order_by("-validated_at", "-pk")


# Checking, for everybody ------------------------------------------------------------------------------------------


def document_by_code(code: str) -> IssuedDocument | None:
    """Return the document with a code, however it was typed."""
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    grouped = "-".join(plain[start : start + 4] for start in range(0, len(plain), 4))
    return IssuedDocument.objects.select_related("cluster").filter(code=grouped).first()


def documents_by_number(number: str, on: date, cluster: Cluster | None = None) -> QuerySet[IssuedDocument]:
    """Return the documents with a number and a date; in one cluster or anywhere."""
    rows = IssuedDocument.objects.filter(number__iexact=number.strip(), on=on).select_related("cluster")
    return (rows.filter(cluster=cluster) if cluster else rows).order_by("cluster_id", "pk")


def documents_by_hash(sha256: str) -> QuerySet[IssuedDocument]:
    """Return the documents whose PDF has a hash."""
    return IssuedDocument.objects.filter(sha256=sha256).select_related("cluster")


def standings_of(documents: Iterable[IssuedDocument]) -> Mapping[int, Standing]:
    """Return what documents are worth today: a later issue and a later act count against them."""
    rows = list(documents)
    later = set(
        IssuedDocument.objects.filter(supersedes__in=[row.pk for row in rows]).values_list("supersedes_id", flat=True)
    )
    subjects: dict[tuple[str, int], Standing] = {}
    by_kind: dict[str, set[int]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, set()).add(row.subject_id)
    for key, ids in by_kind.items():
        kind = kind_get(key)
        for thing in kind.model._default_manager.filter(pk__in=ids):
            subjects[key, thing.pk] = kind.standing(thing)
    return {
        row.pk: Standing.SUPERSEDED if row.pk in later else subjects.get((row.kind, row.subject_id), Standing.VALID)
        for row in rows
    }


def standing_of(document: IssuedDocument) -> Standing:
    """Return what one document is worth today."""
    return standings_of([document])[document.pk]


def matching(subjects: Iterable[tuple[str, str, QuerySet[Any]]]) -> Q:
    """Return the condition that a document is of one of the kinds, about one of the rows of each."""
    found = Q(pk__in=[])
    for key, subject, rows in subjects:
        found |= Q(kind=key, subject_type=subject, subject_id__in=rows.order_by().values("pk"))
    return found
