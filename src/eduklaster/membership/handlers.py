"""What happens to this room's rows when people makes two organisations one. Runs in the same transaction."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from eduklaster.journal.services import Actor
from eduklaster.kernel import bus
from eduklaster.people.events import OrganisationMerged
from eduklaster.people.models import Organisation

from .services import organisation_rows_move


def on_merged(event: OrganisationMerged) -> None:
    """Move what is kept of the duplicate, or refuse the merger as a whole."""
    rows = Organisation.objects.in_bulk([event.duplicate_id, event.kept_id])
    actor = Actor(event.actor_id, str(_("merger of duplicates")))
    organisation_rows_move(duplicate=rows[event.duplicate_id], kept=rows[event.kept_id], actor=actor)


def register() -> None:
    """Register the handlers; called once when the room starts."""
    bus.on_event(OrganisationMerged, on_merged, inside=True)
