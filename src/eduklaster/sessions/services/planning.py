"""Planning a session, giving it another day, calling it again; what waits comes onto its agenda."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from eduklaster.charter.resolver import Scope
from eduklaster.charter.verdicts import Citation, Verdict
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.clusters.services import cluster_lock
from eduklaster.kernel import bus, clock
from eduklaster.kernel.errors import InputError, RuleRefusal, StateError
from eduklaster.procedures.parties import Doer
from eduklaster.procedures.services import number_next

from ..access import require_keeper
from ..enums import ItemKind, ItemState, SessionKind, SessionState
from ..events import SessionMoved
from ..models import AgendaItem, Proposal, Session
from ..selectors import day_of, items_left, proposals_waiting, reconvene_until
from .common import require_here, session_locked, written
from .opening import execution_first, questions_put


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """When and where an organ meets. `starts_at` and `ends_at` are aware moments."""

    kind: SessionKind
    starts_at: datetime
    ends_at: datetime | None = None
    place: str = ""
    link: str = ""
    urgency: str = ""


@transaction.atomic
def session_plan(*, cluster: Cluster, organ: str, plan: SessionPlan, doer: Doer) -> Session:
    """Plan a session; open items, waiting proposals and questions of the organ are put on its agenda.

    Execution of earlier decisions stands first.

    Raises:
        InputError: The moment is past, or a session by correspondence has no end.
        AccessError: Somebody who does not keep the sessions of the organ.
    """
    cluster_lock(cluster)
    on = plan.starts_at.astimezone(ZoneInfo(cluster.time_zone)).date()
    charter = rulebook_of(cluster, on).charter
    if organ not in charter.organs or charter.organs[organ].is_organisation:
        raise InputError("session.organ", _("This organ holds no sessions."), field="organ")
    require_keeper(cluster, organ, doer, charter)
    _check(plan)
    session = _create(cluster, organ, plan, on)
    carried = [*carry_over(session), *questions_put(session)]
    first = execution_first(session)
    carried = [first, *carried] if first else carried
    written(session, doer, "planned", kind=plan.kind, starts_at=plan.starts_at, carried=[one.pk for one in carried])
    return session


def _check(plan: SessionPlan) -> None:
    if plan.starts_at < clock.now():
        raise InputError("session.past", _("Choose a moment that is still to come."), field="starts_at")
    if plan.kind == SessionKind.CORRESPONDENCE and plan.ends_at is None:
        raise InputError("session.ends", _("Say until when answers are taken."), field="ends_at")
    if plan.ends_at is not None and plan.ends_at <= plan.starts_at:
        raise InputError("session.ends_before", _("The end comes after the beginning."), field="ends_at")
    if plan.kind != SessionKind.CORRESPONDENCE and not plan.place and not plan.link:
        raise InputError("session.nowhere", _("Name a place, or give a link."), field="place")


def _create(cluster: Cluster, organ: str, plan: SessionPlan, on: date, reconvenes: Session | None = None) -> Session:
    return Session.objects.create(
        cluster=cluster,
        organ=organ,
        year=on.year,
        number=number_next(cluster, f"session:{organ}", on.year),
        kind=plan.kind,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        place=plan.place,
        link=plan.link,
        urgency=plan.urgency,
        reconvenes=reconvenes,
    )


def carry_over(session: Session) -> list[AgendaItem]:
    """Put at the end of an agenda what waits and is not on it: items left open earlier and proposals to be disposed of."""
    last = session.items.aggregate(last=Max("position"))["last"] or 0
    on_agenda = {item.continues_id for item in session.items.all()}
    items = _all_continued([one for one in items_left(session) if one.pk not in on_agenda], session, last + 1)
    named = set(session.items.values_list("proposal_id", flat=True))
    return items + [proposal_put(session, one) for one in proposals_waiting(session) if one.pk not in named]


def session_next(cluster: Cluster, organ: str) -> Session | None:
    """Return the session of an organ that is being prepared, the earliest of several."""
    rows = Session.objects.filter(cluster=cluster, organ=organ, state=SessionState.PLANNED, entered_at__isnull=True)
    return rows.select_related("cluster").order_by("starts_at", "pk").first()


def proposal_put(session: Session, proposal: Proposal) -> AgendaItem:
    """Put a proposal at the end of an agenda."""
    last = session.items.aggregate(last=Max("position"))["last"] or 0
    return AgendaItem.objects.create(
        session=session,
        position=last + 1,
        kind=ItemKind.PROPOSAL,
        title=proposal.title,
        speaker=proposal.author_label,
        proposal=proposal,
    )


def _all_continued(items: Sequence[AgendaItem], session: Session, first: int) -> list[AgendaItem]:
    """Take items over; one stands under another where both are taken over."""
    copies = {item.pk: _continued(item, session, position) for position, item in enumerate(items, first)}
    for item in items:
        if item.parent_id in copies:
            copies[item.pk].parent = copies[item.parent_id]
            copies[item.pk].save(update_fields=["parent"])
    return list(copies.values())


def _continued(item: AgendaItem, session: Session, position: int) -> AgendaItem:
    return AgendaItem.objects.create(
        session=session,
        position=position,
        kind=item.kind,
        title=item.title,
        speaker=item.speaker,
        case=item.case,
        step=item.step,
        proposal=item.proposal,
        continues=item,
    )


@transaction.atomic
def session_move(*, cluster: Cluster, session_id: int, plan: SessionPlan, doer: Doer) -> Session:
    """Give a session another day, hour or place. One that was announced has to be announced again."""
    session = session_locked(cluster, session_id, doer, SessionState.PLANNED, SessionState.NOTICED)
    require_here(session)
    _check(plan)
    before = {"starts_at": session.starts_at, "place": session.place, "link": session.link}
    session.kind, session.starts_at, session.ends_at = plan.kind, plan.starts_at, plan.ends_at
    session.place, session.link, session.urgency = plan.place, plan.link, plan.urgency
    session.version += 1
    session.state, session.notice = SessionState.PLANNED, {}
    session.save()
    written(session, doer, "moved", before=before, starts_at=session.starts_at)
    if session.noticed_at is not None:  # whoever was told once has a day in the calendar, even if it was moved before
        bus.publish(SessionMoved(session.pk))
    return session


@transaction.atomic
def session_reconvene(*, cluster: Cluster, session_id: int, plan: SessionPlan, doer: Doer) -> Session:
    """Call again a session that had no quorum, with the same agenda, within the term of the charter.

    Raises:
        RuleRefusal: The day lies after the term (`session.reconvene_late`).
        StateError: It was called again already.
    """
    failed = session_locked(cluster, session_id, doer, SessionState.FAILED)
    if Session.objects.filter(reconvenes=failed).exists():
        raise StateError("session.reconvened", _("This session was called again already."))
    _check(plan)
    on = plan.starts_at.astimezone(ZoneInfo(cluster.time_zone)).date()
    until = reconvene_until(failed)
    if on > until:
        day = day_of(failed)
        rule = rulebook_of(cluster, day).ask("quorum.reconvene_within", on=day, scope=Scope(organ=failed.organ))
        citation = Citation.of(rule)
        raise RuleRefusal(
            Verdict(False, "session.reconvene_late", (citation,) if citation else (), {"until": until}, (rule,)),
            _("It has to be held again by %(until)s.") % {"until": until.strftime("%d.%m.%Y")},
        )
    session = _create(cluster, failed.organ, plan, on, reconvenes=failed)
    items = _all_continued(list(failed.items.exclude(state=ItemState.REMOVED).order_by("position")), session, 1)
    written(
        session, doer, "reconvened", starts_at=plan.starts_at, reconvenes=failed.pk, carried=[one.pk for one in items]
    )
    return session
