"""Invariant 8: two clusters share organisations and nothing else; what belongs to one is not there in the other."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.test_access import routes
from tests.world import TELLER, World

from eduklaster.clusters.models import Override
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.clusters.services import RuleChange, rule_set
from eduklaster.governance.models import Ballot, Seat
from eduklaster.journal.models import Entry
from eduklaster.journal.services import journal_head
from eduklaster.kernel.text import Localized
from eduklaster.membership.models import Participant
from eduklaster.membership.services import (
    AgreementInput,
    NewParticipant,
    agreement_register,
    component_found,
    founder_list,
    participant_admit,
)
from eduklaster.people.models import Affiliation, ContactPoint, Invitation, OfficeHolding, Organisation, Person
from eduklaster.people.services import contact_add, organisation_create, person_create
from eduklaster.procedures.models import Case
from eduklaster.procedures.parties import Doer
from eduklaster.procedures.services import CaseDraft, case_open, evidence_add, step_do

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


def things_of(world: World) -> dict[str, int]:
    """One of everything that an address can name, in a cluster; ids by the name of the converter."""
    cluster = world.cluster
    member = world.participant("Школа за рекой", "school", world.person("Заречная"), "innovative_environment")
    itself = Doer(TELLER, frozenset({f"participant:{member.pk}", "office:secretary"}), is_secretary=True)
    case = case_open(
        cluster=cluster,
        draft=CaseDraft(
            "exclude", Localized.same("Исключение"), ("membership.participant", str(member.pk)), "abuse_of_rights"
        ),
        doer=itself, on=DAY,
    )  # fmt: skip
    leaving = case_open(
        cluster=cluster,
        draft=CaseDraft("leave", Localized.same("Выход"), ("membership.participant", str(member.pk))),
        doer=itself, on=DAY,
    )  # fmt: skip
    evidence = evidence_add(case=case, title="Акт", text="Проверка", actor=TELLER, on=DAY)
    step_do(cluster=cluster, case_ids=[leaving.pk], step="notice", doer=itself, on=DAY)
    act = leaving.steps.get(step="notice").act
    assert act is not None
    organisation = organisation_create(
        actor=TELLER, cluster=cluster, official_name="Завод чужой", short_name="Завод чужой"
    )
    other = organisation_create(actor=TELLER, cluster=cluster, official_name="Завод второй", short_name="Завод второй")
    person = person_create(actor=TELLER, cluster=cluster, surname="Чужая", given_name="Анна")
    tie = Affiliation.objects.create(person=person, organisation=organisation, position="мастер", valid_from=DAY)
    contact = contact_add(person=person, kind="email", value="anna@example.org", actor=TELLER, cluster=cluster)
    founder = founder_list(
        cluster=cluster, organisation=other, position="директор", category="school", number="1", actor=TELLER, on=DAY
    )
    agreement = agreement_register(
        cluster=cluster,
        given=AgreementInput("access", "Мастерская", [organisation.pk, other.pk], signed_on=DAY),
        on=DAY, actor=TELLER,
    )  # fmt: skip
    component = component_found(
        cluster=cluster, code="unit", name=Localized.same("Лаборатория"), kind="laboratory", on=DAY,
        organisation=organisation, actor=TELLER,
    )  # fmt: skip
    ballot = Ballot.objects.create(
        cluster=cluster, organ="nes", on=DAY, question=Localized.same("Вопрос"), rule=[], roll=[], verdict={},
        is_carried=False,
    )  # fmt: skip
    office = OfficeHolding.objects.create(
        cluster=cluster, office="centre_head", person=person, valid_from=DAY, basis="Приказ"
    )
    invitation = Invitation.objects.create(
        email="x@example.org", person=person, cluster=cluster, token_hash="0" * 64, language="ru",
        expires_at="2027-01-01T00:00:00Z",
    )  # fmt: skip
    return {
        "case": case.pk, "act": act.pk, "participant": member.pk, "organisation": organisation.pk, "person": person.pk,
        "affiliation": tie.pk, "contact": contact.pk, "founder": founder.pk, "agreement": agreement.pk,
        "component": component.pk, "ballot": ballot.pk, "holding": office.pk, "invitation": invitation.pk,
        "evidence": evidence.pk,
    }  # fmt: skip


WORDS = {"step": "evidence", "matter": "exclude", "organ": "council", "office": "secretary", "purpose": "contacts"}
ALL_SEE = {"people:organisation"}
"""The card of an organisation is public: organisations are shared between clusters."""


def test_what_belongs_to_another_cluster_is_not_there_at_any_address(settings: Any) -> None:
    here, there = World.of("smolensk", settings, DAY), World.of("kalininsky", settings, DAY)
    things = things_of(there)
    client = here.client(here.office("secretary", "Орлова"))
    before = Entry.objects.count()

    answers, seen = {}, set()
    for name, converters in routes():
        ids = [key for key in converters if key in things and key != "cluster"]
        if "cluster" not in converters or not ids or name in ALL_SEE:
            continue
        seen.update(ids)
        address = reverse(
            name,
            kwargs={
                "cluster": here.cluster.code,
                **{k: things.get(k, WORDS.get(k, "999999")) for k in converters if k != "cluster"},
            },
        )
        for method in ("get", "post"):
            status = getattr(client, method)(address).status_code
            if status not in {404, 405}:
                answers[f"{method} {name}"] = status
    assert answers == {}
    assert seen == set(things)
    assert Entry.objects.count() == before


def test_in_its_own_cluster_the_same_things_are_there(settings: Any) -> None:
    """Without this, the test above would be satisfied with addresses that are never there."""
    there = World.of("kalininsky", settings, DAY)
    things = things_of(there)
    client = there.client(there.office("secretary", "Орлова"))

    for path in (
        f"cases/{things['case']}/", f"acts/{things['act']}/", f"participants/{things['participant']}/",
        f"people/{things['person']}/", f"ballots/{things['ballot']}/", f"components/{things['component']}/",
    ):  # fmt: skip
        assert client.get(there.url(path)).status_code == 200, path


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
    there_head = journal_head(there.cluster.code)

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
    assert journal_head(there.cluster.code) != there_head  # the case there, and nothing of the two here
    assert Entry.objects.filter(chain=there.cluster.code, action="case.opened").count() == 1
    assert not Seat.objects.filter(cluster=there.cluster, participant__cluster=here.cluster).exists()
    client = here.client(secretary)
    assert client.get(here.url("people/new/")).status_code == 200
    assert client.get(there.url("people/new/")).status_code == 403
    assert ContactPoint.objects.count() == 0
    assert Person.objects.filter(registered_in=there.cluster).count() == 0
    assert Case.objects.filter(cluster=there.cluster).count() == 1
