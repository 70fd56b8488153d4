"""Answers to proposals as everybody may read of them: number, organ, days and what became of it, never what was written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import published, rulebook_of, today_in
from eduklaster.governance.access import organ_name
from eduklaster.sessions.enums import ProposalState
from eduklaster.sessions.models import Proposal
from eduklaster.sessions.presenters import proposal_state
from eduklaster.ui.components import State

SHOWN = 25
_ANSWERED = [ProposalState.ACCEPTED, ProposalState.DECLINED, ProposalState.DEFERRED]


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """What became of a proposal; public from the day of the answer, so the term of `decisions.published_within` is kept."""

    number: int
    organ: str
    filed_on: date
    state: State
    on: date
    deferred_to: date | None


def proposal_answers(cluster: Cluster, language: str, session: int | None = None) -> list[AnswerLine]:
    """Return the newest answers, or those given in one session; none where the charter keeps decisions inside."""
    rows = Proposal.objects.filter(cluster=cluster, state__in=_ANSWERED)
    if session is not None:
        rows = rows.filter(session=session)
    shown, today = list(rows.order_by("-disposed_on", "-pk")[:SHOWN]), today_in(cluster)
    if not shown or "decisions" not in published(cluster, today):
        return []
    organs = rulebook_of(cluster, today).charter.organs
    return [
        AnswerLine(
            row.number,
            organ_name(organs[row.organ]).in_(language) if row.organ in organs else row.organ,
            row.filed_on,
            proposal_state(row),
            row.disposed_on or row.filed_on,
            row.deferred_to,
        )
        for row in shown
    ]
