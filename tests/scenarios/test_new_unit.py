"""A new unit enters the council of SYNERGY, through the web: A02 of the requirements, with its numbers."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from tests.scenarios.stories import do, vote
from tests.world import TELLER, World

from eduklaster.governance.enums import SeatState
from eduklaster.governance.models import Ballot, Seat
from eduklaster.journal.services import journal_verify
from eduklaster.kernel.text import Localized
from eduklaster.membership.models import Component
from eduklaster.membership.services import component_found
from eduklaster.people.models import Person
from eduklaster.procedures.models import Act, Case, CaseStep

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


def text_of(answer: Any) -> str:
    """Return a page as one line of text."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def known(world: World, surname: str) -> Person:
    """Enter a person in the register of the cluster."""
    person = world.person(surname)
    Person.objects.filter(pk=person.pk).update(registered_in=world.cluster)
    return person


def compose(world: World, secretary: Client, said: dict[Seat, Person]) -> Any:
    """Propose the composition of the council."""
    given = {f"seat_{seat.pk}": f"{person.full_name} (№ {person.pk})" for seat, person in said.items()}
    return secretary.post(world.url("organs/compose/?matter=compose_council"), {"matter": "compose_council", **given})


def test_a02_a_new_project_brings_a_pending_seat_and_the_draft_order_that_fills_it(settings: Any) -> None:
    world = World.of("synergy", settings, DAY)
    secretary = world.client(world.office("secretary", "Орленко"))
    head = world.client(world.office("head", "Гайова"))
    rector = world.client(world.office("rector", "Ректорська"))
    host = world.organisation("Інститут", world.person("Господар"))
    leads = [world.person(f"Керівна {n}") for n in range(6)]
    codes = ("inclusion", "trajectory", "resilience", "active_schools", "art_for_life", "mobile_resource")
    for code, lead in zip(codes, leads, strict=True):
        component_found(
            cluster=world.cluster, code=code, name=Localized.same(f"Проєкт {code}"), kind="project",
            on=world.start, actor=TELLER, organisation=host, head=lead, is_founding=True,
        )  # fmt: skip
    assert not Case.objects.exists(), "the first composition is proposed as a whole"
    seats = list(Seat.objects.filter(cluster=world.cluster, organ="council").order_by("pk"))
    assert [seat.state for seat in seats] == [SeatState.PENDING] * 6
    opened = compose(world, secretary, dict(zip(seats, leads, strict=True)))
    assert opened.status_code == 302, text_of(opened)[:2000]
    first = Case.objects.get()
    assert do(world, head, first, "draft").status_code == 302
    assert do(world, rector, first, "order").status_code == 302
    assert "quorum: 4 of 6" in text_of(secretary.get(world.url("organs/council/")))

    newcomer = known(world, "Шевченко")
    proposed = head.post(
        world.url("components/new/"),
        {"name": "Проєкт «Х»", "code": "x", "kind": "project", "head": f"{newcomer.full_name} (№ {newcomer.pk})"},
    )
    assert proposed.status_code == 302, text_of(proposed)[:2000]
    unit_case = Case.objects.get(matter="form_component")
    said = dict.fromkeys(seats, "for")
    assert vote(world, secretary, unit_case, "decision", said).status_code == 302

    unit = Component.objects.get(code="x")
    seat = Seat.objects.get(component=unit)
    assert (unit.head, seat.state) == (newcomer, SeatState.PENDING)
    council = text_of(secretary.get(world.url("organs/council/")))
    assert "6 of 7 seats are filled" in council
    assert "quorum: 4 of 6" in council, "a pending seat does not count"
    order_case = Case.objects.get(matter="compose_council", state="open")
    assert order_case.payload["seats"] == [{"seat_id": seat.pk, "person_id": newcomer.pk}]
    assert "Проєкт «Х»" in text_of(head.get(world.url(""))), "the draft order waits for the head of the cluster"
    assert CaseStep.objects.get(case=order_case, step="draft").due_on == date(2026, 3, 9), "five working days"

    assert do(world, rector, order_case, "order").status_code == 422, "no order before its draft"
    another = head.post(world.url("components/new/"), {"name": "Проєкт «У»", "code": "y", "kind": "project"})
    assert another.status_code == 302
    second = Case.objects.get(matter="form_component", state="open")
    said = {**dict.fromkeys(seats[:3], "for"), **dict.fromkeys(seats[3:], "against"), seat: "for"}
    assert vote(world, secretary, second, "decision", said).status_code == 302
    lost = Ballot.objects.latest("pk")
    assert (lost.verdict["facts"]["quorum_base"], lost.verdict["facts"]["for_"], lost.is_carried) == (6, 3, False)

    assert do(world, head, order_case, "draft").status_code == 302
    world.go_to(DAY + timedelta(days=3))
    page = text_of(rector.get(world.url(f"cases/{order_case.pk}/steps/order/")))
    assert "Увести до складу Ради Кластера Шевченко Анну (місце: Проєкт «Х»)." in page, "the order is drafted"
    assert do(world, rector, order_case, "order", act_text="Увести Шевченко Анну.").status_code == 302
    seat.refresh_from_db()
    holding = seat.holdings.get()
    order = Act.objects.filter(kind="order").latest("pk")
    assert (seat.state, holding.person, holding.valid_from) == (SeatState.FILLED, newcomer, order.on)
    assert order.on == world.today
    assert "quorum: 4 of 7" in text_of(secretary.get(world.url("organs/council/")))
    assert "quorum: 4 of 6" in text_of(secretary.get(world.url(f"organs/council/?on={DAY.isoformat()}")))

    world.go_to(DAY + timedelta(days=30))
    successor = known(world, "Наступна")
    changed = {
        "head": f"{successor.full_name} (№ {successor.pk})", "on": world.today.isoformat(), "basis": "Наказ № 31",
    }  # fmt: skip
    assert head.post(world.url(f"components/{unit.pk}/head/"), changed).status_code == 403
    answer = secretary.post(world.url(f"components/{unit.pk}/head/"), changed)
    assert answer.status_code == 302, text_of(answer)[:2000]
    holding.refresh_from_db()
    seat.refresh_from_db()
    assert (seat.state, holding.valid_until) == (SeatState.VACANT, world.today)
    assert "quorum: 4 of 6" in text_of(secretary.get(world.url("organs/council/")))
    again = Case.objects.get(matter="compose_council", state="open")
    assert again.payload["seats"] == [{"seat_id": seat.pk, "person_id": successor.pk}]
    same = secretary.post(world.url(f"components/{unit.pk}/head/"), changed)
    assert same.status_code == 422, "nobody takes over from themselves"

    left = {"head": "", "on": world.today.isoformat(), "basis": "Заява"}
    assert secretary.post(world.url(f"components/{unit.pk}/head/"), left).status_code == 302
    again.refresh_from_db()
    assert again.state == "stopped", "who has left is seated by no order"
    assert not Case.objects.filter(matter="compose_council", state="open").exists()
    assert list(journal_verify()) == []
