"""Reading the journal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet

from .models import Entry, Head


def entries_about(
    chains: Sequence[str], refs: Mapping[str, Iterable[str]], *, without: Sequence[str] = ()
) -> QuerySet[Entry]:
    """Return the entries of several chains about any of the rows, newest first.

    `refs` are ids by type of row; `without` names beginnings of actions that are left out. One index answers it, however
    long the chains are.
    """
    condition = Q(pk__in=())
    for kind, identifiers in refs.items():
        condition |= Q(object_type=kind, object_id__in=sorted(identifiers))
    rows = Entry.objects.filter(condition, chain__in=list(chains))
    for beginning in without:
        rows = rows.exclude(action__startswith=beginning)
    return rows.order_by("-on", "-pk")


def entries_in(chain: str) -> QuerySet[Entry]:
    """Return a chain, newest first."""
    return Entry.objects.filter(chain=chain).order_by("-number")


def entries_citing(chain: str, clause: str) -> QuerySet[Entry]:
    """Return the entries of a cluster that rest on a clause, newest first."""
    return Entry.objects.filter(chain=chain, citations__contains=[{"kind": "clause", "ref": clause}]).order_by(
        "-number"
    )


def changes_of(chain: str, object_type: str, ids: Iterable[object]) -> dict[str, tuple[datetime, int]]:
    """Return by id when the last entry about a row was written, and how many there are; a number that only rises."""
    rows = Entry.objects.filter(chain=chain, object_type=object_type, object_id__in=[str(one) for one in ids])
    counted = rows.order_by().values_list("object_id").annotate(last=Max("at"), number=Count("pk"))
    return {identifier: (last, number) for identifier, last, number in counted}


def head_of(chain: str) -> Head | None:
    """Return the head of a chain: the number and the hash of its last entry."""
    return Head.objects.filter(chain=chain).first()
