"""Sessions and decisions as everybody may read of them, where the cluster publishes them (`publication.scope`).

An allow-list: of a session its organ, number, day, place and state, and of its agenda those matters whose cases are open to
all, by the name of the matter. Titles and minutes that somebody wrote freely, reasons, links and names stay inside.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from eduklaster.calendars.maker import uid_of
from eduklaster.charter.messages import act_kind_words, matter_words
from eduklaster.charter.schema import Charter
from eduklaster.clusters.marks import marks_of
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import charter_of, published, rulebook_of, today_in, version_governing
from eduklaster.governance.access import ballots_visible_to, organ_name
from eduklaster.governance.models import Ballot
from eduklaster.journal.selectors import changes_of
from eduklaster.kernel import clock
from eduklaster.kernel.errors import NotFound
from eduklaster.kernel.suppression import published as published_counts
from eduklaster.procedures.access import cases_visible_to
from eduklaster.procedures.models import Act
from eduklaster.sessions.enums import ItemState, SessionKind, SessionState
from eduklaster.sessions.models import AgendaItem, Session
from eduklaster.sessions.presenters import session_state, session_title
from eduklaster.sessions.selectors import announced
from eduklaster.ui.components import ClauseMark, State
from eduklaster.ui.typography import own_language

from .clusters import DecisionLine, decision_line, guest_of, public_acts

PAGE = 25
NEWS = 50
_HELD = {SessionState.OPEN, SessionState.CLOSED, SessionState.SIGNED}
_AHEAD = {SessionState.PLANNED, SessionState.NOTICED}


@dataclass(frozen=True, slots=True)
class Meeting:
    """A session. `agenda` are the matters that everybody may know of; it is read for the page of one session alone."""

    pk: int
    title: str
    organ: str
    kind: str
    state: State
    starts_at: datetime
    ends_at: datetime | None
    place: str
    lang: str
    url: str
    zone: str
    is_ahead: bool
    status: str
    """The state as a code."""
    by_correspondence: bool = False
    agenda: tuple[str, ...] = ()
    decisions: tuple[DecisionLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision. `votes` are labels with their numbers, those that may be shown, in words."""

    line: DecisionLine
    matter: str
    effective_on: date | None
    is_binding: bool
    marks: tuple[ClauseMark, ...]
    citations: tuple[Mapping[str, str], ...]
    votes: tuple[tuple[str, str], ...]
    outcome_url: str
    act_url: str
    check_url: str
    meeting: Meeting | None
    corrected_by: DecisionLine | None


@dataclass(frozen=True, slots=True)
class News:
    """One entry of the feed of a cluster."""

    key: str
    title: str
    text: str
    url: str
    published_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Choices:
    """What a list can be narrowed to."""

    organs: tuple[tuple[str, str], ...] = ()
    years: tuple[int, ...] = field(default=())


def _charter(cluster: Cluster) -> Charter:
    return charter_of(version_governing(cluster, today_in(cluster))).charter


def _sessions(cluster: Cluster) -> QuerySet[Session]:
    """Return the sessions that were ever announced; none where the cluster does not publish what concerns its organs."""
    rows = announced(cluster)
    return rows if "organs" in published(cluster, today_in(cluster)) else rows.none()


def _acts(cluster: Cluster) -> QuerySet[Act]:
    rows = public_acts(cluster)
    return rows if "decisions" in published(cluster, today_in(cluster)) else rows.none()


def _choices(charter: Charter, years: Iterable[int], language: str, organs: Iterable[str]) -> Choices:
    known = [(key, organ_name(charter.organs[key]).in_(language)) for key in charter.organs if key in set(organs)]
    return Choices(tuple(known), tuple(sorted(years, reverse=True)))


