"""The agenda of a session: its items, put on and taken off."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Query, Router

from eduklaster.kernel.errors import NotFound
from eduklaster.procedures.access import doer_of
from eduklaster.sessions.selectors import agenda_of
from eduklaster.sessions.services import ItemFields, item_add, item_remove

from ..contract import operation
from ..inputs import Address, BodyId, Code, Flag, Heading, In, PathId
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
    agreed: Flag = False
    """Says that the session has agreed to extend the announced agenda, where the charter asks for that."""


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
    row = item_add(cluster=found, session_id=room.session.pk, fields=fields, doer=doer_of(viewer), agreed=body.agreed)
    return item_shown(row)


@operation(router, "delete", "/clusters/{cluster}/sessions/{session}/agenda/{item}", None, status=204)
def remove_item(request: HttpRequest, cluster: Code, session: PathId, item: PathId) -> None:
    """Take an item off the agenda.

    Before the notice it disappears; later it stays on record as taken off.
    """
    found, viewer = at(request, cluster)
    room = room_of(found, viewer, session, keeper=True)
    if not room.session.items.filter(pk=item).exists():
        raise NotFound
    item_remove(cluster=found, item_id=item, doer=doer_of(viewer))
