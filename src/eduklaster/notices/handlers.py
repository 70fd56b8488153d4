"""What happens in procedures, sessions and execution becomes a job of the same transaction: it holds or falls with the event and is not lost."""

from __future__ import annotations

from procrastinate.contrib.django import app

from eduklaster.amendments.events import ConsultationOpened, RecommendationAnswered, RecommendationFiled
from eduklaster.execution.events import (
    ExtensionAnswered,
    ExtensionAsked,
    TaskAnswered,
    TaskContested,
    TaskGiven,
    TaskReported,
)
from eduklaster.kernel import bus
from eduklaster.procedures.events import CaseClosed, CaseOpened, DelegationGiven, StepOpened
from eduklaster.sessions.events import (
    ProposalDisposed,
    ProposalFiled,
    SessionCancelled,
    SessionClosed,
    SessionMoved,
    SessionNoticed,
)

from .enums import Occasion

_SESSIONS: dict[type[SessionNoticed | SessionMoved | SessionCancelled | SessionClosed], Occasion] = {
    SessionNoticed: Occasion.CONVENED,
    SessionMoved: Occasion.MOVED,
    SessionCancelled: Occasion.CANCELLED,
    SessionClosed: Occasion.HELD,
}
_PROPOSALS: dict[type[ProposalFiled | ProposalDisposed], Occasion] = {
    ProposalFiled: Occasion.PROPOSED,
    ProposalDisposed: Occasion.ANSWERED,
}
_TASKS: dict[type[TaskGiven | TaskReported | TaskAnswered | TaskContested | ExtensionAsked], Occasion] = {
    TaskGiven: Occasion.GIVEN,
    TaskReported: Occasion.REPORTED,
    TaskAnswered: Occasion.CHECKED,
    TaskContested: Occasion.CONTESTED,
    ExtensionAsked: Occasion.LONGER,
}


def on_step_opened(event: StepOpened) -> None:
    """Tell those whose turn it is, after commit."""
    app.configure_task("notices.step").defer(step_id=event.step_id)


def on_case_opened(event: CaseOpened) -> None:
    """Tell the applicant, after commit."""
    app.configure_task("notices.case").defer(case_id=event.case_id, occasion=Occasion.FILED.value)


def on_case_closed(event: CaseClosed) -> None:
    """Tell the applicant and those who follow, after commit."""
    app.configure_task("notices.case").defer(case_id=event.case_id, occasion=Occasion.CLOSED.value)


def on_delegation_given(event: DelegationGiven) -> None:
    """Tell the alternate, after commit."""
    app.configure_task("notices.delegation").defer(delegation_id=event.delegation_id)


def on_session(event: SessionNoticed | SessionMoved | SessionCancelled | SessionClosed) -> None:
    """Tell the members and their alternates, after commit."""
    app.configure_task("notices.session").defer(session_id=event.session_id, occasion=_SESSIONS[type(event)].value)


def on_proposal(event: ProposalFiled | ProposalDisposed) -> None:
    """Tell the author and whoever speaks for the participant, after commit."""
    app.configure_task("notices.proposal").defer(proposal_id=event.proposal_id, occasion=_PROPOSALS[type(event)].value)


def on_task(event: TaskGiven | TaskReported | TaskAnswered | TaskContested | ExtensionAsked) -> None:
    """Tell whoever has a task, checks it, or decides about it, after commit."""
    app.configure_task("notices.task").defer(task_id=event.task_id, occasion=_TASKS[type(event)].value)


def on_extension_answered(event: ExtensionAnswered) -> None:
    """Tell the owner of a task whether there is more time, after commit."""
    occasion = Occasion.EXTENDED if event.is_granted else Occasion.KEPT
    app.configure_task("notices.task").defer(task_id=event.task_id, occasion=occasion.value)


def on_consultation(event: ConsultationOpened) -> None:
    """Ask those whom the charter names, after commit."""
    app.configure_task("notices.consultation").defer(amendment_id=event.amendment_id)


def on_recommendation(event: RecommendationFiled | RecommendationAnswered) -> None:
    """Tell those who answer, or whoever recommended, after commit."""
    occasion = Occasion.ADVISED if isinstance(event, RecommendationFiled) else Occasion.REPLIED
    task = app.configure_task("notices.recommendation")
    task.defer(recommendation_id=event.recommendation_id, occasion=occasion.value)


def register() -> None:
    """Listen; called once when the room starts."""
    bus.on_event(StepOpened, on_step_opened, inside=True)
    bus.on_event(CaseOpened, on_case_opened, inside=True)
    bus.on_event(CaseClosed, on_case_closed, inside=True)
    bus.on_event(DelegationGiven, on_delegation_given, inside=True)
    bus.on_event(ConsultationOpened, on_consultation, inside=True)
    bus.on_event(RecommendationFiled, on_recommendation, inside=True)
    bus.on_event(RecommendationAnswered, on_recommendation, inside=True)
    bus.on_event(ExtensionAnswered, on_extension_answered, inside=True)
    for session_event in _SESSIONS:
        bus.on_event(session_event, on_session, inside=True)
    for proposal_event in _PROPOSALS:
        bus.on_event(proposal_event, on_proposal, inside=True)
    for task_event in _TASKS:
        bus.on_event(task_event, on_task, inside=True)
