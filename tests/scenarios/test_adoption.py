"""The story of a first charter: put to the vote of an outer organ, ordered into force by its host; or declared."""

from __future__ import annotations

from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from tests.scenarios.stories import do, vote
from tests.world import TELLER, World

from eduklaster.clusters.enums import ClusterState, VersionState
from eduklaster.clusters.selectors import version_in_force
from eduklaster.governance.models import Ballot, Chairing, Seat
from eduklaster.people.models import Person
from eduklaster.people.services import person_create
from eduklaster.procedures.models import Act, Case, Refusal

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)
COUNCIL = "academic_council"


def read(response: Any) -> str:
    """Return a page with its signs and spaces as plain ones."""
    return unescape(response.content.decode()).replace("\xa0", " ")


def entered(world: World, secretary: Client, people: list[Person], **more: str) -> Any:
    """Enter members of the council of the institute through the form, one on a line."""
    lines = "\n".join(f"{person.full_name} (№ {person.pk})" for person in people)
    given = {"come": lines, "chair": "", "note": "Наказ № 12 від 1 вересня", "on": world.today.isoformat(), **more}
    return secretary.post(world.url(f"organs/{COUNCIL}/members/"), given)


def said(for_: int, against: int, abstain: int) -> dict[Seat, str]:
    """Return a roll call of the council: the rest is absent."""
    seats = list(Seat.objects.filter(organ=COUNCIL, state="filled").order_by("order"))
    words = ["for"] * for_ + ["against"] * against + ["abstain"] * abstain
    return dict(zip(seats, [*words, *["absent"] * (len(seats) - len(words))], strict=True))


@pytest.mark.django_db(transaction=True)
def test_a01_the_academic_council_adopts_and_the_rectors_order_brings_the_charter_into_force(settings: Any) -> None:
    world = World.of("synergy", settings, DAY, in_force=False)
    secretary = world.client(world.office("secretary", "Секретаренко"))
    rector = world.client(world.office("rector", "Ректоренко"))
    guest = Client(headers={"accept-language": "uk"})
    first = world.cluster.versions.get()
    people = [
        person_create(actor=TELLER, cluster=world.cluster, surname=f"Радник-{number}", given_name="Анна")
        for number in range(1, 22)
    ]
    assert entered(world, rector, people).status_code == 403, "the secretary keeps the records"
    unknown = secretary.post(
        world.url(f"organs/{COUNCIL}/members/"),
        {"come": "Нікому Невідомий", "note": "Наказ № 12", "on": DAY.isoformat()},
    )
    assert (unknown.status_code, Seat.objects.filter(organ=COUNCIL).count()) == (422, 0)
    assert entered(world, secretary, people, chair=f"{people[0].full_name} (№ {people[0].pk})").status_code == 302
    assert Seat.objects.filter(organ=COUNCIL, state="filled").count() == 21
    assert Chairing.objects.get(organ=COUNCIL).seat.holdings.get().person == people[0]
    assert entered(world, secretary, people[:1]).status_code == 422, "nobody sits there twice"

    page = read(guest.get(world.url("amendments/adoption/")))
    assert "4.2" in page
    assert f"{world.url('amendments/adoption/adopt_charter/open/')}" not in page, "a guest opens nothing"
    assert guest.post(world.url("amendments/adoption/adopt_charter/open/")).status_code == 403
    opened = secretary.post(world.url("amendments/adoption/adopt_charter/open/"))
    lost = Case.objects.get()
    assert opened.status_code == 302
    assert secretary.post(world.url("amendments/adoption/found/open/")).status_code == 409, "one case at a time"

    early = do(world, rector, lost, "order")
    assert early.status_code == 422
    assert "4.2" in read(early)
    assert Refusal.objects.filter(case=lost, step="order").exists()
    assert vote(world, secretary, lost, "adoption", said(7, 5, 3)).status_code == 302
    lost.refresh_from_db()
    first.refresh_from_db()
    assert (lost.state, first.state) == ("lost", VersionState.REJECTED), "7 is not more than 7.5"
    assert do(world, rector, lost, "order").status_code == 422
    assert not Act.objects.exists()
    assert guest.get(world.url("charter/")).status_code == 200, "a rejected text is still read"

    assert secretary.post(world.url("amendments/adoption/adopt_charter/open/")).status_code == 302
    case = Case.objects.exclude(pk=lost.pk).get()
    second = world.cluster.versions.get(number=2)
    assert vote(world, secretary, case, "adoption", said(8, 4, 3)).status_code == 302
    ballot = Ballot.objects.get(cases=case)
    assert (ballot.is_carried, ballot.verdict["facts"]["present"]) == (True, 15)
    second.refresh_from_db()
    resolution = Act.objects.get()
    assert (second.state, resolution.kind, resolution.issuer) == (
        VersionState.ADOPTED, "resolution", f"organ:{COUNCIL}",
    )  # fmt: skip
    assert version_in_force(world.cluster, DAY) is None, "adopted, but not in force"
    before = do(world, rector, case, "order", on=(DAY - timedelta(days=1)).isoformat())
    assert before.status_code == 422, "an order is not dated before the act it rests on"
    assert do(world, secretary, case, "order").status_code == 422, "the rector signs"

    world.go_to(DAY + timedelta(days=5))
    words = rector.get(world.url(f"cases/{case.pk}/steps/order/")).context["form"].initial["act_text"]
    assert words.startswith("Затвердити: Положення")
    assert words.endswith("(редакція № 2).")
    assert do(world, rector, case, "order").status_code == 302
    order = Act.objects.get(kind="order")
    second.refresh_from_db()
    world.cluster.refresh_from_db()
    assert list(order.bases.values_list("rests_on", flat=True)) == [resolution.pk]
    assert (second.state, second.effective_from) == (VersionState.IN_FORCE, world.today)
    assert version_in_force(world.cluster, world.today - timedelta(days=1)) is None
    assert f"№ {resolution.number}/2026" in second.adopted_by
    assert f"№ {order.number}/2026" in second.approved_by
    assert world.cluster.state == ClusterState.FORMING, "the cluster is founded by an act of its own"
    page = read(secretary.get(world.url("amendments/adoption/")))
    assert "adoption/adopt_charter/open/" not in page
    assert "adoption/found/open/" in page
    assert secretary.post(world.url("amendments/adoption/found/open/")).status_code == 302
    founding = Case.objects.latest("pk")
    assert vote(world, secretary, founding, "adoption", said(15, 0, 0)).status_code == 302
    assert do(world, rector, founding, "order").status_code == 302
    world.cluster.refresh_from_db()
    second.refresh_from_db()
    assert (world.cluster.state, world.cluster.founded_on) == (ClusterState.ACTIVE, world.today)
    assert second.state == VersionState.IN_FORCE


