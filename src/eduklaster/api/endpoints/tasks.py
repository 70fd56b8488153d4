"""Tasks: the register, one with its reports, who may have one, giving one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Literal

from django.db.models import Q
from django.http import HttpRequest
from ninja import Query, Router

from eduklaster.clusters.models import Cluster
from eduklaster.execution.access import (
    charter_on,
    parties_with_seats,
    require_giver,
    task_visible,
    tasks_visible_to,
)
from eduklaster.execution.models import Contest, Extension, Report, Task
from eduklaster.execution.presenters import TaskPage, is_late
from eduklaster.execution.selectors import Owner, owner_choices
from eduklaster.execution.selectors.tasks import is_over, party_label
from eduklaster.execution.services import TaskDraft, task_set
from eduklaster.people.access import Viewer
from eduklaster.procedures.access import acts_visible_to, doer_of
from eduklaster.sessions.access import sessions_visible_to
from eduklaster.sessions.models import AgendaItem

from ..contract import operation
from ..inputs import Address, BodyId, Code, Day, In, Line, MatterId, Note, Party, PathId, Words
from ..paging import Page, Paging, page_of
from ..problems import Cited, citations_shown
from .common import Out, example, inside, language

router = Router(tags=["tasks"])
State = Literal["given", "taken", "reported", "returned", "contested", "accepted", "outside", "withdrawn"]
_SHORT = {
    "id": 4, "number": "4/2026", "title": "Скласти кошторис лабораторії", "owner": "office:secretary",
    "owner_words": "Секретар", "due_on": "2026-04-01", "state": "reported", "is_overdue": False,
    "page": "/c/luhova/tasks/4/",
}  # fmt: skip
_PROOF = {"title": "koshtorys.pdf", "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "size": 48213}  # fmt: skip
_REPORT = {
    "id": 9, "text": "Кошторис складено.", "made_on": "2026-03-25", "made_by": "Секретар", "answer": "waiting",
    "answer_by": "2026-04-08", "reason": "", "answered_on": None, "proofs": [_PROOF],
}  # fmt: skip


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


class TaskOut(Out):
    """A task."""

    model_config = example(**_SHORT)

    id: int
    """Its number in addresses."""
    number: str
    """Number and year by which people cite it."""
    title: str
    """What is to be done."""
    owner: str
    """Who has to do it: `office:secretary`, `chair:council`, `seat:17`, `participant:5`, `component:2`."""
    owner_words: str
    """The owner in words, as it was called when the task was given."""
    due_on: date
    """The term as it is now."""
    state: str
    """`given`, `taken`, `reported`, `returned`, `contested`, `accepted`, `outside` (the powers), `withdrawn`."""
    is_overdue: bool
    """Whether the term is over and the task is not."""
    page: str
    """Its page."""


class ProofOut(Out):
    """A file that came with a report; it is read on the page of the task."""

    model_config = example(**_PROOF)

    title: str
    """Name of the file."""
    sha256: str
    """Its hash."""
    size: int
    """Bytes."""


class ReportOut(Out):
    """What the owner says was done, with the answer."""

    model_config = example(**_REPORT)

    id: int
    """Number of the report."""
    text: str
    """What was done."""
    made_on: date
    """Day of the report."""
    made_by: str
    """Capacity in which it was made."""
    answer: str
    """`waiting`, `yes` (the task is done), `no` (returned)."""
    answer_by: date
    """Last day for the answer, by the charter or its default."""
    reason: str
    """Why it was returned, or a word on the acceptance."""
    answered_on: date | None
    """Day of the answer."""
    proofs: list[ProofOut]
    """The files that came with it."""


class ExtensionOut(Out):
    """A wish for a longer term."""

    asked_on: date
    """Day of the wish."""
    before: date
    """The term when it was asked."""
    until: date
    """The term that is asked for."""
    reason: str
    """Why more time is needed."""
    answer: str
    """`waiting`, `yes`, `no`."""
    answered_on: date | None
    """Day of the answer."""
    note: str
    """Why the term stays, or a word on the new one."""


class ContestOut(Out):
    """The owner's word that a task lies outside the powers."""

    filed_on: date
    """Day on which the powers were contested; the term stands still since."""
    filed_by: str
    """Capacity in which they were contested."""
    reason: str
    """Which power is missing."""
    decides: str
    """The party that decides, by the charter or its default."""
    decides_words: str
    """The same in words."""
    answer: str
    """`waiting`, `yes` (outside the powers), `no` (within them)."""
    answered_on: date | None
    """Day of the decision."""
    note: str
    """What was decided and why."""
    act: int | None
    """The act that decided it."""
    item: int | None
    """The item of a session that has the question."""
    citations: list[Cited]
    """By which clause or default this party decides."""


