"""The register of participants as it stood on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Literal

from django.db.models import Q
from django.http import HttpRequest
from ninja import Query, Router

from eduklaster.charter.schema import Charter
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.kernel.errors import NotFound
from eduklaster.membership.access import sees_persons
from eduklaster.membership.enums import ParticipantKind
from eduklaster.membership.models import Participant
from eduklaster.membership.selectors import RightOrDuty, duties_of, participant_get, persons_ever, rights_of
from eduklaster.membership.views.participants import basis_words, register_rows, shown_name, words_of
from eduklaster.people.access import Viewer
from eduklaster.people.models import Organisation
from eduklaster.people.selectors import organisations_found
from eduklaster.procedures.access import acts_visible_to

from ..contract import operation
from ..inputs import Code, Day, In, PathId, Words
from ..paging import Page, Paging, page_of
from ..problems import Cited, citation_shown
from .common import Out, at, example

router = Router(tags=["participants"])
_GROUP = {"id": "school", "name": "Заклад освіти"}


class ParticipantFilter(In):
    """Which part of the register is wanted."""

    on: Day | None = None
    """The day; without it today in the cluster."""
    q: Words | None = None
    """Name in any spelling, code or settlement."""
    category: Code | None = None
    """Id of a category of the charter."""
    group: Code | None = None
    """Id of a target group of the charter."""
    state: Literal["ever", "gone"] | None = None
    """Also those who have left, or only those."""


class Named(Out):
    """Something that the charter names."""

    id: str
    """Its id in the charter."""
    name: str
    """What the charter calls it."""


class ParticipantOut(Out):
    """A participant."""

    model_config = example(
        id=17, number=4, name="Ліцей № 5", kind="organisation", category=_GROUP, group=None, state="active",
        joined_on="2025-10-01", left_on=None, basis="наказ № 3/2025 від 01.10.2025",
    )  # fmt: skip

    id: int
    """Its number in addresses."""
    number: int | None
    """Number in the register; nothing where gaps between the numbers would tell of others."""
    name: str
    """What it is called; a natural person is named only to those inside the cluster."""
    kind: str
    """`organisation`, `community` or `person`."""
    category: Named
    """Category of the charter."""
    group: Named | None
    """Target group."""
    state: str
    """State on the day: `active`, `suspended`, `withdrawn`, `excluded`, `dissolved`."""
    joined_on: date
    """First day."""
    left_on: date | None
    """First day on which it takes part no more."""
    basis: str
    """On what its membership rests."""


class EntitlementOut(Out):
    """A right or a duty."""

    label: str
    """In words."""
    citation: Cited | None
    """Where it comes from."""


class ParticipantCard(ParticipantOut):
    """A participant with its rights and duties today."""

    model_config = example(
        id=17, number=4, name="Ліцей № 5", kind="organisation", category=_GROUP, group=None, state="active",
        joined_on="2025-10-01", left_on=None, basis="наказ № 3/2025 від 01.10.2025", basis_act=9,
        rights=[{"label": "Вносити пропозиції", "citation": None}], duties=[],
    )  # fmt: skip

    basis_act: int | None
    """Id of the act on which it rests, where the caller may read it."""
    rights: list[EntitlementOut]
    """By the charter in force."""
    duties: list[EntitlementOut]
    """By the charter in force and by published decisions."""


class Register:
    """The words of the register in the asked language, read once."""

    def __init__(self, cluster: Cluster, viewer: Viewer, on: date) -> None:
        """Read the charter of the day."""
        self.cluster, self.viewer, self.on = cluster, viewer, on
        self.charter: Charter = rulebook_of(cluster, on).charter
        self.categories, self.groups = words_of(self.charter, viewer.language)
        self.is_inside = sees_persons(viewer)
        self.is_numbered = self.is_inside or not persons_ever(cluster)

    def plain(self, row: Participant) -> dict[str, Any]:
        """Return a row as it is sent."""
        was_in = row.left_on is not None and row.left_on > self.on
        return {
            "id": row.pk,
            "number": row.number if self.is_numbered else None,
            "name": shown_name(row, self.viewer),
            "kind": row.kind,
            "category": Named(id=row.category, name=self.categories.get(row.category, row.category)),
            "group": Named(id=row.primary_group, name=self.groups.get(row.primary_group, row.primary_group))
            if row.primary_group
            else None,
            "state": "active" if was_in else row.state,
            "joined_on": row.joined_on,
            "left_on": row.left_on,
            "basis": basis_words(row, self.charter, self.viewer.language),
        }

    def rows(self, found: Iterable[Participant]) -> list[ParticipantOut]:
        """Return rows as they are sent."""
        return [ParticipantOut(**self.plain(row)) for row in found]

    def entitlement(self, one: RightOrDuty) -> EntitlementOut:
        """Return a right or a duty as it is sent."""
        source: Citation | None = one.citation
        return EntitlementOut(
            label=str(one.label),
            citation=citation_shown(source, self.cluster, self.charter) if source else None,
        )


@operation(router, "get", "/clusters/{cluster}/participants", Page[ParticipantOut], anyone=True)
def list_participants(
    request: HttpRequest, cluster: Code, asked: Query[ParticipantFilter], paging: Query[Paging]
) -> Page[ParticipantOut]:
    """The register of participants as it stood on a day.

    Natural persons are listed only to those inside the cluster.
    """
    found, viewer = at(request, cluster)
    on = asked.on or viewer.on
    register = Register(found, viewer, on)
    rows = register_rows(found, on, asked.state or "", persons=register.is_inside).select_related("person")
    if asked.q:
        organisations = organisations_found(Organisation.objects.all(), asked.q)
        rows = rows.filter(Q(organisation__in=organisations.values("pk")) | Q(community_name__icontains=asked.q))
    if asked.category:
        rows = rows.filter(category=asked.category)
    if asked.group:
        rows = rows.filter(primary_group=asked.group)
    return page_of(rows, paging, register.rows)


@operation(router, "get", "/clusters/{cluster}/participants/{participant}", ParticipantCard, anyone=True)
def get_participant(request: HttpRequest, cluster: Code, participant: PathId) -> ParticipantCard:
    """A participant with its rights and duties today."""
    found, viewer = at(request, cluster)
    row = participant_get(found, participant)
    register = Register(found, viewer, viewer.on)
    if row.kind == ParticipantKind.PERSON and not register.is_inside:
        raise NotFound
    is_shown = row.basis_act_id and acts_visible_to(found, viewer).filter(pk=row.basis_act_id).exists()
    return ParticipantCard(
        **register.plain(row),
        basis_act=row.basis_act_id if is_shown else None,
        rights=[register.entitlement(one) for one in rights_of(row, viewer.on)],
        duties=[register.entitlement(one) for one in duties_of(row, viewer.on)],
    )
