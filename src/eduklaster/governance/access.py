"""Who sits where, as capacities of persons; whose names a reader sees beside seats; who records votes."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from eduklaster.charter.schema import Charter, Organ, SeatRule, Step
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.kernel.errors import AccessError, NotFound
from eduklaster.kernel.text import Localized
from eduklaster.people.access import Capacity, Viewer, register_capacity_provider, require_secretary
from eduklaster.people.models import Affiliation, OfficeHolding
from eduklaster.people.selectors import register_person_scope, valid_on
from eduklaster.procedures.access import cases_visible_to, is_insider
from eduklaster.procedures.models import Case
from eduklaster.procedures.parties import Doer, standing_for

from .enums import SeatState
from .models import Ballot, SeatHolding
from .selectors import ballots_of, chairings_on, designations_on
from .services import host_rule

_MEMBER = {"uk": "%s, член", "ru": "%s, член", "en": "%s, member"}
_CHAIR = {"uk": "%s, голова", "ru": "%s, председатель", "en": "%s, chair"}
_COMPANY = {"uk": "%s: %s", "ru": "%s: %s", "en": "%s: %s"}


def _label(words: dict[str, str], name: Localized) -> Localized:
    return Localized({code: text % name.in_(code) for code, text in words.items()})


def organ_name(organ: Organ) -> Localized:
    """Return the name of an organ."""
    return Localized(organ.name.model_dump(exclude_none=True))


def chair_title(organ: Organ) -> Localized:
    """Return what the charter calls the chair of an organ."""
    if organ.chair and organ.chair.title:
        return Localized(organ.chair.title.model_dump(exclude_none=True))
    return _label(_CHAIR, organ_name(organ))


def capacities(person_id: int, cluster: Cluster, on: date) -> Iterable[Capacity]:
    """Yield what a person is through the organs of a cluster: member, chair, representative of a designated company."""
    try:
        charter = rulebook_of(cluster, on).charter
    except NotFound:
        return
    yield from _by_seat(person_id, cluster, charter, on)
    yield from _by_office(person_id, cluster, charter, on)
    yield from _by_company(person_id, cluster, charter, on)


def _by_seat(person_id: int, cluster: Cluster, charter: Charter, on: date) -> Iterable[Capacity]:
    holdings = (
        SeatHolding.objects.filter(valid_on(on), person_id=person_id, seat__cluster=cluster)
        .exclude(seat__state__in=[SeatState.SUSPENDED, SeatState.PENDING])
        .exclude(seat__abolished_on__lte=on)
        .select_related("seat")
        .order_by("seat__organ", "pk")
    )
    presides = {row.seat_id: row for row in chairings_on(on).filter(seat__in=[row.seat_id for row in holdings])}
    for holding in holdings:
        organ = charter.organs.get(holding.seat.organ)
        if organ is None or organ.is_organisation:
            continue
        name, dated = holding.seat.organ, (False, holding.valid_from, holding.valid_until)
        chairing = presides.get(holding.seat_id)
        if chairing is not None:
            since = max(holding.valid_from, chairing.valid_from)
            until = min((day for day in (holding.valid_until, chairing.valid_until) if day), default=None)
            yield Capacity("chair", cluster.pk, f"chair:{name}", chair_title(organ), False, since, until)
        yield Capacity("seat", cluster.pk, f"member:{name}", _label(_MEMBER, organ_name(organ)), *dated)


def _by_office(person_id: int, cluster: Cluster, charter: Charter, on: date) -> Iterable[Capacity]:
    chairs = {organ.chair.office: name for name, organ in charter.organs.items() if organ.chair and organ.chair.office}
    if not chairs:
        return
    rows = OfficeHolding.objects.filter(valid_on(on), person_id=person_id, cluster=cluster, office__in=chairs)
    for row in rows.order_by("is_acting", "office"):
        name = chairs[row.office]
        title = chair_title(charter.organs[name])
        yield Capacity("chair", cluster.pk, f"chair:{name}", title, row.is_acting, row.valid_from, row.valid_until)


def _by_company(person_id: int, cluster: Cluster, charter: Charter, on: date) -> Iterable[Capacity]:
    if not any(organ.is_organisation for organ in charter.organs.values()):
        return
    companies = {row.organisation_id: row for row in designations_on(cluster, on)}
    if not companies:
        return
    ties = Affiliation.objects.filter(valid_on(on), person_id=person_id, organisation__in=companies).filter(
        Q(is_head=True) | Q(may_represent=True)
    )
    for tie in ties.select_related("organisation").order_by("-is_head", "pk"):
        row = companies[tie.organisation_id]
        organ = charter.organs.get(row.organ)
        if organ is None:
            continue
        name = organ_name(organ)
        words = {code: text % (name.in_(code), tie.organisation.short_name) for code, text in _COMPANY.items()}
        until = min((day for day in (tie.valid_until, row.valid_until) if day), default=None)
        since = max(tie.valid_from, row.valid_from)
        for kind, party in (("chair", f"chair:{row.organ}"), ("seat", f"member:{row.organ}")):
            yield Capacity(kind, cluster.pk, party, Localized(words), False, since, until)  # type: ignore[arg-type]


def ballots_visible_to(cluster: Cluster, viewer: Viewer) -> QuerySet[Ballot]:
    """Return the votes that somebody may see: those on cases that they may see."""
    rows = ballots_of(cluster)
    if is_insider(viewer):
        return rows
    return rows.filter(cases__in=cases_visible_to(cluster, viewer).values("pk")).distinct()


def cases_together(cluster: Cluster, viewer: Viewer, first: int, others: Collection[int]) -> list[Case]:
    """Return the cases that one vote decides: the first, then the others of a batch.

    Raises:
        NotFound: One of them is hidden from the viewer, or of another matter.
    """
    wanted = {first, *others}
    found = cases_visible_to(cluster, viewer).filter(pk__in=wanted).select_related("cluster", "version").order_by("pk")
    rows = {case.pk: case for case in found}
    if set(rows) != wanted or len({case.matter for case in rows.values()}) > 1:
        raise NotFound
    return [rows.pop(first), *rows.values()]


def require_recorder(case: Case, step: Step, doer: Doer) -> None:
    """Refuse somebody who may not record a vote on a step."""
    if standing_for(case, step, doer) is None:
        raise AccessError("ballot.recorder", _("A vote is recorded by the chair of the organ or by the secretary."))


def keeps(charter: Charter, organ: str, doer: Doer) -> bool:
    """Whether somebody may call and keep sessions and votes of an organ: who convenes it by the charter, its chair, the secretary."""
    found = charter.organs.get(organ)
    if found is None:
        return False
    return doer.is_secretary or f"chair:{organ}" in doer.parties or (found.convened_by or "") in doer.parties


def host_organ(cluster: Cluster, viewer: Viewer, organ: str) -> tuple[Charter, Organ, SeatRule]:
    """Return the charter, an organ that the host composes and the rule that says so, for whoever enters its members.

    Raises:
        NotFound: The charter has no such organ, or composes it itself.
        AccessError: Not the secretary.
    """
    charter = rulebook_of(cluster, viewer.on).charter
    found = charter.organs.get(organ)
    rule = host_rule(found) if found else None
    if found is None or rule is None:
        raise NotFound
    require_secretary(viewer)
    return charter, found, rule


def require_capacity(viewer: Viewer) -> None:
    """Refuse somebody who is nothing in the cluster; a guest is asked to sign in."""
    if not viewer.is_signed_in:
        raise AccessError("people.sign_in", _("Sign in to do this."))
    if not viewer.capacities:
        raise AccessError("governance.capacity", _("This needs an office, a seat or a membership in the cluster."))


def seated(cluster: Cluster, on: date) -> Q:
    """Return the condition that a person has ever sat in an organ of a cluster, as holder or alternate."""
    held = SeatHolding.objects.filter(seat__cluster=cluster)
    return Q(Exists(held.filter(person=OuterRef("pk")))) | Q(Exists(held.filter(alternate=OuterRef("pk"))))


def register() -> None:
    """Let the people room know of seats; called once when the room starts."""
    register_capacity_provider(capacities)
    register_person_scope(seated)
