"""The life of a session: moved, opened, not held and called again, cancelled, closed, its minutes signed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from eduklaster.people.models import Person
from eduklaster.procedures.access import doer_of
from eduklaster.sessions.presenters import SessionRoom
from eduklaster.sessions.services import (
    minutes_sign,
    session_cancel,
    session_close,
    session_fail,
    session_move,
    session_open,
    session_reconvene,
)

from ..contract import operation
from ..inputs import Code, Day, In, Note, PathId
from .common import at
from .session_shapes import room_of
from .sessions import PlanIn, SessionCard, card, router

_S = "/clusters/{cluster}/sessions/{session}"


class CancelIn(In):
    """Why a session is cancelled."""

    model_config = In.model_config | {"json_schema_extra": {"examples": [{"reason": "Карантин у закладі."}]}}

    reason: Note
    """Why; those who had the notice are told."""


class SignatureIn(In):
    """When the minutes were signed."""

    model_config = In.model_config | {"json_schema_extra": {"examples": [{"on": "2026-03-23"}]}}

    on: Day | None = None
    """Day of signing; without it today in the cluster."""


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
