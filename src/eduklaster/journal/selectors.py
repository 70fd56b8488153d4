"""Reading the journal."""

from __future__ import annotations

from django.db import models
from django.db.models import QuerySet

from .models import Entry


def entries_of(subject: models.Model | tuple[str, str]) -> QuerySet[Entry]:
    """Return the history of one object, newest first."""
    kind, identifier = (subject._meta.label_lower, str(subject.pk)) if isinstance(subject, models.Model) else subject
    return Entry.objects.filter(object_type=kind, object_id=identifier).order_by("-number")


def entries_in(chain: str) -> QuerySet[Entry]:
    """Return a chain, newest first."""
    return Entry.objects.filter(chain=chain).order_by("-number")


def entries_citing(chain: str, clause: str) -> QuerySet[Entry]:
    """Return the entries of a cluster that rest on a clause, newest first."""
    return Entry.objects.filter(chain=chain, citations__contains=[{"kind": "clause", "ref": clause}]).order_by(
        "-number"
    )
