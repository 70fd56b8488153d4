"""The agenda of a session: its items put on, moved and taken off, their minutes."""

from __future__ import annotations

from typing import Literal

from django.db import transaction
from django.http import HttpRequest
from ninja import Query, Router

from eduklaster.kernel.errors import NotFound
from eduklaster.procedures.access import doer_of
from eduklaster.sessions.enums import ItemState
from eduklaster.sessions.models import AgendaItem
from eduklaster.sessions.presenters import SessionRoom
from eduklaster.sessions.selectors import agenda_of
from eduklaster.sessions.services import (
    ItemFields,
    agenda_move,
    consensus_fail,
    consensus_reach,
    item_add,
    item_finish,
    item_minute,
    item_remove,
)

from ..contract import operation
from ..inputs import Address, BodyId, Code, Flag, Heading, In, PathId, Record, Votes
from ..paging import Page, Paging, page_of
from .common import at
from .session_shapes import ItemOut, item_shown, room_of

router = Router(tags=["sessions"])


class ItemIn(In):
    """An item that is put on the agenda. A decision names case and step, a proposal its number."""

    model_config = In.model_config | {
        "json_schema_extra": {"examples": [{"title": "Звіт секретаря", "speaker": "Секретар"}]}
    }

    title: Heading
    """Heading."""
    speaker: Address = ""
    """Who reports."""
    case: BodyId | None = None
    """The case that is to be decided."""
    step: Code | None = None
    """The step of the case that is voted on; needed with a case."""
    proposal: BodyId | None = None
    """The proposal that is to be considered."""
    parent: BodyId | None = None
    """The item under which it stands."""
    votes_for: Votes = 0
    """How many members voted for extending the announced agenda, where the charter asks for that vote."""


class MoveIn(In):
    """Where an item goes."""

    model_config = In.model_config | {"json_schema_extra": {"examples": [{"up": True}]}}

    up: Flag
    """Up by one place, or down by one; at the edge nothing happens."""


class MinutesIn(In):
    """What was heard and said on an item, and how it ended."""

    model_config = In.model_config | {
        "json_schema_extra": {
            "examples": [{"heard": "Звіт секретаря.", "spoke": "Лугова А. І.", "decided": "", "state": "noted"}]
        }
    }

    heard: Record = ""
    """What was heard."""
    spoke: Record = ""
    """Who spoke, and what was said."""
    decided: Record = ""
    """The decision in words; a vote on a case writes its own act."""
    state: Literal["decided", "noted", "postponed"] | None = None
    """How it ended; left out, it stays as it is."""


class ConsensusIn(In):
    """Whether all who are here agree."""

    model_config = In.model_config | {
        "json_schema_extra": {"examples": [{"answer": "reached", "decided": "Провести день відкритих дверей."}]}
    }

    answer: Literal["reached", "failed"]
    """All agree, or not all."""
    decided: Record = ""
    """What was decided; needed where all agree on an item without a case."""


def _found(room: SessionRoom, item: int) -> AgendaItem:
    row = room.session.items.filter(pk=item).first()
    if row is None:
        raise NotFound
    return row


@operation(router, "get", "/clusters/{cluster}/sessions/{session}/agenda", Page[ItemOut])
def list_items(request: HttpRequest, cluster: Code, session: PathId, paging: Query[Paging]) -> Page[ItemOut]:
    """The agenda of a session in its order."""
    found, viewer = at(request, cluster)
    room = room_of(found, viewer, session)
    return page_of(agenda_of(room.session), paging, lambda rows: [item_shown(row) for row in rows])


@operation(router, "post", "/clusters/{cluster}/sessions/{session}/agenda", ItemOut, status=201)
def add_item(request: HttpRequest, cluster: Code, session: PathId, body: ItemIn) -> ItemOut:
    """Put an item on the agenda.

    After the notice the charter's rule on extending the agenda holds.
    """
    found, viewer = at(request, cluster)
    room = room_of(found, viewer, session, keeper=True)
    fields = ItemFields(
        title=body.title,
        speaker=body.speaker,
        case_id=body.case,
        step=body.step or "",
        proposal_id=body.proposal,
        parent_id=body.parent,
    )
    row = item_add(
        cluster=found, session_id=room.session.pk, fields=fields, doer=doer_of(viewer), votes_for=body.votes_for
    )
    return item_shown(row)


@operation(router, "delete", "/clusters/{cluster}/sessions/{session}/agenda/{item}", None, status=204)
def remove_item(request: HttpRequest, cluster: Code, session: PathId, item: PathId) -> None:
    """Take an item off the agenda.

    Before the notice it disappears; later it stays on record as taken off.
    """
    found, viewer = at(request, cluster)
    room = room_of(found, viewer, session, keeper=True)
    item_remove(cluster=found, item_id=_found(room, item).pk, doer=doer_of(viewer))


_I = "/clusters/{cluster}/sessions/{session}/agenda/{item}"


@operation(router, "post", f"{_I}/move", ItemOut)
def move_item(request: HttpRequest, cluster: Code, session: PathId, item: PathId, body: MoveIn) -> ItemOut:
    """Move an item up or down while the session is planned."""
    found, viewer = at(request, cluster)
    room = room_of(found, viewer, session, keeper=True)
    row = _found(room, item)
    agenda_move(cluster=found, item_id=row.pk, up=body.up, doer=doer_of(viewer))
    return item_shown(_found(room, item))


@operation(router, "put", f"{_I}/minutes", ItemOut)
def write_minutes(request: HttpRequest, cluster: Code, session: PathId, item: PathId, body: MinutesIn) -> ItemOut:
    """Write down what was heard, who spoke and how an item ended; possible until the minutes are signed.

    A decision on a case needs its vote first, a proposal its answer.
    """
    found, viewer = at(request, cluster)
    room = room_of(found, viewer, session, keeper=True)
    row, doer = _found(room, item), doer_of(viewer)
    with transaction.atomic():  # words and end are one change
        item_minute(cluster=found, item_id=row.pk, heard=body.heard, spoke=body.spoke, decided=body.decided, doer=doer)
        if body.state and body.state != row.state:
            state = ItemState(body.state)
            item_finish(cluster=found, item_id=row.pk, state=state, decided=body.decided, doer=doer)
    return item_shown(_found(room, item))


@operation(router, "post", f"{_I}/consensus", ItemOut)
def record_consensus(request: HttpRequest, cluster: Code, session: PathId, item: PathId, body: ConsensusIn) -> ItemOut:
    """Record whether all agree, where the charter wants that asked before a vote.

    Where all agree the item is decided without a vote, and a step of a case has its act; otherwise a vote may be opened.
    """
    found, viewer = at(request, cluster)
    room = room_of(found, viewer, session, keeper=True)
    row, doer = _found(room, item), doer_of(viewer)
    if body.answer == "reached":
        consensus_reach(cluster=found, item_id=row.pk, decided=body.decided, doer=doer)
    else:
        consensus_fail(cluster=found, item_id=row.pk, doer=doer)
    return item_shown(_found(room, item))
