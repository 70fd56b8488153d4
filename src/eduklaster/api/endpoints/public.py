"""Announced sessions and decisions, as everybody may know of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from eduklaster.clusters.models import Cluster
from eduklaster.execution.access import charter_on
from eduklaster.public.selectors import (
    DecisionLine,
    Meeting,
    decision_get,
    decisions_page,
    meeting_get,
    meetings_page,
)

from ..contract import operation
from ..inputs import Code, In, PathId, QueryYear
from ..paging import Page, Paging, page_shown
from ..problems import Cited, citations_shown
from .common import Out, at, example, language, local

router = Router(tags=["public"])
_MEETING = {
    "id": 5, "title": "Рада кластера, засідання № 2", "organ": "Рада кластера", "kind": "чергове", "state": "closed",
    "starts_at": "2026-03-20T12:00:00+02:00", "ends_at": None, "place": "Зала 1", "by_correspondence": False,
    "page": "/c/luhova/meetings/5/",
}  # fmt: skip
_DECISION = {
    "id": 12, "title": "Про кошторис лабораторії", "kind": "ухвала", "number": "4/2026", "on": "2026-03-20",
    "issuer": "Рада кластера", "page": "/c/luhova/decisions/12/",
}  # fmt: skip


class PublicFilter(In):
    """Which ones are wanted."""

    organ: Code | None = None
    """Id of the organ in the charter."""
    year: QueryYear | None = None
    """Year."""


class MeetingOut(Out):
    """An announced session: no names, no link to come in by."""

    model_config = example(**_MEETING)

    id: int
    """Its number in addresses."""
    title: str
    """Heading."""
    organ: str
    """The organ in words."""
    kind: str
    """Kind, in words."""
    state: str
    """`planned` (moved and not called anew), `noticed`, `open`, `closed`, `signed`, `failed`, `cancelled`."""
    starts_at: datetime
    """Beginning."""
    ends_at: datetime | None
    """End."""
    place: str
    """Where."""
    by_correspondence: bool
    """Whether it votes by correspondence."""
    page: str
    """Its page."""


class PublicDecisionOut(Out):
    """A decision that everybody may know of."""

    model_config = example(**_DECISION)

    id: int
    """Its number in addresses."""
    title: str
    """Heading."""
    kind: str
    """Kind, in words."""
    number: str
    """Number and year by which people cite it."""
    on: date
    """Date."""
    issuer: str
    """Organ or office."""
    page: str
    """Its page."""


class MeetingCard(MeetingOut):
    """An announced session with its public matters and decisions."""

    model_config = example(**_MEETING, agenda=["Вступ учасника, справа № 8/2026"], decisions=[_DECISION])

    agenda: list[str]
    """The matters whose cases are open to all, in words."""
    decisions: list[PublicDecisionOut]
    """What was decided, as far as everybody may know of it."""


class CountOut(Out):
    """How many said what."""

    label: str
    """In words."""
    number: str
    """How many; small numbers of a vote that was not open are withheld."""


class PublicDecisionCard(PublicDecisionOut):
    """A decision with its votes and its session."""

    model_config = example(
        **_DECISION, matter="Кошторис", effective_on="2026-03-25", is_binding=True,
        votes=[{"label": "За", "number": "7"}, {"label": "Проти", "number": "1"}], meeting=_MEETING, corrected_by=None,
        citations=[{"kind": "clause", "ref": "4.2", "words": "п. 4.2", "page": "/c/luhova/charter/4.2/"}],
    )  # fmt: skip

    matter: str
    """What kind of matter it is, in words."""
    effective_on: date | None
    """Day from which it has effect."""
    is_binding: bool
    """Whether it binds."""
    votes: list[CountOut]
    """The result of the vote."""
    citations: list[Cited]
    """What it rests on."""
    meeting: MeetingOut | None
    """The session in which it was taken."""
    corrected_by: PublicDecisionOut | None
    """A later act that corrects it."""


def _meeting(row: Meeting, cluster: Cluster) -> dict[str, Any]:
    return {
        "id": row.pk,
        "title": row.title,
        "organ": row.organ,
        "kind": row.kind,
        "state": row.status,
        "starts_at": local(row.starts_at, cluster),
        "ends_at": local(row.ends_at, cluster),
        "place": row.place,
        "by_correspondence": row.by_correspondence,
        "page": row.url,
    }


def _decision(row: DecisionLine) -> dict[str, Any]:
    return {
        "id": row.pk,
        "title": row.title,
        "kind": row.kind,
        "number": row.number,
        "on": row.on,
        "issuer": row.issuer,
        "page": row.url,
    }


def _wanted(asked: PublicFilter, paging: Paging) -> dict[str, Any]:
    return {
        "page": str(paging.page),
        "organ": asked.organ or "",
        "year": str(asked.year or ""),
        "size": paging.per_page,
    }


@operation(router, "get", "/clusters/{cluster}/meetings", Page[MeetingOut], anyone=True)
def list_meetings(
    request: HttpRequest, cluster: Code, asked: Query[PublicFilter], paging: Query[Paging]
) -> Page[MeetingOut]:
    """The sessions that were announced to everybody, the latest first.

    None where the cluster does not publish what concerns its organs.
    """
    found, _viewer = at(request, cluster)
    shown, rows, _choices = meetings_page(found, language(), **_wanted(asked, paging))
    return page_shown(shown, paging, [MeetingOut(**_meeting(row, found)) for row in rows])


@operation(router, "get", "/clusters/{cluster}/meetings/{session}", MeetingCard, anyone=True)
def get_meeting(request: HttpRequest, cluster: Code, session: PathId) -> MeetingCard:
    """An announced session: when, where, which public matters, what was decided."""
    found, _viewer = at(request, cluster)
    row = meeting_get(found, session, language())
    return MeetingCard(
        **_meeting(row, found),
        agenda=list(row.agenda),
        decisions=[PublicDecisionOut(**_decision(one)) for one in row.decisions],
    )


@operation(router, "get", "/clusters/{cluster}/decisions", Page[PublicDecisionOut], anyone=True)
def list_decisions(
    request: HttpRequest, cluster: Code, asked: Query[PublicFilter], paging: Query[Paging]
) -> Page[PublicDecisionOut]:
    """The decisions that everybody may know of, the newest first."""
    found, _viewer = at(request, cluster)
    shown, rows, _choices = decisions_page(found, language(), **_wanted(asked, paging))
    return page_shown(shown, paging, [PublicDecisionOut(**_decision(row)) for row in rows])


@operation(router, "get", "/clusters/{cluster}/decisions/{act}", PublicDecisionCard, anyone=True)
def get_decision(request: HttpRequest, cluster: Code, act: PathId) -> PublicDecisionCard:
    """A decision: what it is about, how the vote went, in which session."""
    found, viewer = at(request, cluster)
    row = decision_get(found, act, language())
    return PublicDecisionCard(
        **_decision(row.line),
        matter=row.matter,
        effective_on=row.effective_on,
        is_binding=row.is_binding,
        votes=[CountOut(label=label, number=number) for label, number in row.votes],
        citations=citations_shown(row.citations, found, charter_on(found, viewer)),
        meeting=MeetingOut(**_meeting(row.meeting, found)) if row.meeting else None,
        corrected_by=PublicDecisionOut(**_decision(row.corrected_by)) if row.corrected_by else None,
    )
