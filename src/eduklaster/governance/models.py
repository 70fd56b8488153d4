"""Seats of organs, who holds them when, and ballots by roll call."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q

from eduklaster.clusters.models import DateRange
from eduklaster.kernel.text import LocalizedTextField

from .enums import Choice, SeatState


class Seat(models.Model):
    """One seat of an organ, made by a seat rule of the charter."""

    cluster = models.ForeignKey("clusters.Cluster", on_delete=models.PROTECT, related_name="seats")
    organ = models.CharField(max_length=60, help_text="id of the organ in the charter")
    rule = models.CharField(max_length=60, help_text="id of the seat rule in the charter, or of the default")
    label = LocalizedTextField(help_text="post, organisation or body that the seat stands for")
    seat_class = models.CharField(max_length=60, blank=True)
    order = models.PositiveIntegerField(default=0)
    votes = models.BooleanField(default=True)
    needs_act = models.BooleanField(default=False, help_text="pending until an act fills it for the first time")
    participant = models.ForeignKey(
        "membership.Participant", null=True, blank=True, on_delete=models.PROTECT, related_name="seats"
    )
    place = models.PositiveSmallIntegerField(
        default=0, help_text="which of several seats of the same participant or unit"
    )
    component = models.ForeignKey(
        "membership.Component", null=True, blank=True, on_delete=models.PROTECT, related_name="seats"
    )
    office = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=SeatState, default=SeatState.PENDING)
    created_on = models.DateField()
    abolished_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["cluster", "organ", "state"], name="seat_organ")]
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "organ", "rule", "participant", "place"],
                condition=Q(participant__isnull=False) & ~Q(state="abolished"),
                name="seat_one_for_a_participant",
            ),
            models.CheckConstraint(
                condition=~Q(state="abolished") | Q(abolished_on__isnull=False), name="seat_abolished_has_day"
            ),
        ]


class SeatHolding(models.Model):
    """Who sits on a seat, from which act, with a named alternate. At most one holder on any day."""

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="holdings")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="seat_holdings")
    alternate = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True, help_text="first day on which it no longer holds")
    basis_act = models.ForeignKey(
        "procedures.Act", null=True, blank=True, on_delete=models.PROTECT, related_name="seatings"
    )
    basis_note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="seat_holding_ends_after_start",
            ),
            ExclusionConstraint(
                name="seat_one_holder",
                expressions=[
                    ("seat", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_until", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
            ),
        ]


class Turn(models.Model):
    """Whose turn a rotating seat is: that of a participant or of an office. At most one turn of a seat on any day.

    Who sits is said by the holding; a turn may have nobody to sit, where a representative is not known yet.
    """

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="turns")
    participant = models.ForeignKey(
        "membership.Participant", null=True, blank=True, on_delete=models.PROTECT, related_name="turns"
    )
    office = models.CharField(max_length=60, blank=True, help_text="id of the office in the charter")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True, help_text="first day on which it no longer is their turn")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="turn_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(participant__isnull=False, office="") | (Q(participant__isnull=True) & ~Q(office="")),
                name="turn_of_one",
            ),
            ExclusionConstraint(
                name="turn_one",
                expressions=[
                    ("seat", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_until", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
            ),
        ]


class Chairing(models.Model):
    """Which seat presides over an organ, from which act. One seat of an organ on any day."""

    cluster = models.ForeignKey("clusters.Cluster", on_delete=models.PROTECT, related_name="chairings")
    organ = models.CharField(max_length=60, help_text="the organ of the seat, repeated for the constraint")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="chairings")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True, help_text="first day on which it no longer presides")
    basis_act = models.ForeignKey(
        "procedures.Act", null=True, blank=True, on_delete=models.PROTECT, related_name="chairings"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="chairing_ends_after_start",
            ),
            ExclusionConstraint(
                name="chairing_one",
                expressions=[
                    ("cluster", RangeOperators.EQUAL),
                    ("organ", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_until", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="chairing_of_own_organ",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=(
                    "IF NOT EXISTS (SELECT 1 FROM governance_seat WHERE id = NEW.seat_id"
                    " AND cluster_id = NEW.cluster_id AND organ = NEW.organ) THEN"
                    " RAISE EXCEPTION 'a seat presides over its own organ only'; END IF; RETURN NEW;"
                ),
            )
        ]


class Designation(models.Model):
    """Which organisation is an organ, from which decision: a management company, a base college. At most one on any day."""

    cluster = models.ForeignKey("clusters.Cluster", on_delete=models.PROTECT, related_name="designations")
    organ = models.CharField(
        max_length=60, help_text="id of the organ in the charter; empty for a role without an organ"
    )
    matter = models.CharField(max_length=60, help_text="id of the matter by which it was designated")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="designations")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True, help_text="first day on which it no longer holds")
    case = models.ForeignKey("procedures.Case", on_delete=models.PROTECT, related_name="designations")
    act = models.ForeignKey(
        "procedures.Act", null=True, blank=True, on_delete=models.PROTECT, related_name="designations"
    )

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="designation_one",
                expressions=[
                    ("cluster", RangeOperators.EQUAL),
                    ("organ", RangeOperators.EQUAL),
                    ("matter", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_until", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
            ),
        ]


class Ballot(models.Model):
    """A vote on a step of one or several cases: rule and electorate as they were, result with its verdict.

    Never changed and never deleted; the act of a carried vote is added once, in the same transaction.
    """

    cluster = models.ForeignKey("clusters.Cluster", on_delete=models.PROTECT, related_name="ballots")
    organ = models.CharField(max_length=60)
    on = models.DateField()
    question = LocalizedTextField()
    method = models.CharField(max_length=10, default="open")
    rule = models.JSONField(help_text="the rules read, each with value and origin")
    roll = models.JSONField(help_text="seats and their states when the vote was opened")
    verdict = models.JSONField()
    is_carried = models.BooleanField()
    act = models.ForeignKey("procedures.Act", null=True, blank=True, on_delete=models.PROTECT, related_name="ballots")
    recorded_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    cases = models.ManyToManyField("procedures.Case", related_name="ballots")

    class Meta:
        triggers = [
            pgtrigger.Protect(name="ballot_stays", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="ballot_unchanged",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["act"]),
            ),
            pgtrigger.Protect(
                name="ballot_act_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.act_id IS NOT NULL"),
            ),
        ]


class BallotCase(Ballot.cases.through):  # type: ignore[misc, name-defined]
    """That a ballot was about a case; a proxy, because only a class of its own can carry a trigger."""

    class Meta:
        proxy = True
        triggers = [
            pgtrigger.Protect(name="ballot_case_stays", operation=pgtrigger.Update | pgtrigger.Delete),
        ]


class RollCall(models.Model):
    """What one seat said in a ballot."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="roll_calls")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="roll_calls")
    person = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    by_alternate = models.BooleanField(default=False)
    choice = models.CharField(max_length=10, choices=Choice)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ballot", "seat"], name="roll_call_once")]
        triggers = [
            pgtrigger.Protect(name="roll_call_stays", operation=pgtrigger.Update | pgtrigger.Delete),
        ]
