"""What calendar programs read: the addresses of feeds, and what stands in them between two days."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from eduklaster.calendars.maker import Appointment
from eduklaster.calendars.presenters import site
from eduklaster.calendars.selectors import cluster_feed, personal_feed, subscription_of, token_of
from eduklaster.calendars.services import subscription_make, subscription_revoke
from eduklaster.clusters.selectors import published, today_in
from eduklaster.journal.services import Actor
from eduklaster.kernel import clock
from eduklaster.kernel.errors import InputError, NotFound
from eduklaster.people.models import Person

from ..access import caller_of
from ..contract import operation
from ..enums import KeyScope
from ..inputs import Code, Day, In
from ..paging import Page, Paging, page_of
from .common import Out, at, example, language

router = Router(tags=["calendars"])
QUARTER = timedelta(days=92)


class Span(In):
    """From which day until which."""

    since: Day | None = None
    """First day; without it today."""
    until: Day | None = None
    """Last day; without it a quarter is told."""


class FeedOut(Out):
    """The calendar of a cluster."""

    model_config = example(
        address="https://cluster.example.org/c/luhova/sessions.ics", language="uk", is_published=True
    )  # fmt: skip

    address: str
    """Where calendar programs read the announced sessions (iCalendar)."""
    language: str
    """The language of its words: that of the cluster."""
    is_published: bool
    """Whether the cluster publishes what concerns its organs; otherwise the calendar is empty."""


class MyCalendarOut(Out):
    """One's own calendar: sessions to which one is called, terms of steps and tasks, in all clusters."""

    model_config = example(
        has_address=True, address=None, made_at="2026-03-02T12:00:00Z", read_on="2026-03-20"
    )  # fmt: skip

    has_address: bool
    """Whether there is an address by which calendar programs read it."""
    address: str | None
    """The address. Whoever knows it reads the calendar, so a key that may only read is not told it."""
    made_at: datetime | None
    """When it was made."""
    read_on: date | None
    """Day on which a program read it last."""


class EntryOut(Out):
    """One entry of a calendar."""

    model_config = example(
        uid="6f1c3a52-8f3c-5e0e-9d0e-5a2b1c7d4e88", sequence=2, status="confirmed", on="2026-03-20",
        starts_at="2026-03-20T12:00:00+02:00", ends_at=None, summary="Рада кластера, засідання № 2 · Лугова",
        place="Зала 1", text="", is_busy=True, changed_at="2026-03-05T09:00:00Z", page="/c/luhova/sessions/5/",
    )  # fmt: skip

    uid: str
    """Its name in calendars, the same for good."""
    sequence: int
    """Rises with every change."""
    status: str
    """`confirmed`, `tentative` (moved and not called anew), `cancelled`."""
    on: date
    """The day."""
    starts_at: datetime | None
    """When it begins; empty where it is a term, which lasts the whole day."""
    ends_at: datetime | None
    """When it ends."""
    summary: str
    """In words."""
    place: str
    """Where."""
    text: str
    """The agenda, or what the term is about."""
    is_busy: bool
    """Whether it takes one's time."""
    changed_at: datetime
    """When it was changed last."""
    page: str
    """Its page."""


def _entry(row: Appointment) -> EntryOut:
    moment = row.begins if isinstance(row.begins, datetime) else None
    return EntryOut(
        uid=row.uid,
        sequence=row.sequence,
        status=row.status.lower(),
        on=_day(row),
        starts_at=moment,
        ends_at=row.ends,
        summary=row.summary,
        place=row.location,
        text=row.description,
        is_busy=row.is_busy,
        changed_at=row.changed_at,
        page=row.url.removeprefix(site()),
    )


def _day(row: Appointment) -> date:
    return row.begins.date() if isinstance(row.begins, datetime) else row.begins


def _entries(rows: list[Appointment], asked: Span, today: date, paging: Paging) -> Page[EntryOut]:
    since = asked.since or min(today, asked.until or today)
    until = asked.until or since + QUARTER
    if until < since:
        raise InputError("duties.span", _("Choose a last day that is not before the first."), field="until")
    found = sorted((row for row in rows if since <= _day(row) <= until), key=lambda row: (_day(row), row.uid))
    return page_of(found, paging, lambda page: [_entry(row) for row in page])


def _person(request: HttpRequest) -> tuple[Person, Actor]:
    user = caller_of(request).account
    if user.person is None:
        raise NotFound
    return user.person, Actor(user.pk, "person", user.person_id)


@operation(router, "get", "/clusters/{cluster}/calendar", FeedOut, anyone=True)
def get_calendar(request: HttpRequest, cluster: Code) -> FeedOut:
    """The address by which calendar programs read the announced sessions of a cluster."""
    found, _viewer = at(request, cluster)
    return FeedOut(
        address=site() + reverse("calendars:cluster", args=[found.code]),
        language=found.language,
        is_published="organs" in published(found, today_in(found)),
    )


@operation(router, "get", "/clusters/{cluster}/calendar/entries", Page[EntryOut], anyone=True)
def list_calendar_entries(
    request: HttpRequest, cluster: Code, asked: Query[Span], paging: Query[Paging]
) -> Page[EntryOut]:
    """The announced sessions of a cluster between two days, in the cluster's language.

    As the feed tells them to everybody: what is over stays for a year, what was called off stays with its status.
    """
    found, viewer = at(request, cluster)
    return _entries(cluster_feed(found), asked, viewer.on, paging)


@operation(router, "get", "/me/calendar", MyCalendarOut)
def get_my_calendar(request: HttpRequest) -> MyCalendarOut:
    """Whether calendar programs read one's own calendar, and by which address."""
    person, _actor = _person(request)
    row, key = subscription_of(person.pk), caller_of(request).key
    is_told = row is not None and (key is None or key.scope == KeyScope.WRITE)
    return MyCalendarOut(
        has_address=row is not None,
        address=site() + reverse("calendars:personal", args=[token_of(row)]) if row and is_told else None,
        made_at=row.made_at.replace(microsecond=0) if row else None,
        read_on=row.read_on if row else None,
    )


@operation(router, "get", "/me/calendar/entries", Page[EntryOut])
def list_my_calendar_entries(request: HttpRequest, asked: Query[Span], paging: Query[Paging]) -> Page[EntryOut]:
    """One's own sessions and terms between two days, in all clusters."""
    person, _actor = _person(request)
    return _entries(personal_feed(person, language()), asked, clock.today(), paging)


@operation(router, "post", "/me/calendar", None, status=204)
def make_my_calendar(request: HttpRequest) -> None:
    """Make an address for one's own calendar, or another in place of the old, which leads nowhere then.

    The answer is empty: the address is read from one's own calendar, so that no kept answer holds it.
    """
    person, actor = _person(request)
    subscription_make(person=person, actor=actor)


@operation(router, "delete", "/me/calendar", None, status=204)
def revoke_my_calendar(request: HttpRequest) -> None:
    """Take the address of one's own calendar back: no program reads it any more."""
    person, actor = _person(request)
    subscription_revoke(person=person, actor=actor)
