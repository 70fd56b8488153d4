"""Cases with their steps, the register of acts, refused attempts, delegations."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from eduklaster.clusters.models import DateRange
from eduklaster.kernel.text import LocalizedTextField

from .enums import ActKind, ActState, CaseAudience, CaseState, StepState


class Counter(models.Model):
    """The last number given in one series of a cluster and year; the row is locked while a number is given."""

    cluster = models.ForeignKey("clusters.Cluster", on_delete=models.PROTECT)
    series = models.CharField(max_length=80, help_text="case, or act:ISSUER")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cluster", "series", "year"], name="counter_one_series")]


class Case(models.Model):
    """One matter under way: which chain it follows is fixed by the charter version that was in force when it opened."""

    cluster = models.ForeignKey("clusters.Cluster", on_delete=models.PROTECT, related_name="cases")
    version = models.ForeignKey("clusters.CharterVersion", on_delete=models.PROTECT, related_name="cases")
    matter = models.CharField(max_length=60, help_text="id of the matter in the charter or the defaults")
    kind = models.CharField(max_length=40, help_text="kind of the matter; names the effect")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    title = LocalizedTextField()
    subject_type = models.CharField(max_length=60, blank=True, help_text="what the case is about, as app_label.model")
    subject_id = models.CharField(max_length=60, blank=True)
    ground = models.CharField(max_length=60, blank=True)
    facts = models.JSONField(default=dict, help_text="facts that the charter asks for; never personal data")
    payload = models.JSONField(default=dict, help_text="what the effect needs: appointee, seats, values")
    set_rules = models.JSONField(default=list, help_text="rules set by acts that shaped its chain when it was opened")
    state = models.CharField(max_length=12, choices=CaseState, default=CaseState.OPEN)
    opened_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    opened_as = models.CharField(max_length=300)
    opened_as_party = models.CharField(max_length=120, blank=True, help_text="concrete party of who opened it")
    opened_on = models.DateField()
    effective_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    closing_reason = models.TextField(blank=True)
    is_public = models.BooleanField(default=True, help_text="its chain is shown on public pages, without persons")
    audience = models.CharField(
        max_length=12, choices=CaseAudience, default=CaseAudience.ALL, help_text="case.audience when it was opened"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cluster", "year", "number"], name="case_number"),
            models.CheckConstraint(
                condition=Q(state=CaseState.OPEN) | Q(closed_on__isnull=False), name="case_closed_has_day"
            ),
            models.UniqueConstraint(
                fields=["cluster", "matter", "subject_type", "subject_id"],
                condition=Q(state=CaseState.OPEN) & ~Q(subject_id="") & Q(kind__in=["admit", "leave", "exclude"]),
                name="case_one_open_for_a_subject",
            ),
        ]
        indexes = [
            models.Index(fields=["cluster", "state", "-opened_on"], name="case_cluster_state"),
            models.Index(fields=["subject_type", "subject_id"], name="case_subject"),
        ]

    def __str__(self) -> str:
        """Return the title in the reader's language."""
        return str(self.title)

    @property
    def is_open_to_all(self) -> bool:
        """Whether everybody may see it and what comes of it."""
        return self.is_public and self.audience == CaseAudience.ALL

    @property
    def reference(self) -> str:
        """Return number and year, as people cite a case."""
        return f"{self.number}/{self.year}"


class CaseStep(models.Model):
    """A step of a case. Multi-party steps (signatures of founders) keep a mark for each party."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20)
    parties = models.JSONField(default=list, help_text="concrete parties, any of whom may do it")
    state = models.CharField(max_length=10, choices=StepState, default=StepState.WAITING)
    opened_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    not_before = models.DateField(null=True, blank=True, help_text="the step is over only after this day")
    done_on = models.DateField(null=True, blank=True)
    done_by = models.ForeignKey("people.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    done_as = models.CharField(max_length=300, blank=True)
    act = models.ForeignKey("procedures.Act", null=True, blank=True, on_delete=models.PROTECT, related_name="steps")
    note = models.TextField(blank=True)
    data = models.JSONField(default=dict, help_text="what the step recorded: tally, verdict, evidence list")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["case", "step"], name="case_step_one"),
            models.CheckConstraint(
                condition=~Q(state__in=[StepState.DONE, StepState.DECLINED, StepState.LOST]) | Q(done_on__isnull=False),
                name="case_step_done_has_day",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="case_step_waiting")]


class StepMark(models.Model):
    """One party's part in a step that several have to do."""

    step = models.ForeignKey(CaseStep, on_delete=models.PROTECT, related_name="marks")
    party = models.CharField(max_length=120)
    label = models.CharField(max_length=300)
    on = models.DateField()
    by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    data = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["step", "party"], name="step_mark_once")]