def meetings_page(
    cluster: Cluster, language: str, *, page: str = "1", organ: str = "", year: str = "", size: int = PAGE
) -> tuple[Page[Session], list[Meeting], Choices]:
    """Return a page of sessions, the latest first, with what the list can be narrowed to."""
    charter, rows = _charter(cluster), _sessions(cluster)
    choices = _choices(
        charter, set(rows.values_list("year", flat=True)), language, rows.values_list("organ", flat=True).distinct()
    )
    if organ:
        rows = rows.filter(organ=organ)
    if year.isdecimal():
        rows = rows.filter(year=int(year[:4]))
    shown = Paginator(rows.order_by("-starts_at", "-pk"), size).get_page(page)
    return shown, [_meeting(row, charter, language) for row in shown], choices


def meeting_get(cluster: Cluster, pk: int, language: str) -> Meeting:
    """Return one announced session.

    Raises:
        NotFound: There is none, or everybody may not know of it.
    """
    row = _sessions(cluster).filter(pk=pk).first()
    if row is None:
        raise NotFound
    charter = _charter(cluster)
    open_cases = cases_visible_to(cluster, guest_of(cluster)).values("pk")
    items = row.items.exclude(state=ItemState.REMOVED).filter(case__in=open_cases).select_related("case__version")
    agenda = tuple(
        _("%(matter)s, case № %(number)s")
        % {
            "matter": matter_words(charter_of(item.case.version).charter, item.case.matter, language),
            "number": item.case.reference,
        }
        for item in items.order_by("position", "pk")
        if item.case is not None
    )
    acts = _acts(cluster).filter(ballots__agenda_items__session=row).order_by("on", "pk")
    return _meeting(row, charter, language, agenda, tuple(decision_line(act, language, charter) for act in acts))


def _meeting(
    row: Session,
    charter: Charter,
    language: str,
    agenda: tuple[str, ...] = (),
    decisions: tuple[DecisionLine, ...] = (),
) -> Meeting:
    organ = charter.organs.get(row.organ)
    return Meeting(
        pk=row.pk,
        title=session_title(row, charter),
        organ=organ_name(organ).in_(language) if organ else row.organ,
        kind=row.get_kind_display(),
        state=session_state(row),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        place=row.place,
        lang=own_language(row.place, row.cluster.language, language),
        url=reverse("public:session", args=[row.cluster.code, row.pk]),
        zone=row.cluster.time_zone,
        is_ahead=row.state in _AHEAD and row.starts_at >= clock.now() - timedelta(hours=12),
        status=row.state,
        by_correspondence=row.kind == SessionKind.CORRESPONDENCE,
        agenda=agenda,
        decisions=decisions,
    )


def decisions_page(
    cluster: Cluster, language: str, *, page: str = "1", organ: str = "", year: str = "", size: int = PAGE
) -> tuple[Page[Act], list[DecisionLine], Choices]:
    """Return a page of decisions, the newest first, with what the list can be narrowed to."""
    charter, rows = _charter(cluster), _acts(cluster)
    issuers = rows.order_by().values_list("issuer", flat=True).distinct()
    years = {year for year in rows.order_by().values_list("year", flat=True).distinct() if year}
    choices = _choices(charter, years, language, [i.partition(":")[2] for i in issuers if i.startswith("organ:")])
    if organ:
        rows = rows.filter(issuer=f"organ:{organ}")
    if year.isdecimal():
        rows = rows.filter(year=int(year[:4]))
    shown = Paginator(rows.order_by("-on", "-pk"), size).get_page(page)
    return shown, [decision_line(act, language, charter) for act in shown], choices


