"""Contested powers: the owner holds that a task lies outside the powers, the term stands still, the named party decides."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from eduklaster.charter.calendar import add_period, next_working_day
from eduklaster.charter.verdicts import Citation, Verdict
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import calendar_of, rulebook_of
from eduklaster.kernel import bus
from eduklaster.kernel.errors import AccessError, InputError, RuleRefusal
from eduklaster.procedures.models import Act
from eduklaster.procedures.parties import Doer
from eduklaster.sessions.enums import SessionState
from eduklaster.sessions.models import AgendaItem, Session
from eduklaster.sessions.services import questions_put

from ..access import require_owner, speaks_for
from ..enums import AT_WORK, Answer, TaskState
from ..events import TaskAnswered, TaskContested
from ..models import Contest, Task
from ..selectors import party_of_rule
from .common import act_of, cited, rule_of, task_locked, written

_MET = (SessionState.OPEN, SessionState.CLOSED, SessionState.SIGNED)


@transaction.atomic
def task_contest(*, cluster: Cluster, task_id: int, reason: str, doer: Doer, on: date) -> Contest:
    """Contest that a task lies within the powers of whoever gave it, or of the owner. The term stands still until it is decided.

    The question comes onto the agenda of the organ that decides: at once where a session is being prepared, else with
    the next one.

    Raises:
        RuleRefusal: The time to contest is over (`task.contest_late`), with the clause or default.
        InputError: No reason.
    """
    task = task_locked(cluster, task_id, *AT_WORK)
    require_owner(task, doer, on)
    if not reason.strip():
        raise InputError("task.contest_reason", _("Say which power is missing."), field="reason")
    within, to = (rule_of(cluster, key, task.organ, on) for key in ("tasks.contest_within", "tasks.contested_to"))
    last = add_period(task.set_on, within.value, calendar_of(cluster))
    if on > last:
        citation = Citation.of(within)
        raise RuleRefusal(
            Verdict(False, "task.contest_late", (citation,) if citation else (), {"until": last}, (within,)),
            _("A task could be contested until %(day)s.") % {"day": last.strftime("%d.%m.%Y")},
        )
    decides = party_of_rule(rulebook_of(cluster, on).charter, to.value, task.organ)
    row = Contest.objects.create(
        task=task, filed_on=on, filed_by=doer.label_of(task.owner), reason=reason.strip(), decides=decides,
        citations=cited(to),
    )  # fmt: skip
    task.state, task.stopped_on = TaskState.CONTESTED, on
    task.save(update_fields=["state", "stopped_on"])
    written(task, doer, "contested", on, cited(within, to), contest=row.pk, reason=row.reason, decides=decides)
    head, _sep, organ = decides.partition(":")
    if head == "organ":
        session = Session.objects.filter(
            cluster=cluster, organ=organ, state=SessionState.PLANNED, entered_at__isnull=True
        ).order_by("starts_at")
        for first in session[:1]:
            questions_put(first)
    bus.publish(TaskContested(task.pk))
    return row


def item_of(row: Contest) -> AgendaItem | None:
    """Return the item on which a contest stands now: that of the last session to which it was postponed."""
    item = row.item
    while item is not None and (later := item.continued_by.order_by("-pk").first()) is not None:
        item = later
    return item


@transaction.atomic
def contest_decide(
    *, cluster: Cluster, task_id: int, is_outside: bool, note: str, doer: Doer, on: date, act_id: int | None = None
) -> Task:
    """Decide a contest: outside the powers, and the task is over; within, and its term goes on for the days it stood still.

    The decision rests on the session that took up the question, or on an act of whoever decides.

    Raises:
        AccessError: Somebody who does not speak for whoever decides.
        InputError: No words, or no session and no act.
    """
    task = task_locked(cluster, task_id, TaskState.CONTESTED)
    row = task.contests.select_for_update(of=("self",)).get(answer=Answer.WAITING)
    if not speaks_for(rulebook_of(cluster, on).charter, row.decides, doer):
        raise AccessError("task.decides", _("The party to which the charter gives the question decides it."))
    if not note.strip():
        raise InputError("task.contest_note", _("Write down what was decided and why."), field="note")
    item, act = _basis(row, act_id)
    row.answer, row.note, row.answered_on = Answer.YES if is_outside else Answer.NO, note.strip(), on
    row.item, row.act = item, act
    row.save(update_fields=["answer", "note", "answered_on", "item", "act"])
    if is_outside:
        task.state, task.closed_on = TaskState.OUTSIDE, on
    else:
        stood = on - (task.stopped_on or on)
        task.state, task.due_on = TaskState.TAKEN, next_working_day(task.due_on + stood, calendar_of(cluster))
    task.stopped_on = None
    task.save(update_fields=["state", "closed_on", "due_on", "stopped_on"])
    action = "found_outside" if is_outside else "found_within"
    written(task, doer, action, on, row.citations, contest=row.pk, note=row.note, act=act.pk if act else None)
    bus.publish(TaskAnswered(task.pk))
    return task


def _basis(row: Contest, act_id: int | None) -> tuple[AgendaItem | None, Act | None]:
    act = act_of(row.task.cluster, act_id)
    if act is not None and act.issuer == row.decides and act.on >= row.filed_on:
        return item_of(row), act
    item = item_of(row)
    if item is not None and item.session.state in _MET:
        return item, None
    raise InputError(
        "task.contest_basis",
        _("Decide it in a session that has the question on its agenda, or choose the act that decides it."),
        field="act",
    )
