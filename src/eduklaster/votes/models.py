"""Live votes: the question with its frozen rule and roll, the rights to vote, what was said.

Of a secret vote nothing leads from a voter to a choice: slips have no key of their own, no order, no moment and no voter,
and they are sealed until the vote is closed.
"""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q

from eduklaster.kernel.text import LocalizedTextField

from .enums import Method, Standing, VoteKind, VoteState


class Vote(models.Model):
    """One question put to one organ, once."""

    cluster = models.ForeignKey("clusters.Cluster", on_delete=models.PROTECT, related_name="votes")
    organ = models.CharField(max_length=60, help_text="id of the organ in the charter")
    number = models.PositiveIntegerField(help_text="within the cluster and year, without gaps")
    on = models.DateField(help_text="the day whose rules and composition apply")
    question = LocalizedTextField()
    kind = models.CharField(max_length=10, choices=VoteKind, default=VoteKind.MOTION)
    method = models.CharField(max_length=10, choices=Method, default=Method.OPEN)
    round = models.PositiveSmallIntegerField(default=1)
    follows = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="rounds_after")
    places = models.PositiveSmallIntegerField(default=1, help_text="how many are to be elected")
    case = models.ForeignKey("procedures.Case", null=True, blank=True, on_delete=models.PROTECT, related_name="votes")
    step = models.CharField(max_length=60, blank=True)
    rule = models.JSONField(help_text="every rule on votes and quorum with value and origin, as it was at opening")
    roll = models.JSONField(help_text="every seat with its state and who came for it, as it was at opening")
    circumstances = models.JSONField(default=dict, help_text="consensus sought, earlier meetings, remote attendance")
    is_public = models.BooleanField(default=False, help_text="the result is shown to everybody")
    state = models.CharField(max_length=10, choices=VoteState, default=VoteState.OPEN)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    token = models.CharField(max_length=43, unique=True, help_text="unguessable, for the projector and live addresses")
    verdict = models.JSONField(default=dict)
    result = models.JSONField(default=dict, help_text="votes by answer; in an election who is elected, who goes on")
    is_carried = models.BooleanField(null=True)
    root = models.CharField(max_length=64, blank=True, help_text="root of the Merkle tree over the slips")
    ballot = models.OneToOneField(
        "governance.Ballot", null=True, blank=True, on_delete=models.PROTECT, related_name="live_vote"
    )
    reason = models.TextField(blank=True, help_text="why it was annulled")

    class Meta:
        indexes = [models.Index(fields=["cluster", "-opened_at"], name="vote_by_moment")]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "step"], condition=Q(state="open"), name="vote_one_open_for_a_step"
            ),
            models.UniqueConstraint(fields=["follows"], condition=~Q(state="annulled"), name="vote_one_next_round"),
            models.CheckConstraint(
                condition=Q(case__isnull=True, step="") | (Q(case__isnull=False) & ~Q(step="")),
                name="vote_case_with_step",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True) | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="vote_closed_has_moment",
            ),
            models.CheckConstraint(condition=~Q(state="annulled") | ~Q(reason=""), name="vote_annulled_has_reason"),
        ]
        triggers = [
            pgtrigger.Protect(name="vote_stays", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="vote_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "cluster", "organ", "on", "question", "kind", "method", "round", "places", "case", "step", "rule",
                    "roll", "circumstances", "opened_at", "token",
                ),
            ),
            pgtrigger.Protect(
                name="vote_over",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.state <> 'open'"),
            ),
        ]  # fmt: skip


class Candidate(models.Model):
    """Somebody who stands in an election, under a number on the ballot."""

    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="candidates")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=300)
    person = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["vote", "number"], name="candidate_number")]
        triggers = [pgtrigger.Protect(name="candidate_stays", operation=pgtrigger.Update | pgtrigger.Delete)]


class VoteRight(models.Model):
    """That one person may vote once for one seat; of a secret vote it says only whether that was done."""

    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="rights")
    seat = models.ForeignKey("governance.Seat", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="vote_rights")
    standing = models.CharField(max_length=10, choices=Standing, default=Standing.HOLDER)
    seat_class = models.CharField(max_length=60, blank=True)
    is_used = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vote", "seat"], name="vote_right_once")]
        triggers = [
            pgtrigger.Protect(
                name="vote_right_used_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.is_used AND NOT NEW.is_used"),
            ),
            pgtrigger.Protect(
                name="vote_right_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("vote", "seat", "person", "standing", "seat_class"),
            ),
            pgtrigger.Protect(name="vote_right_stays", operation=pgtrigger.Delete),
        ]


class Objection(models.Model):
    """A member's demand that a question asked by correspondence be decided at a meeting; it ends the vote."""

    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="objections")
    seat = models.ForeignKey("governance.Seat", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=1000)
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vote", "seat"], name="objection_once")]
        triggers = [pgtrigger.Protect(name="objection_stays", operation=pgtrigger.Update | pgtrigger.Delete)]


class OneTimeCard(models.Model):
    """The right to vote once in an anonymous vote; whoever drew the card is recorded nowhere."""

    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="cards")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the code on the card")
    seat_class = models.CharField(max_length=60, blank=True)
    is_used = models.BooleanField(default=False)

    class Meta:
        triggers = [
            pgtrigger.Protect(
                name="one_time_card_used_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.is_used AND NOT NEW.is_used"),
            ),
            pgtrigger.Protect(name="one_time_card_stays", operation=pgtrigger.Delete),
        ]


class OpenChoice(models.Model):
    """What was said for a seat in an open vote."""

    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="open_choices")
    seat = models.ForeignKey("governance.Seat", on_delete=models.PROTECT, related_name="+")
    said = models.CharField(max_length=100, help_text="for, against, abstain, or numbers of candidates")
    recorded_by = models.ForeignKey(
        "people.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="who entered a vote given by voice or in writing",
    )  # fmt: skip
    cast_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vote", "seat"], name="open_choice_once")]
        triggers = [pgtrigger.Protect(name="open_choice_stays", operation=pgtrigger.Update | pgtrigger.Delete)]


class SealedSlip(models.Model):
    """A slip in the box while a vote that is not open is under way: unreadable, without voter, order or moment."""

    mark = models.CharField(max_length=64, primary_key=True, help_text="keyed digest of the tracker: each counts once")
    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="sealed_slips")
    sealed = models.BinaryField(max_length=400)

    class Meta:
        triggers = [pgtrigger.Protect(name="sealed_slip_stays", operation=pgtrigger.Update)]


class Slip(models.Model):
    """A slip as it was counted: under the tracker that only the voter knows. Written in the order of trackers."""

    pk = models.CompositePrimaryKey("vote_id", "tracker")
    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="slips")
    tracker = models.CharField(max_length=24)
    said = models.CharField(max_length=100)
    seat_class = models.CharField(max_length=60, blank=True)

    class Meta:
        triggers = [pgtrigger.Protect(name="slip_stays", operation=pgtrigger.Update | pgtrigger.Delete)]
