"""Organs with their composition on a day, and offices."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from ninja import Query, Router

from eduklaster.charter.schema import Organ
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.governance.access import chair_title
from eduklaster.governance.enums import SeatState
from eduklaster.governance.presenters import Room, seat_label
from eduklaster.governance.selectors import SeatNow
from eduklaster.kernel.errors import NotFound
from eduklaster.people.access import Viewer, office_name
from eduklaster.people.models import OfficeHolding
from eduklaster.people.selectors import names_shown_to, office_history, office_holders

from ..contract import operation
from ..inputs import Code, Day, In
from ..problems import Cited, citation_shown
from .common import Out, at, cited, example

router = Router(tags=["organs"])


class OnDay(In):
    """The day that is asked about."""

    on: Day | None = None
    """A day, past or to come; without it today in the cluster."""


class SeatOut(Out):
    """A seat on the day."""

    id: int
    """Its number, by which attendance is recorded."""
    label: str
    """The post, organisation or body that it stands for."""
    seat_class: str
    """Group of seats that is counted apart; empty where there is none."""
    state: str
    """`filled`, `vacant`, `pending` (waits for its act) or `suspended`; only filled seats vote and count."""
    votes: bool
    """Whether it has a vote."""
    is_chair: bool
    """Whether it presided on that day."""
    holder: str | None
    """Who sits on it; nothing where the caller may not read the name."""
    since: date | None
    """First day of the holder."""


class OrganOut(Out):
    """An organ of the charter."""

    id: str
    """Its id in the charter."""
    name: str
    """What the charter calls it."""
    kinds: list[str]
    """What it is for: `constituent`, `approving`, `governing`, `advisory`, `executive`, `working`."""
    is_organisation: bool
    """Whether an organisation is the organ."""
    organisation: str | None
    """Which organisation it is on the day."""
    seats_count: int
    """How many seats it has on the day."""
    filled_count: int
    """How many of them are filled."""
    quorum_needed: int | None
    """How many have to be present, if everybody who may vote comes."""
    chair: str | None
    """What its chair is called."""
    citation: Cited | None
    """Where the charter says so."""


class OrgansOut(Out):
    """The organs on a day."""

    model_config = example(
        on="2026-03-02",
        organs=[
            {
                "id": "council", "name": "Рада кластера", "kinds": ["governing"], "is_organisation": False,
                "organisation": None, "seats_count": 9, "filled_count": 8, "quorum_needed": 5, "chair": "Голова ради",
                "citation": {"kind": "clause", "ref": "4.3", "words": "п. 4.3", "page": "/c/luhova/charter/4.3/"},
            }
        ],
    )  # fmt: skip

    on: date
    """The day."""
    organs: list[OrganOut]
    """In the order of the charter."""


class RuleOut(Out):
    """A rule in words with its origin."""

    title: str
    """What it is about."""
    words: str
    """What it says."""
    origin: str
    """Where that comes from: clause, default or act, in words."""


class CompositionOut(OrganOut):
    """An organ with its seats and rules on a day."""

    model_config = example(
        on="2026-03-02", id="council", name="Рада кластера", kinds=["governing"], is_organisation=False,
        organisation=None, seats_count=1, filled_count=1, quorum_needed=1, chair="Голова ради",
        citation={"kind": "clause", "ref": "4.3", "words": "п. 4.3", "page": "/c/luhova/charter/4.3/"},
        seats=[
            {"id": 12, "label": "Директор ліцею № 5", "seat_class": "", "state": "filled", "votes": True,
             "is_chair": True, "holder": "Лугова Анна Іванівна", "since": "2025-10-01"}
        ],
        rules=[{"title": "Кворум", "words": "більше ніж половина", "origin": "п. 4.5"}],
    )  # fmt: skip

    on: date
    """The day."""
    seats: list[SeatOut]
    """Its seats on the day."""
    rules: list[RuleOut]
    """Quorum, majority, ballot, notice."""


class HolderOut(Out):
    """Who holds an office."""

    id: int
    """Number of this time in office, by which it is ended."""
    name: str | None
    """The person; nothing where the caller may not read the name."""
    is_acting: bool
    """Whether only for a time."""
    since: date
    """First day."""
    until: date | None
    """First day on which it no longer holds."""


class OfficeOut(Out):
    """An office of the charter with its holders on a day."""

    id: str
    """Its id in the charter."""
    name: str
    """What the charter calls it."""
    holders: list[HolderOut]
    """Holder and acting holder; empty where it is vacant."""
    citation: Cited | None
    """Where the charter says so."""


class OfficesOut(Out):
    """The offices on a day."""

    model_config = example(
        on="2026-03-02",
        offices=[
            {
                "id": "secretary", "name": "Секретар", "citation": None,
                "holders": [{"id": 3, "name": "Лугова Анна Іванівна", "is_acting": False, "since": "2025-09-01", "until": None}],
            }
        ],
    )  # fmt: skip

    on: date
    """The day."""
    offices: list[OfficeOut]
    """In the order of the charter."""


class OfficeHistoryOut(Out):
    """Everybody who held an office."""

    model_config = example(
        id="secretary", name="Секретар",
        holders=[{"id": 3, "name": "Лугова Анна Іванівна", "is_acting": False, "since": "2025-09-01", "until": None}],
    )  # fmt: skip

    id: str
    """Id of the office in the charter."""
    name: str
    """What the charter calls it today."""
    holders: list[HolderOut]
    """The newest first."""


def _seat(room: Room, now: SeatNow) -> SeatOut:
    holding = now.holding
    shown = bool(holding and holding.person_id in room.named)
    is_insider = room.viewer.is_secretary or room.viewer.is_organ_member
    return SeatOut(
        id=now.seat.pk,
        label=seat_label(now.seat, shown or is_insider),
        seat_class=now.seat.seat_class,
        state=now.state,
        votes=now.seat.votes,
        is_chair=now.is_chair,
        holder=room.name_of(holding.person) or None if holding else None,
        since=holding.valid_from if holding else None,
    )


def _organ(room: Room, name: str, organ: Organ) -> dict[str, object]:
    seats = room.compositions.get(name, [])
    company = next((row for row in room.designations if row.organ == name), None)
    has_chair = organ.chair is not None and organ.chair.by != "none"
    return {
        "id": name,
        "name": organ.name.in_(room.viewer.language),
        "kinds": list(organ.kinds),
        "is_organisation": organ.is_organisation,
        "organisation": company.organisation.short_name if company else None,
        "seats_count": len(seats),
        "filled_count": sum(now.state == SeatState.FILLED for now in seats),
        "quorum_needed": room.quorum_of(name, seats)[0] if seats else None,
        "chair": str(chair_title(organ)) if has_chair else None,
        "citation": cited(organ, room.cluster, room.charter),
    }


@operation(router, "get", "/clusters/{cluster}/organs", OrgansOut, anyone=True)
def list_organs(request: HttpRequest, cluster: Code, asked: Query[OnDay]) -> OrgansOut:
    """The organs of the charter on a day."""
    found, viewer = at(request, cluster)
    room = Room(found, viewer, asked.on or viewer.on)
    organs = [OrganOut.model_validate(_organ(room, name, organ)) for name, organ in room.charter.organs.items()]
    return OrgansOut(on=room.on, organs=organs)


def organ_shown(cluster: Cluster, viewer: Viewer, organ: str, on: date) -> CompositionOut:
    """Return an organ with its composition on a day.

    Raises:
        NotFound: The charter has no such organ.
    """
    room = Room(cluster, viewer, on)
    entry = room.charter.organs.get(organ)
    if entry is None:
        raise NotFound
    rules = room.rules(organ) if not entry.is_organisation else []
    return CompositionOut.model_validate(
        {
            **_organ(room, organ, entry),
            "on": room.on,
            "seats": [_seat(room, now) for now in room.compositions.get(organ, [])],
            "rules": [{"title": rule.title, "words": rule.words, "origin": rule.origin} for rule in rules],
        }
    )


@operation(router, "get", "/clusters/{cluster}/organs/{organ}", CompositionOut, anyone=True)
def get_organ(request: HttpRequest, cluster: Code, organ: Code, asked: Query[OnDay]) -> CompositionOut:
    """An organ with its composition on a day.

    Names stand beside seats only for those inside the cluster, and for everybody where the person has agreed to it.
    """
    found, viewer = at(request, cluster)
    return organ_shown(found, viewer, organ, asked.on or viewer.on)


def holder(holding: OfficeHolding, named: set[int]) -> HolderOut:
    """Return somebody's time in office; `named` are those whom the caller may read by name."""
    return HolderOut(
        id=holding.pk,
        name=holding.person.full_name if holding.person_id in named else None,
        is_acting=holding.is_acting,
        since=holding.valid_from,
        until=holding.valid_until,
    )


