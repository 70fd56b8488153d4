"""Clusters, the versions of their charters, what they set by acts, and their working days."""

from __future__ import annotations

from functools import lru_cache

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Func, Q
from django.utils.safestring import SafeString

from eduklaster.kernel.text import LocalizedTextField
from eduklaster.ui.emblem import emblem

from .enums import ClusterState, FindingState, OperatingMode, VersionState


class DateRange(Func):
    """The half-open range [from, until) of two date columns; an empty end is open."""

    function = "DATERANGE"
    output_field = DateRangeField()


class Cluster(models.Model):
    """One educational cluster. It owns nothing: holders of money, assets and contracts are organisations."""

    code = models.SlugField(max_length=41, unique=True)
    name = LocalizedTextField(help_text="official in `language`, translated for the others")
    short_name = LocalizedTextField()
    territory = LocalizedTextField()
    level = models.CharField(max_length=20)
    language = models.CharField(max_length=2)
    time_zone = models.CharField(max_length=40)
    calendar = models.CharField(max_length=2, help_text="country whose working days count (ISO 3166)")
    state = models.CharField(max_length=20, choices=ClusterState, default=ClusterState.FORMING)
    mode = models.CharField(max_length=20, choices=OperatingMode, default=OperatingMode.NORMAL)
    is_listed = models.BooleanField(default=True, help_text="shown on the platform's front page")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="instances")
    founded_on = models.DateField(null=True, blank=True)
    terminated_on = models.DateField(null=True, blank=True)
    help_contact = LocalizedTextField(help_text="where a person can ask for help: office, hours; no private contacts")
    emblem_kinds = models.JSONField(default=list, help_text="shapes of the petals, as the charter in force names them")
    charter_word = LocalizedTextField(help_text="what the cluster calls its charter: «Положення», «Декларація»")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(terminated_on__isnull=True) | Q(state=ClusterState.TERMINATED),
                name="cluster_terminated_has_state",
            )
        ]

    def __str__(self) -> str:
        """Return the short name in the reader's language."""
        return str(self.short_name)

    @property
    def is_writable(self) -> bool:
        """A terminated cluster can only be read."""
        return self.state != ClusterState.TERMINATED

    @property
    def territory_name(self) -> str:
        """Line under the name in the header."""
        return str(self.territory)

    @property
    def emblem_svg(self) -> SafeString:
        """The flower of the cluster's founding members, in the size of the header."""
        return self.emblem()

    def emblem(self, size: int = 50) -> SafeString:
        """Draw the flower; the official name gives its order, so it stays the same in every language."""
        return _emblem(self.name.in_(self.language), tuple(self.emblem_kinds), size)


@lru_cache(maxsize=256)
def _emblem(name: str, kinds: tuple[str, ...], size: int) -> SafeString:
    return emblem(name, kinds, size=size)


class CharterVersion(models.Model):
    """One version of a charter: the whole file, with the days it is in force. At most one is in force on any day."""

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    source = models.TextField(help_text="the charter as one YAML file")
    checksum = models.CharField(max_length=64, help_text="SHA-256 of the source")
    casebook = models.TextField(
        blank=True, help_text="situations with the answer that the text demands, as one YAML file"
    )
    state = models.CharField(max_length=20, choices=VersionState, default=VersionState.DRAFT)
    effective_from = models.DateField(null=True, blank=True)
    effective_until = models.DateField(null=True, blank=True, help_text="first day on which it is no longer in force")
    adopted_by = models.CharField(max_length=300, blank=True, help_text="the adopting act as it is cited")
    approved_by = models.CharField(max_length=300, blank=True, help_text="the approving act as it is cited")
    summary = LocalizedTextField(help_text="what this version changes, for people")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cluster", "number"], name="charter_version_number"),
            models.CheckConstraint(
                condition=~Q(state__in=[VersionState.IN_FORCE, VersionState.SUPERSEDED])
                | Q(effective_from__isnull=False),
                name="charter_version_in_force_has_day",
            ),
            ExclusionConstraint(
                name="charter_version_one_in_force",
                expressions=[
                    ("cluster", RangeOperators.EQUAL),
                    (
                        DateRange("effective_from", "effective_until", RangeBoundary()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(state__in=[VersionState.IN_FORCE, VersionState.SUPERSEDED]),
            ),
        ]

    def __str__(self) -> str:
        """Return cluster and number."""
        return f"{self.cluster.code} v{self.number}"


class ClauseText(models.Model):
    """The cluster's own words at one place of its charter, verbatim."""

    version = models.ForeignKey(CharterVersion, on_delete=models.CASCADE, related_name="texts")
    clause = models.CharField(max_length=40)
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "clause"], name="clause_text_one")]


class Override(models.Model):
    """A rule that the cluster set by an act: a norm, an interpretation or an override of a default. Never edited, only ended."""

    class Origin(models.TextChoices):
        """Kinds of values set by acts, as in `charter.resolver.Origin`."""

        NORM = "norm"
        INTERPRETATION = "interpretation"
        OVERRIDE = "override"

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="overrides")
    key = models.CharField(max_length=60)
    value = models.JSONField(help_text="as it is written in a charter file")
    origin = models.CharField(max_length=20, choices=Origin)
    organ = models.CharField(max_length=60, blank=True)
    office = models.CharField(max_length=60, blank=True)
    matter = models.CharField(max_length=60, blank=True)
    step = models.CharField(max_length=60, blank=True)
    clause = models.CharField(max_length=40, blank=True)
    act = models.CharField(max_length=300, help_text="the act as it is cited")
    act_id = models.BigIntegerField(null=True, blank=True, help_text="procedures.Act, where the act is kept here")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["cluster", "key"], name="override_cluster_key")]


class FindingNote(models.Model):
    """What the cluster says about a finding of its charter's health. The text itself is never edited."""

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="finding_notes")
    finding = models.CharField(max_length=120, help_text="stable code of the finding")
    state = models.CharField(max_length=20, choices=FindingState, default=FindingState.OPEN)
    note = models.TextField(blank=True)
    act = models.CharField(max_length=300, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cluster", "finding"], name="finding_note_one")]


class SpecialDay(models.Model):
    """A day that is working or free against the country's calendar, by an act."""

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="special_days")
    day = models.DateField()
    is_working = models.BooleanField()
    reason = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cluster", "day"], name="special_day_one")]
