"""Sessions with their agenda, papers, notices and attendance; proposals of participants."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q

from .enums import Attending, Consensus, ItemKind, ItemState, ProposalState, SessionKind, SessionState


class Session(models.Model):
    """One session of an organ. By correspondence, `starts_at` is when questions are sent and `ends_at` when answers close."""

    cluster = models.ForeignKey("clusters.Cluster", on_delete=models.PROTECT, related_name="sessions")
    organ = models.CharField(max_length=60, help_text="id of the organ in the charter")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField(help_text="within organ and year, without gaps")
    kind = models.CharField(max_length=20, choices=SessionKind, default=SessionKind.ORDINARY)
    urgency = models.TextField(blank=True, help_text="why the short notice was needed")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    place = models.CharField(max_length=300, blank=True)
    link = models.URLField(max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=SessionState, default=SessionState.PLANNED)
    reconvenes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="reconvened_as"
    )
    version = models.PositiveIntegerField(
        default=0, help_text="rises with every change of day, place or state: SEQUENCE"
    )
    notice = models.JSONField(default=dict, help_text="verdict on the notice, frozen when it was given")
    quorum = models.JSONField(default=dict, help_text="verdict on the quorum, frozen at opening")
    noticed_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    chaired_by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="chaired_sessions"
    )
    kept_by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="kept_sessions"
    )
    reason = models.TextField(blank=True, help_text="why it was cancelled")
    minutes_signed_on = models.DateField(null=True, blank=True)
    entered_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="when a session held on paper was put on record afterwards; empty for one held here",
    )
    paper_number = models.CharField(max_length=40, blank=True, help_text="number of the minutes on paper")
    shortfall = models.TextField(blank=True, help_text="what is said of a notice on paper that was late or not given")
    minutes_file = models.FileField(upload_to="minutes/%Y/%m/", blank=True, max_length=200)
    minutes_sha256 = models.CharField(max_length=64, blank=True)
    minutes_type = models.CharField(max_length=100, blank=True, help_text="content type of the signed minutes")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["cluster", "-starts_at"], name="session_by_day")]
        constraints = [
            models.UniqueConstraint(fields=["cluster", "organ", "year", "number"], name="session_number"),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")), name="session_ends_after_start"
            ),
            models.CheckConstraint(
                condition=~Q(kind="correspondence") | Q(ends_at__isnull=False), name="session_correspondence_has_end"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["closed", "signed"]) | Q(closed_at__isnull=False),
                name="session_closed_has_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state="signed") | Q(entered_at__isnull=True) | ~Q(minutes_file=""),
                name="session_on_paper_has_minutes",
            ),
        ]
        triggers = [pgtrigger.Protect(name="session_stays", operation=pgtrigger.Delete)]


class Proposal(models.Model):
    """What a participant asks an organ to consider."""

    cluster = models.ForeignKey("clusters.Cluster", on_delete=models.PROTECT, related_name="proposals")
    organ = models.CharField(max_length=60, help_text="id of the organ in the charter")
    number = models.PositiveIntegerField(help_text="within the cluster, without gaps")
    participant = models.ForeignKey(
        "membership.Participant", null=True, blank=True, on_delete=models.PROTECT, related_name="proposals"
    )
    author = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="proposals")
    author_label = models.CharField(max_length=300, help_text="capacity in which it was filed")
    title = models.CharField(max_length=300)
    text = models.TextField()
    filed_on = models.DateField()
    due_on = models.DateField(help_text="last day for an answer by the charter or its default")
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.FILED)
    answer = models.TextField(blank=True, help_text="reason of the disposition")
    disposed_on = models.DateField(null=True, blank=True)
    deferred_to = models.DateField(null=True, blank=True)
    publish_by = models.DateField(null=True, blank=True)
    session = models.ForeignKey(
        Session, null=True, blank=True, on_delete=models.PROTECT, related_name="disposed_proposals"
    )
    citations = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["cluster", "organ", "state"], name="proposal_waiting")]
        constraints = [
            models.UniqueConstraint(fields=["cluster", "number"], name="proposal_number"),
            models.CheckConstraint(
                condition=~Q(state__in=["declined", "outside"]) | ~Q(answer=""), name="proposal_no_has_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state="deferred") | Q(deferred_to__gt=F("disposed_on")), name="proposal_deferred_to_later"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["filed", "admitted", "withdrawn"]) | Q(disposed_on__isnull=False),
                name="proposal_disposed_has_day",
            ),
        ]
        triggers = [pgtrigger.Protect(name="proposal_stays", operation=pgtrigger.Delete)]


class AgendaItem(models.Model):
    """One item, perhaps under another. A decision names the step of a case that is voted on."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="items")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=ItemKind, default=ItemKind.INFORMATION)
    title = models.CharField(max_length=500)
    speaker = models.CharField(max_length=300, blank=True, help_text="who reports")
    case = models.ForeignKey(
        "procedures.Case", null=True, blank=True, on_delete=models.PROTECT, related_name="agenda_items"
    )
    step = models.CharField(max_length=60, blank=True)
    proposal = models.ForeignKey(Proposal, null=True, blank=True, on_delete=models.PROTECT, related_name="agenda_items")
    state = models.CharField(max_length=10, choices=ItemState, default=ItemState.OPEN)
    heard = models.TextField(blank=True, help_text="what was reported")
    spoke = models.TextField(blank=True, help_text="who spoke to it and what they said")
    decided = models.TextField(blank=True, help_text="the decision in words, where no case carries it")
    ballot = models.ForeignKey(
        "governance.Ballot", null=True, blank=True, on_delete=models.PROTECT, related_name="agenda_items"
    )
    consensus = models.CharField(
        max_length=8, choices=Consensus, blank=True, help_text="whether all agreed, where the charter asks for it first"
    )
    continues = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="continued_by")
    added_in_session = models.BooleanField(default=False)
    listed = models.JSONField(null=True, blank=True, help_text="the list that opens the session, frozen at opening")

    class Meta:
        ordering = ["position", "pk"]
        triggers = [
            pgtrigger.Protect(
                name="agenda_list_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.listed IS NOT NULL AND OLD.listed IS DISTINCT FROM NEW.listed"),
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "position"], name="agenda_position", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(
                condition=Q(case__isnull=True, step="") | (Q(case__isnull=False) & ~Q(step="")),
                name="agenda_case_with_step",
            ),
            models.CheckConstraint(
                condition=~Q(kind="proposal") | Q(proposal__isnull=False), name="agenda_proposal_named"
            ),
            models.UniqueConstraint(fields=["session"], condition=Q(kind="execution"), name="agenda_one_execution"),
        ]


