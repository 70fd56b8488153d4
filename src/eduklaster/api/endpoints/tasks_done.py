"""What is done with one task: taken on, reported, checked, extended, contested, decided, taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from ninja import Router

from eduklaster.execution.enums import Answer
from eduklaster.execution.services import (
    contest_decide,
    extension_answer,
    extension_ask,
    report_accept,
    report_return,
    task_contest,
    task_report,
    task_take,
    task_withdraw,
)
from eduklaster.kernel.errors import NotFound
from eduklaster.procedures.access import acts_visible_to, doer_of

from ..contract import operation
from ..inputs import BodyId, Code, Day, FileContent, FileName, Flag, In, Note, PathId, Prose
from ..uploads import sent_file
from .common import examples
from .task_shapes import TaskCard, card, opened

router = Router(tags=["tasks"])
_T = "/clusters/{cluster}/tasks/{task}"


class ProofIn(In):
    """A file as proof: PDF, DOCX, XLSX, ODT, PNG or JPEG. One request holds 5 MB; larger files are sent as a form."""

    name: FileName
    """Name of the file with its ending."""
    content: FileContent
    """Its bytes in Base64."""


class ReportIn(In):
    """What was done."""

    model_config = examples(text="Кошторис складено.", proofs=[{"name": "koshtorys.pdf", "content": "JVBERi0xLjcK"}])

    text: Note
    """What was done."""
    proofs: list[ProofIn] = []
    """Files as proof, ten at most; needed where the task asks for proof."""


class AcceptanceIn(In):
    """The report is enough."""

    model_config = examples(note="Дякуємо.")

    note: Note = ""
    """A word on it."""


class ReturnIn(In):
    """The report is not enough."""

    model_config = examples(reason="Бракує підпису.")

    reason: Note
    """What is missing."""


class ExtensionIn(In):
    """A wish for a longer term."""

    model_config = examples(until="2026-05-01", reason="Чекаємо на ціни постачальників.")

    until: Day
    """The new term."""
    reason: Note
    """Why more time is needed."""


class ExtensionAnswerIn(In):
    """The answer to a wish for a longer term."""

    model_config = examples(is_granted=True, note="")

    is_granted: Flag
    """Whether the new term holds."""
    note: Note = ""
    """Why; needed where the term stays."""


class ContestIn(In):
    """Why a task lies outside the powers."""

    model_config = examples(reason="Кошториси складає бухгалтерія закладу.")

    reason: Note
    """Which power is missing, and why."""


class RulingIn(In):
    """What was decided about contested powers."""

    model_config = examples(is_outside=False, note="Складання кошторисів належить до обов'язків секретаря.", act=14)

    is_outside: Flag
    """Whether the task lies outside the powers; then it is over, else its term goes on."""
    note: Prose
    """What was decided and why."""
    act: BodyId | None = None
    """The act that decides it; not needed where a session has the question on its agenda."""


class WithdrawalIn(In):
    """The act by which a task is taken back."""

    model_config = examples(act=15)

    act: BodyId
    """A later act of whoever gave the task, or of those above."""


def _done(request: HttpRequest, cluster: str, task: int, service: Callable[[dict[str, Any]], Any]) -> TaskCard:
    """Call one service with what all of them take, and return the task as it is then."""
    page = opened(request, cluster, task)
    doer, on = doer_of(page.viewer), page.viewer.on
    service({"cluster": page.cluster, "task_id": page.task.pk, "doer": doer, "on": on})
    return card(opened(request, cluster, task))


def _files(proofs: list[ProofIn]) -> list[UploadedFile[bytes]]:
    return [sent_file(one.name, one.content, code="task.base64", field="proofs") for one in proofs]


def _act_seen(request: HttpRequest, cluster: str, task: int, act: int | None) -> int | None:
    """Return the id of an act that the caller may see: hidden and missing are refused alike."""
    page = opened(request, cluster, task)
    return act if act and acts_visible_to(page.cluster, page.viewer).filter(pk=act).exists() else None


@operation(router, "post", f"{_T}/taking", TaskCard)
def take_task(request: HttpRequest, cluster: Code, task: PathId) -> TaskCard:
    """Say that a task has been seen and is being done."""
    return _done(request, cluster, task, lambda common: task_take(**common))


@operation(router, "post", f"{_T}/reports", TaskCard, status=201)
def report_task(request: HttpRequest, cluster: Code, task: PathId, body: ReportIn) -> TaskCard:
    """Report that a task is done.

    Whoever checks it is told, and answers within the charter's time.
    """
    return _done(
        request, cluster, task, lambda common: task_report(**common, text=body.text, proofs=_files(body.proofs))
    )


@operation(router, "post", f"{_T}/acceptance", TaskCard)
def accept_report(request: HttpRequest, cluster: Code, task: PathId, body: AcceptanceIn) -> TaskCard:
    """Find the report enough: the task is done.

    Nobody checks their own work.
    """
    return _done(request, cluster, task, lambda common: report_accept(**common, note=body.note))


@operation(router, "post", f"{_T}/return", TaskCard)
def return_report(request: HttpRequest, cluster: Code, task: PathId, body: ReturnIn) -> TaskCard:
    """Send the report back with the reason; the term stays."""
    return _done(request, cluster, task, lambda common: report_return(**common, reason=body.reason))


@operation(router, "post", f"{_T}/extensions", TaskCard, status=201)
def ask_for_time(request: HttpRequest, cluster: Code, task: PathId, body: ExtensionIn) -> TaskCard:
    """Ask for more time; whoever gave the task answers."""
    return _done(request, cluster, task, lambda common: extension_ask(**common, until=body.until, reason=body.reason))


@operation(router, "post", f"{_T}/extensions/answer", TaskCard)
def answer_for_time(request: HttpRequest, cluster: Code, task: PathId, body: ExtensionAnswerIn) -> TaskCard:
    """Grant more time, or let the term stay."""
    return _done(
        request, cluster, task, lambda common: extension_answer(**common, is_granted=body.is_granted, note=body.note)
    )


@operation(router, "post", f"{_T}/contests", TaskCard, status=201)
def contest_task(request: HttpRequest, cluster: Code, task: PathId, body: ContestIn) -> TaskCard:
    """Contest that a task lies within the powers.

    The term stands still until it is decided; the question comes onto the agenda of whoever decides. After the charter's
    time it is refused with the clause or the default.
    """
    return _done(request, cluster, task, lambda common: task_contest(**common, reason=body.reason))


@operation(router, "post", f"{_T}/ruling", TaskCard)
def decide_contest(request: HttpRequest, cluster: Code, task: PathId, body: RulingIn) -> TaskCard:
    """Record what was decided about contested powers."""
    if not opened(request, cluster, task).task.contests.filter(answer=Answer.WAITING).exists():
        raise NotFound
    act = _act_seen(request, cluster, task, body.act)
    return _done(
        request,
        cluster,
        task,
        lambda common: contest_decide(**common, is_outside=body.is_outside, note=body.note, act_id=act),
    )


@operation(router, "post", f"{_T}/withdrawal", TaskCard)
def withdraw_task(request: HttpRequest, cluster: Code, task: PathId, body: WithdrawalIn) -> TaskCard:
    """Take a task back by a later act of whoever gave it, of the main organ or of the approving office."""
    act = _act_seen(request, cluster, task, body.act)
    return _done(request, cluster, task, lambda common: task_withdraw(**common, act_id=act))
