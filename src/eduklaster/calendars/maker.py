"""Makes iCalendar objects (RFC 5545, 5546, 7986): the same appointment for a letter and for a feed.

Knows nothing of the house. Folding, escaping and the definitions of time zones are the library's work.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from icalendar import Calendar, Event, Timezone, vCalAddress

REFRESH = timedelta(hours=1)
"""How often a program is asked to read a feed again."""

CONFIRMED, TENTATIVE, CANCELLED = "CONFIRMED", "TENTATIVE", "CANCELLED"


@dataclass(frozen=True, slots=True)
class Appointment:
    """One entry of a calendar. `begins` is an aware moment in the zone it is kept in, or a plain date for a whole day.

    `uid` stays for good and `sequence` never falls. What was called off stays with its status: a program that
    merely no longer finds an entry may keep it for ever.
    """

    uid: str
    sequence: int
    changed_at: datetime
    begins: date
    summary: str
    url: str
    ends: datetime | None = None
    status: str = CONFIRMED
    is_busy: bool = True
    location: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Invitation:
    """How an appointment is sent by letter: who calls, who is asked, at which moment it was written."""

    method: str
    organizer: tuple[str, str]
    attendee: tuple[str, str]
    at: datetime


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed says of itself."""

    name: str
    language: str
    address: str


def uid_of(*parts: object) -> str:
    """Return a name for a thing in calendars: the same for the same parts, and no sign of them."""
    return str(uuid5(NAMESPACE_URL, "/".join(str(part) for part in parts)))


def invitation_text(appointment: Appointment, invitation: Invitation, *, language: str) -> str:
    """Return the object that goes along with a letter; the reader is the only attendee named (RFC 5546)."""
    event = _event(appointment, stamp=invitation.at)
    event.add("organizer", _address(invitation.organizer[0], CN=invitation.organizer[1]))
    address, role = invitation.attendee
    event.add("attendee", _address(address, ROLE=role, PARTSTAT="NEEDS-ACTION", RSVP="FALSE"))
    calendar = _calendar(language)
    calendar.add("method", invitation.method)
    calendar.add_component(event)
    return _text(calendar, [appointment])


def feed_text(appointments: Sequence[Appointment], feed: Feed) -> str:
    """Return the object that a program reads again and again; equal appointments give equal bytes.

    Without METHOD the stamp of an entry is the moment of its last change (RFC 5545, 3.8.7.2), so an answer is new only
    where something is new.
    """
    calendar = _calendar(feed.language)
    calendar.add("name", feed.name)
    calendar.add("x-wr-calname", feed.name)  # before RFC 7986, and still all that some programs read
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", f"PT{int(REFRESH.total_seconds() // 3600)}H")
    calendar.add("source", feed.address, parameters={"VALUE": "URI"})
    zones = {zone for row in appointments if (zone := _zone(row.begins))}
    if len(zones) == 1:
        calendar.add("x-wr-timezone", zones.pop())
    for row in appointments:
        calendar.add_component(_event(row, stamp=row.changed_at))
    return _text(calendar, appointments)


def _calendar(language: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", f"-//eduklaster//sessions//{language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    return calendar


def _event(row: Appointment, *, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", row.uid)
    event.add("sequence", row.sequence)
    event.add("dtstamp", _whole(stamp))
    event.add("last-modified", _whole(row.changed_at))
    event.add("dtstart", row.begins)
    if row.ends is not None:
        event.add("dtend", row.ends)
    event.add("summary", row.summary)
    event.add("status", row.status)
    event.add("transp", "OPAQUE" if row.is_busy else "TRANSPARENT")
    if row.location:
        event.add("location", row.location)
    event.add("url", row.url)
    event.add("description", "\n".join(part for part in (row.description, row.url) if part))
    return event


def _whole(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)


def _zone(begins: date) -> str:
    return str(getattr(begins.tzinfo, "key", "")) if isinstance(begins, datetime) else ""


def _text(calendar: Calendar, rows: Iterable[Appointment]) -> str:
    years = [row.begins.year for row in rows if isinstance(row.begins, datetime)]
    if years:  # a zone's whole past makes some readers mistake the hour
        first, last = date(min(years) - 1, 1, 1), date(max(years) + 2, 1, 1)
        for position, name in enumerate(sorted(calendar.get_missing_tzids())):  # in an order, so that bytes stay equal
            calendar.subcomponents.insert(position, Timezone.from_tzid(name, first_date=first, last_date=last))
    ready: bytes = calendar.to_ical()
    return ready.decode()


def _address(address: str, **parameters: str) -> vCalAddress:
    row = vCalAddress(f"mailto:{address}")
    row.params.update(parameters)
    return row
