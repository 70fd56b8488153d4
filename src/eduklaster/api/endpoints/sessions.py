"""Sessions with agenda, attendance and quorum."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router

from eduklaster.clusters.models import Cluster
from eduklaster.governance.access import require_capacity
from eduklaster.kernel.errors import NotFound
from eduklaster.people.access import Viewer
from eduklaster.procedures.access import doer_of
from eduklaster.sessions.access import charter_on, require_keeper, session_visible, sessions_visible_to
from eduklaster.sessions.enums import Attending, SessionKind, SessionState
from eduklaster.sessions.models import AgendaItem, Session
from eduklaster.sessions.presenters import SessionRoom, session_title
from eduklaster.sessions.selectors import agenda_of, quorum_now
from eduklaster.sessions.services import (
    ItemFields,
    SessionPlan,
    attendance_set,
    delivery_read,
    item_add,
    item_remove,
    session_notify,
    session_plan,
)

from ..contract import operation
from ..inputs import Address, BodyId, Code, Day, Flag, Heading, In, Moment, Note, PathId
from ..paging import Page, Paging, page_of
from ..problems import Cited, citations_shown
from .common import Out, at, exact, example, inside, local

router = Router(tags=["sessions"])
State = Literal["planned", "noticed", "open", "closed", "signed", "failed", "cancelled"]
_SHORT = {
    "id": 5, "title": "Рада кластера, засідання № 2", "organ": "council", "year": 2026, "number": 2,
    "kind": "ordinary", "state": "noticed", "starts_at": "2026-03-20T12:00:00+02:00", "ends_at": None,
    "items_count": 4, "page": "/c/luhova/sessions/5/",
}  # fmt: skip
_ITEM: dict[str, Any] = {
    "id": 31, "number": 1, "parent": None, "kind": "decision", "title": "Вступ ліцею № 5", "speaker": "", "case": 8,
    "step": "vote", "proposal": None, "state": "open", "decided": "", "papers_count": 1, "conflicts_count": 0,
    "votes": [],
}  # fmt: skip
_QUORUM = {
    "is_met": True, "present": "5", "needed": "5", "base": "9",
    "citations": [{"kind": "clause", "ref": "4.5", "words": "п. 4.5", "page": "/c/luhova/charter/4.5/"}],
}  # fmt: skip


class SessionFilter(In):
    """Which sessions are wanted."""

    organ: Code | None = None
    """Id of the organ in the charter."""
    state: State | None = None
    """State."""
    since: Day | None = None
    """From this day."""
    until: Day | None = None
    """Until this day."""


class SessionOut(Out):
    """A session of an organ."""

    model_config = example(**_SHORT)

    id: int
    """Its number in addresses."""
    title: str
    """Organ and number in words."""
    organ: str
    """Id of the organ in the charter."""
    year: int
    """Year of the numbering."""
    number: int
    """Number within organ and year."""
    kind: str
    """`ordinary`, `extraordinary` or `correspondence`."""
    state: str
    """`planned`, `noticed`, `open`, `closed`, `signed`, `failed` (no quorum), `cancelled`."""
    starts_at: datetime
    """Begin; by correspondence when the questions are sent."""
    ends_at: datetime | None
    """End; by correspondence when answers close."""
    items_count: int
    """How many items the agenda has."""
    page: str
    """Its page."""


class ItemOut(Out):
    """An item of the agenda."""

    model_config = example(**_ITEM)

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

    model_config = example(**_QUORUM)

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


class SessionCard(SessionOut):
    """A session with everything that its page shows."""

    model_config = example(
        **_SHORT, place="Зала 1", link="", urgency="", reason="", noticed_at="2026-03-09T10:00:00+02:00",
        opened_at=None, closed_at=None, minutes_signed_on=None, reconvenes=None, quorum=_QUORUM, agenda=[_ITEM],
    )  # fmt: skip

    place: str
    """Where it is held."""
    link: str
    """Where to take part remotely."""
    urgency: str
    """Why it had to be called at short notice."""
    reason: str
    """Why it was cancelled."""
    noticed_at: datetime | None
    """When it was announced."""
    opened_at: datetime | None
    """When it was opened."""
    closed_at: datetime | None
    """When it was closed."""
    minutes_signed_on: date | None
    """When the minutes were signed."""
    reconvenes: int | None
    """The failed session instead of which it is held."""
    quorum: QuorumOut
    """As attendance stands now."""
    agenda: list[ItemOut]
    """In its order."""


class AttendeeOut(Out):
    """How a seat takes part."""

    seat: int
    """Number of the seat."""
    label: str
    """What the seat stands for."""
    holder: str
    """Who sits on it."""
    can_attend: bool
    """Whether it is filled; only such a seat can be present."""
    how: str | None
    """`room`, `remote`, `alternate`, `absent`, `excused`; nothing while nobody has said."""
    note: str
    """A remark."""


class AttendanceOut(Out):
    """Who takes part in a session."""

    model_config = example(
        quorum=_QUORUM,
        seats=[
            {"seat": 12, "label": "Директор ліцею № 5", "holder": "Лугова Анна Іванівна", "can_attend": True,
             "how": "room", "note": ""}
        ],
    )  # fmt: skip

    quorum: QuorumOut
    """As attendance stands now."""
    seats: list[AttendeeOut]
    """Every seat of the organ on the day."""


class SessionIn(In):
    """A session that is planned."""

    model_config = In.model_config | {
        "json_schema_extra": {
            "examples": [
                {"organ": "council", "kind": "ordinary", "starts_at": "2026-03-20T12:00:00+02:00", "place": "Зала 1"}
            ]
        }
    }

    organ: Code
    """Id of the organ in the charter."""
    kind: Literal["ordinary", "extraordinary", "correspondence"] = "ordinary"
    """How it is called."""
    starts_at: Moment
    """Begin."""
    ends_at: Moment | None = None
    """End; needed by correspondence."""
    place: Address = ""
    """Where it is held."""
    urgency: Note = ""
    """Why the short notice is needed; for an extraordinary session."""


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


class AttendeeIn(In):
    """How a seat takes part."""

    seat: BodyId
    """Number of the seat."""
    how: Literal["room", "remote", "alternate", "absent", "excused"]
    """In which way."""


class AttendanceIn(In):
    """Who takes part; seats that are not named keep what was said of them."""

    model_config = In.model_config | {"json_schema_extra": {"examples": [{"seats": [{"seat": 12, "how": "room"}]}]}}

    seats: list[AttendeeIn]
    """Seats with their attendance; the last word on a seat counts."""


def _plain(row: Session, title: str, items: int) -> dict[str, Any]:
    return {
        "id": row.pk,
        "title": title,
        "organ": row.organ,
        "year": row.year,
        "number": row.number,
        "kind": row.kind,
        "state": row.state,
        "starts_at": local(row.starts_at, row.cluster),
        "ends_at": local(row.ends_at, row.cluster),
        "items_count": items,
        "page": f"/c/{row.cluster.code}/sessions/{row.pk}/",
    }


def _item(row: AgendaItem) -> ItemOut:
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
        decided=row.decided,
        papers_count=len(row.papers.all()),
        conflicts_count=len(row.conflicts.all()),
        votes=[one.vote_id for one in row.item_votes.all()],
    )


def _quorum(room: SessionRoom) -> QuorumOut:
    verdict = quorum_now(room.session, room.rows)
    return QuorumOut(
        is_met=verdict.allowed,
        present=exact(verdict.facts.get("present")),
        needed=exact(verdict.facts.get("quorum_needed")),
        base=exact(verdict.facts.get("quorum_base")),
        citations=citations_shown(verdict.citations, room.cluster, room.charter),
    )


def _card(room: SessionRoom) -> SessionCard:
    row, agenda = room.session, agenda_of(room.session)
    return SessionCard(
        **_plain(row, room.title, len(agenda)),
        place=row.place,
        link=row.link,
        urgency=row.urgency,
        reason=row.reason,
        noticed_at=local(row.noticed_at, room.cluster),
        opened_at=local(row.opened_at, room.cluster),
        closed_at=local(row.closed_at, room.cluster),
        minutes_signed_on=row.minutes_signed_on,
        reconvenes=row.reconvenes_id,
        quorum=_quorum(room),
        agenda=[_item(item) for item in agenda],
    )


def _room(cluster: Cluster, viewer: Viewer, session: int, *, keeper: bool = False) -> SessionRoom:
    """Return a session that the caller may see, as its page bounds it; `keeper` refuses those who do not keep it."""
    require_capacity(viewer)
    room = SessionRoom(session_visible(cluster, viewer, session), viewer)
    if keeper:
        require_keeper(cluster, room.session.organ, doer_of(viewer), room.charter)
    return room


@operation(router, "get", "/clusters/{cluster}/sessions", Page[SessionOut])
def list_sessions(
    request: HttpRequest, cluster: Code, asked: Query[SessionFilter], paging: Query[Paging]
) -> Page[SessionOut]:
    """The sessions that the caller may see, the latest first."""
    found, viewer = inside(request, cluster)
    charter = charter_on(found, viewer)
    rows = sessions_visible_to(found, viewer)
    if asked.organ:
        rows = rows.filter(organ=asked.organ)
    if asked.state:
        rows = rows.filter(state=asked.state)
    if asked.since:
        rows = rows.filter(starts_at__date__gte=asked.since)
    if asked.until:
        rows = rows.filter(starts_at__date__lte=asked.until)

    def show(page: Iterable[Session]) -> list[SessionOut]:
        return [
            SessionOut(**_plain(row, session_title(row, charter), row.item_count))  # type: ignore[attr-defined]
            for row in page
        ]

    return page_of(rows, paging, show)


@operation(router, "get", "/clusters/{cluster}/sessions/{session}", SessionCard)
def get_session(request: HttpRequest, cluster: Code, session: PathId) -> SessionCard:
    """A session with its agenda and its quorum.

    For a member who was called, reading an announced session proves that the notice was read, as opening its page does.
    """
    found, viewer = at(request, cluster)
    room = _room(found, viewer, session)
    if viewer.person_id is not None and room.session.state == SessionState.NOTICED:
        delivery_read(session=room.session, person_id=viewer.person_id)
    return _card(room)


@operation(router, "post", "/clusters/{cluster}/sessions", SessionCard, status=201)
def plan_session(request: HttpRequest, cluster: Code, body: SessionIn) -> SessionCard:
    """Plan a session; what waits for the organ is put on its agenda."""
    found, viewer = inside(request, cluster)
    plan = SessionPlan(SessionKind(body.kind), body.starts_at, body.ends_at, body.place, "", body.urgency)
    row = session_plan(cluster=found, organ=body.organ, plan=plan, doer=doer_of(viewer))
    return _card(SessionRoom(row, viewer))


@operation(router, "post", "/clusters/{cluster}/sessions/{session}/notice", SessionCard)
def announce_session(request: HttpRequest, cluster: Code, session: PathId) -> SessionCard:
    """Announce a session to its members.

    A notice that would come too late is refused with the clause and the first possible day.
    """
    found, viewer = at(request, cluster)
    room = _room(found, viewer, session, keeper=True)
    session_notify(cluster=found, session_id=room.session.pk, doer=doer_of(viewer), on=viewer.on)
    return _card(_room(found, viewer, session))


@operation(router, "get", "/clusters/{cluster}/sessions/{session}/agenda", Page[ItemOut])
def list_items(request: HttpRequest, cluster: Code, session: PathId, paging: Query[Paging]) -> Page[ItemOut]:
    """The agenda of a session in its order."""
    found, viewer = at(request, cluster)
    room = _room(found, viewer, session)
    return page_of(agenda_of(room.session), paging, lambda rows: [_item(row) for row in rows])


@operation(router, "post", "/clusters/{cluster}/sessions/{session}/agenda", ItemOut, status=201)
def add_item(request: HttpRequest, cluster: Code, session: PathId, body: ItemIn) -> ItemOut:
    """Put an item on the agenda.

    After the notice the charter's rule on extending the agenda holds.
    """
    found, viewer = at(request, cluster)
    room = _room(found, viewer, session, keeper=True)
    fields = ItemFields(
        title=body.title,
        speaker=body.speaker,
        case_id=body.case,
        step=body.step or "",
        proposal_id=body.proposal,
        parent_id=body.parent,
    )
    row = item_add(cluster=found, session_id=room.session.pk, fields=fields, doer=doer_of(viewer), agreed=body.agreed)
    return _item(row)


@operation(router, "delete", "/clusters/{cluster}/sessions/{session}/agenda/{item}", None, status=204)
def remove_item(request: HttpRequest, cluster: Code, session: PathId, item: PathId) -> None:
    """Take an item off the agenda.

    Before the notice it disappears; later it stays on record as taken off.
    """
    found, viewer = at(request, cluster)
    room = _room(found, viewer, session, keeper=True)
    if not room.session.items.filter(pk=item).exists():
        raise NotFound
    item_remove(cluster=found, item_id=item, doer=doer_of(viewer))


def _attendance(room: SessionRoom) -> AttendanceOut:
    return AttendanceOut(
        quorum=_quorum(room),
        seats=[
            AttendeeOut(
                seat=line.seat_id,
                label=line.label,
                holder=line.holder,
                can_attend=line.can_attend,
                how=line.how or None,
                note=line.note,
            )
            for line in room.roll
        ],
    )


@operation(router, "get", "/clusters/{cluster}/sessions/{session}/attendance", AttendanceOut)
def get_attendance(request: HttpRequest, cluster: Code, session: PathId) -> AttendanceOut:
    """Who takes part in a session, and the quorum now."""
    found, viewer = at(request, cluster)
    return _attendance(_room(found, viewer, session))


@operation(router, "put", "/clusters/{cluster}/sessions/{session}/attendance", AttendanceOut)
def record_attendance(request: HttpRequest, cluster: Code, session: PathId, body: AttendanceIn) -> AttendanceOut:
    """Record who takes part; the quorum is counted at once.

    While a session is open, somebody who is newly there came now, and somebody who is no longer there left now.
    """
    found, viewer = at(request, cluster)
    room = _room(found, viewer, session, keeper=True)
    given = {one.seat: Attending(one.how) for one in body.seats}
    attendance_set(cluster=found, session_id=room.session.pk, given=given, doer=doer_of(viewer))
    return _attendance(_room(found, viewer, session))


@operation(router, "get", "/clusters/{cluster}/sessions/{session}/quorum", QuorumOut)
def get_quorum(request: HttpRequest, cluster: Code, session: PathId) -> QuorumOut:
    """Whether those who are here may decide, with the rule."""
    found, viewer = at(request, cluster)
    return _quorum(_room(found, viewer, session))
