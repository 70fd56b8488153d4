"""The stage of one demo cluster: its people, organisations and offices, and who acts as whom on a day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings

from eduklaster.charter.loader import bundle
from eduklaster.clusters.models import CharterVersion, Cluster
from eduklaster.clusters.selectors import version_governing
from eduklaster.clusters.services import cluster_create
from eduklaster.governance.selectors import composition_on
from eduklaster.journal.services import SYSTEM, Actor
from eduklaster.kernel.text import Localized
from eduklaster.membership.models import Agreement, Founder, Participant
from eduklaster.people.models import OfficeHolding, Organisation, Person, User
from eduklaster.people.services import affiliation_start, organisation_create, person_create
from eduklaster.procedures.models import Case
from eduklaster.procedures.parties import Doer
from eduklaster.sessions.models import Proposal

from ..reading import day_of, localized


class StoryFault(AssertionError):
    """The demo's data and the services disagree: a refusal that did not come, a vote that went another way."""


@contextmanager
def on_the_day(day: date) -> Iterator[None]:
    """Let the clock stand on a day of the story, so that records bear its date."""
    before = settings.FIXED_TODAY
    settings.FIXED_TODAY = day
    try:
        yield
    finally:
        settings.FIXED_TODAY = before


@contextmanager
def at_the_hour(moment: datetime) -> Iterator[None]:
    """Let the clock stand at a moment (aware) of its day, so that minutes tell a natural hour."""
    with on_the_day(moment.date()):
        before = settings.FIXED_TIME
        settings.FIXED_TIME = moment.timetz()
        try:
            yield
        finally:
            settings.FIXED_TIME = before


@dataclass(order=True)
class Event:
    """Something that happens on a day; of one day, in the order written."""

    on: date
    position: int
    play: Callable[[date], None] = field(compare=False)


class Stage:
    """Plays one cluster; keeps what the data call by short names."""

    def __init__(self, data: Mapping[str, Any], anchor: date, accounts: Mapping[str, Callable[[Person], User]]) -> None:
        self.data, self.anchor, self.accounts = data, anchor, accounts
        self.language = str(data["language"])
        self.people: dict[str, Person] = {}
        self.users: dict[str, User] = {}
        self.organisations: dict[str, Organisation] = {}
        self.cases: dict[str, Case] = {}
        self.agreements: dict[str, Agreement] = {}
        self.proposals: dict[str, Proposal] = {}
        self.cluster: Cluster
        self.events: list[Event] = []

    # ─── the whole ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _stage(self, on: date) -> None:
        source = bundle(settings.CHARTERS_DIR / self.data["code"])
        self.cluster = cluster_create(source=source, actor=SYSTEM, on=on)
        Cluster.objects.filter(pk=self.cluster.pk).update(help_contact=localized(self.data["help_contact"]))
        for key, name in self.data["people"].items():
            self._person(key, name)
        for key, row in self.data["organisations"].items():
            self._organisation(key, row, on)
        for person, organisation, position in self.data.get("ties", []):
            affiliation_start(
                person=self.people[person], organisation=self.organisations[organisation], position=position,
                valid_from=on, actor=SYSTEM, cluster=self.cluster,
            )  # fmt: skip

    def _person(self, key: str, name: str) -> Person:
        surname, given, *rest = name.split()
        person = person_create(
            actor=SYSTEM, cluster=self.cluster, surname=surname, given_name=given, patronymic=" ".join(rest),
            language=self.language,
        )  # fmt: skip
        self.people[key] = person
        if key in self.accounts:
            self.users[key] = self.accounts[key](person)
        return person

    def _organisation(self, key: str, row: Sequence[Any], on: date) -> None:
        official, short, sector, levels, town, position, head = row
        organisation = organisation_create(
            actor=SYSTEM, cluster=self.cluster, official_name=official, short_name=short, sector=sector,
            levels=levels.split(), settlement=town,
        )  # fmt: skip
        self.organisations[key] = organisation
        person = self.people.get(head) or self._person(key, head)
        self.people[key] = person
        affiliation_start(
            person=person, organisation=organisation, position=position, valid_from=on, actor=SYSTEM, is_head=True,
            may_represent=True, cluster=self.cluster,
        )  # fmt: skip

    def _at(self, given: int | date, play: Callable[[date], None]) -> None:
        self.events.append(Event(day_of(given, self.anchor), len(self.events), play))

    # ─── who acts ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _actor(self, person: Person | None, capacity: str) -> Actor:
        user = next((u for u in self.users.values() if person and u.person_id == person.pk), None)
        return Actor(user.pk if user else None, capacity, person.pk if person else None)

    def doer(self, ref: str, on: date) -> Doer:
        """Return somebody as a party: an office, `chair:organ`, `p:` participant, `o:` organisation, `person:`, `f:` founder."""
        head, _sep, name = ref.partition(":")
        if head in {"p", "o", "f"}:
            organisation, person = self.organisations[name], self.people[name]
            label = f"{organisation.short_name}"
            parties = {f"organisation:{organisation.pk}"}
            if head == "p":
                parties = {f"participant:{self.participant(name).pk}"}
            if head == "f":
                parties = {f"founder:{Founder.objects.get(cluster=self.cluster, organisation=organisation).pk}"}
            return Doer(self._actor(person, label), frozenset(parties), False, tuple((p, label) for p in parties))
        if head == "person":
            person = self.people[name]
            return Doer(self._actor(person, str(person)), frozenset({f"person:{person.pk}"}))
        if head == "chair":
            seat = next((s for s in composition_on(self.cluster, name, on) if s.is_chair and s.holding), None)
            holder = seat.holding.person if seat and seat.holding else None
            label = self._organ_name(name)
            return Doer(self._actor(holder, label), frozenset({ref}), False, ((ref, label),))
        holding = (
            OfficeHolding.objects.filter(cluster=self.cluster, office=ref, valid_from__lte=on)
            .exclude(valid_until__lte=on)
            .select_related("person")
            .first()
        )
        label = self._office_name(ref)
        party = f"office:{ref}"
        return Doer(
            self._actor(holding.person if holding else None, label),
            frozenset({party}),
            ref == self.charter.roles.secretary,
            ((party, label),),
        )

    @property
    def charter(self) -> Any:
        """The charter by which the cluster works now."""
        from eduklaster.clusters.selectors import charter_of

        return charter_of(self.version).charter

    @property
    def version(self) -> CharterVersion:
        """The version that governs on the day of the story."""
        return version_governing(self.cluster, self._today())

    def _today(self) -> date:
        today: date = settings.FIXED_TODAY or self.anchor
        return today

    def _office_name(self, office: str) -> str:
        return Localized(self.charter.offices[office].name.model_dump()).in_(self.language)

    def _organ_name(self, organ: str) -> str:
        return Localized(self.charter.organs[organ].name.model_dump()).in_(self.language)

    def participant(self, key: str) -> Participant:
        """Return the last membership of an organisation."""
        return Participant.objects.filter(cluster=self.cluster, organisation=self.organisations[key]).latest("number")

    def _actor_of(self, item: Mapping[str, Any], on: date) -> Actor:
        return self.doer(item.get("actor", "secretary"), on).actor

    # ─── cases ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _later(self, given: int, play: Callable[[date], None]) -> None:
        day = day_of(given, self.anchor)
        with on_the_day(day):
            play(day)
