"""Seats follow the charter's rules: made, filled, vacated, abolished."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from eduklaster.charter.resolver import Rulebook, Scope
from eduklaster.charter.schema import SeatRule
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.clusters.services import cluster_lock
from eduklaster.journal.services import Actor, journal_write
from eduklaster.kernel.errors import InputError, StateError
from eduklaster.kernel.text import Localized
from eduklaster.membership.models import Component, Participant
from eduklaster.membership.selectors import components_on, participants_on
from eduklaster.people.models import Person
from eduklaster.procedures.models import Act

from ..enums import SeatState
from ..models import Seat, SeatHolding
from ..selectors import holdings_on
from .chairs import chairings_end

DEFAULT_RULE = "one_per_participant"
_BY_PARTICIPANT = {"per_participant", "per_founder", "template"}


@transaction.atomic
def seats_sync(*, cluster: Cluster, on: date, actor: Actor) -> int:
    """Make the seats that the charter's rules give on a day and that do not exist yet; returns how many were made.

    A seat that an act has to fill is pending; others are vacant until somebody is named.
    """
    cluster_lock(cluster)
    rulebook = rulebook_of(cluster, on)
    made = 0
    for organ_id, organ in rulebook.charter.organs.items():
        if organ.is_organisation:
            continue
        for rule in organ.seats:
            made += _sync_rule(cluster, rulebook, organ_id, rule, on, actor)
        default = rulebook.ask("seats.composition", on=on, scope=Scope(organ=organ_id))
        if not organ.seats and default.value == DEFAULT_RULE and organ_id == rulebook.charter.roles.main_organ:
            for participant in participants_on(cluster, on).order_by("number"):
                if _has_vote(rulebook, participant):
                    made += _make(cluster, organ_id, DEFAULT_RULE, on, actor, participant=participant)
    return made


def _has_vote(rulebook: Rulebook, participant: Participant) -> bool:
    category = next((c for c in rulebook.charter.participants.categories if c.id == participant.category), None)
    return category is None or category.tier == "voting"


def _sync_rule(cluster: Cluster, rulebook: Rulebook, organ: str, rule: SeatRule, on: date, actor: Actor) -> int:
    needs_act = bool(rule.takes_effect_by or rulebook.charter.organs[organ].composed_by)
    state = SeatState.PENDING if needs_act else SeatState.VACANT
    common: dict[str, Any] = {"state": state, "seat_class": rule.seat_class or "", "votes": rule.votes}
    if rule.kind in _BY_PARTICIPANT:
        made = 0
        for participant in participants_on(cluster, on).order_by("number"):
            wanted = participant.category in rule.categories if rule.categories else _has_vote(rulebook, participant)
            if rule.kind == "per_founder":
                wanted = hasattr(participant, "founder_row")
            if wanted:
                made += _make(cluster, organ, rule.id, on, actor, participant=participant, **common)
        return made
    if rule.kind == "per_component":
        named = {c.id for c in rulebook.charter.participants.components if c.seats_head_in == organ}
        rows = components_on(cluster, on).order_by("pk")
        return sum(
            _make(cluster, organ, rule.id, on, actor, component=row, **common)
            for row in rows
            if row.code in named or not row.is_founding
        )
    count = (rule.count or len(rule.holders) or 1) * rule.each if rule.kind != "host_rules" else (rule.count or 0)
    existing = (
        Seat.objects.filter(cluster=cluster, organ=organ, rule=rule.id).exclude(state=SeatState.ABOLISHED).count()
    )
    made = 0
    for position in range(existing, count):
        label = rule.holders[position] if position < len(rule.holders) else rule.label
        _create(
            cluster,
            organ,
            rule.id,
            on,
            actor,
            label=Localized(label.model_dump()),
            order=position,
            office=rule.office or "",
            **common,
        )
        made += 1
    return made


def _make(
    cluster: Cluster,
    organ: str,
    rule: str,
    on: date,
    actor: Actor,
    *,
    participant: Participant | None = None,
    component: Component | None = None,
    state: SeatState = SeatState.VACANT,
    seat_class: str = "",
    votes: bool = True,
) -> int:
    standing = Seat.objects.filter(cluster=cluster, organ=organ, rule=rule).exclude(state=SeatState.ABOLISHED)
    standing = standing.filter(participant=participant) if participant else standing.filter(component=component)
    if standing.exists():
        return 0
    label = participant.public_name if participant else Localized(component.name if component else {})
    _create(
        cluster,
        organ,
        rule,
        on,
        actor,
        label=label,
        state=state,
        seat_class=seat_class,
        votes=votes,
        participant=participant,
        component=component,
        order=participant.number if participant else 0,
    )
    return 1


def _create(cluster: Cluster, organ: str, rule: str, on: date, actor: Actor, **fields: Any) -> Seat:
    needs_act = fields.get("state") == SeatState.PENDING
    seat = Seat.objects.create(cluster=cluster, organ=organ, rule=rule, created_on=on, needs_act=needs_act, **fields)
    journal_write(
        chain=cluster.code,
        actor=actor,
        action="seat.created",
        subject=seat,
        on=on,
        rule=f"{organ}.{rule}",
        facts={"organ": organ, "state": seat.state},
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
) -> SeatHolding:
    """Seat a person from a day; the holder before ends the same day, and so does presiding, unless it is the same person.

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
        citations=act.citations if act else [],
        changes={"state": [before, seat.state]},
        facts={
            "person": person.pk,
            "alternate": alternate.pk if alternate else None,
            "left": left,
            "act": act.pk if act else None,
        },
    )
    return holding


@transaction.atomic
def seat_vacate(*, seat: Seat, on: date, actor: Actor) -> Seat:
    """End the holding of a seat; the next holder needs whatever the rule asks for."""
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
