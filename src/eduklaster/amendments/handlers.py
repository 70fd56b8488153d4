"""What happens to a version while its case goes on. Everything runs in the transaction of the event."""

from __future__ import annotations

from datetime import date

from eduklaster.clusters.enums import VersionState
from eduklaster.clusters.models import CharterVersion
from eduklaster.clusters.services import version_state_set
from eduklaster.governance.events import BallotRecorded
from eduklaster.governance.models import Ballot
from eduklaster.journal.services import Actor
from eduklaster.kernel import bus
from eduklaster.procedures.enums import CaseState
from eduklaster.procedures.events import CaseClosed, StepDone
from eduklaster.procedures.models import Case, CaseStep
from eduklaster.votes.events import VoteOpened
from eduklaster.votes.models import Vote

from .events import ConsultationOpened
from .models import Amendment
from .services.adoption import ADOPTING

KINDS = {"amend_charter", *ADOPTING}
_SETTLED = {VersionState.IN_FORCE, VersionState.SUPERSEDED, VersionState.REJECTED, VersionState.WITHDRAWN}
_CLOSED = {
    CaseState.LOST: VersionState.REJECTED,
    CaseState.DECLINED: VersionState.REJECTED,
    CaseState.STOPPED: VersionState.WITHDRAWN,
}


def version_of(case: Case) -> CharterVersion | None:
    """Return the version that a case decides on, while it may still change; None for cases about something else."""
    if case.kind not in KINDS:
        return None
    wanted = case.payload.get("version_id", case.version_id)
    found = CharterVersion.objects.select_related("cluster").get(pk=wanted)
    return None if found.state in _SETTLED else found


def _move(case: Case, state: VersionState, actor: Actor, on: date) -> None:
    version = version_of(case)
    if version is not None and version.state != state:
        version_state_set(version=version, state=state, actor=actor, on=on)


def on_step_done(event: StepDone) -> None:
    """Let recommendations in when the consultation is opened."""
    row = CaseStep.objects.select_related("case__cluster").get(pk=event.step_id)
    if row.kind != "consultation" or row.case.kind not in KINDS:
        return
    if row.done_on is not None:
        _move(row.case, VersionState.CONSULTATION, Actor(row.done_by_id, row.done_as), row.done_on)
    amendment = Amendment.objects.filter(case=row.case).first()
    if amendment is not None:
        bus.publish(ConsultationOpened(amendment.pk))


def on_vote_opened(event: VoteOpened) -> None:
    """Show that a version is being voted on."""
    vote = Vote.objects.select_related("case__cluster").get(pk=event.vote_id)
    if vote.case is not None:
        _move(vote.case, VersionState.PUT_TO_VOTE, Actor(vote.opened_by_id, "vote"), vote.on)


def on_ballot(event: BallotRecorded) -> None:
    """Show that a version is adopted, but not in force before the last act of its chain."""
    ballot = Ballot.objects.get(pk=event.ballot_id)
    if ballot.is_carried:
        for case in ballot.cases.select_related("cluster"):
            _move(case, VersionState.ADOPTED, Actor(ballot.recorded_by_id, "vote"), ballot.on)


def on_case_closed(event: CaseClosed) -> None:
    """Close a version whose case came to nothing."""
    state = _CLOSED.get(CaseState(event.state))
    if state is not None:
        case = Case.objects.select_related("cluster").get(pk=event.case_id)
        _move(case, state, Actor(None, "case"), event.on)


def register() -> None:
    """Listen; called once when the room starts."""
    bus.on_event(StepDone, on_step_done, inside=True)
    bus.on_event(VoteOpened, on_vote_opened, inside=True)
    bus.on_event(BallotRecorded, on_ballot, inside=True)
    bus.on_event(CaseClosed, on_case_closed, inside=True)
