"""Matters about organs and offices: what may be chosen, and opening the case that their pages open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from eduklaster.charter.messages import matter_words
from eduklaster.governance.openings import Appointing, Composing, Designating, Dismissing, Electing, Opening
from eduklaster.governance.presenters import seat_label
from eduklaster.governance.selectors import SeatNow
from eduklaster.kernel.errors import InputError
from eduklaster.people.access import office_name
from eduklaster.people.lookup import by_number
from eduklaster.people.selectors import names_shown_to, office_holders
from eduklaster.procedures.access import doer_of
from eduklaster.procedures.services import case_open

from ..contract import operation
from ..inputs import Code
from ..problems import citation_shown
from .cases import CaseCard, card, visible
from .common import at, cleaned, language
from .opening_shapes import (
    AppointmentChoices,
    AppointmentIn,
    ChairChoices,
    ChairIn,
    CompositionChoices,
    CompositionIn,
    DesignationChoices,
    DesignationIn,
    DismissalChoice,
    DismissalChoices,
    DismissalIn,
    OfficeChoice,
    SeatChoice,
    WhichMatter,
)
from .organs import holder
from .participants import Named

router = Router(tags=["organs"])


def _shown(opening: Opening) -> dict[str, Any]:
    source = opening.source
    return {
        "matter": opening.chain.id,
        "matter_name": matter_words(opening.charter, opening.chain.id, language()),
        "matters": [Named(id=one, name=name) for one, name in opening.known],
        "elects": opening.elects,
        "citation": citation_shown(source, opening.cluster, opening.charter) if source else None,
    }


def _seat(now: SeatNow) -> SeatChoice:
    holding = now.holding
    return SeatChoice(
        id=now.seat.pk,
        label=seat_label(now.seat, True),
        state=now.state,
        holder=holding.person.full_name if holding else None,
        since=holding.valid_from if holding else None,
    )


def _opened(opening: Opening, given: Mapping[str, Any], fields: Mapping[str, str]) -> CaseCard:
    """Open the case of a matter as its page does; what its form refuses is refused in the same words."""
    form = cleaned(opening.form(given, {}), fields)
    viewer, cluster = opening.viewer, opening.cluster
    row = case_open(cluster=cluster, draft=opening.draft(form), doer=doer_of(viewer), on=viewer.on)
    return card(visible(cluster, viewer, row.pk), viewer)


def _people(named: list[int], *, elects: bool) -> dict[str, str]:
    """Return candidates as the boxes of a form.

    Raises:
        InputError: There are several, and nothing in the chain chooses among them.
    """
    if len(named) > 1 and not elects:
        raise InputError("opening.one_candidate", _("This matter takes one candidate."), field="candidates")
    boxes = ["person", *(f"person_{number}" for number in range(2, len(named) + 1))]
    return {box: by_number(person) for box, person in zip(boxes, named, strict=False)}


@operation(router, "get", "/clusters/{cluster}/compositions/choices", CompositionChoices)
def get_composition_choices(request: HttpRequest, cluster: Code, asked: Query[WhichMatter]) -> CompositionChoices:
    """How an organ is composed: its seats with their present holders.

    Who may be proposed is told by the list of persons who can be named.
    """
    opening = Composing(*at(request, cluster), asked.matter or "")
    return CompositionChoices(**_shown(opening), organ=opening.organ, seats=[_seat(now) for now in opening.seats()])


@operation(router, "post", "/clusters/{cluster}/compositions", CaseCard, status=201)
def propose_composition(request: HttpRequest, cluster: Code, body: CompositionIn) -> CaseCard:
    """Propose who sits on the seats of an organ: opens its case.

    The seats are filled when the last act of the chain is signed, not earlier.
    """
    opening = Composing(*at(request, cluster), body.matter or "")
    if opening.elects and any(row.person for row in body.seats):
        raise InputError("opening.elects", _("Name candidates: the vote says who sits on which seat."), field="seats")
    if not opening.elects and body.candidates:
        raise InputError("opening.names", _("Name a person for each seat."), field="candidates")
    if len({row.seat for row in body.seats}) < len(body.seats):
        raise InputError("opening.seat_twice", _("A seat is named twice."), field="seats")
    known = {now.seat.pk for now in opening.seats()}
    if any(row.seat not in known for row in body.seats):
        raise InputError("opening.seat", _("This organ has no such seat to be filled."), field="seats")
    given: dict[str, Any] = _people(body.candidates, elects=True)
    given |= {f"seat_{row.seat}": by_number(row.person) for row in body.seats if row.person}
    given["seats"] = [str(row.seat) for row in body.seats]
    return _opened(opening, given, {"person": "candidates", "seat": "seats"})


@operation(router, "get", "/clusters/{cluster}/elections/choices", ChairChoices)
def get_chair_choices(request: HttpRequest, cluster: Code, asked: Query[WhichMatter]) -> ChairChoices:
    """How the chair of an organ is elected: which members can be proposed."""
    opening = Electing(*at(request, cluster), asked.matter or "")
    return ChairChoices(**_shown(opening), organ=opening.organ, members=[_seat(now) for now in opening.members()])


@operation(router, "post", "/clusters/{cluster}/elections", CaseCard, status=201)
def propose_chair(request: HttpRequest, cluster: Code, body: ChairIn) -> CaseCard:
    """Propose who presides over an organ: opens its case.

    One candidate is voted for or against; several are voted on as an election, where the charter lets the organ choose.
    """
    opening = Electing(*at(request, cluster), body.matter or "")
    chosen = [str(seat) for seat in body.seats]
    if len(chosen) > 1 and not opening.elects:
        raise InputError("opening.one_candidate", _("This matter takes one candidate."), field="seats")
    if len(set(chosen)) < len(chosen):
        raise InputError("opening.seat_twice", _("A seat is named twice."), field="seats")
    return _opened(opening, {"seat": chosen if opening.elects else chosen[0]}, {"seat": "seats"})


@operation(router, "get", "/clusters/{cluster}/appointments/choices", AppointmentChoices)
def get_appointment_choices(request: HttpRequest, cluster: Code, asked: Query[WhichMatter]) -> AppointmentChoices:
    """How an office is given: which offices, and who holds them today."""
    found, viewer = at(request, cluster)
    opening = Appointing(found, viewer, asked.matter or "")
    held = {row.office: [one for one in (row.holder, row.acting) if one] for row in office_holders(found, viewer.on)}
    named = names_shown_to(viewer, {one.person_id for holders in held.values() for one in holders})
    offices = [
        OfficeChoice(id=office, name=name, holders=[holder(one, named) for one in held.get(office, [])])
        for office, name in opening.offices()
    ]
    return AppointmentChoices(**_shown(opening), offices=offices)


@operation(router, "post", "/clusters/{cluster}/appointments", CaseCard, status=201)
def propose_appointment(request: HttpRequest, cluster: Code, body: AppointmentIn) -> CaseCard:
    """Propose who holds an office: opens its case. The candidate is asked for consent.

    The office is given by the last act of the chain, from its date.
    """
    opening = Appointing(*at(request, cluster), body.matter or "")
    people = _people(body.candidates, elects=opening.elects)
    given = {"office": body.office, "is_acting": body.is_acting, **people}
    return _opened(opening, given, {"person": "candidates"})


@operation(router, "get", "/clusters/{cluster}/dismissals/choices", DismissalChoices)
def get_dismissal_choices(request: HttpRequest, cluster: Code, asked: Query[WhichMatter]) -> DismissalChoices:
    """How somebody leaves an office: who holds one today."""
    found, viewer = at(request, cluster)
    opening = Dismissing(found, viewer, asked.matter or "")
    holdings = [
        DismissalChoice(
            **holder(row, {row.person_id} if is_named else set()).model_dump(),
            office=row.office,
            office_name=office_name(found, row.office, viewer.on).in_(language()),
        )
        for row, is_named in opening.holdings()
    ]
    return DismissalChoices(**_shown(opening), holdings=holdings)


@operation(router, "post", "/clusters/{cluster}/dismissals", CaseCard, status=201)
def propose_dismissal(request: HttpRequest, cluster: Code, body: DismissalIn) -> CaseCard:
    """Propose who leaves an office: opens its case.

    Time in office ends with the last act of the chain, on its date; whoever acts for the holder goes on.
    """
    opening = Dismissing(*at(request, cluster), body.matter or "")
    return _opened(opening, {"holding": str(body.holding)}, {})


@operation(router, "get", "/clusters/{cluster}/designations/choices", DesignationChoices)
def get_designation_choices(request: HttpRequest, cluster: Code, asked: Query[WhichMatter]) -> DesignationChoices:
    """How an organisation is named an organ or the holder of a role.

    Which organisations there are is told by their list.
    """
    return DesignationChoices(**_shown(Designating(*at(request, cluster), asked.matter or "")))


@operation(router, "post", "/clusters/{cluster}/designations", CaseCard, status=201)
def propose_designation(request: HttpRequest, cluster: Code, body: DesignationIn) -> CaseCard:
    """Propose which organisation is an organ or holds a role: opens its case.

    The organisation is asked for its consent; then the organ decides.
    """
    opening = Designating(*at(request, cluster), body.matter or "")
    return _opened(opening, {"organisation": by_number(body.organisation), "mandate": body.mandate}, {})
