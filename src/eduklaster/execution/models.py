"""Tasks with their reports and proofs, longer terms, contested powers; reports of the head."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from eduklaster.kernel.text import LocalizedTextField

from .enums import Answer, ReportState, TaskState

_STOPPED = pgtrigger.Condition(
    "((OLD.cluster_id, OLD.year, OLD.number, OLD.title, OLD.text, OLD.proof, OLD.owner, OLD.set_by, OLD.set_on,"
    " OLD.act_id, OLD.item_id, OLD.power, OLD.first_due_on) IS DISTINCT FROM"
    " (NEW.cluster_id, NEW.year, NEW.number, NEW.title, NEW.text, NEW.proof, NEW.owner, NEW.set_by, NEW.set_on,"
    " NEW.act_id, NEW.item_id, NEW.power, NEW.first_due_on))"
)
_OVER = ["accepted", "outside", "withdrawn"]


class Task(models.Model):
    """What a decision asks of somebody by a day, and what proof."""

    cluster = models.ForeignKey("clusters.Cluster", on_delete=models.PROTECT, related_name="tasks")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField(help_text="within the cluster and year, without gaps")
    title = models.CharField(pgettext_lazy("execution", "task"), max_length=300)
    text = models.TextField(blank=True)
    proof = models.CharField(max_length=300, blank=True, help_text="what is asked as proof")
    act = models.ForeignKey("procedures.Act", null=True, blank=True, on_delete=models.PROTECT, related_name="tasks")
    item = models.ForeignKey(
        "organ_sessions.AgendaItem", null=True, blank=True, on_delete=models.PROTECT, related_name="tasks"
    )
    power = models.CharField(max_length=60, blank=True, help_text="power in the charter by which it was given")
    set_by = models.CharField(max_length=120, help_text="party: organ:ID, office:ID")
    organ = models.CharField(max_length=60, help_text="organ whose sessions it opens while it is overdue")
    owner = models.CharField(max_length=120, help_text="party: office, chair, seat, participant, component")
    owner_label = LocalizedTextField(help_text="the owner in words, as it was called when the task was given")
    controller = models.CharField(max_length=120, help_text="party that checks the report")
    state = models.CharField(max_length=10, choices=TaskState, default=TaskState.GIVEN)
    set_on = models.DateField()
    first_due_on = models.DateField(help_text="the term as it was set at first")
    due_on = models.DateField(pgettext_lazy("execution", "term"), help_text="the term as it is now")
    stopped_on = models.DateField(null=True, blank=True, help_text="first day on which the term stands still")
    closed_on = models.DateField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        "procedures.Act", null=True, blank=True, on_delete=models.PROTECT, related_name="withdrawn_tasks"
    )
    citations = models.JSONField(default=list)
    set_by_user = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["cluster", "state", "due_on"], name="task_due"),
            models.Index(fields=["cluster", "owner"], name="task_owner"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["cluster", "year", "number"], name="task_number"),
            models.CheckConstraint(condition=Q(act__isnull=False) | Q(item__isnull=False), name="task_has_a_decision"),
            models.CheckConstraint(condition=Q(first_due_on__gte=F("set_on")), name="task_term_after_start"),
            models.CheckConstraint(condition=Q(due_on__gte=F("first_due_on")), name="task_term_grows_only"),
            models.CheckConstraint(
                condition=Q(state__in=_OVER, closed_on__isnull=False)
                | (~Q(state__in=_OVER) & Q(closed_on__isnull=True)),
                name="task_over_has_day",
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn", withdrawn_by__isnull=False)
                | (~Q(state="withdrawn") & Q(withdrawn_by__isnull=True)),
                name="task_withdrawn_by_act",
            ),
            models.CheckConstraint(
                condition=Q(state="contested", stopped_on__isnull=False)
                | (~Q(state="contested") & Q(stopped_on__isnull=True)),
                name="task_contested_stands_still",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="task_stays", operation=pgtrigger.Delete),
            pgtrigger.Protect(name="task_as_given", operation=pgtrigger.Update, condition=_STOPPED),
        ]

    def __str__(self) -> str:
        """Return number and title."""
        return f"№ {self.reference} · {self.title}"

    @property
    def reference(self) -> str:
        """Number and year."""
        return f"{self.number}/{self.year}"


class Report(models.Model):
    """What the owner says was done, with the answer of the controller."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="reports")
    text = models.TextField()
    made_on = models.DateField()
    made_by = models.CharField(max_length=300, help_text="capacity in which it was made")
    answer = models.CharField(max_length=8, choices=Answer, default=Answer.WAITING)
    answer_by = models.DateField(help_text="last day for an answer by the charter or its default")
    reason = models.TextField(blank=True, help_text="why it was returned, or a word on the acceptance")
    answered_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["task"], condition=Q(answer="waiting"), name="task_one_report_waits"),
            models.CheckConstraint(condition=~Q(answer="no") | ~Q(reason=""), name="task_report_no_has_reason"),
            models.CheckConstraint(
                condition=Q(answer="waiting", answered_on__isnull=True)
                | (~Q(answer="waiting") & Q(answered_on__isnull=False)),
                name="task_report_answered_has_day",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="task_report_stays", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="task_report_answered_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.answer <> 'waiting' OR OLD.text IS DISTINCT FROM NEW.text"),
            ),
        ]


