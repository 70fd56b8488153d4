"""Offices through the web: who holds them is said by an order; somebody acts beside the holder; the next order ends both."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.scenarios.stories import do
from tests.world import TELLER, World

from eduklaster.notices.selectors import persons_acting
from eduklaster.people.models import OfficeHolding, Person
from eduklaster.people.services import office_assign, person_create
from eduklaster.procedures.models import Act, Case

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


def known(world: World, surname: str) -> Person:
    """Enter a person in the register of the cluster."""
    return person_create(actor=TELLER, cluster=world.cluster, surname=surname, given_name="Анна")


def opened(world: World, client: Client, matter: str, office: str, person: Person, **more: str) -> Case:
    """Open the appointment of a person through its form."""
    given = {"matter": matter, "office": office, "person": f"{person.full_name} (№ {person.pk})", **more}
    answer = client.post(world.url("organs/appoint/"), given)
    assert answer.status_code == 302, answer.context["form"].errors
    return Case.objects.latest("pk")


def holders(world: World, office: str) -> list[tuple[str, bool]]:
    """Return who holds an office today, and whether they only act."""
    rows = OfficeHolding.objects.filter(cluster=world.cluster, office=office, valid_from__lte=world.today)
    running = rows.exclude(valid_until__lte=world.today).order_by("is_acting")
    return [(row.person.surname, row.is_acting) for row in running.select_related("person")]


def test_the_rectors_order_gives_and_takes_the_office_of_the_head_and_lets_somebody_act(settings: Any) -> None:
    world = World.of("synergy", settings, DAY)
    secretary = world.client(world.office("secretary", "Секретаренко"))
    rector = world.client(world.office("rector", "Ректоренко"))
    facts = {"fact_basis_resolution_sought": ""}

    def appointed(person: Person, **more: str) -> Case:
        case = opened(world, rector, "appoint_head", "head", person, **more)
        assert do(world, rector, case, "proposal", **facts).status_code == 302
        assert do(world, rector, case, "order").status_code == 422, "nobody is appointed without consent"
        assert do(world, world.client(person), case, "consent").status_code == 302
        assert do(world, secretary, case, "order").status_code == 422, "the rector signs"
        signed = do(world, rector, case, "order")
        assert signed.status_code == 302, signed.content.decode()[:3000]
        return case

    first, deputy, second = (known(world, surname) for surname in ("Перша", "Заступна", "Друга"))
    appointed(first)
    assert holders(world, "head") == [("Перша", False)]
    order = Act.objects.get(kind="order")
    assert OfficeHolding.objects.get(office="head").basis_act_id == order.pk

    world.go_to(DAY + timedelta(days=10))
    appointed(deputy, is_acting="on")
    assert holders(world, "head") == [("Перша", False), ("Заступна", True)], "who acts stands beside the holder"

    world.go_to(DAY + timedelta(days=20))
    appointed(second)
    assert holders(world, "head") == [("Друга", False)], "the next holder ends both"
    page = secretary.get(reverse("people:office", args=["synergy", "head"])).content.decode()
    assert "Друга" in page
    assert "Заступна" in page, "former holders stay readable"


def test_the_heads_order_names_the_secretary_and_the_end_of_an_office_ends_what_it_allowed(settings: Any) -> None:
    world = World.of("smolensk", settings, DAY)
    keeper = world.office("secretary", "Орлова")
    head = world.client(world.office("head", "Кузнечикова"))
    newcomer = known(world, "Белова")
    case = opened(world, world.client(keeper), "name_secretary", "secretary", newcomer)
    assert do(world, world.client(newcomer), case, "consent").status_code == 302
    assert do(world, head, case, "appointment").status_code == 302
    assert holders(world, "secretary") == [("Белова", False)]
    entering = reverse("people:person_new", args=["smolensk"])
    assert world.client(keeper).get(entering).status_code == 403, "the former holder keeps no records"
    assert world.client(newcomer).get(entering).status_code == 200

    row = OfficeHolding.objects.get(person=newcomer)
    world.go_to(world.today + timedelta(days=5))
    ending = reverse("people:office_end", args=["smolensk", row.pk])
    assert head.post(ending, {"on": world.today.isoformat()}).status_code == 403
    assert world.client(newcomer).post(ending, {"on": world.today.isoformat()}).status_code == 302
    assert holders(world, "secretary") == []
    assert world.client(newcomer).get(entering).status_code == 403, "whatever the office allowed ended with it"


def test_who_appoints_dismisses_by_order_and_from_its_date_the_office_allows_nothing_more(settings: Any) -> None:
    world = World.of("smolensk", settings, DAY)
    keeper = world.office("secretary", "Орлова")
    keeping, head = world.client(keeper), world.client(world.office("head", "Кузнечикова"))
    school_head = world.person("Член")
    world.participant("Школа № 1", "education", school_head)
    member = world.client(school_head)
    acting = known(world, "Заступна")
    holding = OfficeHolding.objects.get(person=keeper)
    office_assign(cluster=world.cluster, office="secretary", person=acting, valid_from=DAY, basis="Наказ № 3",
                  actor=TELLER, acting=True)  # fmt: skip
    card, form = reverse("people:office", args=["smolensk", "secretary"]), world.url("organs/dismiss/")

    offered = f"{form}?matter=dismiss_secretary&amp;holding={holding.pk}"
    page = head.get(card).content.decode()
    assert offered in page
    assert "Dismiss by order" in page
    assert "Dismiss by order" not in member.get(card).content.decode(), "only who may open it is offered it"
    elected = reverse("people:office", args=["smolensk", "head"])
    assert "Dismiss by order" not in head.get(elected).content.decode(), "whom an organ elects no order dismisses"
    given = {"matter": "dismiss_secretary", "holding": str(holding.pk)}
    refused = member.post(form, given)
    assert refused.status_code == 422
    assert "D-122" in refused.content.decode(), "the default is named"

    assert "Dismissal from office: Secretary" in head.get(f"{form}?holding={holding.pk}").content.decode()
    assert head.post(form, given).status_code == 302
    case = Case.objects.get(kind="dismiss")
    assert head.post(form, given).status_code == 422, "one case about one holder"
    assert do(world, head, case, "proposal").status_code == 302
    order = head.get(world.url(f"cases/{case.pk}/steps/order/")).content.decode()
    assert "Освободить Орлову Анну от должности секретаря." in order, "the order is drafted"

    world.go_to(DAY + timedelta(days=7))
    signing = do(world, keeping, case, "order")
    assert signing.status_code == 422
    assert "D-122" in signing.content.decode()
    assert holders(world, "secretary") == [("Орлова", False), ("Заступна", True)]
    entering = reverse("people:person_new", args=["smolensk"])
    assert keeping.get(entering).status_code == 200

    assert do(world, head, case, "order").status_code == 302
    assert OfficeHolding.objects.get(pk=holding.pk).valid_until == world.today
    assert holders(world, "secretary") == [("Заступна", True)], "whoever acts goes on"
    assert keeping.get(entering).status_code == 403, "the powers end that day"
    assert world.client(acting).get(entering).status_code == 200
    assert persons_acting(world.cluster, "office:secretary", world.today) == [acting], "letters and tasks find who acts"
    told = world.client(acting).get(reverse("history:object", args=["smolensk", "office", "secretary"]))
    assert str(Act.objects.get(kind="order").number) in told.content.decode(), "the history names the order"
