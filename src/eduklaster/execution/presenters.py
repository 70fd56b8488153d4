"""What the pages of tasks show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from eduklaster.charter.messages import act_kind_words, period_words
from eduklaster.charter.schema import Charter
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.marks import marks_of
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.governance.access import keeps
from eduklaster.people.access import Viewer
from eduklaster.procedures.access import acts_visible_to, doer_of
from eduklaster.procedures.enums import ActState
from eduklaster.procedures.models import Act
from eduklaster.procedures.presenters import language
from eduklaster.sessions.access import sessions_visible_to
from eduklaster.sessions.enums import ItemState, SessionState
from eduklaster.sessions.models import AgendaItem
from eduklaster.sessions.presenters import session_title
from eduklaster.sessions.selectors import day_of, numbers_of
from eduklaster.ui.components import Action, ClauseMark, DateTile, Fact, QueueItem, Record, State
from eduklaster.ui.typography import local_date, own_words

from .access import charter_on, controls, gives_tasks, owns, parties_with_seats, speaks_for
from .enums import AT_WORK, OPEN, Answer, TaskState
from .models import Contest, Extension, Report, Task
from .selectors import owner_choices, powers_of, waiting_for_me
from .selectors.tasks import Waiting, party_label
from .services.common import rule_of

_TONES = {
    TaskState.GIVEN: "now",
    TaskState.TAKEN: "now",
    TaskState.REPORTED: "now",
    TaskState.RETURNED: "warn",
    TaskState.CONTESTED: "plum",
    TaskState.ACCEPTED: "ok",
    TaskState.OUTSIDE: "",
    TaskState.WITHDRAWN: "",
}
_ANSWERS = {Answer.WAITING: "now", Answer.YES: "ok", Answer.NO: "no"}
_SHOWN = 60
"""How many decisions are offered to choose from: the latest."""


def is_late(task: Task, on: date) -> bool:
    """Whether the term of a task is over; while it is contested the term stands still."""
    return task.state in OPEN and task.stopped_on is None and task.due_on < on


def task_state(task: Task, on: date) -> State:
    """Return the state of a task as a chip; an overdue one says so."""
    if is_late(task, on) and task.state in AT_WORK:
        return State(_("overdue"), "no")
    return State(task.get_state_display(), _TONES[TaskState(task.state)])


def answer_state(row: Report | Extension | Contest) -> State:
    """Return an answer as a chip."""
    return State(row.get_answer_display(), _ANSWERS[Answer(row.answer)])


def task_url(task: Task) -> str:
    """Return the address of a task."""
    return reverse("execution:task", args=[task.cluster.code, task.pk])


def act_words(act: Act, charter: Charter) -> str:
    """Return «Resolution № 4/2026»."""
    return f"{act_kind_words(act.kind, language(), charter)} № {act.number}/{act.year}"


class TaskPage:
    """Everything the page of one task needs."""

    def __init__(self, task: Task, viewer: Viewer) -> None:
        """Keep the task and its reader."""
        self.task, self.viewer = task, viewer
        self.cluster: Cluster = task.cluster
        self.charter = charter_on(task.cluster, viewer)
        self.doer = doer_of(viewer)

    @cached_property
    def is_owner(self) -> bool:
        """Whether the task is the reader's own."""
        return owns(self.task, self.doer, self.viewer.on)

    @cached_property
    def is_controller(self) -> bool:
        """Whether the reader checks it."""
        return controls(self.task, self.doer, self.viewer.on)

    @cached_property
    def is_setter(self) -> bool:
        """Whether the reader speaks for whoever gave it."""
        return speaks_for(self.charter, self.task.set_by, self.doer)

    @property
    def state(self) -> State:
        """The state as a chip."""
        return task_state(self.task, self.viewer.on)

    @property
    def marks(self) -> list[ClauseMark]:
        """The clauses by which it was given."""
        return marks_of([Citation(**c) for c in self.task.citations], self.cluster, self.charter)

    @cached_property
    def reports(self) -> list[Report]:
        """What was reported, latest first."""
        return list(self.task.reports.prefetch_related("proofs").order_by("-pk"))

    @cached_property
    def extensions(self) -> list[Extension]:
        """Wishes for a longer term, latest first."""
        return list(self.task.extensions.order_by("-pk"))

    @cached_property
    def contests(self) -> list[tuple[Contest, str, list[ClauseMark]]]:
        """Contested powers with who decides."""
        rows = self.task.contests.select_related("act", "item__session").order_by("-pk")
        return [
            (
                row,
                str(party_label(self.charter, row.decides)),
                marks_of([Citation(**c) for c in row.citations], self.cluster, self.charter),
            )
            for row in rows
        ]

    @property
    def facts(self) -> list[Fact]:
        """Who, by when, with what proof."""
        task = self.task
        rows = [
            Fact(_("Who has to do it"), str(task.owner_label)),
            Fact(_("Who gave it"), str(party_label(self.charter, task.set_by))),
            Fact(_("Who checks it"), str(party_label(self.charter, task.controller))),
            Fact(pgettext("execution", "Given"), local_date(task.set_on)),
            Fact(pgettext("execution", "Term"), local_date(task.due_on)),
        ]
        if task.first_due_on != task.due_on:
            rows.append(Fact(_("Term at first"), local_date(task.first_due_on)))
        if task.stopped_on:
            rows.append(Fact(_("The term stands still since"), local_date(task.stopped_on)))
        if task.proof:
            rows.append(Fact(_("What is asked as proof"), own_words(task.proof, self.cluster.language)))
        if power := next((p for p in powers_of(self.charter, task.set_by) if p.id == task.power), None):
            rows.append(Fact(_("Power by which it is given"), power.label.in_(language())))
        return rows

    @property
    def basis(self) -> tuple[str, str]:
        """The decision that it rests on, with its address."""
        task = self.task
        if task.act is not None:
            return act_words(task.act, self.charter), reverse("procedures:act", args=[self.cluster.code, task.act_id])
        assert task.item is not None  # noqa: S101 -- the table's own constraint
        session = task.item.session
        charter = rulebook_of(self.cluster, day_of(session)).charter
        words = _("%(session)s, item %(number)s") % {
            "session": session_title(session, charter),
            "number": numbers_of(session)[task.item.pk],
        }
        return words, reverse("sessions:item", args=[self.cluster.code, session.pk, task.item_id])

    @property
    def actions(self) -> list[Action]:
        """What the reader may do now; the first is the usual next step."""
        task, found = self.task, []

        def to(name: str) -> str:
            return reverse(f"execution:{name}", args=[self.cluster.code, task.pk])

        asked = any(row.answer == Answer.WAITING for row in self.extensions)
        if task.state == TaskState.REPORTED and self.is_controller:
            found.append(Action(_("Check the report"), to("task_check"), "key", "clipboard-check"))
        if task.state in AT_WORK and self.is_owner:
            found.append(Action(_("Report that it is done"), to("task_report"), "key", "send"))
            if task.state == TaskState.GIVEN:
                found.append(Action(_("Take it on"), to("task_take"), "quiet", "check", is_post=True))
            if not asked:
                found.append(Action(_("Ask for more time"), to("task_extend"), "quiet", "clock"))
            found.append(Action(_("Contest the powers"), to("task_contest"), "quiet", "scale"))
        if task.state in AT_WORK and asked and self.is_setter:
            style = "quiet" if self.is_owner else "key"
            found.append(Action(_("Answer the wish for more time"), to("task_extend_answer"), style, "calendar-plus"))
        if task.state == TaskState.CONTESTED and any(
            row.answer == Answer.WAITING and speaks_for(self.charter, row.decides, self.doer)
            for row, _words, _marks in self.contests
        ):
            found.append(Action(_("Record the decision on the powers"), to("task_decide"), "key", "gavel"))
        if task.state in OPEN and self.is_setter:
            found.append(Action(_("Take the task back"), to("task_withdraw"), "stop", "x"))
        return found


