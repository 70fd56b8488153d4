"""The life of a session: planned, announced in time, opened with a quorum, closed with nothing left, minutes signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from eduklaster.charter import notice
from eduklaster.charter.calendar import add_period
from eduklaster.charter.resolver import Scope
from eduklaster.charter.verdicts import Citation, Verdict
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import calendar_of, rulebook_of
from eduklaster.clusters.services import cluster_lock
from eduklaster.governance.enums import SeatState
from eduklaster.governance.selectors import composition_on
from eduklaster.journal.services import journal_write
from eduklaster.kernel import bus, clock
from eduklaster.kernel.errors import InputError, RuleRefusal, StateError
from eduklaster.people.models import Person
from eduklaster.procedures.parties import Doer
from eduklaster.procedures.services import number_next

from ..access import require_keeper
from ..enums import ItemKind, ItemState, SessionKind, SessionState
from ..events import SessionCancelled, SessionClosed, SessionMoved, SessionNoticed, SessionWritten
from ..models import AgendaItem, Delivery, Session
from ..selectors import day_of, proposals_waiting, quorum_now, remaining_of
from .opening import execution_first, execution_freeze, questions_put


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """When and where an organ meets. `starts_at` and `ends_at` are aware moments."""

    kind: SessionKind
    starts_at: datetime
    ends_at: datetime | None = None
    place: str = ""
    link: str = ""
    urgency: str = ""


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
    carried = [*_carry_over(session), *questions_put(session)]
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


def _carry_over(session: Session) -> list[AgendaItem]:
    """Put on the agenda what waits: postponed items of the last session and proposals to be disposed of."""
    last = (
        Session.objects.filter(
            cluster=session.cluster, organ=session.organ, state__in=[SessionState.CLOSED, SessionState.SIGNED]
        )
        .order_by("-starts_at")
        .first()
    )
    items: list[AgendaItem] = []
    if last is not None:
        postponed = last.items.filter(state=ItemState.POSTPONED, continued_by__isnull=True)
        for item in postponed.exclude(kind=ItemKind.EXECUTION).order_by("position"):
            items.append(_continued(item, session, len(items) + 1))
    on_agenda = {item.proposal_id for item in items}
    for proposal in proposals_waiting(session):
        if proposal.pk not in on_agenda:
            items.append(
                AgendaItem.objects.create(
                    session=session,
                    position=len(items) + 1,
                    kind=ItemKind.PROPOSAL,
                    title=proposal.title,
                    speaker=proposal.author_label,
                    proposal=proposal,
                )
            )
    return items


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
def session_notify(*, cluster: Cluster, session_id: int, doer: Doer, on: date) -> Session:
    """Announce a session to every holder of a seat and to the named alternates, in time by the charter.

    An extraordinary session takes the short notice, and its urgency has to be said.

    Raises:
        RuleRefusal: The notice would be late (`notice.late`), with the clause or default and the first possible day.
        InputError: The agenda is empty, or an extraordinary session has no reason.
    """
    session = session_locked(cluster, session_id, doer, SessionState.PLANNED)
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


@transaction.atomic
def session_open(
    *, cluster: Cluster, session_id: int, doer: Doer, chaired_by: Person | None = None, kept_by: Person | None = None
) -> Session:
    """Open a session with a quorum of those who are here; the verdict is frozen in it, and so is what is overdue.

    By correspondence nobody is here: the questions are open from the beginning, and each vote asks for its quorum of
    answers.

    Raises:
        RuleRefusal: There is no quorum (`quorum.missing`), with the clause or default.
    """
    session = session_locked(cluster, session_id, doer, SessionState.NOTICED)
    verdict = quorum_now(session)
    if session.kind == SessionKind.CORRESPONDENCE:
        if clock.now() < session.starts_at:
            raise StateError("session.not_begun", _("The time to answer has not begun."))
    elif not verdict.allowed:
        raise RuleRefusal(
            verdict,
            _("There is no quorum: %(present)s present, %(needed)s needed.")
            % {"present": verdict.facts.get("present"), "needed": verdict.facts.get("quorum_needed")},
        )
    session.state, session.opened_at, session.quorum = SessionState.OPEN, clock.now(), verdict.as_json()
    session.chaired_by, session.kept_by = chaired_by, kept_by
    session.version += 1
    session.save()
    execution_freeze(session)
    written(session, doer, "opened", verdict)
    return session


@transaction.atomic
def session_fail(*, cluster: Cluster, session_id: int, doer: Doer) -> tuple[Session, date]:
    """Record that a session was not held for want of a quorum; returns it and the last day for holding it again."""
    session = session_locked(cluster, session_id, doer, SessionState.NOTICED)
    verdict = quorum_now(session)
    if verdict.allowed:
        raise StateError("session.has_quorum", _("There is a quorum: the session can be opened."))
    session.state, session.quorum = SessionState.FAILED, verdict.as_json()
    session.version += 1
    session.save()
    until = reconvene_until(session)
    written(session, doer, "failed", verdict, reconvene_until=until)
    return session, until


def reconvene_until(session: Session) -> date:
    """Return the last day on which a session without a quorum is to be held again."""
    day = day_of(session)
    rule = rulebook_of(session.cluster, day).ask("quorum.reconvene_within", on=day, scope=Scope(organ=session.organ))
    return add_period(day, rule.value, calendar_of(session.cluster))


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
    items = [
        _continued(item, session, item.position)
        for item in failed.items.exclude(state=ItemState.REMOVED).order_by("position")
    ]
    written(
        session, doer, "reconvened", starts_at=plan.starts_at, reconvenes=failed.pk, carried=[one.pk for one in items]
    )
    return session


@transaction.atomic
def session_cancel(*, cluster: Cluster, session_id: int, reason: str, doer: Doer) -> Session:
    """Cancel a session that is not open yet; members who had the notice are told."""
    session = session_locked(cluster, session_id, doer, SessionState.PLANNED, SessionState.NOTICED)
    if not reason.strip():
        raise InputError("session.reason", _("Say why the session is cancelled."), field="reason")
    session.state, session.reason = SessionState.CANCELLED, reason.strip()
    session.version += 1
    session.save()
    written(session, doer, "cancelled")
    if session.noticed_at is not None:
        bus.publish(SessionCancelled(session.pk))
    return session


@transaction.atomic
def session_close(*, cluster: Cluster, session_id: int, doer: Doer) -> Session:
    """Close a session in the register when every item has an end and every waiting proposal a disposition.

    Raises:
        RuleRefusal: A proposal is left without a disposition (`session.proposals_left`), naming it, with the rule.
        StateError: An item is left without an end.
    """
    session = session_locked(cluster, session_id, doer, SessionState.OPEN)
    left = remaining_of(session)
    if left.proposals:
        raise _proposals_left(session, [f"№ {p.number} «{p.title}»" for p in left.proposals])
    if left.items:
        raise StateError(
            "session.items_left",
            _("Say how these items ended: %(items)s."),
            items="; ".join(f"{item.position}. {item.title}" for item in left.items),
        )
    session.state, session.closed_at = SessionState.CLOSED, clock.now()
    session.version += 1
    session.save()
    written(session, doer, "closed")
    bus.publish(SessionClosed(session.pk))
    return session


def _proposals_left(session: Session, names: list[str]) -> RuleRefusal:
    day = day_of(session)
    rule = rulebook_of(session.cluster, day).ask("proposals.disposed_within", on=day, scope=Scope(organ=session.organ))
    citation = Citation.of(rule)
    verdict = Verdict(False, "session.proposals_left", (citation,) if citation else (), {"proposals": names}, (rule,))
    return RuleRefusal(
        verdict,
        _("Accept, decline with a reason, or defer to a date: %(proposals)s.") % {"proposals": "; ".join(names)},
    )


@transaction.atomic
def minutes_sign(*, cluster: Cluster, session_id: int, doer: Doer, on: date) -> Session:
    """Record that the minutes are signed; from then on they are not changed, only corrected by a later session."""
    session = session_locked(cluster, session_id, doer, SessionState.CLOSED)
    if on < day_of(session):
        raise InputError("minutes.before", _("Minutes are signed after the session."), field="on")
    session.state, session.minutes_signed_on = SessionState.SIGNED, on
    session.version += 1
    session.save()
    written(session, doer, "minutes_signed", on=on, signed_on=on)
    return session
