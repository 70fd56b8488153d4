"""What somebody has to do by a day, and the reports of the head."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from eduklaster.charter.schema import Charter
from eduklaster.clusters.models import Cluster
from eduklaster.execution.access import charter_on, head_reports_visible_to, parties_with_seats
from eduklaster.execution.models import HeadReport
from eduklaster.execution.selectors.head import figures_of
from eduklaster.execution.selectors.obligations import Obligation, obligations
from eduklaster.execution.selectors.tasks import party_label
from eduklaster.execution.services.head import head_report_begin, head_report_send, head_report_write
from eduklaster.kernel.errors import InputError, NotFound
from eduklaster.people.access import Viewer
from eduklaster.procedures.access import doer_of, is_insider

from ..contract import operation
from ..inputs import Code, Day, In, Note, PathId
from ..paging import Page, Paging, page_of
from ..problems import Cited, citations_shown
from .common import Out, example, inside, language, local

router = Router(tags=["duties"])
LONGEST_SPAN = timedelta(days=366)
QUARTER = timedelta(days=92)
_REPORT = {
    "id": 2, "number": "2/2026", "since": "2026-01-01", "until": "2026-03-31", "state": "draft",
    "author": "office:head", "author_words": "Керівник центру", "addressee": "office:rector", "addressee_words": "Ректор",
    "made_on": "2026-04-02", "sent_on": None, "page": "/c/luhova/reports/2/",
}  # fmt: skip


class DutyFilter(In):
    """From which day until which, whose, of which kind."""

    since: Day | None = None
    """First day; without it the first day of this month."""
    until: Day | None = None
    """Last day, at most a year later; without it a quarter is told."""
    whose: Literal["mine"] | None = None
    """`mine`: what the caller has to do."""
    kind: (
        Literal[
            "task", "step", "session", "meeting", "minutes", "proposal", "report", "plan", "term", "delegation",
            "agreement", "charter",
        ]
        | None
    ) = None  # fmt: skip
    """Kind."""


class DutyOut(Out):
    """One thing that somebody has to do by a day, or that ends on it."""

    model_config = example(
        key="task:4", on="2026-04-01", kind="task", title="Скласти кошторис лабораторії", who="Секретар",
        parties=["office:secretary"], starts_at=None, ends_at=None, is_stopped=False, is_late=False,
        citations=[{"kind": "clause", "ref": "4.2", "words": "п. 4.2", "page": "/c/luhova/charter/4.2/"}],
        page="/c/luhova/tasks/4/",
    )  # fmt: skip

    key: str
    """Stays the same from one reading to the next."""
    on: date
    """The day, in the cluster's time zone."""
    kind: str
    """What it is: `task`, `step`, `session`, `meeting` (that the charter requires), `minutes`, `proposal`, `report`, `plan`, `term`, `delegation`, `agreement`, `charter`."""
    title: str
    """In words."""
    who: str
    """Who has to do it, in words."""
    parties: list[str]
    """The same as parties: `office:head`, `chair:council`, `participant:17`."""
    starts_at: datetime | None
    """When a session begins."""
    ends_at: datetime | None
    """When it ends."""
    is_stopped: bool
    """Whether the term stands still: the day may be over and nothing is late."""
    is_late: bool
    """Whether the day is over."""
    citations: list[Cited]
    """By which clause, default or act."""
    page: str
    """Where it is done."""


class HeadReportOut(Out):
    """A report of the head about a period."""

    model_config = example(**_REPORT)

    id: int
    """Its number in addresses."""
    number: str
    """Number and year by which people cite it."""
    since: date
    """First day of the period."""
    until: date
    """Last day of the period."""
    state: str
    """`draft` or `sent`."""
    author: str
    """The party that reports."""
    author_words: str
    """The same in words."""
    addressee: str
    """The party that receives it, by the charter or its default."""
    addressee_words: str
    """The same in words."""
    made_on: date
    """Day on which it was begun."""
    sent_on: date | None
    """Day on which it was handed in."""
    page: str
    """Its page."""