class Proof(models.Model):
    """A file that came with a report."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="proofs")
    title = models.CharField(max_length=300)
    file = models.FileField(upload_to="proofs/%Y/%m/")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(help_text="bytes")
    content_type = models.CharField(max_length=100)

    class Meta:
        triggers = [pgtrigger.Protect(name="proof_stays", operation=pgtrigger.Update | pgtrigger.Delete)]


class Extension(models.Model):
    """The owner's wish for a longer term, with the answer of whoever gave the task."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="extensions")
    asked_on = models.DateField()
    before = models.DateField(help_text="term when it was asked")
    until = models.DateField(help_text="term that is asked for")
    reason = models.TextField()
    answer = models.CharField(max_length=8, choices=Answer, default=Answer.WAITING)
    answered_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["task"], condition=Q(answer="waiting"), name="task_one_extension_waits"),
            models.CheckConstraint(condition=Q(until__gt=F("before")), name="task_extension_is_later"),
            models.CheckConstraint(condition=~Q(answer="no") | ~Q(note=""), name="task_extension_no_has_reason"),
            models.CheckConstraint(
                condition=Q(answer="waiting", answered_on__isnull=True)
                | (~Q(answer="waiting") & Q(answered_on__isnull=False)),
                name="task_extension_answered_has_day",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="extension_stays", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="extension_answered_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.answer <> 'waiting'"),
            ),
        ]


class Contest(models.Model):
    """The owner's word that a task lies outside the powers; `answer` is yes where whoever decides agreed."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="contests")
    filed_on = models.DateField()
    filed_by = models.CharField(max_length=300, help_text="capacity in which it was filed")
    reason = models.TextField()
    decides = models.CharField(max_length=120, help_text="party that decides: organ:ID, office:ID")
    citations = models.JSONField(default=list)
    item = models.ForeignKey(
        "organ_sessions.AgendaItem", null=True, blank=True, on_delete=models.PROTECT, related_name="contests"
    )
    answer = models.CharField(max_length=8, choices=Answer, default=Answer.WAITING)
    act = models.ForeignKey("procedures.Act", null=True, blank=True, on_delete=models.PROTECT, related_name="contests")
    note = models.TextField(blank=True, help_text="what was decided, in words")
    answered_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["task"], condition=Q(answer="waiting"), name="task_one_contest_waits"),
            models.CheckConstraint(
                condition=Q(answer="waiting") | Q(act__isnull=False) | Q(item__isnull=False),
                name="task_contest_answered_by_decision",
            ),
            models.CheckConstraint(
                condition=Q(answer="waiting", answered_on__isnull=True)
                | (~Q(answer="waiting") & Q(answered_on__isnull=False) & ~Q(note="")),
                name="task_contest_answered_has_day",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="contest_stays", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="contest_answered_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.answer <> 'waiting'"),
            ),
        ]


class HeadReport(models.Model):
    """What the head tells the appointing office about a period: figures from the records, frozen when it is handed in."""

    cluster = models.ForeignKey("clusters.Cluster", on_delete=models.PROTECT, related_name="head_reports")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField(help_text="within the cluster and year, without gaps")
    author = models.CharField(max_length=120, help_text="party that reports")
    addressee = models.CharField(max_length=120, help_text="party that receives it")
    since = models.DateField()
    until = models.DateField(help_text="last day of the period")
    text = models.TextField(blank=True, help_text="the head's own words")
    figures = models.JSONField(default=dict, help_text="frozen when handed in; until then read from the records")
    citations = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=ReportState, default=ReportState.DRAFT)
    made_on = models.DateField()
    sent_on = models.DateField(null=True, blank=True)
    case = models.ForeignKey("procedures.Case", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cluster", "year", "number"], name="head_report_number"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="head_report_period"),
            models.CheckConstraint(
                condition=Q(state="draft", sent_on__isnull=True, case__isnull=True)
                | Q(state="sent", sent_on__isnull=False, case__isnull=False),
                name="head_report_sent_by_a_case",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="head_report_stays", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="head_report_as_sent",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.state = 'sent'"),
            ),
        ]

    def __str__(self) -> str:
        """Return number and year."""
        return f"№ {self.number}/{self.year}"
