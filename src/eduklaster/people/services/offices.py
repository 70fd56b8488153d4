"""Holders of the offices of a cluster."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.clusters.services import cluster_lock
from eduklaster.journal.services import Actor
from eduklaster.kernel.bus import publish
from eduklaster.kernel.errors import InputError, StateError

from ..errors import refuse_if_read_only
from ..events import OfficeAssigned, OfficeEnded
from ..models import OfficeHolding, Person
from .common import check_fields, record, refuse_reversed


@transaction.atomic
def office_assign(
    *,
    cluster: Cluster,
    office: str,
    person: Person,
    valid_from: date,
    basis: str,
    actor: Actor,
    basis_act_id: int | None = None,
    acting: bool = False,
    valid_until: date | None = None,
) -> OfficeHolding:
    """Let a person hold an office from a day, by an act. The former holder's time ends the same day.

    An acting holder stands beside the holder; a new holder ends the acting one as well.

    Raises:
        InputError: The charter of that day has no such office, no basis is named, or the days are the wrong way round.
        StateError: The person holds it already, or a later holder is entered.
    """
    refuse_if_read_only(cluster)
    refuse_reversed(valid_from, valid_until)
    cluster_lock(cluster)
    if office not in rulebook_of(cluster, valid_from).charter.offices:
        raise InputError("office.unknown", _("The charter has no office «%(office)s»."), field="office", office=office)
    if not basis.strip():
        raise InputError("office.basis", _("Name the act by which the office is given."), field="basis")
    here = OfficeHolding.objects.filter(cluster=cluster, office=office)
    same = here.filter(is_acting=acting)
    later = same.filter(valid_from__gt=valid_from).filter(Q(valid_until__isnull=True) | Q(valid_until__gt=valid_from))
    if valid_until is not None:
        later = later.filter(valid_from__lt=valid_until)
    if later.exists():
        raise StateError("office.later_holder", _("A later holder of this office is entered already."))
    running = here.filter(valid_from__lte=valid_from).exclude(valid_until__lte=valid_from)
    if running.filter(is_acting=acting, person=person, valid_until=valid_until).exists():
        raise StateError("office.held", _("This person holds the office already."))
    for former in running.filter(is_acting=True) if acting else running:
        office_end(holding=former, on=valid_from, actor=actor)
    holding = OfficeHolding(
        cluster=cluster,
        office=office,
        person=person,
        is_acting=acting,
        valid_from=valid_from,
        valid_until=valid_until,
        basis=basis.strip(),
        basis_act_id=basis_act_id,
    )
    check_fields(holding, exclude=("acting_flag",))
    holding.save()
    record(
        cluster,
        actor,
        "office.assigned",
        holding,
        on=valid_from,
        office=office,
        person=person.pk,
        acting=acting,
        basis_act=basis_act_id,
    )
    publish(OfficeAssigned(cluster.pk, office, person.pk, holding.pk, acting, valid_from))
    return holding


@transaction.atomic
def office_end(*, holding: OfficeHolding, on: date, actor: Actor, act_id: int | None = None) -> OfficeHolding:
    """End a holder's time; `on` is the first day without the office. Whatever it allowed ends with it.

    The history names the act by which it ends, where that act is kept here.

    Raises:
        InputError: The day is before its first.
        StateError: It ended before.
    """
    cluster = holding.cluster
    refuse_if_read_only(cluster)
    cluster_lock(cluster)
    found = OfficeHolding.objects.select_for_update(of=("self",)).get(pk=holding.pk)
    if found.valid_until is not None and found.valid_until <= on:
        raise StateError("office.ended", _("This time in office has ended already."))
    refuse_reversed(found.valid_from, on)
    found.valid_until = on
    found.save(update_fields=["valid_until"])
    record(
        cluster,
        actor,
        "office.ended",
        found,
        on=on,
        office=found.office,
        person=found.person_id,
        acting=found.is_acting,
        basis_act=act_id,
    )
    publish(OfficeEnded(cluster.pk, found.office, found.person_id, found.pk, found.is_acting, on))
    return found
