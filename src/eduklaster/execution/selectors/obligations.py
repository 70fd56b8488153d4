"""Everything that somebody has to do by a day, each with its clause: what the records know and what the charter obliges to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from eduklaster.charter.matters import parties_of
from eduklaster.charter.messages import parties_words, party_words, step_words
from eduklaster.charter.schema import Charter
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.membership.access import agreements_visible_to
from eduklaster.membership.enums import AgreementState
from eduklaster.people.access import Viewer
from eduklaster.procedures.access import cases_visible_to, delegations_visible_to
from eduklaster.procedures.presenters import language
from eduklaster.procedures.selectors import chain_for, charter_for, steps_waiting
from eduklaster.sessions.access import belongs, sessions_visible_to
from eduklaster.sessions.enums import SessionState
from eduklaster.sessions.presenters import session_title

from ..access import tasks_visible_to
from ..enums import OPEN, DutyKind


@dataclass(frozen=True, slots=True)
class Obligation:
    """One thing that somebody has to do by a day, or that ends on it.

    `when` is the day in the cluster's time zone; a session has its aware moments besides. `parties` are those who have to
    do it (`office:head`, `chair:council`, `participant:17`), `who` the same in words of the active language. `citations`
    say by which clause, default or act. `key` stays the same from one reading to the next.
    """

    key: str
    when: date
    kind: DutyKind
    title: str
    url: str
    who: str = ""
    parties: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    is_stopped: bool = False
    """The term stands still: the day may be over and nothing is late."""
    words: dict[str, str] = field(default_factory=dict)
    """The title in three languages, where it is told in letters."""


_OF_SESSIONS = {DutyKind.MINUTES, DutyKind.PROPOSAL}


def obligations(cluster: Cluster, viewer: Viewer, since: date, until: date) -> list[Obligation]:
    """Return what is to be done from one day until another, both included, as far as somebody may see it; by day.

    The words are in the language that is active.
    """
    from .charter_days import charter_duties

    charter = rulebook_of(cluster, viewer.on).charter
    span = (since, until)
    found = [
        *_tasks(cluster, viewer, span),
        *_steps(cluster, viewer, span),
        *_sessions(cluster, viewer, charter, span),
        *_delegations(cluster, viewer, span),
        *_agreements(cluster, viewer, span),
        *(
            row
            for row in charter_duties(cluster, viewer.on, since, until)
            if belongs(viewer) or row.kind not in _OF_SESSIONS
        ),
    ]
    return sorted(found, key=lambda row: (row.when, row.kind, row.key))


def _cited(rows: Iterable[dict[str, Any]]) -> tuple[Citation, ...]:
    return tuple(Citation(**row) for row in rows)


def _tasks(cluster: Cluster, viewer: Viewer, span: tuple[date, date]) -> Iterator[Obligation]:
    for task in tasks_visible_to(cluster, viewer).filter(state__in=OPEN, due_on__range=span):
        url = reverse("execution:task", args=[cluster.code, task.pk])
        who, cited = str(task.owner_label), _cited(task.citations)
        yield Obligation(
            f"task:{task.pk}",
            task.due_on,
            DutyKind.TASK,
            str(task),
            url,
            who,
            (task.owner,),
            cited,
            is_stopped=task.stopped_on is not None,
        )


def _steps(cluster: Cluster, viewer: Viewer, span: tuple[date, date]) -> Iterator[Obligation]:
    rows = steps_waiting(cluster, span[1]).filter(due_on__range=span, case__in=cases_visible_to(cluster, viewer))
    for row in rows.select_related("case__version", "case__cluster"):
        assert row.due_on is not None  # noqa: S101 -- filtered above
        step, charter = chain_for(row.case).step(row.step), charter_for(row.case)
        parties = tuple(parties_of(step))
        citation = Citation.of(step)
        yield Obligation(
            f"step:{row.pk}",
            row.due_on,
            DutyKind.STEP,
            f"{step_words(step, language())}: {row.case.title}",
            reverse("procedures:case", args=[cluster.code, row.case_id]),
            parties_words(parties, language(), charter),
            parties,
            (citation,) if citation else (),
        )


def _sessions(cluster: Cluster, viewer: Viewer, charter: Charter, span: tuple[date, date]) -> Iterator[Obligation]:
    zone = ZoneInfo(cluster.time_zone)
    rows = sessions_visible_to(cluster, viewer).filter(starts_at__date__lte=span[1])
    held = (SessionState.PLANNED, SessionState.NOTICED, SessionState.OPEN)
    for session in rows.filter(starts_at__date__gte=span[0], state__in=held, entered_at__isnull=True):
        yield Obligation(
            f"session:{session.pk}",
            session.starts_at.astimezone(zone).date(),
            DutyKind.SESSION,
            session_title(session, charter),
            reverse("sessions:session", args=[cluster.code, session.pk]),
            party_words(f"organ:{session.organ}", language(), charter),
            (f"member:{session.organ}", f"chair:{session.organ}"),
            _cited(session.notice.get("citations", ())),
            session.starts_at,
            session.ends_at,
        )


def _delegations(cluster: Cluster, viewer: Viewer, span: tuple[date, date]) -> Iterator[Obligation]:
    for row in delegations_visible_to(cluster, viewer).filter(revoked_on__isnull=True, valid_until__range=span):
        yield Obligation(
            f"delegation:{row.pk}",
            row.valid_until,
            DutyKind.DELEGATION,
            _("A delegation ends: %(duty)s") % {"duty": row.label},
            reverse("procedures:delegation", args=[cluster.code, row.pk]),
            str(row.label),
            (row.party,),
        )


def _agreements(cluster: Cluster, viewer: Viewer, span: tuple[date, date]) -> Iterator[Obligation]:
    rows = agreements_visible_to(viewer).filter(state=AgreementState.SIGNED, valid_until__range=span)
    for row in rows:
        assert row.valid_until is not None  # noqa: S101 -- filtered above
        yield Obligation(
            f"agreement:{row.pk}",
            row.valid_until,
            DutyKind.AGREEMENT,
            _("An agreement ends: %(subject)s") % {"subject": row.subject},
            reverse("membership:agreements", args=[cluster.code]),
        )