class Evidence(models.Model):
    """A file or a statement attached to a case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="evidence")
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    file = models.FileField(upload_to="evidence/%Y/%m/", blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    added_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    added_as = models.CharField(max_length=300)
    added_on = models.DateField()


class Refusal(models.Model):
    """An attempt that the charter refused: part of the history of a case, shown as a branch off its chain."""

    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="refusals")
    cluster = models.ForeignKey("clusters.Cluster", on_delete=models.PROTECT, related_name="refusals")
    step = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()
    attempted_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    attempted_as = models.CharField(max_length=300)
    verdict = models.JSONField()

    class Meta:
        ordering = ["at"]


class Act(models.Model):
    """A document that decides: numbered per issuer and year without gaps, with its basis, date, effect and file."""

    cluster = models.ForeignKey("clusters.Cluster", on_delete=models.PROTECT, related_name="acts")
    kind = models.CharField(_("kind"), max_length=20, choices=ActKind)
    issuer = models.CharField(max_length=120, help_text="concrete party: organ:ID, office:ID, participant:ID")
    issuer_label = LocalizedTextField()
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    number = models.PositiveIntegerField(null=True, blank=True)
    on = models.DateField(_("date"))
    title = LocalizedTextField()
    text = models.TextField(blank=True)
    effective_on = models.DateField(null=True, blank=True)
    is_binding = models.BooleanField(default=True, help_text="recommendations are not")
    is_public = models.BooleanField(default=True)
    state = models.CharField(max_length=12, choices=ActState, default=ActState.DRAFT)
    basis = models.ManyToManyField("self", symmetrical=False, related_name="based_on_this", through="ActBasis")
    basis_note = models.CharField(max_length=500, blank=True, help_text="a basis that is not kept here")
    corrects = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by")
    citations = models.JSONField(default=list)
    data = models.JSONField(default=dict, help_text="tally and verdict of a vote")
    file = models.FileField(upload_to="acts/%Y/", blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    signed_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "issuer", "kind", "year", "number"],
                condition=Q(number__isnull=False),
                name="act_number",
            ),
            models.CheckConstraint(
                condition=Q(state=ActState.DRAFT) | (Q(number__isnull=False) & Q(registered_at__isnull=False)),
                name="act_registered_has_number",
            ),
        ]
        indexes = [models.Index(fields=["cluster", "-on"], name="act_cluster_recent")]
        triggers = [
            pgtrigger.Protect(
                name="no_delete",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.state <> 'draft'"),
            ),
            pgtrigger.Protect(
                name="registered_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state <> 'draft' AND (OLD.cluster_id, OLD.kind, OLD.issuer, OLD.year, OLD.number, OLD.\"on\", OLD.title,"
                    " OLD.text, OLD.effective_on) IS DISTINCT FROM (NEW.cluster_id, NEW.kind, NEW.issuer, NEW.year, NEW.number,"
                    ' NEW."on", NEW.title, NEW.text, NEW.effective_on)'
                ),
            ),
        ]

    def __str__(self) -> str:
        """Return the title in the reader's language."""
        return str(self.title)


class ActBasis(models.Model):
    """Acts cite acts: which earlier act an act rests on."""

    act = models.ForeignKey(Act, on_delete=models.CASCADE, related_name="bases")
    rests_on = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="cited_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["act", "rests_on"], name="act_basis_once"),
            models.CheckConstraint(condition=~Q(act=F("rests_on")), name="act_basis_not_itself"),
        ]


DELEGABLE = ("office:", "chair:", "participant:", "organisation:", "founder:", "component:")
"""Duties that somebody can do for another. A vote is none: it passes only to the alternate named with the seat."""


class Delegation(models.Model):
    """Whoever holds a duty lets one alternate act for a time, where the charter allows it; it lapses with the holding."""

    cluster = models.ForeignKey("clusters.Cluster", on_delete=models.PROTECT, related_name="delegations")
    party = models.CharField(max_length=120, help_text="concrete party: office:ID, chair:ID, participant:ID")
    label = LocalizedTextField(help_text="the duty in words, as it was called when it was delegated")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="delegations")
    given_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_until = models.DateField(help_text="last day on which it holds")
    note = models.CharField(max_length=300, blank=True)
    revoked_on = models.DateField(null=True, blank=True, help_text="day on which it was taken or given back")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(valid_until__gte=F("valid_from")), name="delegation_ends_after_start"),
            ExclusionConstraint(
                name="delegation_one_alternate",
                expressions=[
                    ("cluster", RangeOperators.EQUAL),
                    ("party", RangeOperators.EQUAL),
                    (
                        DateRange("valid_from", "valid_until", RangeBoundary(inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(revoked_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        """Return the duty in the reader's language."""
        return str(self.label)


class CaseFollow(models.Model):
    """Somebody wants to be written to when a case ends."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="follows")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    since_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="case_follow_once")]