class ItemVote(models.Model):
    """That a live vote was opened at an item; an election has one for each round."""

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="item_votes")
    vote = models.OneToOneField("votes.Vote", on_delete=models.PROTECT, related_name="item_vote")

    class Meta:
        triggers = [pgtrigger.Protect(name="item_vote_stays", operation=pgtrigger.Update | pgtrigger.Delete)]


class Paper(models.Model):
    """A file for an item of the agenda."""

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="papers")
    title = models.CharField(max_length=300)
    file = models.FileField(upload_to="papers/%Y/%m/")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(help_text="bytes")
    content_type = models.CharField(max_length=100)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")


class Delivery(models.Model):
    """Proof that the notice of a session went to the holder of a seat, and that it was read."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="deliveries")
    seat = models.ForeignKey("governance.Seat", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="session_notices")
    is_alternate = models.BooleanField(default=False)
    version = models.PositiveIntegerField(help_text="version of the session that was announced")
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "seat", "person", "version"], name="delivery_once")]


class Attendance(models.Model):
    """How a seat takes part in a session; somebody may come late or leave early."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendance")
    seat = models.ForeignKey("governance.Seat", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=10, choices=Attending)
    came_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "seat"], name="attendance_once"),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("came_at")), name="attendance_left_after_coming"
            ),
        ]


class Conflict(models.Model):
    """A member's own word that an item concerns them; they are heard and do not vote on it."""

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="conflicts")
    seat = models.ForeignKey("governance.Seat", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    declared_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "seat"], name="conflict_once")]