class TaskCard(TaskOut):
    """A task with what it rests on and what came of it."""

    model_config = example(
        **_SHORT, text="За цінами березня.", proof="Підписаний кошторис", set_by="organ:council",
        set_by_words="Рада кластера", controller="chair:council", controller_words="Голова Ради кластера",
        set_on="2026-03-02", first_due_on="2026-04-01", stopped_on=None, closed_on=None, act=12, item=31, power="plans",
        withdrawn_by=None, is_mine=True, is_mine_to_check=False,
        citations=[{"kind": "clause", "ref": "4.2", "words": "п. 4.2", "page": "/c/luhova/charter/4.2/"}],
        reports=[_REPORT], extensions=[], contests=[],
    )  # fmt: skip

    text: str
    """Details."""
    proof: str
    """What is asked as proof; then no report is taken without a file."""
    set_by: str
    """Who gave it: `organ:council`, `office:rector`."""
    set_by_words: str
    """The same in words."""
    controller: str
    """Who checks the report."""
    controller_words: str
    """The same in words."""
    set_on: date
    """Day on which it was given."""
    first_due_on: date
    """The term as it was set at first."""
    stopped_on: date | None
    """First day on which the term stands still."""
    closed_on: date | None
    """Day on which it was over."""
    act: int | None
    """The act that it rests on."""
    item: int | None
    """The item of the agenda that it rests on."""
    power: str
    """The power of the charter by which it was given."""
    withdrawn_by: int | None
    """The act by which it was taken back."""
    is_mine: bool
    """Whether the caller has to do it."""
    is_mine_to_check: bool
    """Whether the caller checks its report."""
    citations: list[Cited]
    """By which clauses or defaults it was given, with this term and this check."""
    reports: list[ReportOut]
    """What was reported, the latest first."""
    extensions: list[ExtensionOut]
    """Wishes for a longer term, the latest first."""
    contests: list[ContestOut]
    """Contested powers, the latest first."""


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


def plain(row: Task, viewer: Viewer) -> dict[str, Any]:
    """Return what the list and the card of a task share."""
    return {
        "id": row.pk,
        "number": row.reference,
        "title": row.title,
        "owner": row.owner,
        "owner_words": row.owner_label.in_(language()),
        "due_on": row.due_on,
        "state": row.state,
        "is_overdue": is_late(row, viewer.on),
        "page": f"/c/{row.cluster.code}/tasks/{row.pk}/",
    }


def _report(row: Report) -> ReportOut:
    return ReportOut(
        id=row.pk,
        text=row.text,
        made_on=row.made_on,
        made_by=row.made_by,
        answer=row.answer,
        answer_by=row.answer_by,
        reason=row.reason,
        answered_on=row.answered_on,
        proofs=[ProofOut(title=one.title, sha256=one.sha256, size=one.size) for one in row.proofs.all()],
    )


def _extension(row: Extension) -> ExtensionOut:
    return ExtensionOut(
        asked_on=row.asked_on,
        before=row.before,
        until=row.until,
        reason=row.reason,
        answer=row.answer,
        answered_on=row.answered_on,
        note=row.note,
    )


def _contest(row: Contest, page: TaskPage, words: str) -> ContestOut:
    return ContestOut(
        filed_on=row.filed_on,
        filed_by=row.filed_by,
        reason=row.reason,
        decides=row.decides,
        decides_words=words,
        answer=row.answer,
        answered_on=row.answered_on,
        note=row.note,
        act=row.act_id,
        item=row.item_id,
        citations=citations_shown(row.citations, page.cluster, page.charter),
    )


def card(page: TaskPage) -> TaskCard:
    """Return a task with everything that its page shows."""
    row = page.task
    return TaskCard(
        **plain(row, page.viewer),
        text=row.text,
        proof=row.proof,
        set_by=row.set_by,
        set_by_words=party_label(page.charter, row.set_by).in_(language()),
        controller=row.controller,
        controller_words=party_label(page.charter, row.controller).in_(language()),
        set_on=row.set_on,
        first_due_on=row.first_due_on,
        stopped_on=row.stopped_on,
        closed_on=row.closed_on,
        act=row.act_id,
        item=row.item_id,
        power=row.power,
        withdrawn_by=row.withdrawn_by_id,
        is_mine=page.is_owner,
        is_mine_to_check=page.is_controller,
        citations=citations_shown(row.citations, page.cluster, page.charter),
        reports=[_report(one) for one in page.reports],
        extensions=[_extension(one) for one in page.extensions],
        contests=[_contest(one, page, words) for one, words, _marks in page.contests],
    )


def opened(request: HttpRequest, cluster: str, task: int) -> TaskPage:
    """Return a task that the caller may see, as its page opens it."""
    found, viewer = inside(request, cluster)
    return TaskPage(task_visible(found, viewer, task), viewer)


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
