"""Tasks: the register, one with its reports, who may have one, giving one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from django.db.models import Q
from django.http import HttpRequest
from ninja import Query, Router

from eduklaster.clusters.models import Cluster
from eduklaster.execution.access import (
    charter_on,
    parties_with_seats,
    require_giver,
    tasks_visible_to,
)
from eduklaster.execution.models import Task
from eduklaster.execution.presenters import TaskPage
from eduklaster.execution.selectors import Owner, owner_choices
from eduklaster.execution.selectors.tasks import is_over
from eduklaster.execution.services import TaskDraft, task_set
from eduklaster.people.access import Viewer
from eduklaster.procedures.access import acts_visible_to, doer_of
from eduklaster.sessions.access import sessions_visible_to
from eduklaster.sessions.models import AgendaItem

from ..contract import operation
from ..inputs import Address, BodyId, Code, Day, In, Line, MatterId, Note, Party, PathId, Words
from ..paging import Page, Paging, page_of
from .common import Out, example, inside, language
from .task_shapes import TaskCard, TaskOut, card, opened, plain

router = Router(tags=["tasks"])
State = Literal["given", "taken", "reported", "returned", "contested", "accepted", "outside", "withdrawn"]


class TaskFilter(In):
    """Which tasks are wanted."""

    state: State | None = None
    """State."""
    whose: Literal["mine", "check"] | None = None
    """`mine`: those that the caller has to do; `check`: those whose report the caller checks."""
    term: Literal["over"] | None = None
    """`over`: overdue ones alone; while powers are contested the term stands still."""
    organ: Code | None = None
    """Id of the organ whose sessions a task opens while it is overdue."""
    q: Words | None = None
    """Words of the task."""


class OwnerOut(Out):
    """Somebody who may have a task."""

    model_config = example(party="seat:17", label="Рада кластера: ліцей № 5", holder="Марта Гай")

    party: str
    """As tasks name them: `office:secretary`, `seat:17`, `participant:5`."""
    label: str
    """In words."""
    holder: str
    """Who that is today; empty where the words say it."""


class DecisionIn(In):
    """What a task rests on: an act, or an item of a session that has taken it up."""

    act: BodyId | None = None
    """A registered act of an organ or an office."""
    item: BodyId | None = None
    """An item of the agenda."""


class TaskIn(In):
    """A task that is given."""

    model_config = In.model_config | {
        "json_schema_extra": {
            "examples": [
                {
                    "decision": {"act": 12},
                    "title": "Скласти кошторис лабораторії",
                    "owner": "office:secretary",
                    "due_on": "2026-04-01",
                    "proof": "Підписаний кошторис",
                    "power": "plans",
                }
            ]
        }
    }

    decision: DecisionIn
    """What it rests on."""
    title: Line
    """What is to be done."""
    owner: Party
    """Who has to do it."""
    text: Note = ""
    """Details."""
    due_on: Day | None = None
    """Last day; left out, the charter's term applies."""
    proof: Address = ""
    """What is asked as proof; then no report is taken without a file."""
    power: MatterId | None = None
    """The power by which it is given; needed where the charter names the powers of whoever decided."""


@operation(router, "get", "/clusters/{cluster}/tasks", Page[TaskOut])
def list_tasks(request: HttpRequest, cluster: Code, asked: Query[TaskFilter], paging: Query[Paging]) -> Page[TaskOut]:
    """The tasks that the caller may see, the nearest term first."""
    found, viewer = inside(request, cluster)
    rows = tasks_visible_to(found, viewer)
    if asked.state:
        rows = rows.filter(state=asked.state)
    if asked.whose:
        parties = parties_with_seats(found, doer_of(viewer), viewer.on)
        rows = rows.filter(**{"owner__in" if asked.whose == "mine" else "controller__in": parties})
    if asked.term:
        rows = rows.filter(is_over(viewer.on))
    if asked.organ:
        rows = rows.filter(organ=asked.organ)
    if asked.q:
        rows = rows.filter(Q(title__icontains=asked.q) | Q(text__icontains=asked.q))

    def show(page: Iterable[Task]) -> list[TaskOut]:
        return [TaskOut(**plain(row, viewer)) for row in page]

    return page_of(rows, paging, show)


@operation(router, "get", "/clusters/{cluster}/tasks/{task}", TaskCard)
def get_task(request: HttpRequest, cluster: Code, task: PathId) -> TaskCard:
    """A task with its reports, wishes for more time and contested powers."""
    return card(opened(request, cluster, task))


@operation(router, "get", "/clusters/{cluster}/task-owners", Page[OwnerOut])
def list_task_owners(request: HttpRequest, cluster: Code, paging: Query[Paging]) -> Page[OwnerOut]:
    """Who may have a task today: offices, chairs, seats, participants, units."""
    found, viewer = inside(request, cluster)
    require_giver(charter_on(found, viewer), doer_of(viewer))

    def show(page: Iterable[Owner]) -> list[OwnerOut]:
        return [OwnerOut(party=one.party, label=one.label.in_(language()), holder=one.holder) for one in page]

    return page_of(owner_choices(found, viewer.on), paging, show)


@operation(router, "post", "/clusters/{cluster}/tasks", TaskCard, status=201)
def give_task(request: HttpRequest, cluster: Code, body: TaskIn) -> TaskCard:
    """Give a task from a decision.

    Whoever has to do it is told. Term and controller follow from the charter or its defaults where nothing is named.
    """
    found, viewer = inside(request, cluster)
    require_giver(charter_on(found, viewer), doer_of(viewer))
    draft = TaskDraft(
        title=body.title,
        owner=body.owner,
        text=body.text,
        proof=body.proof,
        due_on=body.due_on,
        act_id=_seen(acts_visible_to(found, viewer), body.decision.act),
        item_id=_seen(_items(found, viewer), body.decision.item),
        power=body.power or "",
    )
    row = task_set(cluster=found, draft=draft, doer=doer_of(viewer), on=viewer.on)
    return card(TaskPage(row, viewer))


def _items(cluster: Cluster, viewer: Viewer) -> Any:
    return AgendaItem.objects.filter(session__in=sessions_visible_to(cluster, viewer).order_by())


def _seen(rows: Any, pk: int | None) -> int | None:
    """Return an id as long as the caller may see what it stands for: hidden and missing are refused alike."""
    return pk if pk and rows.filter(pk=pk).exists() else None
