"""Putting a session on record that was held on paper: as it was, by the rules and the composition of its own day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from eduklaster.charter import notice
from eduklaster.charter.messages import sentence_of
from eduklaster.charter.verdicts import Verdict
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import calendar_of, rulebook_of, version_in_force
from eduklaster.clusters.services import cluster_lock
from eduklaster.governance.enums import SeatState
from eduklaster.governance.selectors import composition_on
from eduklaster.kernel import clock
from eduklaster.kernel.errors import InputError, RuleRefusal, StateError
from eduklaster.procedures.parties import Doer
from eduklaster.procedures.services import number_next

from ..access import require_keeper
from ..enums import SessionKind, SessionState
from ..models import Session
from ..selectors import day_of
from .agenda import upload_checked
from .common import session_locked, written


@dataclass(frozen=True, slots=True)
class PaperSession:
    """A session as its papers tell it. `noticed_on` is None where no notice was given; `starts_at` is an aware moment."""

    kind: SessionKind
    starts_at: datetime
    place: str
    noticed_on: date | None
    number: str = ""
    urgency: str = ""
    shortfall: str = ""


@transaction.atomic
def session_enter(*, cluster: Cluster, organ: str, paper: PaperSession, doer: Doer) -> Session:
    """Put a session on record that was held on paper; attendance, items and signed minutes follow.

    It gets the next number of its organ and year, whenever it was held: numbers stay without gaps and are never given
    anew. Nobody is written to, and nothing is carried over onto its agenda. Its notice is judged by the rule of its day;
    one that was late or not given is no bar, since the session was held, but it has to be said and stays on record.

    Raises:
        InputError: The day is still to come; no charter was in force, the organ was not there or nobody sat in it then.
        RuleRefusal: The notice was late or not given (`notice.late`, `notice.missing`), and nothing is said of it.
        AccessError: Somebody who does not keep the sessions of the organ.
    """
    cluster_lock(cluster)
    require_keeper(cluster, organ, doer, rulebook_of(cluster, clock.today(cluster.time_zone)).charter)
    on = paper.starts_at.astimezone(ZoneInfo(cluster.time_zone)).date()
    _check(cluster, organ, paper, on)
    verdict = _notice(cluster, organ, paper, on)
    session = Session.objects.create(
        cluster=cluster,
        organ=organ,
        year=on.year,
        number=number_next(cluster, f"session:{organ}", on.year),
        kind=paper.kind,
        starts_at=paper.starts_at,
        place=paper.place.strip(),
        urgency=paper.urgency.strip(),
        noticed_at=_noon(paper.noticed_on, cluster),
        notice=verdict.as_json(),
        shortfall="" if verdict.allowed else paper.shortfall.strip(),
        paper_number=paper.number.strip(),
        entered_at=clock.now(),
    )
    written(
        session,
        doer,
        "entered",
        verdict,
        kind=paper.kind,
        starts_at=paper.starts_at,
        entered_on=clock.today(cluster.time_zone),
        paper_number=session.paper_number,
        in_time=verdict.allowed,
        shortfall=session.shortfall,
    )
    return session


def _noon(day: date | None, cluster: Cluster) -> datetime | None:
    """Return a moment of a day of which the hour is not known: the same day in every reader's reckoning."""
    return datetime.combine(day, time(12), ZoneInfo(cluster.time_zone)) if day else None


def _check(cluster: Cluster, organ: str, paper: PaperSession, on: date) -> None:
    if paper.starts_at > clock.now():
        raise InputError("session.to_come", _("This day is still to come: plan the session instead."), field="day")
    if paper.kind == SessionKind.CORRESPONDENCE:
        raise InputError("session.paper_letter", _("Decisions by correspondence are not entered here."), field="kind")
    if version_in_force(cluster, on) is None:
        raise InputError(
            "session.before_charter",
            _("On that day no charter was in force, and no organ could meet by it."),
            field="day",
        )
    charter = rulebook_of(cluster, on).charter
    if organ not in charter.organs or charter.organs[organ].is_organisation:
        raise InputError("session.organ_then", _("By the charter of that day there was no such organ."), field="organ")
    if not any(row.state == SeatState.FILLED for row in composition_on(cluster, organ, on)):
        raise InputError(
            "session.nobody",
            _("On that day nobody sat in this organ: enter its members with their days first."),
            field="day",
        )
    if not paper.place.strip():
        raise InputError("session.nowhere", _("Name a place, or give a link."), field="place")
    if paper.noticed_on is not None and paper.noticed_on > on:
        raise InputError("session.noticed_after", _("A notice is given before the session."), field="noticed_on")
    if paper.kind == SessionKind.EXTRAORDINARY and not paper.urgency.strip():
        raise InputError("session.urgency", _("Say why the session cannot wait for the usual notice."), field="urgency")
    same = Session.objects.filter(cluster=cluster, organ=organ, starts_at=paper.starts_at)
    if same.exclude(state=SessionState.CANCELLED).exists():
        raise InputError("session.twice", _("A session of this organ at this hour is on record already."), field="day")


def _notice(cluster: Cluster, organ: str, paper: PaperSession, on: date) -> Verdict:
    """Judge the notice by the rule of the day; what fell short of it is let in only with words."""
    rulebook = rulebook_of(cluster, on)
    urgent = paper.kind == SessionKind.EXTRAORDINARY
    verdict = notice.session_notice(
        rulebook, organ, sent=paper.noticed_on, session=on, on=on, urgent=urgent, calendar=calendar_of(cluster)
    )
    if not verdict.allowed and not paper.shortfall.strip():
        raise RuleRefusal(
            verdict,
            _("%(finding)s Say what the minutes tell of it; the session is then entered with this shortfall.")
            % {"finding": sentence_of(verdict, get_language() or cluster.language, rulebook.charter)},
        )
    return verdict


@transaction.atomic
def minutes_bring(*, cluster: Cluster, session_id: int, upload: UploadedFile[bytes], doer: Doer, on: date) -> Session:
    """Keep the signed minutes of a session held on paper; from then on nothing of it is changed.

    Raises:
        StateError: The session was held here: its minutes are issued and signed as a document.
        InputError: A day before the session, or a file of another kind.
    """
    session = session_locked(cluster, session_id, doer, SessionState.CLOSED)
    if session.entered_at is None:
        raise StateError(
            "session.here", _("This session was held here; its minutes are issued and signed as a document.")
        )
    if on < day_of(session):
        raise InputError("minutes.before", _("Minutes are signed after the session."), field="on")
    if on > clock.today(cluster.time_zone):
        raise InputError("minutes.to_come", _("This day is still to come."), field="on")
    session.minutes_type, session.minutes_sha256 = upload_checked(upload)
    session.minutes_file, session.minutes_signed_on = upload, on
    session.state = SessionState.SIGNED
    session.version += 1
    session.save()
    written(
        session, doer, "minutes_signed", signed_on=on, sha256=session.minutes_sha256, file=(upload.name or "")[:300]
    )
    return session
