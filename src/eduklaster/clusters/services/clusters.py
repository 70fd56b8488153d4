"""Founding a cluster and moving it through its life."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from eduklaster.journal.services import Actor, journal_write
from eduklaster.kernel.errors import InputError, StateError
from eduklaster.kernel.text import Localized

from ..appearance import appearance_of
from ..enums import ClusterState
from ..models import Cluster
from ..remaining import remaining_of
from .locks import cluster_lock
from .versions import charter_read, version_add


@transaction.atomic
def cluster_create(*, source: str, actor: Actor, on: date, is_listed: bool = True, casebook: str = "") -> Cluster:
    """Create a cluster in the state «forming» from a charter file; its first version is a draft.

    `casebook` holds the situations on which the charter was tried, as one YAML file.

    Raises:
        InputError: The file is no charter, or a cluster with that code exists.
    """
    charter = charter_read(source).charter
    identity = charter.identity
    if Cluster.objects.filter(code=identity.code).exists():
        raise InputError(
            "cluster.exists",
            _("A cluster with the code «%(name)s» exists already."),
            field="code",
            name=identity.code,
        )
    cluster = Cluster.objects.create(
        code=identity.code,
        name=Localized(identity.name.model_dump()),
        short_name=Localized(identity.short_name.model_dump()),
        territory=Localized(identity.territory.model_dump()),
        level=identity.level,
        language=identity.language,
        time_zone=identity.time_zone,
        calendar=identity.calendar,
        is_listed=is_listed,
        **appearance_of(charter),
    )
    cluster_lock(cluster)
    journal_write(chain=cluster.code, actor=actor, action="cluster.created", subject=cluster, on=on)
    version_add(cluster=cluster, source=source, actor=actor, on=on, casebook=casebook)
    return cluster


@transaction.atomic
def cluster_state_set(*, cluster: Cluster, state: ClusterState, actor: Actor, on: date) -> Cluster:
    """Move a cluster through its life; the caller has seen the chain of acts.

    Raises:
        ClusterReadOnly: The cluster is terminated.
    """
    cluster_lock(cluster)
    cluster.refresh_from_db()
    before, cluster.state = cluster.state, state
    if state == ClusterState.ACTIVE and cluster.founded_on is None:
        cluster.founded_on = on
    if state == ClusterState.TERMINATED:
        cluster.terminated_on = on
    cluster.save(update_fields=["state", "founded_on", "terminated_on"])
    journal_write(
        chain=cluster.code,
        actor=actor,
        action="cluster.state",
        subject=cluster,
        on=on,
        changes={"state": [before, state.value]},
    )
    return cluster


@transaction.atomic
def cluster_close(*, cluster: Cluster, actor: Actor, on: date) -> Cluster:
    """Close a cluster that the acts of its charter have ended and that has settled what has to end: it can be read, not written.

    Raises:
        ClusterReadOnly: It is closed already.
        StateError: No act has ended the cluster, or something that has to end is left.
    """
    cluster_lock(cluster)
    cluster.refresh_from_db()
    if cluster.state != ClusterState.WINDING_UP:
        raise StateError("cluster.not_ended", _("No act has ended this cluster."))
    if any(one.must_end for one in remaining_of(cluster, on)):
        raise StateError("cluster.unsettled", _("Something that has to end first is left."))
    return cluster_state_set(cluster=cluster, state=ClusterState.TERMINATED, actor=actor, on=on)
