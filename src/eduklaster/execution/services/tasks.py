"""Giving a task, taking it on, taking it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from eduklaster.charter.calendar import add_period, next_working_day
from eduklaster.charter.schema import Charter, Power
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import calendar_of, rulebook_of
from eduklaster.clusters.services import cluster_lock
from eduklaster.kernel import bus
from eduklaster.kernel.errors import AccessError, InputError
from eduklaster.procedures.models import Act
from eduklaster.procedures.parties import Doer
from eduklaster.procedures.services import number_next
from eduklaster.sessions.enums import ItemState, SessionState
from eduklaster.sessions.models import AgendaItem

from ..access import require_owner, require_setter, speaks_for
from ..enums import OPEN, Answer, TaskState
from ..events import TaskAnswered, TaskGiven
from ..models import Task
from ..selectors import owner_words, party_of_rule, powers_of
from .common import act_of, cited, rule_of, task_locked, written

_HELD = (SessionState.OPEN, SessionState.CLOSED, SessionState.SIGNED)


@dataclass(frozen=True, slots=True)
class TaskDraft:
    """What a task says. It rests on an act or on an item of the minutes; without a day the charter's term applies."""

    title: str
    owner: str
    text: str = ""
    proof: str = ""
    due_on: date | None = None
    act_id: int | None = None
    item_id: int | None = None
    power: str = ""


@transaction.atomic
def task_set(*, cluster: Cluster, draft: TaskDraft, doer: Doer, on: date) -> Task:
    """Give somebody a task that a decision asks for, with its term on the working calendar.

    Raises:
        InputError: No decision, title or owner; a term before today; a power that whoever decided does not have, or
            none where the charter names the powers.
        AccessError: Somebody who does not speak for whoever decided.
    """
    cluster_lock(cluster)
    charter = rulebook_of(cluster, on).charter
    act, item, set_by = _decision(cluster, draft)
    if not speaks_for(charter, set_by, doer):
        raise AccessError(
            "task.decided", _("Only whoever decided gives a task from the decision, or who keeps its sessions.")
        )
    if not draft.title.strip():
        raise InputError("task.title", _("Say what is to be done."), field="title")
    label = owner_words(cluster, draft.owner, on)
    if label is None:
        raise InputError("task.owner_missing", _("Choose who has to do it."), field="owner")
    organ = set_by.partition(":")[2] if set_by.startswith("organ:") else charter.roles.main_organ
    power = _power(charter, set_by, draft.power)
    term, control = (rule_of(cluster, key, organ, on) for key in ("tasks.term", "tasks.controller"))
    due = draft.due_on or next_working_day(add_period(on, term.value, calendar_of(cluster)), calendar_of(cluster))
    if due < on:
        raise InputError("task.past", _("Choose a day that is still to come."), field="due_on")
    controller = party_of_rule(charter, control.value, organ)
    if controller == draft.owner:  # nobody checks their own work
        controller = f"chair:{organ}"
    task = Task.objects.create(
        cluster=cluster,
        year=on.year,
        number=number_next(cluster, "task", on.year),
        title=draft.title.strip(),
        text=draft.text.strip(),
        proof=draft.proof.strip(),
        act=act,
        item=item,
        power=power.id if power else "",
        set_by=set_by,
        organ=organ,
        owner=draft.owner,
        owner_label=label,
        controller=controller,
        set_on=on,
        first_due_on=due,
        due_on=due,
        citations=cited(power, None if draft.due_on else term, control),
        set_by_user_id=doer.actor.user_id,
    )
    written(task, doer, "given", on, task.citations, title=task.title, owner=task.owner, act=act.pk if act else None)
    bus.publish(TaskGiven(task.pk))
    return task


def _decision(cluster: Cluster, draft: TaskDraft) -> tuple[Act | None, AgendaItem | None, str]:
    """Return what a task rests on, and who decided it."""
    act = act_of(cluster, draft.act_id)
    if act is not None:
        if not act.issuer.startswith(("organ:", "office:")):
            raise InputError("task.act", _("Choose a decision of an organ or an order of an office."), field="decision")
        return act, None, act.issuer
    item = (
        AgendaItem.objects.select_related("session", "ballot__act")
        .filter(pk=draft.item_id or 0, session__cluster=cluster, session__state__in=_HELD)
        .exclude(state__in=[ItemState.REMOVED, ItemState.POSTPONED, ItemState.OPEN])
        .first()
    )
    if item is None:
        raise InputError("task.decision", _("A task rests on a decision: choose an act or an item of the minutes."), field="decision")  # fmt: skip
    return (item.ballot.act if item.ballot else None), item, f"organ:{item.session.organ}"


def _power(charter: Charter, party: str, wanted: str) -> Power | None:
    powers = powers_of(charter, party)
    found = next((one for one in powers if one.id == wanted), None)
    if powers and found is None:
        raise InputError("task.power", _("Name the power by which the task is given."), field="power")
    return found


@transaction.atomic
def task_take(*, cluster: Cluster, task_id: int, doer: Doer, on: date) -> Task:
    """Let the owner say that the task has been seen and is being done."""
    task = task_locked(cluster, task_id, TaskState.GIVEN)
    require_owner(task, doer, on)
    task.state = TaskState.TAKEN
    task.save(update_fields=["state"])
    written(task, doer, "taken", on)
    return task


@transaction.atomic
def task_withdraw(*, cluster: Cluster, task_id: int, act_id: int | None, doer: Doer, on: date) -> Task:
    """Take a task back by an act of whoever gave it, of the main organ or of the approving office.

    Raises:
        InputError: No such act, or one older than the task.
    """
    task = task_locked(cluster, task_id, *OPEN)
    charter = rulebook_of(cluster, on).charter
    require_setter(task, doer, charter)
    above = {task.set_by, f"organ:{charter.roles.main_organ}", f"office:{charter.roles.approving_office}"}
    act = act_of(cluster, act_id)
    if act is None or act.issuer not in above or act.on < task.set_on:
        raise InputError("task.withdrawal", _("A task is taken back by a later act of whoever gave it: choose the act."), field="act")  # fmt: skip
    _answers_end(task, act, on)
    task.state, task.closed_on, task.withdrawn_by, task.stopped_on = TaskState.WITHDRAWN, on, act, None
    task.save(update_fields=["state", "closed_on", "withdrawn_by", "stopped_on"])
    written(task, doer, "withdrawn", on, act=act.pk)
    bus.publish(TaskAnswered(task.pk))
    return task


def _answers_end(task: Task, act: Act, on: date) -> None:
    """Answer what still waits: the act that takes the task back answers it."""
    words = f"№ {act.number}/{act.year} · {act.title.in_(task.cluster.language)}"
    task.reports.filter(answer=Answer.WAITING).update(answer=Answer.NO, reason=words, answered_on=on)
    task.extensions.filter(answer=Answer.WAITING).update(answer=Answer.NO, note=words, answered_on=on)
    task.contests.filter(answer=Answer.WAITING).update(answer=Answer.YES, note=words, act=act, answered_on=on)
