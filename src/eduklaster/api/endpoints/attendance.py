"""Who takes part in a session, and its quorum."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest
from ninja import Router

from eduklaster.procedures.access import doer_of
from eduklaster.sessions.enums import Attending
from eduklaster.sessions.presenters import SessionRoom
from eduklaster.sessions.services import attendance_set

from ..contract import operation
from ..inputs import BodyId, Code, In, PathId
from .common import Out, at, example
from .session_shapes import QUORUM, QuorumOut, quorum_shown, room_of

router = Router(tags=["sessions"])


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
        quorum=QUORUM,
        seats=[
            {"seat": 12, "label": "Директор ліцею № 5", "holder": "Лугова Анна Іванівна", "can_attend": True,
             "how": "room", "note": ""}
        ],
    )  # fmt: skip

    quorum: QuorumOut
    """As attendance stands now."""
    seats: list[AttendeeOut]
    """Every seat of the organ on the day."""


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


def _attendance(room: SessionRoom) -> AttendanceOut:
    return AttendanceOut(
        quorum=quorum_shown(room),
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
    return _attendance(room_of(found, viewer, session))


@operation(router, "put", "/clusters/{cluster}/sessions/{session}/attendance", AttendanceOut)
def record_attendance(request: HttpRequest, cluster: Code, session: PathId, body: AttendanceIn) -> AttendanceOut:
    """Record who takes part; the quorum is counted at once.

    While a session is open, somebody who is newly there came now, and somebody who is no longer there left now.
    """
    found, viewer = at(request, cluster)
    room = room_of(found, viewer, session, keeper=True)
    given = {one.seat: Attending(one.how) for one in body.seats}
    attendance_set(cluster=found, session_id=room.session.pk, given=given, doer=doer_of(viewer))
    return _attendance(room_of(found, viewer, session))


@operation(router, "get", "/clusters/{cluster}/sessions/{session}/quorum", QuorumOut)
def get_quorum(request: HttpRequest, cluster: Code, session: PathId) -> QuorumOut:
    """Whether those who are here may decide, with the rule."""
    found, viewer = at(request, cluster)
    return quorum_shown(room_of(found, viewer, session))
