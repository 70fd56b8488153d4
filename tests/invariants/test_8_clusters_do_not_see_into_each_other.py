"""Invariant 8: two clusters share organisations and nothing else; what belongs to one is not there in the other."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from tests.invariants.things import ASIDE, HISTORIES, addresses, everything, things_of
from tests.world import TELLER, World

from eduklaster.clusters.models import Override
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.clusters.services import RuleChange, rule_set
from eduklaster.governance.models import Seat
from eduklaster.journal.models import Entry
from eduklaster.kernel.text import Localized
from eduklaster.membership.models import Participant
from eduklaster.membership.services import (
    NewParticipant,
    participant_admit,
)
from eduklaster.people.models import ContactPoint, OfficeHolding, Organisation, Person
from eduklaster.people.registry import _kinds
from eduklaster.people.services import organisation_create
from eduklaster.procedures.models import Case
from eduklaster.procedures.parties import Doer
from eduklaster.procedures.services import CaseDraft, case_open, step_do

DAY = date(2026, 3, 2)
pytestmark = pytest.mark.django_db


def shared(settings: Any) -> tuple[World, World, Organisation]:
    """Two clusters with one organisation that takes part in both."""
    here, there = World.of("smolensk", settings, DAY), World.of("kalininsky", settings, DAY)
    school = organisation_create(actor=TELLER, official_name="Лицей «Общий»", short_name="Лицей «Общий»")
    for world, category, group in ((here, "education", ""), (there, "school", "innovative_environment")):
        participant_admit(
            cluster=world.cluster,
            new=NewParticipant(category, organisation_id=school.pk, primary_group=group),
            on=DAY,
            actor=TELLER,
        )
    return here, there, school


def test_an_organisation_takes_part_in_two_clusters_by_two_memberships(settings: Any) -> None:
    here, there, school = shared(settings)

    rows = {row.cluster_id: row for row in Participant.objects.filter(organisation=school)}

    assert set(rows) == {here.cluster.pk, there.cluster.pk}
    assert {row.number for row in rows.values()} == {1}
    assert {row.category for row in rows.values()} == {"education", "school"}
    page = Client().get(here.url("participants/")).content.decode()
    assert page.count("Лицей «Общий»") >= 1
    itself = Doer(TELLER, frozenset({f"participant:{rows[here.cluster.pk].pk}"}))
    draft = CaseDraft("leave", Localized.same("Выход"), ("membership.participant", str(rows[here.cluster.pk].pk)))
    case = case_open(cluster=here.cluster, draft=draft, doer=itself, on=DAY)
    step_do(cluster=here.cluster, case_ids=[case.pk], step="notice", doer=itself, on=DAY)
    assert {row.cluster_id: row.state for row in Participant.objects.all()} == {
        here.cluster.pk: "withdrawn",
        there.cluster.pk: "active",
    }


def test_numbers_rules_journals_and_capacities_of_clusters_are_their_own(settings: Any) -> None:
    here, there, _school = shared(settings)
    secretary = here.office("secretary", "Орлова")
    entries_there = Entry.objects.filter(chain=there.cluster.code).count()

    rule_set(
        cluster=here.cluster, change=RuleChange("voting.threshold", "at least 3/4", DAY), act="Решение", actor=TELLER
    )
    doer = Doer(TELLER, frozenset({"office:secretary"}), is_secretary=True)
    for number in (1, 2):
        opened = case_open(
            cluster=here.cluster, draft=CaseDraft("approve_plan", Localized.same(f"План {number}")), doer=doer, on=DAY
        )
        assert opened.number == number
    first_there = case_open(
        cluster=there.cluster, draft=CaseDraft("approve_plan", Localized.same("План")), doer=doer, on=DAY
    )

    assert first_there.number == 1
    assert str(rulebook_of(here.cluster, DAY).ask("voting.threshold", on=DAY).value) == "at least 3/4"
    assert str(rulebook_of(there.cluster, DAY).ask("voting.threshold", on=DAY).value) == "more than 1/2"
    assert not Override.objects.filter(cluster=there.cluster).exists()
    assert Entry.objects.filter(chain=there.cluster.code).count() == entries_there + 1
    assert Entry.objects.filter(chain=there.cluster.code, action="case.opened").count() == 1
    assert not Seat.objects.filter(cluster=there.cluster, participant__cluster=here.cluster).exists()
    client = here.client(secretary)
    assert client.get(here.url("people/new/")).status_code == 200
    assert client.get(there.url("people/new/")).status_code == 403
    assert ContactPoint.objects.count() == 0
    assert Person.objects.filter(registered_in=there.cluster).count() == 0
    assert Case.objects.filter(cluster=there.cluster).count() == 1


ALIKE = {"people:organisation"}
"""Organisations are shared between clusters, so the public card of one can be read anywhere."""

BY_ACCOUNT = {"people:account_close"}
"""Closing an account, which serves all clusters, is the administrator's: others are refused before anything is looked up."""

