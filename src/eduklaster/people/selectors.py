"""Reading persons, organisations, contacts, consents and offices, bounded by what a viewer may see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.kernel.errors import NotFound
from eduklaster.kernel.sorting import LatinKey, UkKey
from eduklaster.kernel.text import Localized

from .access import Viewer, office_name
from .enums import ConsentPurpose, Visibility
from .matching import Match, Wanted, organisations_matching, organisations_matching_all
from .models import Affiliation, Consent, ContactPoint, Invitation, OfficeHolding, Organisation, Person
from .naming import name_key, numbers_in, person_query_key, plain_key

OrganisationScope = Callable[[Cluster, date], Q]
PersonScope = Callable[[Cluster, date], Q]
_organisation_scopes: list[OrganisationScope] = []
_person_scopes: list[PersonScope] = []


def register_organisation_scope(scope: OrganisationScope) -> None:
    """Let an upper room say which organisations belong to a cluster; call it in `AppConfig.ready`."""
    if scope not in _organisation_scopes:
        _organisation_scopes.append(scope)


def register_person_scope(scope: PersonScope) -> None:
    """Let an upper room say which persons belong to a cluster; call it in `AppConfig.ready`."""
    if scope not in _person_scopes:
        _person_scopes.append(scope)


def valid_on(on: date, prefix: str = "") -> Q:
    """Return the condition that a dated row (`valid_from`, `valid_until`) holds on a day."""
    return Q(**{f"{prefix}valid_from__lte": on}) & (
        Q(**{f"{prefix}valid_until__isnull": True}) | Q(**{f"{prefix}valid_until__gt": on})
    )


# Organisations ------------------------------------------------------------------------------------------------------


def organisations_of(cluster: Cluster, on: date) -> QuerySet[Organisation]:
    """Return the organisations that belong to a cluster on a day: entered here, or taking part as upper rooms know."""
    condition = Q(registered_in=cluster)
    for scope in _organisation_scopes:
        condition |= scope(cluster, on)
    ids = Organisation.objects.filter(condition).values("pk")
    return Organisation.objects.filter(pk__in=ids, merged_into__isnull=True)


def organisations_visible_to(viewer: Viewer) -> QuerySet[Organisation]:
    """Return the organisations that a viewer may see, in alphabetical order.

    Legal persons are public where they belong to the cluster. The secretary and the administrator see the whole shared
    register, so that nobody is entered twice; contacts and marks stay bounded by the cluster all the same.
    """
    rows = Organisation.objects.filter(merged_into__isnull=True)
    if not (viewer.is_secretary or viewer.is_admin):
        if viewer.cluster is None:
            return rows.none()
        own = Affiliation.objects.filter(valid_on(viewer.on), person_id=viewer.person_id or 0).values("organisation_id")
        rows = rows.filter(Q(pk__in=organisations_of(viewer.cluster, viewer.on).values("pk")) | Q(pk__in=own))
    return rows.order_by(UkKey("short_name"), "pk")


def organisation_get(viewer: Viewer, pk: int) -> Organisation:
    """Return an organisation that the viewer may see; a merged duplicate leads to the one that was kept.

    Raises:
        NotFound: There is none, or it is hidden.
    """
    merged = Organisation.objects.filter(pk=pk).values_list("merged_into_id", flat=True).first()
    found = organisations_visible_to(viewer).select_related("parent").filter(pk=merged or pk).first()
    if found is None:
        raise NotFound
    return found


def organisation_belongs(viewer: Viewer, organisation: Organisation) -> bool:
    """Whether an organisation belongs to the viewer's cluster."""
    return (
        viewer.cluster is not None and organisations_of(viewer.cluster, viewer.on).filter(pk=organisation.pk).exists()
    )


def organisation_editable_by(viewer: Viewer, organisation: Organisation) -> bool:
    """Whether a viewer may change an organisation: its head, the secretary of a cluster that it belongs to.

    The shared register is open to a secretary as well where the organisation belongs to no cluster at all.
    """
    if viewer.is_secretary:
        return organisation_belongs(viewer, organisation) or organisation.registered_in_id is None
    return any(
        capacity.kind == "head" and capacity.party == f"organisation:{organisation.pk}"
        for capacity in viewer.capacities
    )


