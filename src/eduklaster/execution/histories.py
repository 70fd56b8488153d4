"""Histories of tasks and of the head's reports; the room's words."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eduklaster.journal.words import SILENT, ActionWord, FactWord, register_words
from eduklaster.people.access import Viewer
from eduklaster.people.registry import Subject, among, own_entries, register_history

from .access import head_reports_visible_to, tasks_visible_to
from .enums import TaskState
from .models import HeadReport, Task

_TASK, _REPORT = "execution.task", "execution.headreport"


def _tasks(viewer: Viewer) -> QuerySet[Task]:
    return tasks_visible_to(viewer.cluster, viewer) if viewer.cluster else Task.objects.none()


def _reports(viewer: Viewer) -> QuerySet[HeadReport]:
    return head_reports_visible_to(viewer.cluster, viewer) if viewer.cluster else HeadReport.objects.none()


def _address(name: str, viewer: Viewer, pk: int) -> str:
    return reverse(name, args=[viewer.cluster.code if viewer.cluster else "", pk])


def register() -> None:
    """Register kinds and words; called once when the room starts."""
    register_history(
        Subject(
            "task", pgettext_lazy("execution", "Task"), among(_tasks), lambda viewer, task: str(task),
            lambda viewer, task: _address("execution:task", viewer, task.pk), own_entries(_TASK), _TASK,
        )
    )  # fmt: skip
    register_history(
        Subject(
            "head_report", _("Report of the head"), among(_reports), lambda viewer, report: str(report),
            lambda viewer, report: _address("execution:head_report", viewer, report.pk), own_entries(_REPORT), _REPORT,
        )
    )  # fmt: skip
    register_words(
        actions={
            "task.given": ActionWord(_("A task was given"), "clipboard-list"),
            "task.taken": ActionWord(_("A task was taken on"), "check"),
            "task.reported": ActionWord(_("A task was reported as done"), "send"),
            "task.accepted": ActionWord(_("A report was accepted: the task is done"), "circle-check"),
            "task.returned": ActionWord(_("A report was returned"), "arrow-back-up"),
            "task.extension_asked": ActionWord(_("A longer term was asked for"), "clock"),
            "task.extended": ActionWord(_("A longer term was granted"), "calendar-plus"),
            "task.extension_declined": ActionWord(_("A longer term was declined"), "circle-x"),
            "task.contested": ActionWord(_("The powers for a task were contested"), "scale"),
            "task.found_within": ActionWord(_("A task was found to lie within the powers"), "gavel"),
            "task.found_outside": ActionWord(_("A task was found to lie outside the powers"), "gavel"),
            "task.withdrawn": ActionWord(_("A task was withdrawn"), "circle-x"),
            "head_report.drafted": ActionWord(_("A report of the head was begun"), "pencil"),
            "head_report.written": ActionWord(_("A report of the head was written on"), "pencil"),
            "head_report.sent": ActionWord(_("A report of the head was handed in"), "send"),
        },
        facts={
            f"{_TASK}.number": FactWord(_("Number")),
            f"{_TASK}.state": FactWord(_("State"), choices=dict(TaskState.choices)),
            f"{_TASK}.due_on": FactWord(pgettext_lazy("execution", "Term"), form="day"),
            f"{_TASK}.before": FactWord(_("Term before"), form="day"),
            f"{_TASK}.until": FactWord(_("Term that is asked for"), form="day"),
            f"{_TASK}.title": FactWord(pgettext_lazy("execution", "Task")),
            f"{_TASK}.owner": FactWord(_("Who has to do it"), form="party"),
            f"{_TASK}.decides": FactWord(_("Who decides"), form="party"),
            f"{_TASK}.reason": FactWord(_("Reason")),
            f"{_TASK}.note": FactWord(_("In words")),
            f"{_TASK}.act": FactWord(_("Act"), subject="procedures.act"),
            f"{_TASK}.report": SILENT,
            f"{_TASK}.proofs": FactWord(_("Files as proof"), form="count"),
            f"{_TASK}.sha256": FactWord(_("Hash of the file"), form="hash"),
            f"{_TASK}.extension": SILENT,
            f"{_TASK}.contest": SILENT,
            f"{_REPORT}.number": FactWord(_("Number")),
            f"{_REPORT}.since": FactWord(_("From the day"), form="day"),
            f"{_REPORT}.until": FactWord(_("Until the day"), form="day"),
            f"{_REPORT}.by": SILENT,
            f"{_REPORT}.case": FactWord(_("Case"), subject="procedures.case"),
        },
        rows={_TASK: pgettext_lazy("execution", "Task"), _REPORT: _("Report of the head")},
    )
