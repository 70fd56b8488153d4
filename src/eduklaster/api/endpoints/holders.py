"""Who sits and serves by papers from outside: members of the host's organs, holders of offices; who can be named."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from eduklaster.governance.access import chair_title, host_organ, require_capacity
from eduklaster.governance.forms import MembersForm
from eduklaster.governance.presenters import seat_label
from eduklaster.governance.selectors import composition_on
from eduklaster.governance.services import host_members_enter
from eduklaster.kernel.errors import InputError, NotFound
from eduklaster.people.access import require_secretary_or_admin
from eduklaster.people.forms import OfficeForm
from eduklaster.people.lookup import by_number
from eduklaster.people.models import Organisation, Person
from eduklaster.people.selectors import (
    holding_get,
    organisations_found,
    organisations_visible_to,
    persons_found,
    persons_visible_to,
)
from eduklaster.people.services import office_assign, office_end

from ..contract import operation
from ..inputs import BodyId, Code, Day, Flag, In, Line, PathId, People, Words
from ..paging import Page, Paging, page_of
from ..problems import Cited
from .common import Out, at, cited, cleaned, example, examples, language
from .organs import CompositionOut, OfficeHistoryOut, office_shown, organ_shown

router = Router(tags=["organs"])
_H = "/clusters/{cluster}/offices/{office}/holders"
_M = "/clusters/{cluster}/organs/{organ}/members"


class NameFilter(In):
    """Whose name is looked for."""

    q: Words | None = None
    """Name in any spelling; without it everybody."""


class PersonOut(Out):
    """A person who can be named."""

    model_config = example(id=41, name="Лугова Анна Іванівна")

    id: int
    """Number by which the person is named."""
    name: str
    """Full name."""


class OrganisationOut(Out):
    """An organisation of the cluster."""

    model_config = example(id=7, name="Ліцей № 5", official_name="Опорний ліцей № 5", settlement="Лугове")

    id: int
    """Number by which the organisation is named."""
    name: str
    """Short name."""
    official_name: str
    """Full name."""
    settlement: str
    """Where it is."""


class MemberOut(Out):
    """A member of an organ that the host composes."""

    seat: int
    """Number of the seat, by which it is said who has gone."""
    label: str
    """What the seat is called."""
    name: str | None
    """Who sits on it."""
    is_chair: bool
    """Whether this member presides."""
    since: date | None
    """First day."""


class MembersOut(Out):
    """The members of an organ that the host composes by its own rules."""

    model_config = example(
        organ="board", chair="Голова правління",
        citation={"kind": "clause", "ref": "4.3", "words": "п. 4.3", "page": "/c/luhova/charter/4.3/"},
        members=[
            {"seat": 12, "label": "Член правління № 1", "name": "Лугова Анна Іванівна", "is_chair": True,
             "since": "2025-10-01"}
        ],
    )  # fmt: skip

    organ: str
    """Id of the organ in the charter."""
    chair: str
    """What its chair is called."""
    citation: Cited | None
    """Where the charter leaves its composition to the host."""
    members: list[MemberOut]
    """Who sits in it today."""


class MembersIn(In):
    """Who has come into an organ of the host, who has gone, who presides, and by which paper."""

    model_config = examples(come=[41, 42], gone=[12], chair=41, note="Наказ № 12 від 1 вересня.", on="2026-03-02")

    come: People = []
    """Who joins."""
    gone: People = []
    """Seats of those who have gone."""
    chair: BodyId | None = None
    """Who presides; left out, it stays as it is."""
    note: Line
    """The paper of the host."""
    on: Day | None = None
    """From which day; without it today in the cluster."""


class HolderIn(In):
    """Who holds an office by an act that was signed elsewhere."""

    model_config = examples(person=41, valid_from="2026-03-02", basis="Наказ № 12 від 1 березня 2026 року")

    person: BodyId
    """The person."""
    acting: Flag = False
    """Whether only while the holder is away or not yet named."""
    valid_from: Day
    """First day."""
    valid_until: Day | None = None
    """First day on which it no longer holds."""
    basis: Line
    """The act, as it is cited."""


class EndIn(In):
    """When something ends."""

    model_config = examples(on="2026-03-02")

    on: Day | None = None
    """First day on which it no longer holds; without it today in the cluster."""


@operation(router, "get", "/clusters/{cluster}/persons", Page[PersonOut])
def list_persons(
    request: HttpRequest, cluster: Code, asked: Query[NameFilter], paging: Query[Paging]
) -> Page[PersonOut]:
    """The persons whom the caller can name for a seat or an office, in alphabetical order.

    The secretary and the members of organs can name everybody in the cluster, others themselves.
    """
    _found, viewer = at(request, cluster)
    require_capacity(viewer)
    rows = persons_found(persons_visible_to(viewer), asked.q or "")

    def show(page: Iterable[Person]) -> list[PersonOut]:
        return [PersonOut(id=row.pk, name=row.full_name) for row in page]

    return page_of(rows, paging, show)


@operation(router, "get", "/clusters/{cluster}/organisations", Page[OrganisationOut], anyone=True)
def list_organisations(
    request: HttpRequest, cluster: Code, asked: Query[NameFilter], paging: Query[Paging]
) -> Page[OrganisationOut]:
    """The organisations that the caller may see, in alphabetical order."""
    _found, viewer = at(request, cluster)
    rows = organisations_found(organisations_visible_to(viewer), asked.q or "")

    def show(page: Iterable[Organisation]) -> list[OrganisationOut]:
        return [
            OrganisationOut(id=row.pk, name=row.short_name, official_name=row.official_name, settlement=row.settlement)
            for row in page
        ]

    return page_of(rows, paging, show)


@operation(router, "get", _M, MembersOut)
def list_members(request: HttpRequest, cluster: Code, organ: Code) -> MembersOut:
    """The members of an organ that the host composes: what can be changed here.

    Of organs that the cluster composes itself the composition is told by the organ.
    """
    found, viewer = at(request, cluster)
    charter, entry, rule = host_organ(found, viewer, organ)
    seats = composition_on(found, organ, viewer.on)
    return MembersOut(
        organ=organ,
        chair=chair_title(entry).in_(language()),
        citation=cited(rule, found, charter),
        members=[
            MemberOut(
                seat=now.seat.pk,
                label=seat_label(now.seat, True),
                name=now.holding.person.full_name if now.holding else None,
                is_chair=now.is_chair,
                since=now.holding.valid_from if now.holding else None,
            )
            for now in seats
        ],
    )


@operation(router, "post", _M, CompositionOut)
def enter_members(request: HttpRequest, cluster: Code, organ: Code, body: MembersIn) -> CompositionOut:
    """Enter who has come into an organ of the host, who has gone and who presides, with the paper that says so."""
    found, viewer = at(request, cluster)
    host_organ(found, viewer, organ)
    on = body.on or viewer.on
    seats = composition_on(found, organ, viewer.on)
    if set(body.gone) - {now.seat.pk for now in seats if now.holding is not None}:
        raise InputError("host.seat", _("Nobody sits on such a seat of this organ."), field="gone")
    given = {
        "come": "\n".join(by_number(person) for person in body.come),
        "gone": [str(seat) for seat in body.gone],
        "chair": by_number(body.chair) if body.chair else "",
        "note": body.note,
        "on": on.isoformat(),
    }
    form = cleaned(MembersForm(given, seats=seats, viewer=viewer), {})
    host_members_enter(
        cluster=found,
        organ=organ,
        come=form.cleaned_data["come"],
        gone=body.gone,
        chair=form.cleaned_data["chair"],
        note=form.cleaned_data["note"],
        on=on,
        actor=viewer.actor(),
    )
    return organ_shown(found, viewer, organ, on)


@operation(router, "post", _H, OfficeHistoryOut, status=201)
def enter_holder(request: HttpRequest, cluster: Code, office: Code, body: HolderIn) -> OfficeHistoryOut:
    """Enter the holder of an office from an act that was signed outside of the platform.

    The former holder's time ends the same day. Appointing by the charter is proposed as an appointment instead.
    """
    found, viewer = at(request, cluster)
    require_secretary_or_admin(viewer)
    given = {
        "office": office,
        "person": by_number(body.person),
        "acting": body.acting,
        "valid_from": body.valid_from.isoformat(),
        "valid_until": body.valid_until.isoformat() if body.valid_until else "",
        "basis": body.basis,
    }
    form = cleaned(OfficeForm(given, viewer=viewer, cluster=found, on=viewer.on), {})
    office_assign(cluster=found, actor=viewer.actor(), **form.cleaned_data)
    return office_shown(found, viewer, office)


@operation(router, "post", f"{_H}/{{holding}}/end", OfficeHistoryOut)
def end_holder(request: HttpRequest, cluster: Code, office: Code, holding: PathId, body: EndIn) -> OfficeHistoryOut:
    """End a holder's time by an act that was signed outside of the platform; whatever it allowed ends with it."""
    found, viewer = at(request, cluster)
    require_secretary_or_admin(viewer)
    row = holding_get(found, holding)
    if row.office != office:
        raise NotFound
    office_end(holding=row, on=body.on or viewer.on, actor=viewer.actor())
    return office_shown(found, viewer, office)
