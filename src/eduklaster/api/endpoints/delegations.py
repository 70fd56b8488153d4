"""Duties that an alternate does for a time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.http import HttpRequest
from ninja import Query, Router

from eduklaster.charter.delegation import KEY
from eduklaster.charter.messages import value_words
from eduklaster.charter.resolver import Scope
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.kernel.errors import NotFound
from eduklaster.people.access import Viewer, require_signed_in
from eduklaster.people.lookup import by_number
from eduklaster.people.models import Person
from eduklaster.people.selectors import persons_found
from eduklaster.procedures.access import (
    alternates_for,
    delegable_duties,
    delegation_visible,
    delegations_visible_to,
)
from eduklaster.procedures.forms import DelegationForm
from eduklaster.procedures.models import Delegation
from eduklaster.procedures.selectors import delegation_state
from eduklaster.procedures.services import delegation_give, delegation_revoke

from ..contract import operation
from ..inputs import Address, BodyId, Code, Day, In, Party, PathId
from ..paging import Page, Paging, page_of
from ..problems import Cited
from .common import Out, at, cited, cleaned, example, examples, language
from .holders import NameFilter, PersonOut

router = Router(tags=["duties"])
_D = "/clusters/{cluster}/delegations"


class DelegationOut(Out):
    """A duty that an alternate does for a time."""

    model_config = example(
        id=3, party="office:secretary", duty="Секретар", alternate="Лугова Анна Іванівна",
        given_by="Степова Олена Петрівна", valid_from="2026-07-01", valid_until="2026-07-24", note="Відпустка",
        state="planned", revoked_on=None, page="/c/luhova/delegations/3/",
    )  # fmt: skip

    id: int
    """Its number in addresses."""
    party: str
    """The duty as a party: `office:secretary`, `chair:council`, `participant:5`."""
    duty: str
    """The same in words."""
    alternate: str
    """Who does it meanwhile."""
    given_by: str | None
    """Whose duty it is."""
    valid_from: date
    """First day."""
    valid_until: date
    """Last day."""
    note: str
    """Why."""
    state: str
    """`planned`, `holds`, `over` or `revoked`."""
    revoked_on: date | None
    """Day on which it was taken or given back."""
    page: str
    """Its page."""


class DutyChoice(Out):
    """A duty of one's own that can be delegated."""

    party: str
    """The duty as a party."""
    label: str
    """In words."""


class DelegationChoices(Out):
    """Which duties the caller can delegate, and what the rules say of it."""

    model_config = example(
        rule="дозволено", citation={"kind": "default", "ref": "D-53", "words": "типове правило D-53", "page": None},
        duties=[{"party": "office:secretary", "label": "Секретар"}],
    )  # fmt: skip

    rule: str
    """What the charter or its default says, in words."""
    citation: Cited | None
    """Where."""
    duties: list[DutyChoice]
    """The duties."""


class DelegationIn(In):
    """A duty that is delegated."""

    model_config = examples(
        party="office:secretary", person=41, valid_from="2026-07-01", valid_until="2026-07-24", note="Відпустка"
    )

    party: Party
    """The duty, one of the caller's own."""
    person: BodyId
    """The alternate, who needs an account."""
    valid_from: Day
    """First day."""
    valid_until: Day
    """Last day."""
    note: Address = ""
    """Why."""


def _giver(request: HttpRequest, code: str) -> tuple[Cluster, Viewer]:
    """Return a cluster with somebody who has a duty to delegate, as the page of delegating asks."""
    found, viewer = at(request, code)
    require_signed_in(viewer)
    if not delegable_duties(viewer):
        raise NotFound
    return found, viewer


def _shown(row: Delegation, cluster: Cluster, on: date) -> DelegationOut:
    giver = row.given_by.person if row.given_by else None
    return DelegationOut(
        id=row.pk,
        party=row.party,
        duty=row.label.in_(language()),
        alternate=row.person.full_name,
        given_by=giver.full_name if giver else None,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        note=row.note,
        state=delegation_state(row, on),
        revoked_on=row.revoked_on,
        page=f"/c/{cluster.code}/delegations/{row.pk}/",
    )