class SessionsHeld(Out):
    """Sessions of one organ."""

    held: int
    """How many were held."""
    failed: int
    """How many had no quorum."""


class FiguresOut(Out):
    """A period in figures, from the records; frozen when the report is handed in."""

    acts: dict[str, int]
    """Registered acts by kind."""
    cases: int
    """Decisions that took effect."""
    tasks: dict[str, int]
    """Tasks given in the period or open in it, by state."""
    given: int
    """Tasks given."""
    open: int
    """Tasks that are not over."""
    overdue: int
    """Tasks past their term."""
    late: int
    """Tasks that were done after their term."""
    sessions: dict[str, SessionsHeld]
    """Sessions by organ."""
    admitted: int
    """Participants who joined."""
    left: int
    """Participants who left."""
    members: int
    """Participants on the last day."""


class HeadReportCard(HeadReportOut):
    """A report of the head with its figures and words."""

    model_config = example(
        **_REPORT, text="Квартал був спокійним.", case=None, citations=[],
        figures={
            "acts": {"resolution": 3, "order": 3}, "cases": 3, "tasks": {"accepted": 4, "given": 1}, "given": 5, "open": 1,
            "overdue": 0, "late": 1, "sessions": {"council": {"held": 2, "failed": 0}}, "admitted": 1, "left": 0,
            "members": 24,
        },
    )  # fmt: skip

    text: str
    """The head's own words."""
    case: int | None
    """The case by which it was handed in."""
    figures: FiguresOut
    """The period in figures."""
    citations: list[Cited]
    """By which clauses this party reports to that one."""


class HeadReportIn(In):
    """A report that is begun."""

    model_config = In.model_config | {
        "json_schema_extra": {
            "examples": [{"since": "2026-01-01", "until": "2026-03-31", "text": "Квартал був спокійним."}]
        }
    }

    since: Day
    """First day of the period."""
    until: Day
    """Last day of the period."""
    text: Note = ""
    """The head's own words."""


class WordsIn(In):
    """The head's own words."""

    model_config = In.model_config | {"json_schema_extra": {"examples": [{"text": "Квартал був спокійним."}]}}

    text: Note
    """The head's own words, in place of those that stood there."""


def _span(asked: DutyFilter, today: date) -> tuple[date, date]:
    since = asked.since or (min(today, asked.until) if asked.until else today).replace(day=1)
    until = asked.until or since + QUARTER
    if until < since:
        raise InputError("duties.span", _("Choose a last day that is not before the first."), field="until")
    if until - since > LONGEST_SPAN:
        raise InputError("duties.long", _("Choose days within one year."), field="until")
    return since, until


@operation(router, "get", "/clusters/{cluster}/duties", Page[DutyOut])
def list_duties(request: HttpRequest, cluster: Code, asked: Query[DutyFilter], paging: Query[Paging]) -> Page[DutyOut]:
    """What somebody has to do by a day, each with its clause, by day.

    Tasks, steps of cases, sessions, minutes and answers from the records; sessions, reports, plans and terms that the
    charter obliges to.
    """
    found, viewer = inside(request, cluster)
    rows: Sequence[Obligation] = obligations(found, viewer, *_span(asked, viewer.on))
    if asked.kind:
        rows = [row for row in rows if row.kind == asked.kind]
    if asked.whose:
        mine = parties_with_seats(found, doer_of(viewer), viewer.on)
        rows = [row for row in rows if mine & set(row.parties)]
    charter = charter_on(found, viewer)
    return page_of(rows, paging, lambda page: [_duty(row, found, viewer, charter) for row in page])


def _duty(row: Obligation, cluster: Cluster, viewer: Viewer, charter: Charter) -> DutyOut:
    return DutyOut(
        key=row.key,
        on=row.when,
        kind=row.kind,
        title=row.title,
        who=row.who,
        parties=list(row.parties),
        starts_at=local(row.starts_at, cluster),
        ends_at=local(row.ends_at, cluster),
        is_stopped=row.is_stopped,
        is_late=row.when < viewer.on and not row.is_stopped,
        citations=citations_shown(row.citations, cluster, charter),
        page=row.url,
    )


