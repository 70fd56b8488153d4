"""What happens in procedures becomes a job of the same transaction: it holds or falls with the event and is not lost."""

from __future__ import annotations

from procrastinate.contrib.django import app

from eduklaster.kernel import bus
from eduklaster.procedures.events import CaseClosed, CaseOpened, DelegationGiven, StepOpened

from .enums import Occasion


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


def register() -> None:
    """Listen; called once when the room starts."""
    bus.on_event(StepOpened, on_step_opened, inside=True)
    bus.on_event(CaseOpened, on_case_opened, inside=True)
    bus.on_event(CaseClosed, on_case_closed, inside=True)
    bus.on_event(DelegationGiven, on_delegation_given, inside=True)
