"""Announcing a session in time, and who has read the notice."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from eduklaster.charter import notice
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import calendar_of, rulebook_of
from eduklaster.governance.enums import SeatState
from eduklaster.governance.selectors import composition_on
from eduklaster.kernel import bus, clock
from eduklaster.kernel.errors import InputError, RuleRefusal
from eduklaster.procedures.parties import Doer

from ..enums import ItemState, SessionKind, SessionState
from ..events import SessionNoticed
from ..models import Delivery, Session
from ..selectors import day_of
from .common import require_here, session_locked, written
from .opening import execution_first


@transaction.atomic
def session_notify(*, cluster: Cluster, session_id: int, doer: Doer, on: date) -> Session:
    """Announce a session to every holder of a seat and to the named alternates, in time by the charter.

    An extraordinary session takes the short notice, and its urgency has to be said.

    Raises:
        RuleRefusal: The notice would be late (`notice.late`), with the clause or default and the first possible day.
        InputError: The agenda is empty, or an extraordinary session has no reason.
    """
    session = session_locked(cluster, session_id, doer, SessionState.PLANNED)
    require_here(session)
    urgent = session.kind == SessionKind.EXTRAORDINARY
    if urgent and not session.urgency.strip():
        raise InputError("session.urgency", _("Say why the session cannot wait for the usual notice."))
    first = execution_first(session)  # what was decided after the session was planned may wait for an answer by now
    if not session.items.exclude(state=ItemState.REMOVED).exists():
        raise InputError("session.agenda", _("Put at least one item on the agenda before you announce the session."))
    day = day_of(session)
    verdict = notice.session_notice(
        rulebook_of(cluster, day),
        session.organ,
        sent=on,
        session=day,
        on=day,
        urgent=urgent,
        calendar=calendar_of(cluster),
    )
    if not verdict.allowed:
        raise RuleRefusal(
            verdict,
            _("The notice comes too late: sent on %(sent)s, the session may be held from %(earliest)s.")
            % {"sent": on.strftime("%d.%m.%Y"), "earliest": verdict.facts["earliest"].strftime("%d.%m.%Y")},
        )
    now = clock.now()
    rows = [row for row in composition_on(cluster, session.organ, day) if row.state == SeatState.FILLED and row.holding]
    Delivery.objects.bulk_create(
        [
            Delivery(
                session=session,
                seat=row.seat,
                person_id=person,
                is_alternate=alternate,
                version=session.version + 1,
                sent_at=now,
            )
            for row in rows
            if row.holding
            for person, alternate in ((row.holding.person_id, False), (row.holding.alternate_id, True))
            if person is not None
        ]
    )
    session.state, session.noticed_at, session.notice = SessionState.NOTICED, now, verdict.as_json()
    session.version += 1
    session.save()
    members, carried = [row.seat.pk for row in rows], [first.pk] if first else []
    written(session, doer, "noticed", verdict, members=members, carried=carried)
    bus.publish(SessionNoticed(session.pk))
    return session


@transaction.atomic
def delivery_read(*, session: Session, person_id: int) -> None:
    """Keep the first moment at which a member opened the notice; later ones change nothing."""
    session.deliveries.filter(person_id=person_id, read_at__isnull=True).update(read_at=clock.now())