def decision_get(cluster: Cluster, pk: int, language: str) -> Decision:
    """Return one decision with its votes and the session in which it was taken, as far as everybody may know of them.

    Raises:
        NotFound: There is none, or everybody may not see it.
    """
    act = _acts(cluster).filter(pk=pk).first()
    if act is None:
        raise NotFound
    charter = _charter(cluster)
    guest = guest_of(cluster)
    ballot = ballots_visible_to(cluster, guest).filter(act=act).first()
    item = AgendaItem.objects.filter(ballot__act=act, session__in=_sessions(cluster)).select_related("session__cluster")
    session = next((row.session for row in item.order_by("pk")), None)
    case = cases_visible_to(cluster, guest).filter(steps__act=act).select_related("version").first()
    later = _acts(cluster).filter(corrects=act).first()
    return Decision(
        line=decision_line(act, language, charter),
        matter=matter_words(charter_of(case.version).charter, case.matter, language) if case else "",
        effective_on=act.effective_on,
        is_binding=act.is_binding,
        marks=tuple(marks_of(act.citations, cluster, charter)),
        citations=tuple(act.citations),
        votes=_votes(ballot, cluster) if ballot else (),
        outcome_url=reverse("governance:ballot", args=[cluster.code, ballot.pk]) if ballot else "",
        act_url=reverse("procedures:act", args=[cluster.code, act.pk]),
        check_url=_check_url(act),
        meeting=_meeting(session, charter, language) if session else None,
        corrected_by=decision_line(later, language, charter) if later else None,
    )


def _check_url(act: Act) -> str:
    asked = {"cluster": act.cluster.code, "kind": act.kind, "number": act.number, "year": act.year}
    return f"{reverse('public:check')}?{urlencode(asked)}"


def _votes(ballot: Ballot, cluster: Cluster) -> tuple[tuple[str, str], ...]:
    """Return the numbers of a vote. Open ones are the record of an organ; of others small numbers are withheld."""
    facts: Mapping[str, object] = ballot.verdict.get("facts", {})
    labels = {"for_": _("For"), "against": _("Against"), "abstain": _("Abstained")}
    counts = {name: value for name in labels if isinstance(value := facts.get(name), int)}
    if ballot.method == "open":
        return tuple((labels[name], str(number)) for name, number in counts.items())
    minimum = int(rulebook_of(cluster, ballot.on).ask("privacy.minimum_cell", on=ballot.on).value)
    shown = published_counts(counts, minimum)
    return tuple((labels[name], str(count)) for name, count in shown.cells.items())


def news_of(cluster: Cluster, *, with_sessions: bool = True) -> list[News]:
    """Return the newest decisions and announced sessions, in the language of the cluster."""
    charter, language = _charter(cluster), cluster.language
    found = [_decided(act, charter, language) for act in _acts(cluster)[:NEWS]]
    if with_sessions:
        rows = list(_sessions(cluster).order_by(Coalesce("entered_at", "noticed_at").desc(), "-pk")[:NEWS])
        changes = changes_of(cluster.code, "organ_sessions.session", [row.pk for row in rows])
        for row in rows:
            found.append(_announced(row, charter, language, changes.get(str(row.pk), (row.created_at, 0))[0]))
    return sorted(found, key=lambda one: (one.published_at, one.key), reverse=True)[:NEWS]


def _decided(act: Act, charter: Charter, language: str) -> News:
    at = act.registered_at or datetime.combine(act.on, datetime.min.time(), UTC)
    kind = act_kind_words(act.kind, language, charter)
    return News(
        key=uid_of(act.cluster.code, "acts", act.pk, at.isoformat()),
        title=f"{kind[:1].upper()}{kind[1:]} № {act.number}/{act.year}: {act.title.in_(language)}",
        text=f"{act.issuer_label.in_(language)}, {act.on:%d.%m.%Y}",
        url=reverse("public:decision", args=[act.cluster.code, act.pk]),
        published_at=at,
        updated_at=at,
    )


def _announced(row: Session, charter: Charter, language: str, changed_at: datetime) -> News:
    starts = row.starts_at.astimezone(ZoneInfo(row.cluster.time_zone))
    words = [str(session_state(row).label), f"{starts:%d.%m.%Y, %H:%M}", row.place]
    return News(
        key=uid_of(row.cluster.code, "sessions", row.pk, row.created_at.isoformat()),
        title=session_title(row, charter),
        text=" · ".join(word for word in words if word),
        url=reverse("public:session", args=[row.cluster.code, row.pk]),
        published_at=row.entered_at or row.noticed_at or row.created_at,
        updated_at=changed_at,
    )
