"""What other rooms write becomes words that are found, in the same transaction; a charter follows by a job, being long."""

from __future__ import annotations

from procrastinate.contrib.django import app

from eduklaster.clusters.events import CharterWritten
from eduklaster.kernel import bus
from eduklaster.procedures.events import ActRegistered, CaseOpened
from eduklaster.sessions.events import ProposalDisposed, ProposalFiled, SessionWritten

from . import services


def on_act(event: ActRegistered) -> None:
    """Write the words of an act. Registered acts never change."""
    services.act_index(act_id=event.act_id)


def on_case(event: CaseOpened) -> None:
    """Write the words of a case."""
    services.case_index(case_id=event.case_id)


def on_session(event: SessionWritten) -> None:
    """Write the words of the items that changed."""
    services.session_index(session_id=event.session_id)


def on_proposal(event: ProposalFiled | ProposalDisposed) -> None:
    """Write the words of a proposal and of its answer."""
    services.proposal_index(proposal_id=event.proposal_id)


def on_charter(event: CharterWritten) -> None:
    """Leave a job that writes the words of a charter's places."""
    app.configure_task("search.charter").defer(version_id=event.version_id)


def register() -> None:
    """Listen; called once when the room starts."""
    bus.on_event(ActRegistered, on_act, inside=True)
    bus.on_event(CaseOpened, on_case, inside=True)
    bus.on_event(SessionWritten, on_session, inside=True)
    bus.on_event(ProposalFiled, on_proposal, inside=True)
    bus.on_event(ProposalDisposed, on_proposal, inside=True)
    bus.on_event(CharterWritten, on_charter, inside=True)
