"""Who sees a session, who calls and keeps it, who may file and answer proposals."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from eduklaster.charter.resolver import Scope
from eduklaster.charter.schema import Charter
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.governance.access import keeps
from eduklaster.kernel.errors import AccessError, NotFound
from eduklaster.people.access import Viewer
from eduklaster.procedures.access import is_insider
from eduklaster.procedures.parties import Doer

from .enums import PAPER_TOLD, SessionState
from .models import Proposal, Session
from .selectors import proposals_of, sessions_of

ANNOUNCED = [SessionState.NOTICED, SessionState.OPEN, SessionState.CLOSED, SessionState.SIGNED, SessionState.FAILED]


def belongs(viewer: Viewer) -> bool:
    """Whether somebody is something in the cluster; the platform's administrator as such is not."""
    return any(capacity.kind != "admin" for capacity in viewer.capacities)


def seats_in(viewer: Viewer) -> set[str]:
    """Return the organs in which somebody sits or which somebody chairs."""
    return {c.party.partition(":")[2] for c in viewer.capacities if c.kind in {"seat", "chair"}}


def require_keeper(cluster: Cluster, organ: str, doer: Doer, charter: Charter) -> None:
    """Refuse somebody who may not call and keep the sessions of an organ."""
    if not keeps(charter, organ, doer):
        raise AccessError(
            "sessions.keeper", _("Sessions are called and kept by the chair, by whoever convenes, or by the secretary.")
        )


def sessions_visible_to(cluster: Cluster, viewer: Viewer) -> QuerySet[Session]:
    """Return the sessions that somebody may see.

    Insiders see all, members those of their organs, everybody with a capacity the announced ones; guests see none here.
    One held on paper is told when it is entered as a whole.
    """
    rows = sessions_of(cluster)
    if is_insider(viewer):
        return rows
    if not belongs(viewer):
        return rows.none()
    told = Q(state__in=ANNOUNCED) & (Q(entered_at__isnull=True) | Q(state__in=PAPER_TOLD))
    return rows.filter(Q(organ__in=seats_in(viewer)) | told)


def session_visible(cluster: Cluster, viewer: Viewer, pk: int) -> Session:
    """Return a session that somebody may see; a hidden and a missing one answer alike."""
    found = sessions_visible_to(cluster, viewer).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def proposals_visible_to(cluster: Cluster, viewer: Viewer) -> QuerySet[Proposal]:
    """Return the proposals that somebody may see: those who are something in the cluster see all, others none."""
    rows = proposals_of(cluster)
    return rows if belongs(viewer) else rows.none()


def charter_on(cluster: Cluster, viewer: Viewer) -> Charter:
    """Return the charter of the viewer's day."""
    return rulebook_of(cluster, viewer.on).charter


def answered_by_keeper(cluster: Cluster, organ: str, on: date) -> bool:
    """Whether whoever keeps the sessions of an organ answers its proposals also between them (`proposals.answered_in`)."""
    rule = rulebook_of(cluster, on).ask("proposals.answered_in", on=on, scope=Scope(organ=organ))
    return bool(rule.value == "keeper")
