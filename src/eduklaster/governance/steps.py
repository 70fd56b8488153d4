"""What governance offers to procedures: effects of composing organs, electing chairs, appointing, dismissing, designating."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from eduklaster.charter.facts import facts_asked, recorded_facts
from eduklaster.charter.voting import ELECTIVE
from eduklaster.journal.services import journal_write
from eduklaster.people.models import OfficeHolding, Person
from eduklaster.people.selectors import valid_on
from eduklaster.people.services import office_assign, office_end
from eduklaster.procedures.models import Case
from eduklaster.procedures.registry import (
    Effect,
    Named,
    register_common_facts,
    register_effect,
    register_gate,
    register_named,
    register_open_page,
    register_step_page,
)
from eduklaster.procedures.selectors import act_citation, chain_for, charter_for

from .limits import limit_gate
from .models import Designation, Seat
from .selectors import holdings_on, is_held, nominees_of
from .services import chair_seat, seat_fill, seats_follow, seats_sync, turns_follow

OPEN_PAGES = {
    "compose_organ": "governance:compose",
    "elect_chair": "governance:elect",
    "appoint": "governance:appoint",
    "dismiss": "governance:dismiss",
    "designate": "governance:designate",
}


def compose_organ(effect: Effect) -> None:
    """Seat the persons that the case names, from the day of the act."""
    case = effect.case
    seats_sync(cluster=case.cluster, on=effect.on, actor=effect.actor)
    for entry in case.payload.get("seats", []):
        seat = Seat.objects.get(pk=entry["seat_id"], cluster=case.cluster)
        seat_fill(
            seat=seat,
            person=Person.objects.get(pk=entry["person_id"]),
            on=effect.on,
            actor=effect.actor,
            act=effect.act,
            alternate=Person.objects.get(pk=entry["alternate_id"]) if entry.get("alternate_id") else None,
        )
    turns_follow(cluster=case.cluster, on=effect.on, actor=effect.actor)


def elect_chair(effect: Effect) -> None:
    """Make a member the chair from the day of the election; the office of the chair, where there is one, goes along."""
    case = effect.case
    seat = Seat.objects.get(pk=case.payload["seat_id"], cluster=case.cluster)
    chair_seat(seat=seat, on=effect.on, actor=effect.actor, act=effect.act)
    holding = next(iter(holdings_on(effect.on).filter(seat=seat).select_related("person")), None)
    organ = charter_for(case).organs.get(seat.organ)
    office = chain_for(case).matter.office or (organ.chair.office if organ and organ.chair else None)
    if office and holding is not None and not _holds(case, office, holding.person_id, effect.on):
        office_assign(
            cluster=case.cluster,
            office=office,
            person=holding.person,
            valid_from=effect.on,
            basis=act_citation(effect.act, case.cluster.language) if effect.act else "",
            basis_act_id=effect.act.pk if effect.act else None,
            actor=effect.actor,
        )


def _holds(case: Case, office: str, person_id: int, on: date) -> bool:
    """Whether a person holds an office already: who is elected again goes on without a new entry."""
    rows = OfficeHolding.objects.filter(valid_on(on), cluster=case.cluster, office=office, person_id=person_id)
    return rows.filter(is_acting=False).exists()


def appoint(effect: Effect) -> None:
    """Give an office to the person that the case names, from the day of the act."""
    case = effect.case
    office = case.payload.get("office") or chain_for(case).matter.office
    if office and case.payload.get("person_id"):
        office_assign(
            cluster=case.cluster,
            office=office,
            person=Person.objects.get(pk=case.payload["person_id"]),
            valid_from=effect.on,
            basis=act_citation(effect.act, case.cluster.language) if effect.act else "",
            basis_act_id=effect.act.pk if effect.act else None,
            acting=bool(case.payload.get("is_acting")),
            actor=effect.actor,
        )


def dismiss(effect: Effect) -> None:
    """End the time in office that the case names, from the day of the act; what acts beside it goes on.

    A time that has ended meanwhile, by a successor or by hand, stays as it ended.
    """
    holding = OfficeHolding.objects.filter(cluster=effect.case.cluster, pk=effect.case.payload["holding_id"]).first()
    if holding is not None and (holding.valid_until is None or holding.valid_until > effect.on):
        office_end(holding=holding, on=effect.on, actor=effect.actor, act_id=effect.act.pk if effect.act else None)


def seats_by_charter(effect: Effect) -> None:
    """Bring the seats in line with the charter that has just come into force."""
    seats_follow(cluster=effect.case.cluster, on=effect.on, actor=effect.actor)
    turns_follow(cluster=effect.case.cluster, on=effect.on, actor=effect.actor)


def designate(effect: Effect) -> None:
    """Keep which organisation the case designates, from the day of the decision; the one before ends the same day."""
    case = effect.case
    organisation_id = case.payload.get("organisation_id")
    if not organisation_id:
        return
    key = {"cluster": case.cluster, "organ": chain_for(case).matter.organ or "", "matter": case.matter}
    standing = Designation.objects.filter(**key)
    standing.filter(valid_from__gte=effect.on, valid_until__isnull=True).delete()
    standing.filter(valid_until__isnull=True).update(valid_until=effect.on)
    row = Designation.objects.create(
        **key, organisation_id=organisation_id, valid_from=effect.on, case=case, act=effect.act
    )
    journal_write(
        chain=case.cluster.code,
        actor=effect.actor,
        action="organisation.designated",
        subject=row,
        on=effect.on,
        rule=case.matter,
        citations=effect.act.citations if effect.act else [],
        facts={"organisation": organisation_id, "organ": key["organ"]},
    )


def named(case: Case) -> list[Named]:
    """Return whom a case names: who stands, and who is proposed or has been elected."""
    found: list[Named] = []
    if standing := [nominee.person_id for nominee in nominees_of(case)]:
        found.append((_("Candidates"), standing))
    about = [entry["person_id"] for entry in case.payload.get("seats", [])] or (
        [case.payload["person_id"]] if case.payload.get("person_id") else []
    )
    if about:
        found.append((_("Elected") if case.payload.get("elected") else _("Proposed"), about))
    return found


def leaving(case: Case) -> list[Named]:
    """Return whose time in office a case is to end."""
    return [(_("Holder of the office"), [case.payload["person_id"]])]


def holder_facts(case: Case, on: date) -> Mapping[str, Any]:
    """Return the facts that the charter leaves to the records: whether an office or an organ has a holder on a day."""
    charter = charter_for(case)
    if not charter.facts:
        return {}
    return recorded_facts(
        charter, facts_asked(chain_for(case)), lambda party: is_held(case.cluster, charter, party, on)
    )


def register() -> None:
    """Register effects and the page on which votes are recorded; called once when the room starts."""
    register_effect("compose_organ", compose_organ)
    register_effect("elect_chair", elect_chair)
    register_effect("appoint", appoint)
    register_effect("dismiss", dismiss)
    register_effect("designate", designate)
    register_effect("amend_charter", seats_by_charter)
    register_gate("compose_organ", limit_gate)
    register_gate("elect_chair", limit_gate)
    register_common_facts(holder_facts)
    for kind in ELECTIVE:
        register_named(kind, named)
    register_named("dismiss", leaving)
    register_step_page("vote", "governance:vote")
    for kind, page in OPEN_PAGES.items():
        register_open_page(kind, page)
