"""Members of organs that somebody outside of the cluster composes: entered with the paper that says so."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from eduklaster.charter.schema import Organ, SeatRule
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.clusters.services import cluster_lock
from eduklaster.journal.services import Actor, journal_write
from eduklaster.kernel.errors import InputError, NotFound
from eduklaster.kernel.text import Localized
from eduklaster.people.models import Person

from ..enums import SeatState
from ..models import Seat
from ..selectors import holdings_on
from .chairs import chair_seat
from .seats import seat_abolish, seat_fill


def host_rule(organ: Organ) -> SeatRule | None:
    """Return the rule by which the host composes an organ; None where the charter itself says who sits there, or which act."""
    if organ.composed_by:
        return None
    return next((rule for rule in organ.seats if rule.kind == "host_rules" and not rule.takes_effect_by), None)


@transaction.atomic
def host_members_enter(
    *,
    cluster: Cluster,
    organ: str,
    come: Sequence[Person],
    gone: Collection[int],
    note: str,
    on: date,
    actor: Actor,
    chair: Person | None = None,
) -> int:
    """Enter who has come into an organ of the host and which seats (`gone`) are there no more; returns how many came.

    The text gives such an organ no seats of its own: each member brings one, and it goes with them. `note` names the
    host's paper.

    Raises:
        NotFound: The charter has no such organ, or composes it itself.
        InputError: No paper is named, nothing is entered, or somebody sits there already or presides without a seat.
    """
    cluster_lock(cluster)
    found = rulebook_of(cluster, on).charter.organs.get(organ)
    rule = host_rule(found) if found else None
    if rule is None:
        raise NotFound
    if not note.strip():
        raise InputError("host.paper", _("Name the paper by which the host composes the organ."), field="note")
    seats = Seat.objects.filter(cluster=cluster, organ=organ).exclude(state=SeatState.ABOLISHED)
    leaving = list(seats.filter(pk__in=gone))
    if not (come or leaving or chair):
        raise InputError("host.nothing", _("Name who has come, who has gone, or who presides."), field="come")
    for seat in leaving:
        seat_abolish(seat=seat, on=on, actor=actor)
    for person in dict.fromkeys(come):
        if holdings_on(on).filter(seat__in=seats, person=person).exists():
            raise InputError(
                "host.twice", _("%(name)s sits in this organ already."), field="come", name=person.full_name
            )
        seat_fill(seat=_seat(cluster, organ, rule, on, actor), person=person, on=on, actor=actor, note=note.strip())
    if chair is not None:
        held = holdings_on(on).filter(seat__in=seats, person=chair).select_related("seat").first()
        if held is None:
            raise InputError("host.chair", _("Whoever presides has to be a member."), field="chair")
        chair_seat(seat=held.seat, on=on, actor=actor)
    return len(come)


def _seat(cluster: Cluster, organ: str, rule: SeatRule, on: date, actor: Actor) -> Seat:
    """Return a free seat of the rule, or a new one."""
    rows = Seat.objects.filter(cluster=cluster, organ=organ, rule=rule.id)
    free = rows.filter(state=SeatState.VACANT).order_by("order", "pk").first()
    if free is not None:
        return free
    last = rows.aggregate(last=Max("order"))["last"]
    place = 0 if last is None else last + 1
    words = {code: f"{text} № {place + 1}" for code, text in rule.label.model_dump().items()}
    seat = Seat.objects.create(
        cluster=cluster, organ=organ, rule=rule.id, label=Localized(words), order=place, state=SeatState.VACANT,
        seat_class=rule.seat_class or "", votes=rule.votes, created_on=on,
    )  # fmt: skip
    journal_write(
        chain=cluster.code,
        actor=actor,
        action="seat.created",
        subject=seat,
        on=on,
        rule=f"{organ}.{rule.id}",
        facts={"organ": organ, "state": seat.state},
    )
    return seat
