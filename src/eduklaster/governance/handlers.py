"""What happens to seats when participants and units come and go. Runs in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from eduklaster.journal.services import Actor
from eduklaster.kernel import bus
from eduklaster.kernel.text import Localized
from eduklaster.membership.events import ComponentFounded, ParticipantAdmitted, ParticipantReleased
from eduklaster.membership.models import Component, Participant
from eduklaster.membership.selectors import Consequence, register_consequences
from eduklaster.people.events import OrganisationMerged

from .enums import SeatState
from .models import Designation, Seat
from .services import seat_abolish, seats_sync


def _actor(user_id: int | None) -> Actor:
    return Actor(user_id, str(_("by the charter")))


def on_admitted(event: ParticipantAdmitted) -> None:
    """Make the seat that the charter gives to a new participant."""
    participant = Participant.objects.select_related("cluster").get(pk=event.participant_id)
    seats_sync(cluster=participant.cluster, on=event.on, actor=_actor(event.actor_id))


def on_released(event: ParticipantReleased) -> None:
    """Abolish the seats of a participant that is gone; quorum and base follow."""
    for seat in Seat.objects.filter(participant_id=event.participant_id).exclude(state=SeatState.ABOLISHED):
        seat_abolish(seat=seat, on=event.on, actor=_actor(event.actor_id))


def on_component(event: ComponentFounded) -> None:
    """Make the pending seat of the head of a new unit."""
    component = Component.objects.select_related("cluster").get(pk=event.component_id)
    seats_sync(cluster=component.cluster, on=event.on, actor=_actor(event.actor_id))


def on_merged(event: OrganisationMerged) -> None:
    """Let the organisation that stays hold what its duplicate was designated for."""
    Designation.objects.filter(organisation=event.duplicate_id).update(organisation=event.kept_id)


def seats_lost(participant: Participant, on: date) -> Iterable[Consequence]:
    """Say which seats fall away when a participant goes."""
    for seat in Seat.objects.filter(participant=participant).exclude(state=SeatState.ABOLISHED):
        yield Consequence("seat", Localized(seat.label), seat.organ)


def register() -> None:
    """Register the handlers; called once when the room starts."""
    bus.on_event(ParticipantAdmitted, on_admitted, inside=True)
    bus.on_event(ParticipantReleased, on_released, inside=True)
    bus.on_event(ComponentFounded, on_component, inside=True)
    bus.on_event(OrganisationMerged, on_merged, inside=True)
    register_consequences(seats_lost)
