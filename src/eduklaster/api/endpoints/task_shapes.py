"""What is answered of a task: the shapes that its list, its card and its steps share."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest

from eduklaster.execution.access import task_visible
from eduklaster.execution.models import Contest, Extension, Proof, Report, Task
from eduklaster.execution.presenters import TaskPage, is_late
from eduklaster.execution.selectors.tasks import party_label
from eduklaster.people.access import Viewer

from ..problems import Cited, citations_shown
from .common import Out, example, inside, language

_SHORT = {
    "id": 4, "number": "4/2026", "title": "Скласти кошторис лабораторії", "owner": "office:secretary",
    "owner_words": "Секретар", "due_on": "2026-04-01", "state": "reported", "is_overdue": False,
    "page": "/c/luhova/tasks/4/",
}  # fmt: skip
_PROOF = {
    "id": 17, "report": 9, "title": "koshtorys.pdf", "size": 48213, "content_type": "application/pdf",
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
}  # fmt: skip
_REPORT = {
    "id": 9, "text": "Кошторис складено.", "made_on": "2026-03-25", "made_by": "Секретар", "answer": "waiting",
    "answer_by": "2026-04-08", "reason": "", "answered_on": None, "proofs": [_PROOF],
}  # fmt: skip


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
    """A file that came with a report."""

    model_config = example(**_PROOF)

    id: int
    """Its number in addresses."""
    report: int
    """Number of the report with which it came."""
    title: str
    """Name of the file."""
    sha256: str
    """Its hash."""
    size: int
    """Bytes."""
    content_type: str
    """Kind of the file."""


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


def proof_shown(row: Proof) -> ProofOut:
    """Return a file that came with a report."""
    return ProofOut(
        id=row.pk,
        report=row.report_id,
        title=row.title,
        sha256=row.sha256,
        size=row.size,
        content_type=row.content_type,
    )


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
        proofs=[proof_shown(one) for one in row.proofs.all()],
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
