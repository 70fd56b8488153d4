"""What every write of a session does: it locks, asks who keeps the session, and journals."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from eduklaster.charter.verdicts import Verdict
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.clusters.services import cluster_lock
from eduklaster.journal.services import journal_write
from eduklaster.kernel import bus, clock
from eduklaster.kernel.errors import StateError
from eduklaster.procedures.parties import Doer

from ..access import require_keeper
from ..enums import SessionState
from ..events import SessionWritten
from ..models import Session
from ..selectors import day_of


def session_locked(cluster: Cluster, pk: int, doer: Doer, *states: SessionState) -> Session:
    """Lock the cluster and a session, check who asks and its state; an empty `states` takes any."""
    cluster_lock(cluster)
    session = Session.objects.select_for_update(of=("self",)).select_related("cluster").get(pk=pk, cluster=cluster)
    require_keeper(cluster, session.organ, doer, rulebook_of(cluster, clock.today(cluster.time_zone)).charter)
    if states and session.state not in states:
        raise StateError(
            "session.state", _("The session is %(state)s; this cannot be done now."), state=session.get_state_display()
        )
    return session


def require_here(session: Session) -> None:
    """Refuse what is done only with a session that is held on the platform."""
    if session.entered_at is not None:
        raise StateError(
            "session.on_paper",
            _("This session was held on paper and is entered afterwards; this cannot be done with it."),
        )


def written(
    session: Session, doer: Doer, action: str, verdict: Verdict | None = None, *, on: date | None = None, **facts: Any
) -> None:
    """Put a change of a session into the journal, with the verdict it rests on.

    What is prepared before the session happens today; what is entered after it belongs to the day of the session.
    """
    journal_write(
        chain=session.cluster.code,
        actor=doer.actor,
        action=f"session.{action}",
        subject=session,
        on=on or min(day_of(session), clock.today(session.cluster.time_zone)),
        citations=[c.as_json() for c in verdict.citations] if verdict is not None else (),
        facts={
            "organ": session.organ,
            "number": session.number,
            **(verdict.as_json()["facts"] if verdict is not None else {}),
            **facts,
        },
    )
    bus.publish(SessionWritten(session.pk))
