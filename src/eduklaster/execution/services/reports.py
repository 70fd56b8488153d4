"""What the owner reports, with files as proof; what the controller answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from eduklaster.charter.calendar import add_period
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import calendar_of
from eduklaster.kernel import bus
from eduklaster.kernel.errors import InputError
from eduklaster.procedures.parties import Doer
from eduklaster.sessions.services import upload_checked

from ..access import require_controller, require_owner
from ..enums import AT_WORK, Answer, TaskState
from ..events import TaskAnswered, TaskReported
from ..models import Proof, Report, Task
from .common import cited, rule_of, task_locked, written

PROOF_LIMIT = 10
"""Files of one report; more belongs into an archive of its own."""


@transaction.atomic
def task_report(
    *, cluster: Cluster, task_id: int, text: str, proofs: Sequence[UploadedFile[bytes]], doer: Doer, on: date
) -> Report:
    """Say what was done, with files as proof; the controller has the charter's time to answer.

    Raises:
        InputError: No words, no proof where one is asked, too many files, or a file that cannot be taken.
    """
    task = task_locked(cluster, task_id, *AT_WORK)
    require_owner(task, doer, on)
    if not text.strip():
        raise InputError("task.report", _("Say what was done."), field="text")
    if task.proof and not proofs:
        raise InputError(
            "task.proof", _("Attach the proof that is asked: %(proof)s."), field="proofs", proof=task.proof
        )
    if len(proofs) > PROOF_LIMIT:
        raise InputError("task.proofs", _("Attach ten files at most."), field="proofs")
    checked = [(upload, *_proof_checked(upload)) for upload in proofs]
    term = rule_of(cluster, "tasks.accepted_within", task.organ, on)
    party = doer.label_of(task.owner)
    report = Report.objects.create(
        task=task,
        text=text.strip(),
        made_on=on,
        made_by=party,
        answer_by=add_period(on, term.value, calendar_of(cluster)),
    )
    files = [
        Proof.objects.create(
            report=report, title=(upload.name or "")[:300], file=upload, sha256=sha256, size=upload.size or 0,
            content_type=kind,
        )
        for upload, kind, sha256 in checked
    ]  # fmt: skip
    task.state = TaskState.REPORTED
    task.save(update_fields=["state"])
    hashes = [one.sha256 for one in files]
    written(task, doer, "reported", on, cited(term), report=report.pk, proofs=[f.pk for f in files], sha256=hashes)
    bus.publish(TaskReported(task.pk))
    return report


def _proof_checked(upload: UploadedFile[bytes]) -> tuple[str, str]:
    try:
        return upload_checked(upload)
    except InputError as error:
        error.field = "proofs"
        raise


def _answer(task: Task, answer: Answer, reason: str, on: date) -> Report:
    report = task.reports.select_for_update().get(answer=Answer.WAITING)
    report.answer, report.reason, report.answered_on = answer, reason.strip(), on
    report.save(update_fields=["answer", "reason", "answered_on"])
    return report


@transaction.atomic
def report_accept(*, cluster: Cluster, task_id: int, doer: Doer, on: date, note: str = "") -> Task:
    """Find a report enough: the task is done."""
    task = task_locked(cluster, task_id, TaskState.REPORTED)
    require_controller(task, doer, on)
    report = _answer(task, Answer.YES, note, on)
    task.state, task.closed_on = TaskState.ACCEPTED, on
    task.save(update_fields=["state", "closed_on"])
    written(task, doer, "accepted", on, report=report.pk, note=note.strip())
    bus.publish(TaskAnswered(task.pk))
    return task


@transaction.atomic
def report_return(*, cluster: Cluster, task_id: int, reason: str, doer: Doer, on: date) -> Task:
    """Send a report back with the reason; the term stays.

    Raises:
        InputError: No reason.
    """
    task = task_locked(cluster, task_id, TaskState.REPORTED)
    require_controller(task, doer, on)
    if not reason.strip():
        raise InputError("task.reason", _("Say what is missing."), field="reason")
    report = _answer(task, Answer.NO, reason, on)
    task.state = TaskState.RETURNED
    task.save(update_fields=["state"])
    written(task, doer, "returned", on, report=report.pk, reason=reason.strip())
    bus.publish(TaskAnswered(task.pk))
    return task
