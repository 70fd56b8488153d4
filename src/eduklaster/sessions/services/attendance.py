"""Who is there: in the room, remotely, by an alternate; who came late or left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from eduklaster.charter.resolver import Scope
from eduklaster.charter.verdicts import Citation, Verdict
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.governance.enums import SeatState
from eduklaster.governance.selectors import composition_on
from eduklaster.governance.services import alternates_check
from eduklaster.kernel import clock
from eduklaster.kernel.errors import InputError, RuleRefusal
from eduklaster.procedures.parties import Doer

from ..enums import Attending, SessionState
from ..models import Attendance, Session
from ..selectors import HERE, day_of, quorum_now
from .common import session_locked, written


@transaction.atomic
def attendance_set(*, cluster: Cluster, session_id: int, given: Mapping[int, Attending], doer: Doer) -> Session:
    """Record how seats take part; seats that are not named keep what was said of them.

    While a session is open, somebody who is newly there came now, and somebody who is no longer there left now. Of one
    held on paper the list is corrected as a whole, as long as there is a quorum with it.

    Raises:
        InputError: A seat of another organ, one without a holder, or an alternate where none is named.
        RuleRefusal: Remote attendance, or an alternate, where the charter does not allow it (`attendance.remote`,
            `attendance.alternate`).
    """
    on_paper = Session.objects.filter(pk=session_id, entered_at__isnull=False).exists()
    before_opening = SessionState.PLANNED if on_paper else SessionState.NOTICED
    session = session_locked(cluster, session_id, doer, before_opening, SessionState.OPEN)
    day = day_of(session)
    seats = {row.seat.pk: row for row in composition_on(cluster, session.organ, day)}
    if Attending.REMOTE in given.values():
        _allow_remote(session)
    if Attending.ALTERNATE in given.values():
        alternates_check(rulebook_of(cluster, day).ask("voting.delegation", on=day, scope=Scope(organ=session.organ)))
    known = {row.seat_id: row for row in session.attendance.select_for_update()}
    now = session.starts_at if on_paper else clock.now()
    changed: dict[str, Any] = {}
    for seat_id, how in given.items():
        row = seats.get(seat_id)
        if row is None or row.state != SeatState.FILLED or row.holding is None:
            raise InputError("attendance.seat", _("Only a filled seat of this organ can be present."))
        if how == Attending.ALTERNATE and row.holding.alternate_id is None:
            raise InputError(
                "attendance.alternate", _("No alternate is named for «%(seat)s»."), seat=str(row.seat.label)
            )
        before = known.get(seat_id)
        if before is not None and before.how == how and (how not in HERE or before.left_at is None):
            continue
        entry = before or Attendance(session=session, seat=row.seat)
        was_here = before is not None and before.how in HERE and before.left_at is None
        if how in HERE:
            entry.how, entry.left_at = how, None
            entry.came_at = entry.came_at if was_here else now
        elif was_here and session.state == SessionState.OPEN and not on_paper:
            entry.left_at = now
        else:
            entry.how, entry.came_at, entry.left_at = how, None, None
        entry.person_id = row.holding.alternate_id if entry.how == Attending.ALTERNATE else row.holding.person_id
        entry.save()
        changed.setdefault(f"seats_{how}", []).append(seat_id)
    if changed:
        verdict = _quorum_again(session) if on_paper and session.state == SessionState.OPEN else None
        written(session, doer, "attendance", verdict, **changed)
    return session


def _quorum_again(session: Session) -> Verdict:
    verdict = quorum_now(session)
    if not verdict.allowed:
        raise RuleRefusal(verdict, _("With this list there is no quorum, but the session is entered as held."))
    session.quorum = verdict.as_json()
    session.save(update_fields=["quorum"])
    return verdict


def _allow_remote(session: Session) -> None:
    day = day_of(session)
    rule = rulebook_of(session.cluster, day).ask("voting.remote", on=day, scope=Scope(organ=session.organ))
    if not rule.value:
        citation = Citation.of(rule)
        refused = Verdict(False, "attendance.remote", (citation,) if citation else (), {}, (rule,))
        raise RuleRefusal(refused, _("Members take part in person only."))
