"""Seats follow the charter's rules: made, filled, vacated, abolished."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from eduklaster.charter.verdicts import Verdict
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.clusters.services import cluster_lock
from eduklaster.journal.services import Actor, journal_write
from eduklaster.kernel.errors import InputError, StateError
from eduklaster.people.models import Person
from eduklaster.procedures.models import Act

from ..enums import SeatState
from ..models import Seat, SeatHolding
from ..seating import seats_missing, seats_unfounded
from ..selectors import holdings_on
from .chairs import chairings_end


@transaction.atomic
def seats_sync(*, cluster: Cluster, on: date, actor: Actor) -> int:
    """Make the seats that the charter's rules give on a day and that do not exist yet; returns how many were made.

    A seat that an act has to fill is pending; others are vacant until somebody is named.
    """
    cluster_lock(cluster)
    plan = seats_missing(cluster, rulebook_of(cluster, on), on)
    for seat in plan:
        _create(seat, on, actor)
    return len(plan)


@transaction.atomic
def seats_follow(*, cluster: Cluster, on: date, actor: Actor) -> None:
    """Bring the seats in line with a charter that has come into force: abolish what it no longer gives, make what is new.

    Where it gives fewer seats than are filled, nobody is unseated by this: an act has to say who goes.
    """
    cluster_lock(cluster)
    for found in seats_unfounded(cluster, rulebook_of(cluster, on), on):
        if not found.needs_act:
            seat_abolish(seat=found.seat, on=on, actor=actor)
    seats_sync(cluster=cluster, on=on, actor=actor)


def _create(seat: Seat, on: date, actor: Actor) -> Seat:
    seat.created_on, seat.needs_act = on, seat.state == SeatState.PENDING
    seat.save()
    journal_write(
        chain=seat.cluster.code,
        actor=actor,
        action="seat.created",
        subject=seat,
        on=on,
        rule=f"{seat.organ}.{seat.rule}",
        facts={"organ": seat.organ, "state": seat.state},
    )
    return seat


@transaction.atomic
def seat_fill(
    *,
    seat: Seat,
    person: Person,
    on: date,
    actor: Actor,
    act: Act | None = None,
    note: str = "",
    alternate: Person | None = None,
    because: Verdict | None = None,
) -> SeatHolding:
    """Seat a person from a day; the holder before ends the same day, and so does presiding, unless it is the same person.

    What rests on no act rests on the rule `because` of which the platform itself seats somebody.

    Raises:
        StateError: The seat is abolished.
        InputError: The seat has a later holder already.
    """
    cluster_lock(seat.cluster_id)
    seat.refresh_from_db()
    if seat.state == SeatState.ABOLISHED:
        raise StateError("seat.abolished", _("This seat no longer exists."))
    if SeatHolding.objects.filter(seat=seat, valid_from__gt=on).exists():
        raise InputError("seat.later_holder", _("The seat has a holder from a later day."), field="on")
    before_them = holdings_on(on).filter(seat=seat).first()
    if before_them is not None and before_them.person_id != person.pk:
        chairings_end(seat, on)
    replaced = SeatHolding.objects.filter(seat=seat, valid_from=on)
    left = _holders(replaced | holdings_on(on).filter(seat=seat))
    replaced.delete()
    holdings_on(on).filter(seat=seat).update(valid_until=on)
    holding = SeatHolding.objects.create(
        seat=seat, person=person, alternate=alternate, valid_from=on, basis_act=act, basis_note=note
    )
    before, seat.state = seat.state, SeatState.FILLED
    seat.save(update_fields=["state"])
    journal_write(
        chain=seat.cluster.code,
        actor=actor,
        action="seat.filled",
        subject=seat,
        on=on,
        rule="" if because is None else f"{seat.organ}.{seat.rule}",
        citations=_cited(act, because),
        changes={"state": [before, seat.state]},
        facts={
            "person": person.pk,
            "alternate": alternate.pk if alternate else None,
            "left": left,
            "act": act.pk if act else None,
        },
    )
    return holding


def _cited(act: Act | None, because: Verdict | None) -> list[dict[str, str]]:
    if act is not None:
        return list(act.citations)
    return [] if because is None else [c.as_json() for c in because.citations]


@transaction.atomic
def seat_vacate(
    *, seat: Seat, on: date, actor: Actor, because: Verdict | None = None, rule: str = "term.length"
) -> Seat:
    """End the holding of a seat, with the rule that asks for it if one does; the next holder needs what the rule asks for."""
    cluster_lock(seat.cluster_id)
    seat.refresh_from_db()
    left = _end_holdings(seat, on)
    before, seat.state = seat.state, SeatState.VACANT
    seat.save(update_fields=["state"])
    journal_write(
        chain=seat.cluster.code,
        actor=actor,
        action="seat.vacated",
        subject=seat,
        on=on,
        rule="" if because is None else rule,
        citations=_cited(None, because),
        changes={"state": [before, seat.state]},
        facts={"left": left},
    )
    return seat


@transaction.atomic
def seat_abolish(*, seat: Seat, on: date, actor: Actor) -> Seat:
    """Abolish a seat from a day, because what it stood for is gone."""
    cluster_lock(seat.cluster_id)
    seat.refresh_from_db()
    if seat.state == SeatState.ABOLISHED:
        return seat
    left = _end_holdings(seat, on)
    before, seat.state, seat.abolished_on = seat.state, SeatState.ABOLISHED, on
    seat.save(update_fields=["state", "abolished_on"])
    journal_write(
        chain=seat.cluster.code,
        actor=actor,
        action="seat.abolished",
        subject=seat,
        on=on,
        changes={"state": [before, seat.state]},
        facts={"left": left},
    )
    return seat


def _holders(holdings: QuerySet[SeatHolding]) -> list[int]:
    return sorted({person for pair in holdings.values_list("person_id", "alternate_id") for person in pair if person})


def _end_holdings(seat: Seat, on: date) -> list[int]:
    """End what holds on a day or later; a holding that was to begin then holds on no day at all. Return who held."""
    left = _holders(SeatHolding.objects.filter(seat=seat, valid_from__gte=on) | holdings_on(on).filter(seat=seat))
    SeatHolding.objects.filter(seat=seat, valid_from__gte=on).update(valid_until=F("valid_from"))
    holdings_on(on).filter(seat=seat).update(valid_until=on)
    chairings_end(seat, on)
    return left
