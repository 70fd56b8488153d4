"""Units and projects of the cluster."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.services import cluster_lock
from eduklaster.journal.services import Actor, journal_write
from eduklaster.kernel import bus
from eduklaster.kernel.errors import InputError
from eduklaster.kernel.text import Localized
from eduklaster.people.models import Organisation, Person

from ..events import ComponentFounded
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
