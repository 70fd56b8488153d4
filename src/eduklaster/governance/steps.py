"""What governance offers to procedures: effects of composing organs, electing chairs, appointing and designating."""

from __future__ import annotations

from eduklaster.people.models import Person
from eduklaster.people.services import office_assign
from eduklaster.procedures.registry import Effect, register_effect, register_step_page
from eduklaster.procedures.selectors import act_citation, chain_for

from .models import Seat
from .services import seat_fill, seats_sync


def compose_organ(effect: Effect) -> None:
    """Seat the persons that the case names, from the day of the act."""
    case = effect.case
    seats_sync(cluster=case.cluster, on=effect.on, actor=effect.actor)
    for entry in case.payload.get("seats", []):
        seat = Seat.objects.get(pk=entry["seat_id"], cluster=case.cluster)
        seat_fill(
            seat=seat,
            person=Person.objects.get(pk=entry["person_id"]),
            on=effect.on,
            actor=effect.actor,
            act=effect.act,
            alternate=Person.objects.get(pk=entry["alternate_id"]) if entry.get("alternate_id") else None,
        )


def elect_chair(effect: Effect) -> None:
    """Make a member the chair: the seat presides from the day of the election."""
    case = effect.case
    seat = Seat.objects.get(pk=case.payload["seat_id"], cluster=case.cluster)
    Seat.objects.filter(cluster=case.cluster, organ=seat.organ, is_chair=True).update(is_chair=False)
    Seat.objects.filter(pk=seat.pk).update(is_chair=True)


def appoint(effect: Effect) -> None:
    """Give an office to the person that the case names, from the day of the act."""
    case = effect.case
    office = case.payload.get("office") or chain_for(case).matter.office
    if office and case.payload.get("person_id"):
        office_assign(
            cluster=case.cluster,
            office=office,
            person=Person.objects.get(pk=case.payload["person_id"]),
            valid_from=effect.on,
            basis=act_citation(effect.act, case.cluster.language) if effect.act else "",
            basis_act_id=effect.act.pk if effect.act else None,
            acting=bool(case.payload.get("is_acting")),
            actor=effect.actor,
        )


def register() -> None:
    """Register effects and the page on which votes are recorded; called once when the room starts."""
    register_effect("compose_organ", compose_organ)
    register_effect("elect_chair", elect_chair)
    register_effect("appoint", appoint)
    register_step_page("vote", "governance:vote")