@pytest.mark.parametrize(
    ("code", "matter", "acts"),
    [
        ("synergy", "found", {"adoption": "2025-11-21", "order": "2025-12-02"}),
        ("kalininsky", "found", {"order": "2025-09-01"}),
        ("smolensk", "found", {"adoption": "2025-09-01"}),
    ],
)
def test_a_charter_adopted_on_paper_is_declared_with_the_acts_of_its_own_chain(
    settings: Any, code: str, matter: str, acts: dict[str, str]
) -> None:
    world = World.of(code, settings, DAY, in_force=False)
    secretary = world.client(world.office("secretary", "Секретаренко"))
    address = world.url(f"amendments/adoption/{matter}/declare/")
    fields = [name for name in secretary.get(address).context["form"].fields if name.startswith("number_")]
    assert fields == [f"number_{step}" for step in acts]
    given = {f"number_{step}": "7" for step in acts} | {f"on_{step}": day for step, day in acts.items()}
    last = max(acts.values())
    assert secretary.post(address, given | {"in_force_from": "2025-08-01"}).status_code == 422
    if len(acts) > 1:
        turned = given | {"on_order": "2025-11-20", "in_force_from": last}
        assert secretary.post(address, turned).status_code == 422, "no act before the one it rests on"
    assert world.cluster.versions.get().state == VersionState.DRAFT
    assert secretary.post(address, given | {"in_force_from": last}).status_code == 302
    world.cluster.refresh_from_db()
    version = world.cluster.versions.get()
    assert (version.state, version.effective_from.isoformat()) == (VersionState.IN_FORCE, last)
    assert "№ 7" in version.approved_by
    assert world.cluster.state == ClusterState.ACTIVE
    assert secretary.get(address).status_code == 404
