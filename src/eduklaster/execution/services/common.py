"""What every write of tasks starts and ends with."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from eduklaster.charter.resolver import Resolved, Scope
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.clusters.services import cluster_lock
from eduklaster.journal.services import journal_write
from eduklaster.kernel.errors import NotFound, StateError
from eduklaster.procedures.enums import ActState
from eduklaster.procedures.models import Act
from eduklaster.procedures.parties import Doer

from ..enums import TaskState
from ..models import Task


def rule_of(cluster: Cluster, key: str, organ: str, on: date) -> Resolved:
    """Return a rule on tasks in an organ on a day."""
    return rulebook_of(cluster, on).ask(key, on=on, scope=Scope(organ=organ))


def cited(*rules: Any) -> list[dict[str, str]]:
    """Return where rules and clauses come from, each once, as it is kept."""
    found = [Citation.of(rule) for rule in rules if rule is not None]
    return [one.as_json() for one in dict.fromkeys(one for one in found if one is not None)]


def task_locked(cluster: Cluster, pk: int, *states: TaskState) -> Task:
    """Lock the cluster and a task, and check its state.

    Raises:
        NotFound: There is no such task in the cluster.
        StateError: The task is in another state.
    """
    cluster_lock(cluster)
    rows = Task.objects.select_for_update(of=("self",)).select_related("cluster")
    task = rows.filter(pk=pk, cluster=cluster).first()
    if task is None:
        raise NotFound
    if states and task.state not in states:
        raise StateError(
            "task.state", _("The task is «%(state)s»; this cannot be done now."), state=task.get_state_display()
        )
    return task


def act_of(cluster: Cluster, pk: int | None) -> Act | None:
    """Return a registered act of a cluster, or None."""
    return Act.objects.filter(cluster=cluster, pk=pk, state=ActState.REGISTERED).first() if pk else None


def written(
    task: Task, doer: Doer, action: str, on: date, citations: list[dict[str, str]] | None = None, **facts: Any
) -> None:
    """Put a change of a task into the journal."""
    journal_write(
        chain=task.cluster.code,
        actor=doer.actor,
        action=f"task.{action}",
        subject=task,
        on=on,
        citations=citations or (),
        facts={"number": task.reference, "state": task.state, "due_on": task.due_on, **facts},
    )
