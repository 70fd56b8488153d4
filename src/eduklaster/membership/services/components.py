"""Units and projects of the cluster."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.services import cluster_lock
from eduklaster.journal.services import Actor, journal_write
from eduklaster.kernel import bus
from eduklaster.kernel.errors import InputError, StateError
from eduklaster.kernel.text import Localized
from eduklaster.people.models import Organisation, Person

from ..events import ComponentFounded, ComponentHeadChanged
from ..models import Component


@transaction.atomic
def component_found(
    *,
    cluster: Cluster,
    code: str,
    name: Localized,
    kind: str,
    on: date,
    actor: Actor,
    organisation: Organisation | None = None,
    head: Person | None = None,
    is_founding: bool = False,
) -> Component:
    """Enter a unit or project of the cluster; a seat of its head, where the charter gives one, is pending at first.

    Raises:
        InputError: The code is taken.
    """
    cluster_lock(cluster)
    if Component.objects.filter(cluster=cluster, code=code).exists():
        raise InputError("component.code", _("This code is taken."), field="code")
    row = Component.objects.create(
        cluster=cluster,
        code=code,
        name=name,
        kind=kind,
        organisation=organisation,
        head=head,
        head_since=on if head else None,
        founded_on=on,
        is_founding=is_founding,
    )
    journal_write(
        chain=cluster.code,
        actor=actor,
        action="component.founded",
        subject=row,
        on=on,
        facts={"code": code, "kind": kind},
    )
    bus.publish(ComponentFounded(row.pk, on, actor.user_id))
    return row


@transaction.atomic
def component_head_change(
    *, component: Component, head: Person | None, on: date, basis: str, actor: Actor
) -> Component:
    """Enter who heads a unit from a day, or that nobody does; what hung on the head before follows in the same transaction.

    `basis` is the paper by which the head changed, as people cite it.

    Raises:
        StateError: The unit is closed by that day.
        InputError: The head is the same, or the day is before that from which the present one heads it.
    """
    cluster_lock(component.cluster_id)
    component.refresh_from_db()
    if component.closed_on is not None and component.closed_on <= on:
        raise StateError("component.closed", _("This unit is closed."))
    if component.head_id == (head.pk if head else None):
        raise InputError("component.head_same", _("This person heads the unit already."), field="head")
    if component.head_since is not None and on < component.head_since:
        raise InputError("component.head_day", _("The present head took over on a later day."), field="on")
    before = component.head_id
    component.head, component.head_since = head, on if head else None
    component.save(update_fields=["head", "head_since"])
    journal_write(
        chain=component.cluster.code,
        actor=actor,
        action="component.head_changed",
        subject=component,
        on=on,
        facts={"basis": basis, "left": [before] if before else [], "person": component.head_id},
    )
    bus.publish(ComponentHeadChanged(component.pk, before, component.head_id, on, actor.user_id))
    return component
