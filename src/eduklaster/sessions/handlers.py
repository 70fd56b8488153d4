"""What happens to the agenda when a vote is recorded. Runs in the same transaction."""

from __future__ import annotations

from django.utils.translation import gettext as _

from eduklaster.governance.events import BallotRecorded
from eduklaster.governance.models import Ballot
from eduklaster.journal.services import Actor
from eduklaster.kernel import bus
from eduklaster.procedures.parties import Doer

from .enums import ItemState, SessionState
from .models import AgendaItem
from .services.sessions import written


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
    decided = ballot.verdict.get("code") in {"vote.carried", "vote.lost"}
    state = ItemState.DECIDED if decided else ItemState.DISCUSSED
    doer = Doer(Actor(ballot.recorded_by_id, _("record of the vote")))
    for item in items.select_related("session__cluster"):
        item.ballot, item.state = ballot, state
        item.save(update_fields=["ballot", "state"])
        written(item.session, doer, "item_voted", item=item.pk, title=item.title, ballot=ballot.pk, state=state)


def register() -> None:
    """Register the handler; called once when the room starts."""
    bus.on_event(BallotRecorded, on_ballot, inside=True)