def organisations_found(rows: QuerySet[Organisation], text: str) -> QuerySet[Organisation]:
    """Narrow organisations to those that fit what somebody typed: part of a name in any spelling, code, place."""
    text = " ".join(text.split())
    if not text:
        return rows
    key, plain = name_key(text), plain_key(text)
    condition = Q(find_key__contains=LatinKey(Value(text)))
    for one in {key, plain} - {""}:
        every = Q()
        for word in one.split():
            every &= Q(search_key__contains=word)
        condition |= every
    if len(key) >= 5 and not numbers_in(key):
        condition |= Q(search_key__trigram_word_similar=key)
    return rows.filter(condition)


# Persons ------------------------------------------------------------------------------------------------------------


def persons_of(cluster: Cluster, on: date) -> QuerySet[Person]:
    """Return the persons who belong to a cluster: entered here, in its offices ever, invited, in its organisations."""
    organisations = organisations_of(cluster, on).values("pk")
    condition: Q = Q(
        Q(registered_in=cluster)
        | Exists(OfficeHolding.objects.filter(cluster=cluster, person=OuterRef("pk")))
        | Exists(Invitation.objects.filter(cluster=cluster, person=OuterRef("pk")))
        | Exists(
            Affiliation.objects.filter(person=OuterRef("pk"), organisation__in=organisations).exclude(
                valid_until__lte=on
            )
        )
    )
    for scope in _person_scopes:
        condition |= scope(cluster, on)
    return Person.objects.filter(condition)


def persons_visible_to(viewer: Viewer) -> QuerySet[Person]:
    """Return the persons whose cards a viewer may open, in alphabetical order.

    The secretary and the members of the organs see the persons of their cluster; everybody sees oneself; guests nobody.
    """
    own = Q(pk=viewer.person_id or 0)
    if viewer.cluster is not None and (viewer.is_secretary or viewer.is_organ_member):
        rows = Person.objects.filter(Q(pk__in=persons_of(viewer.cluster, viewer.on).values("pk")) | own)
    else:
        rows = Person.objects.filter(own)
    return rows.order_by(UkKey("surname"), UkKey("given_name"), "pk")


def person_get(viewer: Viewer, pk: int) -> Person:
    """Return a person whose card the viewer may open.

    Raises:
        NotFound: There is none, or it is hidden.
    """
    found = persons_visible_to(viewer).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def persons_found(rows: QuerySet[Person], text: str) -> QuerySet[Person]:
    """Narrow persons to those that fit what somebody typed, in any spelling."""
    key = person_query_key(text)
    if not key:
        return rows
    every = Q()
    for word in key.split():
        every &= Q(search_key__contains=word)
    if len(key) >= 5:
        every |= Q(search_key__trigram_word_similar=key)
    return rows.filter(every)


def affiliations_on(on: date) -> QuerySet[Affiliation]:
    """Return the ties that hold on a day."""
    return Affiliation.objects.filter(valid_on(on))


def has_consent(person: Person, purpose: ConsentPurpose, cluster: Cluster | None) -> bool:
    """Whether a person's consent stands for a purpose, in this cluster or everywhere."""
    return (
        Consent.objects.filter(person=person, purpose=purpose, withdrawn_at=None)
        .filter(Q(cluster=None) | Q(cluster=cluster))
        .exists()
    )


def persons_consenting(purpose: ConsentPurpose, cluster: Cluster | None) -> QuerySet[Consent]:
    """Return the standing consents to a purpose, in this cluster or everywhere."""
    return Consent.objects.filter(purpose=purpose, withdrawn_at=None).filter(Q(cluster=None) | Q(cluster=cluster))


# Contacts -----------------------------------------------------------------------------------------------------------


def contacts_visible_to(viewer: Viewer, owner: Person | Organisation) -> QuerySet[ContactPoint]:
    """Return the contacts of an owner that a viewer may see.

    The owner and the secretary of a cluster that the owner belongs to see all. Members of organs, participants and
    everybody see as far as each contact's visibility says; a person's contacts only while the person's consent to that stands.
    """
    rows = owner.contacts.order_by("kind", "pk")
    if isinstance(owner, Person):
        if viewer.person_id == owner.pk:
            return rows
        belongs = viewer.cluster is not None and persons_of(viewer.cluster, viewer.on).filter(pk=owner.pk).exists()
    else:
        if viewer.has(f"organisation:{owner.pk}"):
            return rows
        belongs = organisation_belongs(viewer, owner)
    if not belongs:
        return rows.none()
    if viewer.is_secretary:
        return rows
    if isinstance(owner, Person) and not has_consent(owner, ConsentPurpose.CONTACTS, viewer.cluster):
        return rows.none()
    seen = [Visibility.PUBLIC]
    if viewer.is_organ_member:
        seen += [Visibility.ORGAN, Visibility.PARTICIPANTS]
    elif viewer.is_participant:
        seen.append(Visibility.PARTICIPANTS)
    return rows.filter(visibility__in=seen)


