"""Days that follow from what happened: minutes to be signed, sessions to be called again, proposals and reports to be answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from eduklaster.charter.calendar import add_period
from eduklaster.charter.resolver import Scope
from eduklaster.charter.verdicts import Citation
from eduklaster.sessions.enums import ProposalState, SessionState
from eduklaster.sessions.models import Proposal, Session
from eduklaster.sessions.presenters import session_title
from eduklaster.sessions.selectors import WAITING, day_of, reconvene_until, to_call_again

from ..enums import Answer, DutyKind
from ..models import Report
from .days import Days, said, source
from .obligations import Obligation


class SessionDays(Days):
    """What sessions, proposals and tasks oblige somebody to, each by the rule that sets its term."""

    def all(self) -> list[Obligation]:
        """Return all of them."""
        return [*self.minutes(), *self.second_calls(), *self.proposals(), *self.reports()]

    def _title(self, session: Session) -> Callable[[str], str]:
        def titled(code: str) -> str:
            with translation.override(code):
                return session_title(session, self.charter)

        return titled

    def _keepers(self, session: Session) -> tuple[str, ...]:
        organ = self.charter.organs.get(session.organ)
        return (organ.convened_by if organ and organ.convened_by else f"chair:{session.organ}",)

    def minutes(self) -> Iterator[Obligation]:
        """Yield the days by which the minutes of closed sessions are to be signed."""
        rows = Session.objects.filter(cluster=self.cluster, state=SessionState.CLOSED).select_related("cluster")
        for session in rows.order_by("starts_at"):
            day = day_of(session)
            rule = self.rulebook.ask("minutes.signed_within", on=day, scope=Scope(organ=session.organ))
            when = add_period(day, rule.value, self.calendar)
            words = said(_("Sign the minutes: %(session)s"), session=self._title(session))
            parties = (f"chair:{session.organ}", f"office:{self.charter.roles.secretary}")
            url = reverse("sessions:session", args=[self.cluster.code, session.pk])
            yield self.duty(f"minutes:{session.pk}", when, DutyKind.MINUTES, words, url, parties, source(rule))

    def second_calls(self) -> Iterator[Obligation]:
        """Yield the days by which sessions that had no quorum are to be held again."""
        for session in to_call_again(Session.objects.filter(cluster=self.cluster)).select_related("cluster"):
            rule = self.rulebook.ask("quorum.reconvene_within", on=day_of(session), scope=Scope(organ=session.organ))
            words = said(_("Hold again, there was no quorum: %(session)s"), session=self._title(session))
            url = reverse("sessions:session", args=[self.cluster.code, session.pk])
            key, parties = f"again:{session.pk}", self._keepers(session)
            yield self.duty(key, reconvene_until(session), DutyKind.MEETING, words, url, parties, source(rule))

    def proposals(self) -> Iterator[Obligation]:
        """Yield the days by which proposals are to be answered; one that was put off, by the day it was put off to."""
        for row in Proposal.objects.filter(cluster=self.cluster, state__in=WAITING).order_by("number"):
            put_off = row.deferred_to if row.state == ProposalState.DEFERRED else None
            words = said(
                _("Answer proposal № %(number)s: %(title)s"),
                number=lambda _code, n=row.number: n,  # type: ignore[misc]
                title=lambda _code, text=row.title: text,  # type: ignore[misc]
            )
            url = reverse("sessions:proposal", args=[self.cluster.code, row.pk])
            cited = tuple(Citation(**one) for one in row.citations)
            when: date = put_off or row.due_on
            parties = (f"chair:{row.organ}",)
            yield self.duty(f"proposal:{row.pk}", when, DutyKind.PROPOSAL, words, url, parties, cited)

    def reports(self) -> Iterator[Obligation]:
        """Yield the days by which reports on tasks are to be accepted or returned."""
        rows = Report.objects.filter(task__cluster=self.cluster, answer=Answer.WAITING).select_related("task")
        for row in rows.order_by("pk"):
            rule = self.rulebook.ask("tasks.accepted_within", on=row.made_on, scope=Scope(organ=row.task.organ))
            words = said(
                _("Accept or return the report on task № %(number)s"),
                number=lambda _code, n=row.task.reference: n,  # type: ignore[misc]
            )
            url = reverse("execution:task", args=[self.cluster.code, row.task_id])
            key, parties = f"task-report:{row.pk}", (row.task.controller,)
            yield self.duty(key, row.answer_by, DutyKind.TASK, words, url, parties, source(rule))
