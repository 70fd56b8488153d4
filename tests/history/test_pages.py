"""Histories of objects and the journal of a cluster: who reads them, what they say, what they keep to themselves."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils.html import strip_tags
from django.utils.translation import override
from tests.world import TELLER, World

from eduklaster.governance.models import Seat
from eduklaster.journal.models import Entry
from eduklaster.journal.services import PLATFORM, Actor, journal_write
from eduklaster.membership.models import Participant
from eduklaster.people.enums import ConsentPurpose, ContactKind, Visibility
from eduklaster.people.models import Person
from eduklaster.people.registry import subjects
from eduklaster.people.services import (
    consent_give,
    contact_add,
    organisation_flag_set,
    organisation_update,
)

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


@pytest.fixture
def world(settings: Any) -> World:
    """A cluster with a secretary, a participant and a filled organ."""
    made = World.of("kalininsky", settings, DAY)
    made.office("secretary", "Орлова")
    made.participant("Школа № 1", "school", made.person("Белова"), "innovative_environment")
    made.fill("nes")
    return made


@pytest.fixture
def secretary(world: World) -> Client:
    """The browser of the secretary."""
    return world.client(Person.objects.get(surname="Орлова"))


def words(response: Any) -> str:
    """Return what a page says, without markup."""
    return " ".join(strip_tags(response.content.decode()).replace("\xa0", " ").replace("&nbsp;", " ").split())


def history(world: World, kind: str, identifier: object, query: str = "") -> str:
    """Return the address of a history."""
    return world.url(f"history/{kind}/{identifier}/{query}")


def test_every_kind_of_object_has_a_history() -> None:
    assert {subject.kind for subject in subjects()} >= {
        "act", "organisation", "person", "office", "seat", "organ", "ballot", "agreement", "founder", "component",
        "holding", "version", "rule", "participant", "case", "import", "invitation", "cluster",
    }  # fmt: skip


def test_a_history_names_what_happened_the_capacity_and_the_link_of_the_chain(world: World) -> None:
    participant = Participant.objects.get()
    entry = Entry.objects.get(action="participant.admitted")

    page = words(Client(headers={"accept-language": "en"}).get(history(world, "participant", participant.pk)))

    assert "A participant was admitted" in page
    assert "Number in the register: 1" in page
    assert "story" in page
    assert f"№ {entry.number}" in page
    assert entry.hash[:10] in page


def test_a_change_reads_from_before_to_after_in_the_words_of_forms(world: World, secretary: Client) -> None:
    organisation = Participant.objects.get().organisation
    assert organisation is not None

    organisation_update(organisation=organisation, actor=TELLER, cluster=world.cluster, settlement="Лугова")
    page = words(secretary.get(history(world, "organisation", organisation.pk)))

    assert "Settlement: — →" in page
    assert "Лугова" in page
    assert "{" not in page.split("History:")[1].split("Head of")[0]


def test_the_history_of_a_person_never_keeps_the_values_of_the_person(world: World, secretary: Client) -> None:
    person = Person.objects.get(surname="Белова")
    contact_add(
        owner=person, kind=ContactKind.PHONE, value="+7 000 918-27-36", visibility=Visibility.PRIVATE, actor=TELLER,
        cluster=world.cluster,
    )  # fmt: skip

    page = words(secretary.get(history(world, "person", person.pk)))

    assert "A contact was added" in page
    assert "918-27" not in page
    assert not Entry.objects.filter(facts__icontains="918-27").exists()


@pytest.mark.parametrize("kind", ["person", "case", "ballot", "nothing"])
def test_a_hidden_object_and_a_missing_one_answer_alike(world: World, kind: str) -> None:
    person = Person.objects.get(surname="Белова")
    guest = Client()

    hidden = guest.get(history(world, kind, person.pk))
    missing = guest.get(history(world, kind, 987654321))

    assert hidden.status_code == missing.status_code == 404


def test_an_object_of_another_cluster_has_no_history_here(world: World, settings: Any) -> None:
    other = World.of("smolensk", settings, DAY)
    seat = Seat.objects.filter(cluster=world.cluster).first()
    assert seat is not None

    assert Client().get(history(other, "seat", seat.pk)).status_code == 404
    assert Client().get(history(other, "cluster", world.cluster.pk)).status_code == 404
    assert Client().get(history(world, "seat", seat.pk)).status_code == 200


def test_what_another_cluster_wrote_about_a_shared_organisation_stays_there(world: World, secretary: Client) -> None:
    organisation = Participant.objects.get().organisation
    assert organisation is not None
    for chain, capacity in (("smolensk", "секретарь соседей"), (PLATFORM, "администратор общих списков")):
        journal_write(
            chain=chain, actor=Actor(None, capacity), action="organisation.updated", subject=organisation, on=DAY
        )

    page = words(secretary.get(history(world, "organisation", organisation.pk)))

    assert "администратор общих списков" in page
    assert "секретарь соседей" not in page


def test_marks_and_contacts_of_an_organisation_are_told_to_its_secretary_alone(world: World, secretary: Client) -> None:
    organisation = Participant.objects.get().organisation
    assert organisation is not None
    organisation_flag_set(
        organisation=organisation, kind="low-results", source="report", valid_from=DAY, actor=TELLER,
        cluster=world.cluster,
    )  # fmt: skip

    assert "The organisation was marked" in words(secretary.get(history(world, "organisation", organisation.pk)))
    assert "was marked" not in words(
        Client(headers={"accept-language": "en"}).get(history(world, "organisation", organisation.pk))
    )


def test_consents_are_told_to_the_person_and_the_secretary_and_not_to_members_of_organs(
    world: World, secretary: Client
) -> None:
    holder = Seat.objects.filter(organ="nes").first()
    assert holder is not None
    member = holder.holdings.get().person
    own = Person.objects.get(surname="Белова")
    consent_give(person=own, purpose=ConsentPurpose.NOTIFICATIONS, actor=TELLER, cluster=world.cluster)
    address = history(world, "person", own.pk)

    assert "A consent was given" in words(secretary.get(address))
    assert "A consent was given" in words(world.client(own).get(address))
    assert "A consent was given" not in words(world.client(member).get(address))


def test_a_guest_reads_that_a_seat_was_filled_and_not_by_whom(world: World, secretary: Client) -> None:
    seat = Seat.objects.filter(organ="nes", state="filled").first()
    assert seat is not None
    name = str(seat.holdings.get().person)

    guest = words(Client(headers={"accept-language": "en"}).get(history(world, "organ", "nes")))

    assert "A seat was filled" in guest
    assert "Person: not shown here" in guest
    assert name not in guest
    assert name in words(secretary.get(history(world, "organ", "nes")))


def test_filters_by_kind_of_change_and_by_period_live_in_the_address(world: World, secretary: Client) -> None:
    late = (DAY - timedelta(days=295)).isoformat()

    created = secretary.get(history(world, "organ", "nes", "?action=seat.created"))
    filled = secretary.get(history(world, "organ", "nes", f"?since={late}"))

    assert {entry.action for entry in created.context["list"].rows} == {"seat.created"}
    assert filled.context["list"].count > 0
    assert all(entry.on >= DAY - timedelta(days=295) for entry in filled.context["list"].rows)
    assert "action=seat.created" in created.context["list"].address(page=2)


def test_an_export_has_words_in_columns_of_their_own(world: World, secretary: Client) -> None:
    response = secretary.get(world.url("history/?export=csv"))
    with override("en"):
        rows = list(csv.reader(io.StringIO(b"".join(response).decode("utf-8-sig"))))
    entry = Entry.objects.get(action="participant.admitted")

    line = next(row for row in rows if entry.hash in row)

    assert "A participant was admitted" in line
    assert "Participant: Школа № 1" in line
    assert any("Number in the register: 1" in cell for cell in line)


@pytest.mark.parametrize("query", ["participant was adm", "story", "№ 3", "4.3"])
def test_the_journal_is_searched_by_words_capacity_number_and_clause(
    world: World, secretary: Client, query: str
) -> None:
    journal_write(
        chain=world.cluster.code, actor=TELLER, action="case.opened", subject=("procedures.case", "1"), on=DAY,
        citations=[{"kind": "clause", "ref": "4.3"}],
    )  # fmt: skip

    assert secretary.get(world.url("history/"), {"q": query}).context["list"].count >= 1


def test_the_secretary_sees_that_the_chain_holds_and_its_head(world: World, secretary: Client) -> None:
    newest = Entry.objects.filter(chain=world.cluster.code).order_by("-number")[0]

    page = words(secretary.get(world.url("history/verify/")))

    assert "The chain holds" in page
    assert newest.hash in page


def test_the_secretary_sees_where_the_chain_was_changed_around_the_platform(world: World, secretary: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER USER")
        cursor.execute("UPDATE journal_entry SET capacity = 'nobody' WHERE number = 2")
        cursor.execute("ALTER TABLE journal_entry ENABLE TRIGGER USER")

    page = words(secretary.get(world.url("history/verify/")))

    assert "The chain does not hold" in page
    assert "№ 2: The entry was changed after it was written." in page


@pytest.mark.parametrize("number", [1, 30])
@pytest.mark.parametrize(("address", "most"), [("history/participant/{pk}/", 35), ("history/", 34)])
def test_a_page_costs_the_same_for_one_entry_and_for_thirty(
    world: World, secretary: Client, number: int, address: str, most: int, django_assert_max_num_queries: Any
) -> None:
    participant = Participant.objects.get()
    secretary.get(world.url("history/"))
    for count in range(number):
        journal_write(
            chain=world.cluster.code, actor=TELLER, action="charter.acknowledged", subject=participant, on=DAY,
            facts={"version": count, "person": count, "organisation": participant.organisation_id},
        )  # fmt: skip

    with django_assert_max_num_queries(most):
        response = secretary.get(world.url(address.format(pk=participant.pk)), {"size": 50})

    assert response.context["list"].count >= number


def test_the_history_of_one_object_is_found_by_the_index_however_long_the_chain_is(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO journal_entry (chain, number, at, "on", capacity, action, object_type, object_id, rule,'
            " citations, facts, changes, previous, hash) SELECT 'long', n, now(), now(), '', 'x', 'a.b', n::text, '',"
            " '[]', '{}', '{}', '', md5(n::text) FROM generate_series(1, 5000) n"
        )
        cursor.execute("ANALYZE journal_entry")
        cursor.execute(
            "EXPLAIN SELECT * FROM journal_entry WHERE chain IN ('long', 'platform')"
            " AND (object_type = 'a.b' AND object_id IN ('1') OR object_type = 'y' AND object_id IN ('2', '3'))"
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert "journal_entry_about" in plan
    assert "Seq Scan" not in plan
