"""Sessions with agenda, attendance and quorum."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router

from eduklaster.procedures.access import doer_of
from eduklaster.sessions.access import charter_on, sessions_visible_to
from eduklaster.sessions.enums import SessionKind, SessionState
from eduklaster.sessions.models import Session
from eduklaster.sessions.presenters import SessionRoom, session_title
from eduklaster.sessions.selectors import agenda_of
from eduklaster.sessions.services import (
    SessionPlan,
    delivery_read,
    session_notify,
    session_plan,
)

from ..contract import operation
from ..inputs import Address, Code, Day, In, Link, Moment, Note, PathId
from ..paging import Page, Paging, page_of
from .common import Out, at, example, inside, local
from .session_shapes import ITEM, QUORUM, ItemOut, QuorumOut, item_shown, quorum_shown, room_of

router = Router(tags=["sessions"])
State = Literal["planned", "noticed", "open", "closed", "signed", "failed", "cancelled"]
_SHORT = {
    "id": 5, "title": "Рада кластера, засідання № 2", "organ": "council", "year": 2026, "number": 2,
    "kind": "ordinary", "state": "noticed", "starts_at": "2026-03-20T12:00:00+02:00", "ends_at": None,
    "items_count": 4, "page": "/c/luhova/sessions/5/",
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


class SessionCard(SessionOut):
    """A session with everything that its page shows."""

    model_config = example(
        **_SHORT, place="Зала 1", link="", urgency="", reason="", noticed_at="2026-03-09T10:00:00+02:00",
        opened_at=None, closed_at=None, minutes_signed_on=None, reconvenes=None, quorum=QUORUM, agenda=[ITEM],
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


class PlanIn(In):
    """When and where an organ meets."""

    model_config = In.model_config | {
        "json_schema_extra": {
            "examples": [{"kind": "ordinary", "starts_at": "2026-03-20T12:00:00+02:00", "place": "Зала 1"}]
        }
    }

    kind: Literal["ordinary", "extraordinary", "correspondence"] = "ordinary"
    """How it is called."""
    starts_at: Moment
    """Begin."""
    ends_at: Moment | None = None
    """End; needed by correspondence."""
    place: Address = ""
    """Where it is held."""
    link: Link = ""
    """Where to take part remotely."""
    urgency: Note = ""
    """Why the short notice is needed; for an extraordinary session."""

    @property
    def plan(self) -> SessionPlan:
        """What is planned, as the service takes it."""
        return SessionPlan(SessionKind(self.kind), self.starts_at, self.ends_at, self.place, self.link, self.urgency)


class SessionIn(PlanIn):
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


def card(room: SessionRoom) -> SessionCard:
    """Return a session with everything that its page shows."""
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
        quorum=quorum_shown(room),
        agenda=[item_shown(item) for item in agenda],
    )


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
    room = room_of(found, viewer, session)
    if viewer.person_id is not None and room.session.state == SessionState.NOTICED:
        delivery_read(session=room.session, person_id=viewer.person_id)
    return card(room)


@operation(router, "post", "/clusters/{cluster}/sessions", SessionCard, status=201)
def plan_session(request: HttpRequest, cluster: Code, body: SessionIn) -> SessionCard:
    """Plan a session; what waits for the organ is put on its agenda."""
    found, viewer = inside(request, cluster)
    row = session_plan(cluster=found, organ=body.organ, plan=body.plan, doer=doer_of(viewer))
    return card(SessionRoom(row, viewer))


@operation(router, "post", "/clusters/{cluster}/sessions/{session}/notice", SessionCard)
def announce_session(request: HttpRequest, cluster: Code, session: PathId) -> SessionCard:
    """Announce a session to its members.

    A notice that would come too late is refused with the clause and the first possible day.
    """
    found, viewer = at(request, cluster)
    room = room_of(found, viewer, session, keeper=True)
    session_notify(cluster=found, session_id=room.session.pk, doer=doer_of(viewer), on=viewer.on)
    return card(room_of(found, viewer, session))
