"""What happens to seats when participants and units come and go. Runs in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of, today_in
from eduklaster.journal.services import Actor
from eduklaster.kernel import bus
from eduklaster.kernel.text import Localized
from eduklaster.membership.events import (
    ComponentFounded,
    ComponentHeadChanged,
    ParticipantAdmitted,
    ParticipantReleased,
)
from eduklaster.membership.models import Component, Participant
from eduklaster.membership.selectors import Consequence, register_consequences
from eduklaster.people.events import OfficeAssigned, OfficeEnded, OrganisationMerged
from eduklaster.procedures.enums import CaseState
from eduklaster.procedures.models import Case
from eduklaster.procedures.services import case_stop

from .access import organ_name
from .enums import SeatState
from .models import Designation, Seat
from .selectors import holdings_on
from .services import seat_abolish, seat_vacate, seating_prepare, seats_sync, turns_follow

_SEAT = {"uk": "місце: %s", "ru": "место: %s", "en": "the seat: %s"}


def _actor(user_id: int | None) -> Actor:
    return Actor(user_id, str(_("by the charter")))


def on_admitted(event: ParticipantAdmitted) -> None:
    """Make the seat that the charter gives to a new participant."""
    participant = Participant.objects.select_related("cluster").get(pk=event.participant_id)
    actor = _actor(event.actor_id)
    seats_sync(cluster=participant.cluster, on=event.on, actor=actor)
    seats = _standing(Seat.objects.filter(participant=participant))
    seating_prepare(cluster=participant.cluster, seats=seats, on=event.on, actor=actor)
    _turns(participant.cluster, event.on, event.actor_id)


def on_released(event: ParticipantReleased) -> None:
    """Abolish the seats of a participant that is gone; quorum and base follow. Its turn passes on."""
    for seat in Seat.objects.filter(participant_id=event.participant_id).exclude(state=SeatState.ABOLISHED):
        seat_abolish(seat=seat, on=event.on, actor=_actor(event.actor_id))
    participant = Participant.objects.select_related("cluster").get(pk=event.participant_id)
    _turns(participant.cluster, event.on, event.actor_id)


def on_office(event: OfficeAssigned | OfficeEnded) -> None:
    """Seat whoever comes by turn or by rank now that an office has another holder.

    An end is looked at after it was committed: where an office passes on, it is followed by the next holder's beginning.
    """
    _turns(Cluster.objects.get(pk=event.cluster_id), event.on)


def _turns(cluster: Cluster, on: date, user_id: int | None = None) -> None:
    """Let turns follow; what is to come is seen to on its day by the hourly task."""
    turns_follow(cluster=cluster, on=min(on, today_in(cluster)), actor=_actor(user_id))


def on_component(event: ComponentFounded) -> None:
    """Make the pending seat of the head of a new unit, and the draft of the act that is to fill it."""
    component = Component.objects.select_related("cluster").get(pk=event.component_id)
    actor = _actor(event.actor_id)
    seats_sync(cluster=component.cluster, on=event.on, actor=actor)
    seats = _standing(Seat.objects.filter(component=component))
    seating_prepare(cluster=component.cluster, seats=seats, on=event.on, actor=actor)


def on_head_changed(event: ComponentHeadChanged) -> None:
    """Vacate the seat that hangs on the post of a unit's head, and draft the act for the next head.

    A case that was to seat the one who has left is moot.
    """
    component = Component.objects.select_related("cluster").get(pk=event.component_id)
    cluster, actor = component.cluster, _actor(event.actor_id)
    seats = list(_standing(Seat.objects.filter(component=component)))
    for seat in seats:
        if holdings_on(event.on).filter(seat=seat, person=event.before_id).exists():
            seat_vacate(seat=seat, on=event.on, actor=actor)
            seat.refresh_from_db()
    about = [str(seat.pk) for seat in seats]
    for case in Case.objects.filter(
        cluster=cluster, state=CaseState.OPEN, subject_type="governance.seat", subject_id__in=about
    ):
        with override(cluster.language):
            reason = str(_("The post has another holder."))
        case_stop(case=case, reason=reason, actor=actor, on=event.on)
    seating_prepare(cluster=cluster, seats=seats, on=event.on, actor=actor)


def _standing(seats: QuerySet[Seat]) -> QuerySet[Seat]:
    """Return the seats that are not abolished, with what tells who sits on them by post."""
    rows = seats.exclude(state=SeatState.ABOLISHED)
    return rows.select_related("component__head", "participant__person").order_by("pk")


def on_merged(event: OrganisationMerged) -> None:
    """Let the organisation that stays hold what its duplicate was designated for."""
    Designation.objects.filter(organisation=event.duplicate_id).update(organisation=event.kept_id)


def seats_lost(participant: Participant, on: date) -> Iterable[Consequence]:
    """Say which seats fall away when a participant goes, by the names of their organs."""
    seats = list(Seat.objects.filter(participant=participant).exclude(state=SeatState.ABOLISHED).order_by("pk"))
    organs = rulebook_of(participant.cluster, on).charter.organs if seats else {}
    for seat in seats:
        name = organ_name(organs[seat.organ]) if seat.organ in organs else Localized(seat.label)
        yield Consequence("seat", Localized({code: words % name.in_(code) for code, words in _SEAT.items()}))


def register() -> None:
    """Register the handlers; called once when the room starts."""
    bus.on_event(ParticipantAdmitted, on_admitted, inside=True)
    bus.on_event(ParticipantReleased, on_released, inside=True)
    bus.on_event(ComponentFounded, on_component, inside=True)
    bus.on_event(ComponentHeadChanged, on_head_changed, inside=True)
    bus.on_event(OfficeAssigned, on_office, inside=True)
    bus.on_event(OfficeEnded, on_office)
    bus.on_event(OrganisationMerged, on_merged, inside=True)
    register_consequences(seats_lost)
