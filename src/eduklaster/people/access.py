"""Who somebody is on a day: capacities from offices, seats, ties and memberships, and what follows from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of, today_in
from eduklaster.journal.services import Actor
from eduklaster.kernel import clock
from eduklaster.kernel.errors import AccessError, NotFound
from eduklaster.kernel.text import Localized

from .models import Affiliation, OfficeHolding, User

CapacityKind = Literal[
    "office", "seat", "chair", "representative", "head", "founder", "component_head", "member", "admin"
]
ADMIN_PARTY = "platform:admin"


@dataclass(frozen=True, slots=True)
class Capacity:
    """One thing that a person is on a day, which lets them act.

    `party` is concrete: `office:rector`, `member:council`, `chair:council`, `participant:17`, `organisation:5`,
    `founder:3`, `component:2`, `platform:admin`. `valid_until` is the first day on which it no longer holds.
    """

    kind: CapacityKind
    cluster_id: int | None
    party: str
    label: Localized
    acting: bool = False
    valid_from: date | None = None
    valid_until: date | None = None
    lent_until: date | None = None
    """Last day of a delegation, where the person acts for somebody else."""


CapacityProvider = Callable[[int, Cluster, date], Iterable[Capacity]]
_providers: list[CapacityProvider] = []


def register_capacity_provider(provider: CapacityProvider) -> None:
    """Let an upper room add capacities: `provider(person_id, cluster, on)`; call it in `AppConfig.ready`."""
    if provider not in _providers:
        _providers.append(provider)


_lenders: list[CapacityProvider] = []


def register_lender(provider: CapacityProvider) -> None:
    """Let an upper room add capacities that others have delegated to a person; they come last and are never passed on."""
    if provider not in _lenders:
        _lenders.append(provider)


def secretary_office(cluster: Cluster, on: date) -> str:
    """Return the id of the office that keeps the records of a cluster on a day."""
    try:
        return rulebook_of(cluster, on).charter.roles.secretary
    except NotFound:  # a cluster without a charter is not set up yet
        return "secretary"


def office_name(cluster: Cluster, office: str, on: date) -> Localized:
    """Return what the charter of a day calls an office; an office that it no longer has is shown by its id."""
    try:
        found = rulebook_of(cluster, on).charter.offices.get(office)
    except NotFound:
        found = None
    return Localized(found.name.model_dump(exclude_none=True)) if found else Localized.same(office)


def capacities_of(user: User | AnonymousUser, cluster: Cluster | None, on: date) -> list[Capacity]:
    """Return everything a user is in a cluster on a day, strongest first: offices, then what the upper rooms add.

    Nothing for a guest, for a deactivated account, and for an account without a person, save the administrator's.
    """
    if not isinstance(user, User) or not user.is_active:
        return []
    found: list[Capacity] = []
    if user.person_id is not None and cluster is not None:
        found += person_capacities(user.person_id, cluster, on)
    if user.is_platform_admin:
        found.append(Capacity("admin", None, ADMIN_PARTY, Localized(_ADMIN_LABEL)))
    return found


_ADMIN_LABEL = {
    "uk": "Адміністратор платформи",
    "ru": "Администратор платформы",
    "en": "Platform administrator",
}
_HEAD_LABEL = {"uk": "Керівник: %s", "ru": "Руководитель: %s", "en": "Head: %s"}
_REPRESENTATIVE_LABEL = {"uk": "Представник: %s", "ru": "Представитель: %s", "en": "Representative: %s"}


def person_capacities(person_id: int, cluster: Cluster, on: date, *, with_lent: bool = True) -> list[Capacity]:
    """Return everything a person is in a cluster on a day, with or without an account; what others lent them comes last."""
    found: list[Capacity] = []
    holdings = OfficeHolding.objects.filter(person_id=person_id, cluster=cluster, valid_from__lte=on).exclude(
        valid_until__lte=on
    )
    for holding in holdings.order_by("is_acting", "office"):
        label = office_name(cluster, holding.office, on)
        found.append(
            Capacity(
                "office",
                cluster.pk,
                f"office:{holding.office}",
                label,
                holding.is_acting,
                holding.valid_from,
                holding.valid_until,
            )
        )
    for provider in _providers:
        found.extend(provider(person_id, cluster, on))
    ties = (
        Affiliation.objects.filter(person_id=person_id, valid_from__lte=on, organisation__merged_into__isnull=True)
        .exclude(valid_until__lte=on)
        .exclude(is_head=False, may_represent=False)
        .select_related("organisation")
        .order_by("-is_head", "pk")
    )
    for tie in ties:
        words = _HEAD_LABEL if tie.is_head else _REPRESENTATIVE_LABEL
        label = Localized({code: text % tie.organisation.short_name for code, text in words.items()})
        kind: CapacityKind = "head" if tie.is_head else "representative"
        found.append(
            Capacity(
                kind, cluster.pk, f"organisation:{tie.organisation_id}", label, False, tie.valid_from, tie.valid_until
            )
        )
    if with_lent:
        own = {capacity.party for capacity in found}
        for lender in _lenders:
            found += [capacity for capacity in lender(person_id, cluster, on) if capacity.party not in own]
    return found


@dataclass(frozen=True)
class Viewer:
    """Who looks at a page of a cluster and what they are on that day; a guest is a viewer without capacities."""

    user: User | AnonymousUser
    cluster: Cluster | None
    on: date
    capacities: tuple[Capacity, ...] = ()
    language: str = "uk"
    secretary_office: str = "secretary"

    @cached_property
    def parties(self) -> frozenset[str]:
        """Every concrete party that the viewer acts for."""
        return frozenset(capacity.party for capacity in self.capacities)

    def has(self, party: str) -> bool:
        """Whether the viewer acts for a concrete party."""
        return party in self.parties

    @property
    def is_signed_in(self) -> bool:
        """Whether an account looks."""
        return self.user.is_authenticated

    @property
    def person_id(self) -> int | None:
        """The person behind the account."""
        return self.user.person_id if isinstance(self.user, User) else None

    @property
    def is_secretary(self) -> bool:
        """Whether the viewer keeps the records of the cluster."""
        return self.has(f"office:{self.secretary_office}")

    @property
    def is_admin(self) -> bool:
        """Whether the viewer administers the platform; that opens no register of a cluster."""
        return self.has(ADMIN_PARTY)

    @property
    def is_organ_member(self) -> bool:
        """Whether the viewer sits in an organ of the cluster or holds one of its offices."""
        return any(capacity.kind in {"office", "seat", "chair"} for capacity in self.capacities)

    @property
    def is_participant(self) -> bool:
        """Whether the viewer acts for a participant of the cluster, or is one."""
        return any(capacity.party.startswith("participant:") for capacity in self.capacities)

    def capacity_for(self, *parties: str) -> Capacity | None:
        """Return the first capacity among the parties, or the strongest one."""
        chosen = [capacity for capacity in self.capacities if capacity.party in parties]
        return (chosen or list(self.capacities) or [None])[0]  # type: ignore[list-item]

    def actor(self, *parties: str) -> Actor:
        """Return the actor for a service, in the capacity asked for or else in the strongest one."""
        if not isinstance(self.user, User):
            return Actor(None, "guest")
        capacity = self.capacity_for(*parties)
        language = self.cluster.language if self.cluster else None
        return Actor(self.user.pk, capacity.label.in_(language) if capacity else "person", self.user.person_id)


def viewer_of(request: HttpRequest, cluster: Cluster | None = None) -> Viewer:
    """Return the viewer of a request in a cluster, asked for once for each request."""
    known: dict[int | None, Viewer] = request.__dict__.setdefault("_viewers", {})
    key = cluster.pk if cluster else None
    if key not in known:
        known[key] = viewer_for(getattr(request, "user", None) or AnonymousUser(), cluster)
    return known[key]


def viewer_for(account: User | AnonymousUser, cluster: Cluster | None) -> Viewer:
    """Return an account as a viewer of a cluster: of the one whose page it reads, or of another that a sentence names."""
    on = today_in(cluster) if cluster else clock.today()
    return Viewer(
        user=account,
        cluster=cluster,
        on=on,
        capacities=tuple(capacities_of(account, cluster, on)),
        language=(get_language() or "uk")[:2],
        secretary_office=secretary_office(cluster, on) if cluster else "secretary",
    )


# What it takes ------------------------------------------------------------------------------------------------------


def require_signed_in(viewer: Viewer) -> User:
    """Return the account, or refuse a guest."""
    if not isinstance(viewer.user, User):
        raise AccessError("people.sign_in", _("Sign in to do this."))
    return viewer.user


def require_party(viewer: Viewer, *parties: str) -> Capacity:
    """Return the capacity by which the viewer acts for one of the parties, or refuse and name the first."""
    for party in parties:
        for capacity in viewer.capacities:
            if capacity.party == party:
                return capacity
    raise AccessError(
        "people.capacity_needed",
        _("This needs the capacity «%(capacity)s»."),
        capacity=_party_words(viewer, parties[0]),
        parties=list(parties),
    )


def _party_words(viewer: Viewer, party: str) -> str:
    head, _sep, tail = party.partition(":")
    if viewer.cluster is not None and head == "office":
        return str(office_name(viewer.cluster, tail, viewer.on))
    if viewer.cluster is not None and head in {"member", "chair", "organ"}:
        organ = rulebook_of(viewer.cluster, viewer.on).charter.organs.get(tail)
        if organ is not None:
            return str(Localized(organ.name.model_dump(exclude_none=True)))
    return str(Localized(_ADMIN_LABEL)) if party == ADMIN_PARTY else party


def require_secretary(viewer: Viewer) -> Capacity:
    """Return the secretary's capacity, or refuse and name the office as the charter calls it."""
    return require_party(viewer, f"office:{viewer.secretary_office}")


def require_secretary_or_admin(viewer: Viewer) -> Capacity:
    """Return the secretary's or the administrator's capacity: for what has to happen before a secretary is named."""
    return require_party(viewer, f"office:{viewer.secretary_office}", ADMIN_PARTY)


def require_admin(viewer: Viewer) -> Capacity:
    """Return the administrator's capacity, or refuse."""
    return require_party(viewer, ADMIN_PARTY)