def organs_kept(charter: Charter, viewer: Viewer) -> set[str]:
    """Return the organs for which the reader speaks."""
    doer = doer_of(viewer)
    return {name for name in charter.organs if keeps(charter, name, doer)}


def tasks_waiting(viewer: Viewer, cluster: Cluster) -> list[QueueItem]:
    """Return the tasks that wait for the reader, each with what is waited for."""
    if not viewer.capacities:
        return []
    charter = charter_on(cluster, viewer)
    parties = parties_with_seats(cluster, doer_of(viewer), viewer.on)
    return [_waits(row, viewer, charter) for row in waiting_for_me(cluster, parties, organs_kept(charter, viewer))]


def _waits(row: Waiting, viewer: Viewer, charter: Charter) -> QueueItem:
    task = row.task
    words = {
        "do": _("A task for you: do it and report."),
        "check": _("The task is reported: check whether it is done."),
        "extend": _("More time is asked for: grant it or let the term stay."),
        "decide": _("Decide whether the task lies within the powers."),
    }
    late = is_late(task, viewer.on)
    return QueueItem(
        title=own_words(task.title, task.cluster.language),
        url=task_url(task),
        text=words[row.why],
        waits=str(task.owner_label) if row.why != "do" else "",
        tile=DateTile(task.due_on, is_soon=late or (task.due_on - viewer.on).days <= 3),
        state=State(_("overdue"), "no") if late else None,
        marks=marks_of([Citation(**c) for c in task.citations], task.cluster, charter),
    )


# What a form offers -------------------------------------------------------------------------------------------------


