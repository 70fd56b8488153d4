"""Invariant 1: nobody writes without a capacity of the day, and what an office allows ends with the office."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from tests.invariants.things import addresses, everything, things_of
from tests.test_access import DAY
from tests.world import TELLER, World

from eduklaster.people.access import person_capacities
from eduklaster.people.models import OfficeHolding, Person, User
from eduklaster.people.services import office_end

pytestmark = pytest.mark.django_db
TODAY = DAY.isoformat()

Bodies = dict[str, dict[str, Any]]


def bodies(world: World, things: dict[str, int]) -> Bodies:
    """Return for the writes that matter a form that would be accepted from whoever may send it."""
    person = Person.objects.get(pk=things["person"])
    chosen = f"{person.full_name} (№ {person.pk})"
    other = User.objects.create_user("alternate@example.org", "x", person=world.person("Запасная")).person
    Person.objects.filter(pk=other.pk).update(registered_in=world.cluster)
    alternate = f"{other.full_name} (№ {other.pk})"
    seat = {f"seat_{row.pk}": "for" for row in world.cluster.seats.filter(organ="nes")}
    act = {"on": TODAY, "note": "Бумага", "act_title": "Наказ", "act_text": "Наказую."}
    return {
        "procedures:step": act,
        "procedures:decline": {"on": TODAY, "reason": "Причина"},
        "procedures:evidence": {"title": "Акт", "text": "Проверка"},
        "procedures:act_correct": {"title": "Выход", "text": "Исправлено", "on": TODAY},
        "procedures:delegation_new": {
            "party": "office:secretary", "person": alternate, "valid_from": TODAY, "valid_until": TODAY,
        },
        "procedures:delegation_end": {},
        "membership:join": {
            "new_name": "Школа", "primary_group": "social_partnership", "is_resident": "on", "note": "Заявление",
            "authority_kind": "post", "authority_document": "Устав",
        },
        "membership:leave": {"note": "Заявление", "on": TODAY},
        "membership:exclude": {"ground": "abuse_of_rights", "title": "Акт", "text": "Проверка"},
        "membership:applicant": {"on": TODAY, "note": "Ресурсы"},
        "membership:batch": {"on": TODAY, "title": "О составе", "text": ""},
        "membership:agreement_new": {
            "kind": "access", "subject": "Мастерская", "party_1": "Завод Своё", "party_2": "Музей Своё", "signed_on": TODAY,
        },
        "membership:agreement_end": {"on": TODAY},
        "membership:holding_new": {"kind": "equipment", "name": "Станок", "holder": "Завод Своё"},
        "membership:duty_new": {"label": "Делиться планом"},
        "drafting:rule_change": {"where": "", "value_0": "at least", "value_1": "2", "value_2": "3"},
        "membership:component_new": {"name": "Сеть", "code": "net", "kind": "network"},
        "governance:vote": {"on": TODAY, "note": "", **seat},
        "governance:compose": {"organ": "nes", "on": TODAY, f"seat_{things['seat']}": chosen},
        "people:office_assign": {
            "office": "secretary", "person": chosen, "valid_from": TODAY, "basis": "Наказ № 1",
        },
        "people:office_end": {"on": TODAY},
        "people:invite": {"person": chosen, "email": "new@example.org", "language": "ru"},
        "people:person_new": {"surname": "Нова", "given_name": "Анна", "language": "uk"},
        "people:person_edit": {"surname": "Нова", "given_name": "Анна", "language": "uk"},
        "people:organisation_new": {"official_name": "Нова", "short_name": "Нова", "ownership": "state", "sector": "education"},
        "people:organisation_edit": {"official_name": "Нова", "short_name": "Нова", "ownership": "state", "sector": "education"},
        "people:flag_new": {"kind": "low_results", "source": "Проверка", "valid_from": TODAY},
        "people:import_apply": {},
        "people:import_discard": {},
        "sessions:plan": {"organ": "nes", "kind": "ordinary", "day": "2026-03-25", "hour": "10:00", "place": "Зал"},
        "sessions:edit": {"organ": "nes", "kind": "ordinary", "day": "2026-03-26", "hour": "10:00", "place": "Зал"},
        "sessions:cancel": {"reason": "Причина"},
        "sessions:item_add": {"kind": "information", "title": "Пункт"},
        "sessions:item_move": {"up": "1"},
        "sessions:proposal_file": {"organ": "nes", "title": "Предложение", "text": "Текст"},
        "sessions:proposal_dispose": {"state": "accepted", "reason": "Да"},
        "sessions:proposal_admit": {"is_within": "yes", "reason": ""},
        "drafting:finding": {"state": "interpreted", "note": "Так", "act": "Наказ", "on": TODAY},
    }  # fmt: skip


ASKED = {
    "membership:join": "?category=school",
    "membership:batch": "?case={recommended}",
    "drafting:rule_change": "?rule=voting.threshold",
}
"""What stands after the question mark."""

OPEN_TO_ACCOUNTS = {"membership:join", "drafting:amend"}
"""Whoever has an account may apply to join, and may take a copy of a published charter to write on: the charter asks for
no capacity there."""


def the_cluster(settings: Any) -> tuple[World, dict[str, int], Bodies]:
    world = World.of("kalininsky", settings, DAY)
    things = things_of(world, "Своё")
    return world, things, bodies(world, things)


def secretary(world: World) -> OfficeHolding:
    return OfficeHolding.objects.get(cluster=world.cluster, office="secretary")


def guest(world: World) -> Client:
    return Client()


def stranger(world: World) -> Client:
    client = Client()
    client.force_login(User.objects.create_user("stranger@example.org", "x", person=world.person("Чужак")))
    return client


def secretary_until_yesterday(world: World) -> Client:
    """Somebody who kept the records for the last days, and has nothing of their own in any case."""
    held = office_end(holding=secretary(world), on=DAY - timedelta(days=5), actor=TELLER)
    person = world.person("Бывшая")
    OfficeHolding.objects.create(
        cluster=world.cluster,
        office="secretary",
        person=person,
        valid_from=held.valid_until,
        valid_until=DAY,
        basis="Наказ",
    )
    return world.client(person)


@pytest.mark.parametrize("caller", [guest, stranger, secretary_until_yesterday])
def test_without_a_capacity_nothing_is_changed_at_any_address(settings: Any, caller: Callable[[World], Client]) -> None:
    world, things, forms = the_cluster(settings)
    client = caller(world)
    before = everything()

    taken, named = {}, set()
    for name, _things, address in addresses(world, things):
        if name in OPEN_TO_ACCOUNTS and caller is not guest:
            continue
        named.add(name)
        answer = client.post(address + ASKED.get(name, "").format(**things), forms.get(name, {}))
        if answer.status_code not in {200, 403, 404, 405}:
            taken[name] = answer.status_code

    assert {name: code for name, code in taken.items() if code >= 500} == {}
    after = everything()
    assert {table for table in after if after[table] != before[table]} == set(), taken
    assert set(forms) <= named | OPEN_TO_ACCOUNTS


class _Undo(Exception):
    pass


def test_the_same_forms_are_taken_from_whoever_may_send_them(settings: Any) -> None:
    """Without this, the test above would be satisfied with forms that nobody could send."""
    world, things, forms = the_cluster(settings)
    head = OfficeHolding.objects.get(cluster=world.cluster, office="centre_head").person
    keeper = secretary(world).person
    before = everything()

    refused = {}
    for name, _things, address in addresses(world, things):
        if name not in forms:
            continue
        client = world.client(head if name == "membership:batch" else keeper)
        try:
            with transaction.atomic():
                answer = client.post(address + ASKED.get(name, "").format(**things), forms[name])
                if everything() == before:
                    form = getattr(answer, "context", None) and answer.context.get("form")
                    refused[name] = (answer.status_code, dict(form.errors) if form else "")
                raise _Undo
        except _Undo:
            pass

    assert refused == {}


def test_what_an_office_allows_begins_and_ends_with_it(settings: Any) -> None:
    world, _things, forms = the_cluster(settings)
    holding = secretary(world)
    client = world.client(holding.person)
    address = world.url("people/new/")
    last = DAY + timedelta(days=9)
    office_end(holding=holding, on=last + timedelta(days=1), actor=TELLER)

    for day, may in ((last, True), (last + timedelta(days=1), False), (holding.valid_from - timedelta(days=1), False)):
        world.go_to(day)
        before = everything()
        assert (client.post(address, forms["people:person_new"]).status_code == 302) is may
        assert (everything() != before) is may
        assert (
            "office:secretary" in {c.party for c in person_capacities(holding.person_id, world.cluster, day)}
        ) is may