@operation(router, "get", "/clusters/{cluster}/offices", OfficesOut, anyone=True)
def list_offices(request: HttpRequest, cluster: Code, asked: Query[OnDay]) -> OfficesOut:
    """The offices of the charter and who holds them on a day."""
    found, viewer = at(request, cluster)
    on = asked.on or viewer.on
    charter = rulebook_of(found, on).charter
    rows = [(row, [one for one in (row.holder, row.acting) if one]) for row in office_holders(found, on)]
    named = names_shown_to(viewer, {one.person_id for _row, holders in rows for one in holders})
    offices = [
        OfficeOut(
            id=row.office,
            name=str(row.name),
            holders=[holder(one, named) for one in holders],
            citation=citation_shown(Citation("clause", row.clause), found, charter) if row.clause else None,
        )
        for row, holders in rows
    ]
    return OfficesOut(on=on, offices=offices)


def office_shown(found: Cluster, viewer: Viewer, office: str) -> OfficeHistoryOut:
    """Return an office with everybody who held it.

    Raises:
        NotFound: The charter has no such office, and nobody ever held it.
    """
    history = list(office_history(found, office).select_related("person"))
    if not history and all(row.office != office for row in office_holders(found, viewer.on)):
        raise NotFound
    named = names_shown_to(viewer, {row.person_id for row in history})
    return OfficeHistoryOut(
        id=office,
        name=str(office_name(found, office, viewer.on)),
        holders=[holder(row, named) for row in history],
    )


@operation(router, "get", "/clusters/{cluster}/offices/{office}", OfficeHistoryOut, anyone=True)
def get_office(request: HttpRequest, cluster: Code, office: Code) -> OfficeHistoryOut:
    """An office with everybody who held it."""
    return office_shown(*at(request, cluster), office)
