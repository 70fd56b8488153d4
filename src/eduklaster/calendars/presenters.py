"""Sessions and terms as appointments, in the language that is active. No name, no title of a case, no link to come in by."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from eduklaster.charter.messages import citation_words, matter_words, step_words
from eduklaster.charter.schema import Charter
from eduklaster.clusters.models import Cluster
from eduklaster.execution.models import Task
from eduklaster.execution.presenters import task_url
from eduklaster.execution.selectors.obligations import Obligation
from eduklaster.procedures.models import CaseStep
from eduklaster.procedures.presenters import language
from eduklaster.procedures.selectors import chain_for, charter_for
from eduklaster.sessions.enums import SessionKind, SessionState
from eduklaster.sessions.models import Session
from eduklaster.sessions.presenters import session_title

from .maker import CANCELLED, CONFIRMED, TENTATIVE, Appointment, uid_of

_STATES = {
    SessionState.PLANNED: TENTATIVE,  # one that was announced and moved: it is called anew
    SessionState.FAILED: CANCELLED,  # there was no quorum, so it was not held
    SessionState.CANCELLED: CANCELLED,
}


def site() -> str:
    """Return the address of the installation, without a slash at its end."""
    return settings.SITE_URL.rstrip("/")


def session_uid(session: Session) -> str:
    """Return the name of a session in calendars: the same for good, and another in every installation."""
    return uid_of(session.cluster.code, "sessions", session.pk, session.created_at.isoformat())


def session_appointment(
    session: Session,
    charter: Charter,
    *,
    changed_at: datetime,
    agenda: Sequence[str] = (),
    is_called: bool = True,
    page: str = "sessions:session",
) -> Appointment:
    """Return a session: tentative while it is moved and not called anew, struck out where it is not held.

    `is_called` is false for who was called once and is no longer; `page` is where its reader reads of it. One by correspondence makes nobody busy.
    """
    cluster = session.cluster
    zone = ZoneInfo(cluster.time_zone)
    return Appointment(
        uid=session_uid(session),
        sequence=session.version,
        changed_at=changed_at,
        begins=session.starts_at.astimezone(zone),
        ends=session.ends_at.astimezone(zone) if session.ends_at else None,
        summary=f"{session_title(session, charter)} · {cluster.short_name.in_(language())}",
        status=_STATES.get(SessionState(session.state), CONFIRMED) if is_called else CANCELLED,
        is_busy=session.kind != SessionKind.CORRESPONDENCE,
        location=session.place,
        url=site() + reverse(page, args=[cluster.code, session.pk]),
        description="\n".join(agenda),
    )


def term_appointment(row: CaseStep, changed_at: datetime, sequence: int) -> Appointment:
    """Return the last day of an open step as a whole day; it takes nobody's time.

    A step has no version of its own: the number of entries about its case rises with everything that can move it.
    """
    case, charter = row.case, charter_for(row.case)
    assert row.due_on is not None  # noqa: S101 -- the selector asks for steps with a term alone
    step = step_words(chain_for(case).step(row.step), language())
    words = matter_words(charter, case.matter, language())
    return Appointment(
        uid=uid_of(case.cluster.code, "steps", row.pk, case.opened_on.isoformat()),
        sequence=sequence,
        changed_at=changed_at,
        begins=row.due_on,
        summary=_("Last day: %(step)s") % {"step": step} + f" · {case.cluster.short_name.in_(language())}",
        description=_("%(matter)s, case № %(number)s") % {"matter": words, "number": case.reference},
        is_busy=False,
        url=site() + reverse("procedures:case", args=[case.cluster.code, case.pk]),
    )


def task_appointment(task: Task, changed_at: datetime, sequence: int) -> Appointment:
    """Return the last day of a task as a whole day; its words stay on the page, since they may name somebody."""
    cluster = task.cluster
    return Appointment(
        uid=uid_of(cluster.code, "tasks", task.pk, task.set_on.isoformat()),
        sequence=sequence,
        changed_at=changed_at,
        begins=task.due_on,
        summary=_("Last day: task № %(number)s") % {"number": task.reference}
        + f" · {cluster.short_name.in_(language())}",
        is_busy=False,
        url=site() + task_url(task),
    )


def duty_appointment(row: Obligation, cluster: Cluster, charter: Charter, changed_at: datetime) -> Appointment:
    """Return a day by which the charter obliges somebody, as a whole day with its clause.

    It hangs on no row: its name is made of what is owed and of the day, so that another day is another entry.
    """
    return Appointment(
        uid=uid_of(cluster.code, "duties", row.key, row.when.isoformat()),
        sequence=0,
        changed_at=changed_at,
        begins=row.when,
        summary=f"{row.title} · {cluster.short_name.in_(language())}",
        description="; ".join(citation_words(one, language(), charter) for one in row.citations),
        is_busy=False,
        url=site() + row.url,
    )
