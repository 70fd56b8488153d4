"""What is answered of a session: the shapes that its card, its agenda and its attendance share; and the way into it."""

from __future__ import annotations

from typing import Any

from eduklaster.charter.verdicts import Verdict
from eduklaster.clusters.models import Cluster
from eduklaster.governance.access import require_capacity
from eduklaster.people.access import Viewer
from eduklaster.procedures.access import doer_of
from eduklaster.sessions.access import require_keeper, session_visible
from eduklaster.sessions.models import AgendaItem
from eduklaster.sessions.presenters import SessionRoom
from eduklaster.sessions.selectors import quorum_now

from ..problems import Cited, citations_shown
from .common import Out, exact, example

ITEM: dict[str, Any] = {
    "id": 31, "number": 1, "parent": None, "kind": "decision", "title": "Вступ ліцею № 5", "speaker": "", "case": 8,
    "step": "vote", "proposal": None, "state": "open", "heard": "", "spoke": "", "decided": "", "papers_count": 1, "conflicts_count": 0,
    "votes": [],
}  # fmt: skip
QUORUM = {
    "is_met": True, "present": "5", "needed": "5", "base": "9",
    "citations": [{"kind": "clause", "ref": "4.5", "words": "п. 4.5", "page": "/c/luhova/charter/4.5/"}],
}  # fmt: skip


class ItemOut(Out):
    """An item of the agenda."""

    model_config = example(**ITEM)

    id: int
    """Its number in addresses."""
    number: int
    """Its place on the agenda."""
    parent: int | None
    """The item under which it stands."""
    kind: str
    """`decision`, `proposal` or `information`."""
    title: str
    """Heading."""
    speaker: str
    """Who reports."""
    case: int | None
    """The case that is decided."""
    step: str
    """The step of the case that is voted on."""
    proposal: int | None
    """The proposal that is considered."""
    state: str
    """`open`, `discussed`, `decided`, `noted`, `postponed`, `removed`."""
    heard: str
    """What was heard."""
    spoke: str
    """Who spoke, and what was said."""
    decided: str
    """The decision in words."""
    papers_count: int
    """How many papers belong to it."""
    conflicts_count: int
    """How many members have declared that it concerns them."""
    votes: list[int]
    """Live votes that were opened at it."""


class QuorumOut(Out):
    """Whether those who are here may decide."""

    model_config = example(**QUORUM)

    is_met: bool
    """Whether there is a quorum."""
    present: str | None
    """How many are here and count."""
    needed: str | None
    """How many are needed."""
    base: str | None
    """Of how many."""
    citations: list[Cited]
    """The rule: clause or default."""


def item_shown(row: AgendaItem) -> ItemOut:
    """Return an item of the agenda."""
    return ItemOut(
        id=row.pk,
        number=row.position,
        parent=row.parent_id,
        kind=row.kind,
        title=row.title,
        speaker=row.speaker,
        case=row.case_id,
        step=row.step,
        proposal=row.proposal_id,
        state=row.state,
        heard=row.heard,
        spoke=row.spoke,
        decided=row.decided,
        papers_count=len(row.papers.all()),
        conflicts_count=len(row.conflicts.all()),
        votes=[one.vote_id for one in row.item_votes.all()],
    )


def quorum_shown(room: SessionRoom) -> QuorumOut:
    """Return whether those who are here may decide."""
    return quorum_told(quorum_now(room.session, room.rows), room)


def quorum_told(verdict: Verdict, room: SessionRoom) -> QuorumOut:
    """Return a verdict on a quorum."""
    return QuorumOut(
        is_met=verdict.allowed,
        present=exact(verdict.facts.get("present")),
        needed=exact(verdict.facts.get("quorum_needed")),
        base=exact(verdict.facts.get("quorum_base")),
        citations=citations_shown(verdict.citations, room.cluster, room.charter),
    )


def room_of(cluster: Cluster, viewer: Viewer, session: int, *, keeper: bool = False) -> SessionRoom:
    """Return a session that the caller may see, as its page bounds it; `keeper` refuses those who do not keep it."""
    require_capacity(viewer)
    room = SessionRoom(session_visible(cluster, viewer, session), viewer)
    if keeper:
        require_keeper(cluster, room.session.organ, doer_of(viewer), room.charter)
    return room