WORD_KINDS = {"cluster", "organ", "office", "organisation"}
"""Histories of what is named by a word, or shared."""

OTHERS_TO_DO = {
    "documents:blank_file",
    "documents:signed_copy",  # nobody has brought one
    "sessions:conflict",
    "sessions:consensus",  # this session is not one that seeks consensus first,
    "sessions:item_vote",
    "votes:start",  # and this case has no step that elects
    "execution:task_decide",
    "sessions:sign",
    "sessions:leaders",  # its session is not open yet,
    "sessions:minutes",  # and was not held on paper
    "amendments:withdraw",
    "public:session",  # of this world's session nothing is announced yet,
    "public:decision",  # and nothing is decided on its item
}
"""What is there for other people or in another state, so that even its own secretary is answered 404."""


def text_of(client: Client, address: str) -> str:
    return client.get(address).content.decode("utf-8", "replace")


def in_both(here: World, there: World) -> Client:
    """Sign in somebody who keeps the records of both clusters: what they may see there they may not see from here."""
    person = there.office("rector", "Двойная")
    for world in (here, there):
        held = OfficeHolding.objects.filter(cluster=world.cluster, office="secretary")
        held.update(valid_until=world.today)
        OfficeHolding.objects.create(
            cluster=world.cluster, office="secretary", person=person, valid_from=world.today, basis="Приказ"
        )
    return here.client(person)


@pytest.mark.parametrize("who", ["secretary here", "secretary of both"])
def test_what_belongs_to_another_cluster_is_not_there_at_any_address(settings: Any, who: str) -> None:
    here, there = World.of("smolensk", settings, DAY), World.of("kalininsky", settings, DAY)
    things = things_of(there, "Чужое")
    person = here.office("secretary", "Орлова")
    client = here.client(person) if who == "secretary here" else in_both(here, there)
    before = everything()

    answers, seen = {}, set()
    for name, named, address in addresses(here, things):
        if not named or name in ALIKE:
            continue
        seen |= named
        for method in ("get", "post"):
            status = getattr(client, method)(address).status_code
            if status not in ({403, 405} if name in BY_ACCOUNT else {404, 405}):
                answers[f"{method} {name}"] = status

    assert answers == {}
    assert seen == set(things) - ASIDE
    assert everything() == before


def test_in_its_own_cluster_the_same_things_are_there(settings: Any) -> None:
    """Without this, the test above would be satisfied with addresses that are never there."""
    there = World.of("kalininsky", settings, DAY)
    things = things_of(there, "Своё")
    client = there.client(OfficeHolding.objects.get(cluster=there.cluster, office="secretary").person)

    def status(address: str) -> int:
        response = client.get(address)
        if response.streaming:
            b"".join(response)
        return response.status_code

    found = {name: status(address) for name, named, address in addresses(there, things) if named}

    missing = {name for name, code in found.items() if code == 404}
    assert missing == OTHERS_TO_DO, "\n".join(missing)
    assert set(HISTORIES) | WORD_KINDS == set(_kinds)


def test_no_page_of_a_cluster_shows_or_offers_anything_of_another(settings: Any) -> None:
    """Neither in lists nor as a choice in a form, even to somebody who keeps the records of both.

    Names of organisations are set aside: the register of organisations is shared.
    """
    here, there = World.of("smolensk", settings, DAY), World.of("kalininsky", settings, DAY)
    things_of(there, "Чужое")
    member = here.participant("Колледж", "education", here.person("Своя"))
    client = in_both(here, there)

    shown = {}
    for name, named, address in addresses(here, {"participant": member.pk}):
        if named <= {"participant"}:
            page = re.sub(r"(Завод|Музей|Школа|Училище|Гимназия) Чужое", "", text_of(client, address))
            if "Чужое" in page:
                shown[name] = [line for line in page.splitlines() if "Чужое" in line][:2]

    assert shown == {}
