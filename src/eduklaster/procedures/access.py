"""Who may see cases, and in which parties somebody acts in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from eduklaster.charter.messages import day_words
from eduklaster.clusters.models import Cluster
from eduklaster.journal.services import Actor
from eduklaster.kernel.errors import NotFound
from eduklaster.kernel.text import Localized
from eduklaster.people.access import Capacity, Viewer, person_capacities, register_lender, secretary_office
from eduklaster.people.models import Affiliation, Person, User
from eduklaster.people.selectors import persons_visible_to, valid_on

from .enums import CaseAudience
from .models import DELEGABLE, Act, Case, Delegation
from .parties import Doer
from .selectors import acts_of, cases_of, delegations_on

_LENT = {
    "uk": "%s, за дорученням до %s",
    "ru": "%s, по поручению до %s",
    "en": "%s, by delegation until %s",
}


def lent_capacities(person_id: int, cluster: Cluster, on: date) -> Iterable[Capacity]:
    """Yield what others have delegated to a person; nothing once the giver no longer holds the duty."""
    for row in delegations_on(cluster, on).filter(person_id=person_id).select_related("given_by").order_by("pk"):
        giver = row.given_by.person_id if row.given_by and row.given_by.is_active else None
        if giver is None:
            continue
        for held in person_capacities(giver, cluster, on, with_lent=False):
            if held.party == row.party:
                words = {k: text % (held.label.in_(k), day_words(row.valid_until, k)) for k, text in _LENT.items()}
                yield replace(
                    held,
                    label=Localized(words),
                    valid_from=row.valid_from,
                    valid_until=row.valid_until + timedelta(days=1),
                    lent_until=row.valid_until,
                )


def register() -> None:
    """Offer delegated capacities to people; called once when the room starts."""
    register_lender(lent_capacities)


def doer_of(viewer: Viewer) -> Doer:
    """Return somebody as a party of cases: with all capacities of the day, those delegated to them included."""
    # What is written into the records speaks the language of the cluster, whoever writes it in whatever language.
    language = viewer.cluster.language if viewer.cluster else viewer.language
    return _doer(viewer.actor(), viewer.capacities, viewer.person_id, viewer.secretary_office, language)


def doer_for(person: Person, cluster: Cluster, on: date) -> Doer:
    """Return a person who is not looking at the moment as a party of cases; for letters, never for acting."""
    capacities = person_capacities(person.pk, cluster, on)
    office = secretary_office(cluster, on)
    return _doer(Actor(None, "person", person.pk), capacities, person.pk, office, person.language)


def _doer(actor: Actor, capacities: Sequence[Capacity], person_id: int | None, secretary: str, language: str) -> Doer:
    parties = {capacity.party for capacity in capacities}
    if person_id is not None:
        parties.add(f"person:{person_id}")
    labels = tuple((capacity.party, capacity.label.in_(language)) for capacity in capacities)
    return Doer(actor, frozenset(parties), f"office:{secretary}" in parties, labels)


def delegable_duties(viewer: Viewer) -> list[Capacity]:
    """Return the duties that somebody can do for the viewer; a seat is none, its vote passes to its alternate alone."""
    return [capacity for capacity in viewer.capacities if capacity.party.startswith(DELEGABLE)]


def alternates_for(viewer: Viewer) -> QuerySet[Person]:
    """Return whom the viewer may name: people they see in the cluster, and colleagues of their own organisations."""
    own = Affiliation.objects.filter(valid_on(viewer.on), person_id=viewer.person_id or 0).values("organisation")
    colleagues = Affiliation.objects.filter(valid_on(viewer.on), organisation__in=own).values("person")
    rows = Person.objects.filter(pk__in=persons_visible_to(viewer).values("pk")) | Person.objects.filter(
        pk__in=colleagues
    )
    return rows.exclude(pk=viewer.person_id or 0).filter(user__is_active=True).order_by("surname", "given_name", "pk")


def delegation_visible(cluster: Cluster, viewer: Viewer, pk: int) -> Delegation:
    """Return a delegation that somebody gave or got.

    Raises:
        NotFound: There is none for this reader.
    """
    row = delegations_visible_to(cluster, viewer).filter(pk=pk).first()
    if row is None:
        raise NotFound
    return row


def delegations_visible_to(cluster: Cluster, viewer: Viewer) -> QuerySet[Delegation]:
    """Return the delegations that somebody gave or got; the secretary sees all of the cluster."""
    rows = Delegation.objects.filter(cluster=cluster).select_related("person", "cluster", "given_by__person")
    if viewer.is_secretary:
        return rows.order_by("-valid_from", "-pk")
    if not isinstance(viewer.user, User):
        return rows.none()
    mine = Q(given_by=viewer.user) | Q(person_id=viewer.person_id or 0)
    return rows.filter(mine).order_by("-valid_from", "-pk")


def is_insider(viewer: Viewer) -> bool:
    """Say whether somebody sits in an organ, holds an office or keeps the records of the cluster."""
    return viewer.is_secretary or viewer.is_organ_member


def cases_visible_to(cluster: Cluster, viewer: Viewer) -> QuerySet[Case]:
    """Return the cases that somebody may see: those open to all, and those that are about them or that they opened.

    Whether a case is open to all says the rule `case.audience`, kept with the case when it was opened.
    """
    rows = cases_of(cluster)
    if is_insider(viewer):
        return rows
    open_to_all = Q(is_public=True, audience=CaseAudience.ALL)
    if not viewer.is_signed_in:
        return rows.filter(open_to_all)
    own = [party.partition(":")[2] for party in viewer.parties if party.startswith("participant:")]
    return rows.filter(
        open_to_all
        | Q(subject_type="membership.participant", subject_id__in=own)
        | Q(opened_by_id=viewer.actor().user_id)
        | Q(opened_as_party__in=[p for p in viewer.parties if p.startswith(("participant:", "organisation:"))])
    )


def acts_visible_to(cluster: Cluster, viewer: Viewer) -> QuerySet[Act]:
    """Return the acts that somebody may see: public ones, and those of cases that they may see; insiders see all."""
    rows = acts_of(cluster)
    if is_insider(viewer):
        return rows
    closed = Act.objects.filter(cluster=cluster, steps__case__audience=CaseAudience.CONCERNED)
    open_to_all = Q(is_public=True) & ~Q(pk__in=closed)
    if not viewer.is_signed_in:
        return rows.filter(open_to_all)
    return rows.filter(open_to_all | Q(steps__case__in=cases_visible_to(cluster, viewer))).distinct()
