"""What happens to the agenda when a vote is recorded. Runs in the same transaction."""

from __future__ import annotations

from typing import Literal

from django.utils.translation import gettext as _

from eduklaster.governance.events import BallotRecorded
from eduklaster.governance.models import Ballot
from eduklaster.governance.registry import Circumstances, register_circumstances
from eduklaster.journal.services import Actor
from eduklaster.kernel import bus, clock
from eduklaster.procedures.models import Case
from eduklaster.procedures.parties import Doer
from eduklaster.votes.events import VoteClosed
from eduklaster.votes.models import VoteRight

from .enums import Attending, Consensus, ItemState, SessionKind, SessionState
from .models import AgendaItem, Attendance, ItemVote
from .selectors import day_of, meetings_before, outcome_line
from .services.common import written


def on_ballot(event: BallotRecorded) -> None:
    """Tie a vote to the items of the open session that put its cases to the vote; a vote without quorum decides nothing."""
    ballot = Ballot.objects.get(pk=event.ballot_id)
    items = AgendaItem.objects.filter(
        session__cluster=ballot.cluster_id,
        session__organ=ballot.organ,
        session__state=SessionState.OPEN,
        case__in=ballot.cases.all(),
        step=event.step,
        ballot__isnull=True,
    )
    code = ballot.verdict.get("code")
    if code == "election.runoff":
        items.filter(state=ItemState.OPEN).update(state=ItemState.DISCUSSED)
        return
    decided = code in {"vote.carried", "vote.lost", "election.elected", "election.none"}
    state = ItemState.DECIDED if decided else ItemState.DISCUSSED
    doer = Doer(Actor(ballot.recorded_by_id, _("record of the vote")))
    for item in items.select_related("session__cluster"):
        if item.session.entered_at is not None and day_of(item.session) != ballot.on:
            continue  # a vote of another day is not one of this session on paper
        item.ballot, item.state = ballot, state
        item.save(update_fields=["ballot", "state"])
        written(item.session, doer, "item_voted", item=item.pk, title=item.title, ballot=ballot.pk, state=state)


def on_vote(event: VoteClosed) -> None:
    """Write the outcome of a live vote that is not about a case into the item; whoever keeps the session ends the item."""
    row = ItemVote.objects.select_related("item__session", "vote__cluster").filter(vote=event.vote_id).first()
    if row is None:
        return
    if row.item.session.kind == SessionKind.CORRESPONDENCE:
        _took_part(row)
    if row.vote.case_id is not None and not row.vote.result.get("runoff"):
        return
    vote, item = row.vote, row.item
    item.decided = f"{item.decided}\n{outcome_line(vote)}".strip()
    if item.state == ItemState.OPEN:
        item.state = ItemState.DISCUSSED
    item.save(update_fields=["decided", "state"])


def _took_part(row: ItemVote) -> None:
    """Enter those who answered by correspondence into the roll of the session."""
    known = set(row.item.session.attendance.values_list("seat_id", flat=True))
    Attendance.objects.bulk_create(
        Attendance(
            session=row.item.session,
            seat_id=right.seat_id,
            person_id=right.person_id,
            how=Attending.REMOTE,
            came_at=now,
        )
        for now in [clock.now()]
        for right in VoteRight.objects.filter(vote=row.vote, is_used=True).order_by("seat_id")
        if right.seat_id not in known
    )


def circumstances(case: Case, step: str) -> Circumstances | None:
    """Tell a roll call what the session under way knows of a step on its agenda."""
    rows = AgendaItem.objects.filter(case=case, step=step, session__state=SessionState.OPEN, ballot__isnull=True)
    item = rows.select_related("session__cluster").first()
    if item is None:
        return None
    consensus: Literal["failed"] | None = "failed" if item.consensus == Consensus.FAILED else None
    recused = frozenset(item.conflicts.values_list("seat_id", flat=True))
    return Circumstances(consensus, tuple(meetings_before(item)), recused)


def register() -> None:
    """Register the handlers and what roll calls ask; called once when the room starts."""
    bus.on_event(BallotRecorded, on_ballot, inside=True)
    bus.on_event(VoteClosed, on_vote, inside=True)
    register_circumstances(circumstances)
