"""What became of the findings of a charter's health."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from eduklaster.journal.services import Actor, journal_write
from eduklaster.kernel.errors import InputError

from ..enums import FindingState
from ..models import Cluster, FindingNote
from .locks import cluster_lock


@transaction.atomic
def finding_note_set(
    *, cluster: Cluster, finding: str, state: FindingState, note: str, act: str, actor: Actor, on: date
) -> FindingNote:
    """Say what became of a finding of the charter's health; an interpretation names its act.

    Raises:
        InputError: The state needs an act and none is named.
    """
    cluster_lock(cluster)
    if state != FindingState.OPEN and not act.strip():
        raise InputError("finding.act", _("Name the act by which this was settled."), field="act")
    row, _created = FindingNote.objects.update_or_create(
        cluster=cluster, finding=finding, defaults={"state": state, "note": note.strip(), "act": act.strip()}
    )
    journal_write(
        chain=cluster.code,
        actor=actor,
        action="finding.noted",
        subject=row,
        on=on,
        facts={"finding": finding, "state": state.value, "act": act.strip()},
    )
    return row