def _items_deciding(cluster: Cluster, viewer: Viewer, charter: Charter) -> QuerySet[AgendaItem]:
    rows = AgendaItem.objects.filter(
        session__in=sessions_visible_to(cluster, viewer).order_by(),
        session__organ__in=organs_kept(charter, viewer),
        session__state__in=[SessionState.OPEN, SessionState.CLOSED, SessionState.SIGNED],
        state__in=[ItemState.DISCUSSED, ItemState.DECIDED, ItemState.NOTED],
    )
    return rows.select_related("session__cluster").order_by("-session__starts_at", "position")


def _issuers(charter: Charter, viewer: Viewer) -> list[str]:
    offices = [party for party in doer_of(viewer).parties if party.startswith("office:")]
    return [f"organ:{name}" for name in organs_kept(charter, viewer)] + offices


def _acts_of(cluster: Cluster, viewer: Viewer, issuers: Sequence[str]) -> QuerySet[Act]:
    rows = acts_visible_to(cluster, viewer).filter(issuer__in=issuers, state=ActState.REGISTERED)
    return rows.order_by("-on", "-pk")


def _decision_named(cluster: Cluster, viewer: Viewer, charter: Charter, decision: str) -> AgendaItem | Act | None:
    kind, _sep, key = decision.partition(":")
    if not key.isdecimal():
        return None
    if kind == "item":
        return _items_deciding(cluster, viewer, charter).filter(pk=int(key)).first()
    return _acts_of(cluster, viewer, _issuers(charter, viewer)).filter(pk=int(key)).first() if kind == "act" else None


def may_give_from(cluster: Cluster, viewer: Viewer, decision: str) -> bool:
    """Whether the reader may give a task from a decision: `act:4`, `item:7`."""
    charter = charter_on(cluster, viewer)
    may = gives_tasks(charter, doer_of(viewer))
    return may and _decision_named(cluster, viewer, charter, decision) is not None


def task_records(rows: QuerySet[Task], on: date) -> list[Record]:
    """Return tasks as rows of a short list on another page."""
    return [
        Record(
            f"№ {task.reference} {own_words(task.title, task.cluster.language)}",
            task_url(task),
            note=f"{task.owner_label} · {local_date(task.due_on)}",
            icon="clipboard-check",
            state=task_state(task, on),
        )
        for task in rows
    ]


def decision_choices(cluster: Cluster, viewer: Viewer, charter: Charter, named: str = "") -> list[tuple[str, str]]:
    """Return the decisions from which the reader may give tasks: items of sessions and acts, the latest first.

    One that is named stands among them however old it is.
    """
    found = [_item_choice(item, charter) for item in _items_deciding(cluster, viewer, charter)[:_SHOWN]]
    found += act_choices(cluster, viewer, charter, _issuers(charter, viewer), None)
    if named not in dict(found):
        row = _decision_named(cluster, viewer, charter, named)
        if row is not None:
            found.insert(0, _act_choice(row, charter) if isinstance(row, Act) else _item_choice(row, charter))
    return found


def _item_choice(item: AgendaItem, charter: Charter) -> tuple[str, str]:
    return f"item:{item.pk}", f"{session_title(item.session, charter)}: {item.title}"


def _act_choice(act: Act, charter: Charter) -> tuple[str, str]:
    return f"act:{act.pk}", f"{act_words(act, charter)}, {local_date(act.on, 'short')}. {act.title}"


def act_choices(
    cluster: Cluster, viewer: Viewer, charter: Charter, issuers: Sequence[str], since: date | None
) -> list[tuple[str, str]]:
    """Return the acts of issuers that the reader sees, since a day, the latest first."""
    rows = _acts_of(cluster, viewer, issuers)
    if since is not None:
        rows = rows.filter(on__gte=since)
    return [_act_choice(act, charter) for act in rows[:_SHOWN]]


def owners_offered(cluster: Cluster, on: date) -> list[tuple[str, str]]:
    """Return who may have a task, with who that is today."""
    rows = owner_choices(cluster, on)
    return [(one.party, f"{one.label} ({one.holder})" if one.holder else str(one.label)) for one in rows]


def powers_offered(charter: Charter, viewer: Viewer) -> list[tuple[str, str]]:
    """Return the powers of those for whom the reader may give tasks."""
    doer = doer_of(viewer)
    parties = [f"organ:{name}" for name in sorted(organs_kept(charter, viewer))]
    parties += sorted(p for p in doer.parties if p.startswith("office:"))
    return [
        (f"{party}:{power.id}", f"{party_label(charter, party)}: {power.label.in_(language())}")
        for party in parties
        for power in powers_of(charter, party)
    ]


def term_words(cluster: Cluster, viewer: Viewer, charter: Charter) -> str:
    """Return the charter's own term for tasks."""
    return period_words(rule_of(cluster, "tasks.term", charter.roles.main_organ, viewer.on).value, language())