def _reader(request: HttpRequest, code: str) -> tuple[Cluster, Viewer, Charter]:
    """Return a cluster with somebody who reads the head's reports, as their pages ask."""
    cluster, viewer = inside(request, code)
    if not is_insider(viewer):
        raise NotFound
    return cluster, viewer, charter_on(cluster, viewer)


def _plain(row: HeadReport, charter: Charter) -> dict[str, Any]:
    return {
        "id": row.pk,
        "number": f"{row.number}/{row.year}",
        "since": row.since,
        "until": row.until,
        "state": row.state,
        "author": row.author,
        "author_words": party_label(charter, row.author).in_(language()),
        "addressee": row.addressee,
        "addressee_words": party_label(charter, row.addressee).in_(language()),
        "made_on": row.made_on,
        "sent_on": row.sent_on,
        "page": f"/c/{row.cluster.code}/reports/{row.pk}/",
    }


def _card(row: HeadReport, cluster: Cluster, charter: Charter) -> HeadReportCard:
    figures = row.figures or figures_of(cluster, row.since, row.until)
    return HeadReportCard(
        **_plain(row, charter),
        text=row.text,
        case=row.case_id,
        figures=FiguresOut.model_validate(figures),
        citations=citations_shown(row.citations, cluster, charter),
    )


def _found(cluster: Cluster, viewer: Viewer, pk: int) -> HeadReport:
    row = head_reports_visible_to(cluster, viewer).filter(pk=pk).first()
    if row is None:
        raise NotFound
    return row


@operation(router, "get", "/clusters/{cluster}/head-reports", Page[HeadReportOut])
def list_head_reports(request: HttpRequest, cluster: Code, paging: Query[Paging]) -> Page[HeadReportOut]:
    """The reports of the head, the latest first."""
    found, viewer, charter = _reader(request, cluster)

    def show(page: Iterable[HeadReport]) -> list[HeadReportOut]:
        return [HeadReportOut(**_plain(row, charter)) for row in page]

    return page_of(head_reports_visible_to(found, viewer), paging, show)


@operation(router, "get", "/clusters/{cluster}/head-reports/{head_report}", HeadReportCard)
def get_head_report(request: HttpRequest, cluster: Code, head_report: PathId) -> HeadReportCard:
    """A report of the head: figures from the records, own words, to whom it goes."""
    found, viewer, charter = _reader(request, cluster)
    return _card(_found(found, viewer, head_report), found, charter)


@operation(router, "post", "/clusters/{cluster}/head-reports", HeadReportCard, status=201)
def begin_head_report(request: HttpRequest, cluster: Code, body: HeadReportIn) -> HeadReportCard:
    """Begin a report of the head about a period.

    The head prepares it, or the secretary. The figures come from the records by themselves.
    """
    found, viewer, charter = _reader(request, cluster)
    row = head_report_begin(
        cluster=found, since=body.since, until=body.until, text=body.text, doer=doer_of(viewer), on=viewer.on
    )
    return _card(row, found, charter)


@operation(router, "put", "/clusters/{cluster}/head-reports/{head_report}/text", HeadReportCard)
def write_head_report(request: HttpRequest, cluster: Code, head_report: PathId, body: WordsIn) -> HeadReportCard:
    """Change the head's own words of a report that is not handed in."""
    found, viewer, charter = _reader(request, cluster)
    pk = _found(found, viewer, head_report).pk
    row = head_report_write(cluster=found, report_id=pk, text=body.text, doer=doer_of(viewer), on=viewer.on)
    return _card(row, found, charter)


@operation(router, "post", "/clusters/{cluster}/head-reports/{head_report}/handing-in", HeadReportCard)
def hand_in_head_report(request: HttpRequest, cluster: Code, head_report: PathId) -> HeadReportCard:
    """Hand a report in: its figures are frozen, and the charter's case of the report takes its first step."""
    found, viewer, charter = _reader(request, cluster)
    pk = _found(found, viewer, head_report).pk
    row = head_report_send(cluster=found, report_id=pk, doer=doer_of(viewer), on=viewer.on)
    return _card(row, found, charter)
