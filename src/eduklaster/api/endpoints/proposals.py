"""Proposals: filed, found admissible, answered, taken back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Literal

from django.db.models import Q
from django.http import HttpRequest
from ninja import Query, Router

from eduklaster.charter.schema import Charter
from eduklaster.clusters.models import Cluster
from eduklaster.kernel.errors import NotFound
from eduklaster.people.access import Viewer
from eduklaster.procedures.access import doer_of
from eduklaster.sessions.access import charter_on, proposals_visible_to
from eduklaster.sessions.enums import ProposalState
from eduklaster.sessions.models import Proposal
from eduklaster.sessions.selectors import session_answering
from eduklaster.sessions.services import (
    ProposalDraft,
    proposal_admit,
    proposal_dispose,
    proposal_file,
    proposal_withdraw,
)

from ..contract import operation
from ..inputs import BodyId, Code, Day, Disposition, Flag, In, Line, Note, PathId, Prose, Words
from ..paging import Page, Paging, page_of
from ..problems import Cited, citations_shown
from .common import Out, example, inside

router = Router(tags=["proposals"])
State = Literal["filed", "admitted", "outside", "accepted", "declined", "deferred", "withdrawn"]
_SHORT = {
    "id": 3, "number": 3, "organ": "council", "title": "Спільна лабораторія", "state": "filed",
    "participant": 17, "filed_on": "2026-03-02", "due_on": "2026-04-01", "page": "/c/luhova/proposals/3/",
}  # fmt: skip


class ProposalFilter(In):
    """Which proposals are wanted."""

    state: State | None = None
    """State."""
    organ: Code | None = None
    """Id of the organ in the charter."""
    q: Words | None = None
    """Words of the heading or the text."""


class ProposalOut(Out):
    """A proposal."""

    model_config = example(**_SHORT)

    id: int
    """Its number in addresses."""
    number: int
    """Number within the cluster."""
    organ: str
    """Id of the organ that is asked."""
    title: str
    """Heading."""
    state: str
    """`filed`, `admitted`, `outside` (the competence), `accepted`, `declined`, `deferred`, `withdrawn`."""
    participant: int | None
    """The participant on whose behalf it was filed."""
    filed_on: date
    """Day of filing."""
    due_on: date
    """Last day for an answer, by the charter or its default."""
    page: str
    """Its page."""


class ProposalCard(ProposalOut):
    """A proposal with its text and its answer."""

    model_config = example(
        **_SHORT, text="Відкрити її для всіх шкіл.", author_as="Керівник учасника: Ліцей № 5", answer="",
        disposed_on=None, deferred_to=None, session=None, citations=[],
    )  # fmt: skip

    text: str
    """What is proposed and why."""
    author_as: str
    """Capacity in which it was filed."""
    answer: str
    """Reason of the answer."""
    disposed_on: date | None
    """Day of the answer."""
    deferred_to: date | None
    """Until which day it is deferred."""
    session: int | None
    """The session in which it was answered."""
    citations: list[Cited]
    """Where the term of the answer comes from."""


class ProposalIn(In):
    """A proposal that is filed."""

    model_config = In.model_config | {
        "json_schema_extra": {
            "examples": [
                {
                    "organ": "council",
                    "title": "Спільна лабораторія",
                    "text": "Відкрити її для всіх шкіл.",
                    "participant": 17,
                }
            ]
        }
    }

    organ: Code
    """Id of the organ in the charter."""
    title: Line
    """Heading."""
    text: Prose
    """What is proposed and why."""
    participant: BodyId | None = None
    """The participant on whose behalf it is filed; a member of an organ may leave it out."""


class AdmissionIn(In):
    """Whether a proposal is within the competence of the organ."""

    model_config = In.model_config | {"json_schema_extra": {"examples": [{"is_within": True, "reason": ""}]}}

    is_within: Flag
    """Whether the organ may decide on it."""
    reason: Note = ""
    """Whose competence it is and why; needed where it is outside."""


class DispositionIn(In):
    """The answer to a proposal."""

    model_config = In.model_config | {
        "json_schema_extra": {
            "examples": [{"state": "deferred", "reason": "Чекаємо на кошторис.", "deferred_to": "2026-05-01"}]
        }
    }

    state: Disposition
    """`accepted`, `declined` or `deferred`."""
    reason: Note = ""
    """Why; the author reads it. Needed where it is declined."""
    deferred_to: Day | None = None
    """Until which later day it is deferred."""


def _plain(row: Proposal, cluster: Cluster) -> dict[str, Any]:
    return {
        "id": row.pk,
        "number": row.number,
        "organ": row.organ,
        "title": row.title,
        "state": row.state,
        "participant": row.participant_id,
        "filed_on": row.filed_on,
        "due_on": row.due_on,
        "page": f"/c/{cluster.code}/proposals/{row.pk}/",
    }


def _card(row: Proposal, cluster: Cluster, charter: Charter) -> ProposalCard:
    return ProposalCard(
        **_plain(row, cluster),
        text=row.text,
        author_as=row.author_label,
        answer=row.answer,
        disposed_on=row.disposed_on,
        deferred_to=row.deferred_to,
        session=row.session_id,
        citations=citations_shown(row.citations, cluster, charter),
    )


def _found(cluster: Cluster, viewer: Viewer, pk: int) -> Proposal:
    row = proposals_visible_to(cluster, viewer).filter(pk=pk).first()
    if row is None:
        raise NotFound
    return row


@operation(router, "get", "/clusters/{cluster}/proposals", Page[ProposalOut])
def list_proposals(
    request: HttpRequest, cluster: Code, asked: Query[ProposalFilter], paging: Query[Paging]
) -> Page[ProposalOut]:
    """The proposals of a cluster, the newest first."""
    found, viewer = inside(request, cluster)
    rows = proposals_visible_to(found, viewer)
    if asked.state:
        rows = rows.filter(state=asked.state)
    if asked.organ:
        rows = rows.filter(organ=asked.organ)
    if asked.q:
        rows = rows.filter(Q(title__icontains=asked.q) | Q(text__icontains=asked.q))

    def show(page: Iterable[Proposal]) -> list[ProposalOut]:
        return [ProposalOut(**_plain(row, found)) for row in page]

    return page_of(rows, paging, show)


@operation(router, "get", "/clusters/{cluster}/proposals/{proposal}", ProposalCard)
def get_proposal(request: HttpRequest, cluster: Code, proposal: PathId) -> ProposalCard:
    """A proposal with its term and its answer."""
    found, viewer = inside(request, cluster)
    return _card(_found(found, viewer, proposal), found, charter_on(found, viewer))


@operation(router, "post", "/clusters/{cluster}/proposals", ProposalCard, status=201)
def file_proposal(request: HttpRequest, cluster: Code, body: ProposalIn) -> ProposalCard:
    """File a proposal.

    By a participant, a member of an organ or, on somebody's behalf, the secretary. The day of the answer follows from the
    charter.
    """
    found, viewer = inside(request, cluster)
    doer = doer_of(viewer)
    party = f"participant:{body.participant}" if body.participant else ""
    label = doer.label_of(party) if party else doer.actor.capacity
    draft = ProposalDraft(body.organ, body.title, body.text, body.participant)
    row = proposal_file(cluster=found, draft=draft, doer=doer, label=label, on=viewer.on)
    return _card(row, found, charter_on(found, viewer))


@operation(router, "post", "/clusters/{cluster}/proposals/{proposal}/admission", ProposalCard)
def admit_proposal(request: HttpRequest, cluster: Code, proposal: PathId, body: AdmissionIn) -> ProposalCard:
    """Say whether a proposal is within the competence of the organ."""
    found, viewer = inside(request, cluster)
    row = proposal_admit(
        cluster=found,
        proposal_id=_found(found, viewer, proposal).pk,
        is_within=body.is_within,
        reason=body.reason,
        doer=doer_of(viewer),
        on=viewer.on,
    )
    return _card(row, found, charter_on(found, viewer))


@operation(router, "post", "/clusters/{cluster}/proposals/{proposal}/disposition", ProposalCard)
def dispose_of_proposal(request: HttpRequest, cluster: Code, proposal: PathId, body: DispositionIn) -> ProposalCard:
    """Answer a proposal: accept, decline or defer it.

    While a session of the organ is open, the answer belongs to that session. The author is told.
    """
    found, viewer = inside(request, cluster)
    row = _found(found, viewer, proposal)
    session = session_answering(row)
    done = proposal_dispose(
        cluster=found,
        proposal_id=row.pk,
        state=ProposalState(body.state),
        reason=body.reason,
        deferred_to=body.deferred_to,
        session_id=session.pk if session else None,
        doer=doer_of(viewer),
        on=viewer.on,
    )
    return _card(done, found, charter_on(found, viewer))


@operation(router, "post", "/clusters/{cluster}/proposals/{proposal}/withdrawal", ProposalCard)
def withdraw_proposal(request: HttpRequest, cluster: Code, proposal: PathId) -> ProposalCard:
    """Take one's own proposal back before it is answered."""
    found, viewer = inside(request, cluster)
    row = _found(found, viewer, proposal)
    if row.author_id != viewer.person_id and f"participant:{row.participant_id}" not in doer_of(viewer).parties:
        raise NotFound
    done = proposal_withdraw(cluster=found, proposal_id=row.pk, doer=doer_of(viewer), on=viewer.on)
    return _card(done, found, charter_on(found, viewer))