@operation(router, "get", _D, Page[DelegationOut])
def list_delegations(request: HttpRequest, cluster: Code, paging: Query[Paging]) -> Page[DelegationOut]:
    """What the caller has delegated and what was delegated to the caller; the secretary reads all."""
    found, viewer = at(request, cluster)
    require_signed_in(viewer)

    def show(page: Iterable[Delegation]) -> list[DelegationOut]:
        return [_shown(row, found, viewer.on) for row in page]

    return page_of(delegations_visible_to(found, viewer), paging, show)


@operation(router, "get", "/clusters/{cluster}/delegation-choices", DelegationChoices)
def get_delegation_choices(request: HttpRequest, cluster: Code) -> DelegationChoices:
    """Which of one's duties can be delegated, and what the rules say of it."""
    found, viewer = _giver(request, cluster)
    rulebook = rulebook_of(found, viewer.on)
    rule = rulebook.ask(KEY, on=viewer.on, scope=Scope())
    return DelegationChoices(
        rule=value_words(KEY, rule.value, language()),
        citation=cited(rule, found, rulebook.charter),
        duties=[DutyChoice(party=one.party, label=one.label.in_(language())) for one in delegable_duties(viewer)],
    )


@operation(router, "get", "/clusters/{cluster}/alternates", Page[PersonOut])
def list_alternates(
    request: HttpRequest, cluster: Code, asked: Query[NameFilter], paging: Query[Paging]
) -> Page[PersonOut]:
    """Whom the caller can name as an alternate: people of the cluster and colleagues who have an account."""
    _found, viewer = _giver(request, cluster)

    def show(page: Iterable[Person]) -> list[PersonOut]:
        return [PersonOut(id=row.pk, name=row.full_name) for row in page]

    return page_of(persons_found(alternates_for(viewer), asked.q or ""), paging, show)


@operation(router, "get", f"{_D}/{{delegation}}", DelegationOut)
def get_delegation(request: HttpRequest, cluster: Code, delegation: PathId) -> DelegationOut:
    """A duty that was delegated."""
    found, viewer = at(request, cluster)
    require_signed_in(viewer)
    return _shown(delegation_visible(found, viewer, delegation), found, viewer.on)


@operation(router, "post", _D, DelegationOut, status=201)
def delegate_duty(request: HttpRequest, cluster: Code, body: DelegationIn) -> DelegationOut:
    """Let an alternate do one of the caller's duties from one day to another, both counted; the alternate is written to."""
    found, viewer = _giver(request, cluster)
    given = {**body.model_dump(mode="json"), "person": by_number(body.person)}
    form = cleaned(DelegationForm(given, duties=delegable_duties(viewer), people=alternates_for(viewer)), {})
    chosen = form.cleaned_data
    row = delegation_give(
        cluster=found,
        giver=require_signed_in(viewer),
        party=chosen["party"],
        alternate=chosen["person"],
        valid_from=chosen["valid_from"],
        valid_until=chosen["valid_until"],
        note=chosen["note"],
        actor=viewer.actor(chosen["party"]),
        on=viewer.on,
    )
    return _shown(delegation_visible(found, viewer, row.pk), found, viewer.on)


@operation(router, "post", f"{_D}/{{delegation}}/end", DelegationOut)
def end_delegation(request: HttpRequest, cluster: Code, delegation: PathId) -> DelegationOut:
    """End a delegation at once: by whoever gave it, the alternate or the secretary."""
    found, viewer = at(request, cluster)
    user = require_signed_in(viewer)
    row = delegation_visible(found, viewer, delegation)
    delegation_revoke(
        delegation=row, user=user, is_secretary=viewer.is_secretary, actor=viewer.actor(row.party), on=viewer.on
    )
    return _shown(delegation_visible(found, viewer, row.pk), found, viewer.on)
