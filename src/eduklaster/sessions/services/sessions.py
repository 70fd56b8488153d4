"""Holding a session: opened with a quorum, failed or cancelled, closed with nothing left, minutes signed."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from eduklaster.charter.resolver import Scope
from eduklaster.charter.verdicts import Citation, Verdict
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.kernel import bus, clock
from eduklaster.kernel.errors import InputError, RuleRefusal, StateError
from eduklaster.people.models import Person
from eduklaster.procedures.parties import Doer

from ..enums import SessionKind, SessionState
from ..events import SessionCancelled, SessionClosed
from ..models import Session
from ..selectors import day_of, numbers_of, quorum_now, reconvene_until, remaining_of
from .common import require_here, session_locked, written
from .leading import leaders_check
from .opening import execution_freeze
from .planning import carry_over, session_next


@transaction.atomic
def session_open(
    *, cluster: Cluster, session_id: int, doer: Doer, chaired_by: Person | None = None, kept_by: Person | None = None
) -> Session:
    """Open a session with a quorum of those who are here; the verdict is frozen in it, and so is what is overdue.

    One held on paper was open on its day: from here on its items are written down.

    By correspondence nobody is here: the questions are open from the beginning, and each vote asks for its quorum of
    answers. Where nobody is named to preside, whoever chairs the organ and is here does.

    Raises:
        InputError: Whoever is to preside neither sits here now nor chairs the organ.
        StateError: It was not announced (`session.not_called`), or is called for a later day (`session.before_day`).
        RuleRefusal: There is no quorum (`quorum.missing`), with the clause or default.
    """
    session = session_locked(cluster, session_id, doer, SessionState.NOTICED, SessionState.PLANNED)
    _require_called(session)
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
    session.state, session.quorum = SessionState.OPEN, verdict.as_json()
    session.opened_at = clock.now() if session.entered_at is None else session.starts_at
    session.chaired_by, session.kept_by = leaders_check(session, chaired_by), kept_by
    session.version += 1
    session.save()
    execution_freeze(session)
    written(session, doer, "opened", verdict)
    return session


def _require_called(session: Session) -> None:
    """Refuse a session that is still being prepared here, or called for a later day; one held on paper was called on paper."""
    if session.state == SessionState.PLANNED and session.entered_at is None:
        raise StateError("session.not_called", _("Announce the session first."))
    if session.kind != SessionKind.CORRESPONDENCE and clock.today(session.cluster.time_zone) < day_of(session):
        raise StateError(
            "session.before_day",
            _(
                "The session is called for %(day)s: whoever has the notice may still come. To meet earlier, call it anew."
            ),
            day=day_of(session),
        )


@transaction.atomic
def session_fail(*, cluster: Cluster, session_id: int, doer: Doer) -> tuple[Session, date]:
    """Record that a session was not held for want of a quorum; returns it and the last day for holding it again."""
    session = session_locked(cluster, session_id, doer, SessionState.NOTICED, SessionState.PLANNED)
    _require_called(session)
    verdict = quorum_now(session)
    if verdict.allowed:
        raise StateError("session.has_quorum", _("There is a quorum: the session can be opened."))
    session.state, session.quorum = SessionState.FAILED, verdict.as_json()
    session.version += 1
    session.save()
    until = reconvene_until(session)
    written(session, doer, "failed", verdict, reconvene_until=until)
    return session, until


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
    if session.noticed_at is not None and session.entered_at is None:
        bus.publish(SessionCancelled(session.pk))
    return session


@transaction.atomic
def session_close(*, cluster: Cluster, session_id: int, doer: Doer) -> Session:
    """Close a session in the register when every item has an end and every waiting proposal a disposition.

    What it postponed comes onto the agenda that is being prepared, else onto the next.

    Raises:
        RuleRefusal: A proposal is left without a disposition (`session.proposals_left`), naming it, with the rule.
        StateError: A vote is under way, or an item is left without an end.
    """
    session = session_locked(cluster, session_id, doer, SessionState.OPEN)
    left, numbers = remaining_of(session), numbers_of(session)
    if left.votes:
        raise StateError(
            "session.votes_open",
            _("Close these votes first: %(items)s."),
            items="; ".join(f"{numbers[item.pk]}. {item.title}" for item in left.votes),
        )
    if left.proposals:
        raise _proposals_left(session, [f"№ {p.number} «{p.title}»" for p in left.proposals])
    if left.items:
        raise StateError(
            "session.items_left",
            _("Say how these items ended: %(items)s."),
            items="; ".join(f"{numbers[item.pk]}. {item.title}" for item in left.items),
        )
    session.state, session.closed_at = SessionState.CLOSED, clock.now()
    session.version += 1
    session.save()
    written(session, doer, "closed")
    following = session_next(cluster, session.organ)
    if following is not None:
        for item in carry_over(following):
            written(following, doer, "item_added", item=item.pk, title=item.title)
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
    """Record that the minutes are signed; from then on they are not changed, only corrected by a later session.

    Raises:
        StateError: The session was held on paper: its signed minutes are brought (`minutes_bring`).
    """
    session = session_locked(cluster, session_id, doer, SessionState.CLOSED)
    require_here(session)
    if on < day_of(session):
        raise InputError("minutes.before", _("Minutes are signed after the session."), field="on")
    session.state, session.minutes_signed_on = SessionState.SIGNED, on
    session.version += 1
    session.save()
    written(session, doer, "minutes_signed", on=on, signed_on=on)
    return session