# Offices ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """An office of the charter with its holders on a day."""

    office: str
    name: Localized
    kind: str
    clause: str
    holder: OfficeHolding | None
    acting: OfficeHolding | None

    @property
    def is_vacant(self) -> bool:
        """Whether nobody holds the office, not even for a time."""
        return self.holder is None and self.acting is None


def office_holders(cluster: Cluster, on: date) -> list[OfficeRow]:
    """Return every office of the charter of a day, in its order, with holder and acting holder."""
    holdings = OfficeHolding.objects.filter(valid_on(on), cluster=cluster).select_related("person")
    holders = {(holding.office, holding.is_acting): holding for holding in holdings}
    try:
        offices = rulebook_of(cluster, on).charter.offices
    except NotFound:
        return []
    return [
        OfficeRow(
            office,
            Localized(entry.name.model_dump(exclude_none=True)),
            entry.kind,
            entry.clause or "",
            holders.get((office, False)),
            holders.get((office, True)),
        )
        for office, entry in offices.items()
    ]


def office_holder(cluster: Cluster, office: str, on: date) -> Person | None:
    """Return who acts in an office on a day: the acting holder where there is one, else the holder."""
    holding = (
        OfficeHolding.objects.filter(valid_on(on), cluster=cluster, office=office)
        .select_related("person")
        .order_by("-is_acting")
        .first()
    )
    return holding.person if holding else None


def office_history(cluster: Cluster, office: str = "") -> QuerySet[OfficeHolding]:
    """Return everybody who held an office of a cluster, newest first."""
    rows = OfficeHolding.objects.filter(cluster=cluster).select_related("person")
    return (rows.filter(office=office) if office else rows).order_by("-valid_from", "-pk")


def holding_get(cluster: Cluster, pk: int) -> OfficeHolding:
    """Return a time in office of a cluster.

    Raises:
        NotFound: There is none.
    """
    row = OfficeHolding.objects.filter(cluster=cluster, pk=pk).select_related("person", "cluster").first()
    if row is None:
        raise NotFound
    return row


def office_name_on(cluster: Cluster, office: str, on: date) -> Localized:
    """Return what the charter of a day calls an office."""
    return office_name(cluster, office, on)


def names_shown_to(viewer: Viewer, person_ids: set[int]) -> set[int]:
    """Return which persons may be named to a viewer beside a post: all inside the cluster, otherwise by consent."""
    if viewer.is_secretary or viewer.is_organ_member or viewer.is_participant:
        return person_ids
    agreed = set(
        persons_consenting(ConsentPurpose.PUBLIC_NAME, viewer.cluster)
        .filter(person_id__in=person_ids)
        .values_list("person_id", flat=True)
    )
    return agreed | ({viewer.person_id} & person_ids if viewer.person_id else set())


def invitations_visible_to(viewer: Viewer) -> QuerySet[Invitation]:
    """Return the invitations to a cluster for its secretary and the administrator, newest first; for others none."""
    if not (viewer.is_secretary or viewer.is_admin):
        return Invitation.objects.none()
    return Invitation.objects.filter(cluster=viewer.cluster).select_related("person").order_by("-created_at", "-pk")


def consents_of(person: Person) -> QuerySet[Consent]:
    """Return all consents of a person, standing and withdrawn, newest first."""
    return (
        Consent.objects.filter(person=person)
        .select_related("cluster")
        .order_by(F("withdrawn_at").desc(nulls_first=True), "-given_at")
    )


__all__ = [
    "Match",
    "OfficeRow",
    "Wanted",
    "affiliations_on",
    "consents_of",
    "contacts_visible_to",
    "has_consent",
    "invitations_visible_to",
    "names_shown_to",
    "office_history",
    "office_holder",
    "office_holders",
    "office_name_on",
    "organisation_belongs",
    "organisation_editable_by",
    "organisation_get",
    "organisations_found",
    "organisations_matching",
    "organisations_matching_all",
    "organisations_of",
    "organisations_visible_to",
    "person_get",
    "persons_consenting",
    "persons_found",
    "persons_of",
    "persons_visible_to",
    "register_organisation_scope",
    "register_person_scope",
    "valid_on",
]
