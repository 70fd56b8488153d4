"""A small world for stories: a cluster by one of the five charters, with people who hold offices and seats."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from pathlib import Path

from django.test import Client

from eduklaster.charter.loader import YamlReader, bundle
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.clusters.services import cluster_create, version_put_in_force
from eduklaster.drafting.checking import as_yaml
from eduklaster.drafting.patterns import plain
from eduklaster.governance.models import Seat
from eduklaster.governance.services import seat_fill, seats_sync
from eduklaster.journal.services import Actor
from eduklaster.membership.models import Participant
from eduklaster.membership.services import NewParticipant, participant_admit
from eduklaster.people.models import Affiliation, OfficeHolding, Organisation, Person, User

CHARTERS = Path(__file__).parents[1] / "charters"
TELLER = Actor(None, "story")
_numbers = count(1)


def _with(source: str, more: str) -> str:
    if not more:
        return source
    data = plain(YamlReader("charter.yaml").read(source))
    for section, part in plain(YamlReader("more.yaml").read(more)).items():
        data[section] = {**data.get(section, {}), **part}
    return as_yaml(data)


@dataclass
class World:
    """One cluster and everybody in it. `today` is the fixed day of the story; change it with `go_to`."""

    cluster: Cluster
    today: date
    settings: object
    clients: dict[int, Client] = field(default_factory=dict)

    @classmethod
    def of(cls, code: str, settings: object, today: date, *, in_force: bool = True, more: str = "") -> World:
        """Start a cluster by a charter, a year before the story; `more` is YAML that is laid over its sections."""
        start = today - timedelta(days=365)
        cluster = cluster_create(source=_with(bundle(CHARTERS / code), more), actor=TELLER, on=start)
        if in_force:
            version_put_in_force(version=cluster.versions.get(), effective_from=start, actor=TELLER)
            Cluster.objects.filter(pk=cluster.pk).update(state="active", founded_on=start)
            cluster.refresh_from_db()
        world = cls(cluster, today, settings)
        world.go_to(today)
        if in_force:
            seats_sync(cluster=cluster, on=start, actor=TELLER)
        return world

    @property
    def start(self) -> date:
        """The day the cluster began."""
        return self.today - timedelta(days=365)

    def go_to(self, day: date) -> None:
        """Make it another day."""
        self.settings.FIXED_TODAY = day  # type: ignore[attr-defined]
        self.today = day

    def person(self, surname: str) -> Person:
        """Make a person."""
        return Person.objects.create(surname=surname, given_name="Анна", search_key=surname.lower())

    def organisation(self, name: str, head: Person | None = None) -> Organisation:
        """Make an organisation, with its head if one is named."""
        row = Organisation.objects.create(official_name=name, short_name=name, search_key=name.lower())
        if head is not None:
            Affiliation.objects.create(
                person=head,
                organisation=row,
                position="директор",
                is_head=True,
                may_represent=True,
                valid_from=self.today - timedelta(days=400),
            )
        return row

    def participant(self, name: str, category: str, head: Person | None = None, group: str = "") -> Participant:
        """Admit an organisation."""
        return participant_admit(
            cluster=self.cluster,
            new=NewParticipant(
                category=category, organisation_id=self.organisation(name, head).pk, primary_group=group
            ),
            on=self.today - timedelta(days=300),
            actor=TELLER,
        )

    def office(self, office: str, surname: str) -> Person:
        """Let somebody hold an office."""
        person = self.person(surname)
        OfficeHolding.objects.create(
            cluster=self.cluster,
            office=office,
            person=person,
            valid_from=self.today - timedelta(days=360),
            basis="story",
        )
        return person

    def fill(self, organ: str, number: int | None = None) -> list[Seat]:
        """Fill the seats of an organ with people; returns the filled seats."""
        seats = list(Seat.objects.filter(cluster=self.cluster, organ=organ).exclude(state="abolished").order_by("pk"))
        for seat in seats[:number]:
            holder = self.person(f"Член {next(_numbers)}")
            if seat.participant_id:
                found = Affiliation.objects.filter(organisation=seat.participant.organisation_id, is_head=True).first()
                holder = found.person if found else holder
            seat_fill(seat=seat, person=holder, on=self.today - timedelta(days=290), actor=TELLER)
        return seats[:number]

    def client(self, person: Person) -> Client:
        """Sign somebody in."""
        if person.pk not in self.clients:
            user, _created = User.objects.get_or_create(
                person=person, defaults={"email": f"p{person.pk}@example.org", "language": "en"}
            )
            client = Client(headers={"accept-language": "en"})
            client.force_login(user)
            self.clients[person.pk] = client
        return self.clients[person.pk]

    def amended_source(self, words: str, clause: str = "") -> str:
        """Return the charter file with other words at one of its places: the first, if none is named."""
        data = plain(YamlReader("charter.yaml").read(self.cluster.versions.order_by("number").first().source))
        places = [node for section in data["clauses"] for node in [section, *section.get("children", [])]]
        place = next(node for node in places if not clause or node["id"] == clause)
        place["gist"] = dict.fromkeys(("uk", "ru", "en"), words)
        return as_yaml(data)

    def moved_source(self, clause: str, moved: str) -> str:
        """Return the charter file with one of its places under another number; whatever cites it follows."""
        text = self.cluster.versions.order_by("number").first().source
        data = plain(YamlReader("charter.yaml").read(text))

        def renamed(part: object) -> object:
            if isinstance(part, dict):
                found = {key: renamed(value) for key, value in part.items()}
                return {**found, "was": clause} if part.get("id") == clause and "gist" in part else found
            if isinstance(part, list):
                return [renamed(one) for one in part]
            return moved if part == clause else part

        return as_yaml(renamed(data))

    def url(self, path: str) -> str:
        """Return an address in the cluster."""
        return f"/c/{self.cluster.code}/{path}"

    def rule(self, key: str) -> object:
        """Return a rule as it is today."""
        return rulebook_of(self.cluster, self.today).ask(key, on=self.today).value
