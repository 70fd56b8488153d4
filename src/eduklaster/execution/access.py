"""Who sees a task, who gives it, does it, checks it, changes its term, decides whether it lies within the powers."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from eduklaster.charter.schema import Charter
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.governance.access import keeps
from eduklaster.governance.selectors import holdings_on
from eduklaster.kernel.errors import AccessError, NotFound
from eduklaster.people.access import Viewer
from eduklaster.procedures.access import doer_of, is_insider
from eduklaster.procedures.parties import Doer

from .models import HeadReport, Task


def seats_held(person_id: int | None, cluster: Cluster, on: date) -> list[str]:
    """Return the seats of a person as owners of tasks: `seat:17`; an alternate stands in for the holder."""
    if person_id is None:
        return []
    rows = holdings_on(on).filter(Q(person_id=person_id) | Q(alternate_id=person_id), seat__cluster=cluster)
    return [f"seat:{pk}" for pk in rows.values_list("seat_id", flat=True)]


def parties_with_seats(cluster: Cluster, doer: Doer, on: date) -> set[str]:
    """Return every party that somebody is, the own seats included."""
    return set(doer.parties) | set(seats_held(doer.actor.person_id, cluster, on))


def speaks_for(charter: Charter, party: str, doer: Doer) -> bool:
    """Whether somebody acts for an organ or an office: an organ through its chair, its convener or the secretary."""
    head, _sep, name = party.partition(":")
    return keeps(charter, name, doer) if head == "organ" else party in doer.parties


def owns(task: Task, doer: Doer, on: date) -> bool:
    """Whether a task is somebody's own on a day."""
    return task.owner in parties_with_seats(task.cluster, doer, on)


def controls(task: Task, doer: Doer, on: date) -> bool:
    """Whether somebody checks a task; nobody checks their own work."""
    return task.controller in doer.parties and not owns(task, doer, on)


def require_owner(task: Task, doer: Doer, on: date) -> None:
    """Refuse somebody whose task it is not."""
    if not owns(task, doer, on):
        raise AccessError("task.owner", _("Only whoever has the task does this."))


def require_controller(task: Task, doer: Doer, on: date) -> None:
    """Refuse somebody who does not check the task, or whose own task it is."""
    if not controls(task, doer, on):
        raise AccessError(
            "task.controller", _("Only whoever controls the task answers its report, and never their own.")
        )


def require_setter(task: Task, doer: Doer, charter: Charter) -> None:
    """Refuse somebody who does not speak for whoever gave the task."""
    if not speaks_for(charter, task.set_by, doer):
        raise AccessError("task.setter", _("Only whoever gave the task changes it."))


def gives_tasks(charter: Charter, doer: Doer) -> bool:
    """Whether somebody may give tasks at all: keeps an organ, or holds an office that issues orders."""
    offices = {f"office:{charter.roles.approving_office}", charter.roles.executive}
    return doer.is_secretary or bool(offices & doer.parties) or any(keeps(charter, o, doer) for o in charter.organs)


def require_giver(charter: Charter, doer: Doer) -> None:
    """Refuse somebody who gives no tasks at all."""
    if not gives_tasks(charter, doer):
        raise AccessError("task.give", _("Tasks are given by whoever decides, and by whoever keeps the sessions."))


def tasks_visible_to(cluster: Cluster, viewer: Viewer) -> QuerySet[Task]:
    """Return the tasks that somebody may see: insiders all, others their own."""
    rows = Task.objects.filter(cluster=cluster).select_related("cluster").order_by("due_on", "pk")
    if is_insider(viewer):
        return rows
    return rows.filter(owner__in=parties_with_seats(cluster, doer_of(viewer), viewer.on))


def task_visible(cluster: Cluster, viewer: Viewer, pk: int) -> Task:
    """Return a task that somebody may see; a hidden and a missing one answer alike."""
    found = tasks_visible_to(cluster, viewer).select_related("act", "item__session", "withdrawn_by").filter(pk=pk)
    row = found.first()
    if row is None:
        raise NotFound
    return row


def head_reports_visible_to(cluster: Cluster, viewer: Viewer) -> QuerySet[HeadReport]:
    """Return the head's reports: insiders see them, a draft only its author and the secretary."""
    rows = HeadReport.objects.filter(cluster=cluster).select_related("cluster", "case").order_by("-until", "-pk")
    if not is_insider(viewer):
        return rows.none()
    if viewer.is_secretary:
        return rows
    return rows.filter(Q(state="sent") | Q(author__in=doer_of(viewer).parties))


def charter_on(cluster: Cluster, viewer: Viewer) -> Charter:
    """Return the charter of the viewer's day."""
    return rulebook_of(cluster, viewer.on).charter
