"""Days that are working or free against the country's calendar."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from eduklaster.journal.services import Actor, journal_write

from ..models import Cluster, SpecialDay
from .locks import cluster_lock


@transaction.atomic
def special_day_set(
    *, cluster: Cluster, day: date, is_working: bool, reason: str, actor: Actor, on: date
) -> SpecialDay:
    """Make a day working or free against the country's calendar."""
    cluster_lock(cluster)
    row, _created = SpecialDay.objects.update_or_create(
        cluster=cluster, day=day, defaults={"is_working": is_working, "reason": reason}
    )
    journal_write(
        chain=cluster.code,
        actor=actor,
        action="calendar.special_day",
        subject=row,
        on=on,
        facts={"day": day.isoformat(), "is_working": is_working},
    )
    return row
