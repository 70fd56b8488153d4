"""The life of a session: moved, opened, not held and called again, cancelled, closed, its minutes signed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from eduklaster.kernel.errors import NotFound
from eduklaster.people.models import Person
from eduklaster.procedures.access import doer_of
from eduklaster.sessions.enums import LED
from eduklaster.sessions.forms import LeadersForm
from eduklaster.sessions.presenters import SessionRoom, leaders_of
from eduklaster.sessions.services import (
    leaders_set,
    minutes_sign,
    session_cancel,
    session_close,
    session_fail,
    session_move,
    session_open,
    session_reconvene,
)

from ..contract import operation
from ..inputs import BodyId, Code, Day, In, Note, PathId
from .common import Out, at, cleaned, example, examples
from .session_shapes import room_of
from .sessions import PlanIn, SessionCard, card, router

_S = "/clusters/{cluster}/sessions/{session}"


class CancelIn(In):
    """Why a session is cancelled."""

    model_config = examples(reason="Карантин у закладі.")

    reason: Note
    """Why; those who had the notice are told."""


class SignatureIn(In):
    """When the minutes were signed."""

    model_config = examples(on="2026-03-23")

    on: Day | None = None
    """Day of signing; without it today in the cluster."""


_LEADERS = {
    "chaired_by": 41, "kept_by": 38, "may_preside": [{"id": 41, "name": "Гайова Олена Петрівна"}],
    "may_keep": [{"id": 38, "name": "Лугова Анна Іванівна"}],
}  # fmt: skip


class LeaderOut(Out):
    """Somebody who may lead a session."""

    id: int
    """Number of the person."""
    name: str
    """Full name."""


class LeadersOut(Out):
    """Who presides and who keeps the minutes; both sign them."""

    model_config = example(**_LEADERS)

    chaired_by: int | None
    """Who presides, or would if nobody else is named."""
    kept_by: int | None
    """Who keeps the minutes, or would."""
    may_preside: list[LeaderOut]
    """Whoever chairs the organ, and the members who are here."""
    may_keep: list[LeaderOut]
    """Who may keep the minutes."""


class LeadersIn(In):
    """Who presides and who keeps the minutes."""

    model_config = examples(chaired_by=41, kept_by=38)

    chaired_by: BodyId | None = None
    """Who presides; without it whoever chairs the organ and is here."""
    kept_by: BodyId | None = None
    """Who keeps the minutes."""


def _done(
    request: HttpRequest, cluster: str, session: int, service: Callable[[SessionRoom, dict[str, Any]], Any]
) -> SessionCard:
    """Let the keeper take one step, and return the session as it is then."""
    found, viewer = at(request, cluster)
    room = room_of(found, viewer, session, keeper=True)
    service(room, {"cluster": found, "session_id": room.session.pk, "doer": doer_of(viewer)})
    return card(room_of(found, viewer, session))


@operation(router, "put", _S, SessionCard)
def change_session(request: HttpRequest, cluster: Code, session: PathId, body: PlanIn) -> SessionCard:
    """Give a session another day, hour or place.

    One that was announced has to be announced again.
    """
    return _done(request, cluster, session, lambda _room, common: session_move(**common, plan=body.plan))


@operation(router, "post", f"{_S}/opening", SessionCard)
def open_session(request: HttpRequest, cluster: Code, session: PathId) -> SessionCard:
    """Open a session with those who are recorded as being here.

    Without a quorum it is refused with the clause or the default. Whoever chairs the organ presides, if they are
    here; the caller keeps the minutes.
    """

    def service(room: SessionRoom, common: dict[str, Any]) -> None:
        person = room.viewer.person_id
        keeper = Person.objects.filter(pk=person).first() if person is not None else None
        session_open(**common, kept_by=keeper)

    return _done(request, cluster, session, service)


@operation(router, "get", f"{_S}/leaders", LeadersOut)
def get_leaders(request: HttpRequest, cluster: Code, session: PathId) -> LeadersOut:
    """Who leads a session that is open or closed, and who else could."""
    found, viewer = at(request, cluster)
    room = room_of(found, viewer, session, keeper=True)
    if room.session.state not in LED:
        raise NotFound
    return _leaders(room)


def _leaders(room: SessionRoom) -> LeadersOut:
    known = leaders_of(room.session, room.viewer)
    chairs, keepers = ([LeaderOut(id=p.pk, name=p.full_name) for p in rows] for rows in (known.chairs, known.keepers))
    return LeadersOut(chaired_by=known.chair, kept_by=known.keeper, may_preside=chairs, may_keep=keepers)


@operation(router, "put", f"{_S}/leaders", LeadersOut)
def name_leaders(request: HttpRequest, cluster: Code, session: PathId, body: LeadersIn) -> LeadersOut:
    """Say who presides over a session and who keeps its minutes, until they are signed."""
    found, viewer = at(request, cluster)
    room = room_of(found, viewer, session, keeper=True)
    form = cleaned(LeadersForm(body.model_dump(), leaders=leaders_of(room.session, viewer)), {})
    leaders_set(cluster=found, session_id=session, doer=doer_of(viewer), **form.chosen)
    return _leaders(room_of(found, viewer, session, keeper=True))


@operation(router, "post", f"{_S}/failure", SessionCard)
def record_failed_session(request: HttpRequest, cluster: Code, session: PathId) -> SessionCard:
    """Record that a session was not held for want of a quorum."""
    return _done(request, cluster, session, lambda _room, common: session_fail(**common))


@operation(router, "post", f"{_S}/second-call", SessionCard, status=201)
def call_session_again(request: HttpRequest, cluster: Code, session: PathId, body: PlanIn) -> SessionCard:
    """Call again a session that had no quorum, with the same agenda; the new session is answered.

    A day after the charter's term is refused with the clause or the default.
    """
    found, viewer = at(request, cluster)
    room = room_of(found, viewer, session, keeper=True)
    row = session_reconvene(cluster=found, session_id=room.session.pk, plan=body.plan, doer=doer_of(viewer))
    return card(SessionRoom(row, viewer))


@operation(router, "post", f"{_S}/cancellation", SessionCard)
def cancel_session(request: HttpRequest, cluster: Code, session: PathId, body: CancelIn) -> SessionCard:
    """Cancel a session that is not open yet."""
    return _done(request, cluster, session, lambda _room, common: session_cancel(**common, reason=body.reason))


@operation(router, "post", f"{_S}/closing", SessionCard)
def close_session(request: HttpRequest, cluster: Code, session: PathId) -> SessionCard:
    """Close a session when every item has an end and every waiting proposal its answer."""
    return _done(request, cluster, session, lambda _room, common: session_close(**common))


@operation(router, "post", f"{_S}/signature", SessionCard)
def sign_minutes(request: HttpRequest, cluster: Code, session: PathId, body: SignatureIn) -> SessionCard:
    """Record that the minutes are signed; from then on they are not changed."""
    return _done(request, cluster, session, lambda room, common: minutes_sign(**common, on=body.on or room.viewer.on))
