"""Two rows of one organisation become one: what moves, what stays, what refuses the merger."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.world import TELLER, World

from eduklaster.journal.models import Entry
from eduklaster.journal.services import Actor
from eduklaster.kernel.errors import StateError
from eduklaster.kernel.text import Localized
from eduklaster.membership.enums import AgreementKind, ParticipantState
from eduklaster.membership.models import Founder, Participant
from eduklaster.membership.services import (
    AgreementInput,
    NewParticipant,
    Opening,
    admission_open,
    agreement_register,
    component_found,
    founder_list,
    holding_record,
    participant_release,
)
from eduklaster.people.models import Organisation, User
from eduklaster.people.services import organisation_merge
from eduklaster.procedures.models import Case
from eduklaster.procedures.parties import Doer

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


@pytest.fixture
def smolensk(settings: object) -> World:
    return World.of("smolensk", settings, DAY)


def merge(duplicate: Organisation, kept: Organisation) -> None:
    organisation_merge(duplicate=duplicate, kept=kept, actor=TELLER)


def refused(duplicate: Organisation, kept: Organisation) -> str:
    """Try to merge; return the code of the refusal after checking that nothing has changed."""
    with pytest.raises(StateError) as refusal:
        merge(duplicate, kept)
    duplicate.refresh_from_db()
    assert duplicate.merged_into_id is None
    return refusal.value.code


def organisation_of(row: Participant) -> Organisation:
    assert row.organisation is not None
    return row.organisation


def test_a_membership_moves_with_its_number_and_its_day(smolensk: World) -> None:
    row, kept = smolensk.participant("Лицей", "education"), smolensk.organisation("Ліцей")
    merge(organisation_of(row), kept)
    moved = Participant.objects.get(cluster=smolensk.cluster)
    assert (moved.pk, moved.number, moved.joined_on) == (row.pk, row.number, row.joined_on)
    assert moved.organisation == kept
    entry = Entry.objects.filter(chain=smolensk.cluster.code, action="organisation.rows_moved").get()
    assert entry.facts["participants"] == [row.pk]


def test_everything_else_that_the_room_keeps_moves_as_well(smolensk: World) -> None:
    duplicate, kept, third = (smolensk.organisation(name) for name in ("Лицей", "Ліцей", "Завод"))
    founder = founder_list(
        cluster=smolensk.cluster, organisation=duplicate, position="директор", category="education", number="7",
        actor=TELLER, on=DAY,
    )  # fmt: skip
    given = AgreementInput(
        kind=AgreementKind.values[0], subject="Практика", organisations=[duplicate.pk, third.pk], signed_on=DAY
    )
    agreement = agreement_register(cluster=smolensk.cluster, given=given, on=DAY, actor=TELLER)
    holding = holding_record(
        cluster=smolensk.cluster, kind="equipment", name="Верстат", holder=duplicate, on=DAY, actor=TELLER
    )
    unit = component_found(
        cluster=smolensk.cluster, code="lab", name=Localized.same("Лабораторія"), kind="unit", on=DAY, actor=TELLER,
        organisation=duplicate,
    )  # fmt: skip
    merge(duplicate, kept)
    for row in (founder, holding, unit):
        row.refresh_from_db()
    assert founder.organisation == holding.holder == unit.organisation == kept
    assert {party.organisation for party in agreement.parties.all()} == {kept, third}


def test_two_running_memberships_of_one_cluster_refuse_the_merger(smolensk: World) -> None:
    one, other = smolensk.participant("Лицей", "education"), smolensk.participant("Ліцей", "education")
    assert refused(organisation_of(one), organisation_of(other)) == "organisation.merge_participants"
    assert Participant.objects.get(pk=one.pk).organisation_id == one.organisation_id


def test_an_ended_spell_beside_a_running_one_stays_at_the_signpost(smolensk: World) -> None:
    one, other = smolensk.participant("Лицей", "education"), smolensk.participant("Ліцей", "education")
    participant_release(participant=one, state=ParticipantState.WITHDRAWN, on=DAY, actor=TELLER)
    assert refused(organisation_of(other), organisation_of(one)) == "organisation.merge_other_way"
    merge(organisation_of(one), organisation_of(other))
    one.refresh_from_db()
    assert organisation_of(one).merged_into == other.organisation
    assert Participant.objects.get(organisation=other.organisation_id).pk == other.pk


def test_spells_that_follow_one_another_become_the_history_of_one_organisation(smolensk: World) -> None:
    one = smolensk.participant("Лицей", "education")
    participant_release(
        participant=one, state=ParticipantState.WITHDRAWN, on=one.joined_on + timedelta(days=5), actor=TELLER
    )
    other = smolensk.participant("Ліцей", "education")
    Participant.objects.filter(pk=other.pk).update(joined_on=one.joined_on + timedelta(days=5))
    merge(organisation_of(one), organisation_of(other))
    assert Participant.objects.filter(organisation=other.organisation_id).count() == 2


def test_two_rows_of_the_founders_register_refuse_the_merger(smolensk: World) -> None:
    duplicate, kept = smolensk.organisation("Лицей"), smolensk.organisation("Ліцей")
    for number, row in (("1", duplicate), ("2", kept)):
        founder_list(
            cluster=smolensk.cluster, organisation=row, position="директор", category="education", number=number,
            actor=TELLER, on=DAY,
        )  # fmt: skip
    assert refused(duplicate, kept) == "organisation.merge_founders"
    assert Founder.objects.filter(organisation=duplicate).exists()


def test_an_agreement_between_the_two_refuses_the_merger_and_one_with_a_third_loses_a_party(smolensk: World) -> None:
    duplicate, kept, third = (smolensk.organisation(name) for name in ("Лицей", "Ліцей", "Завод"))
    given = AgreementInput(
        kind=AgreementKind.values[0], subject="Мережа", organisations=[duplicate.pk, kept.pk, third.pk]
    )
    of_three = agreement_register(cluster=smolensk.cluster, given=given, on=DAY, actor=TELLER)
    given = AgreementInput(kind=AgreementKind.values[0], subject="Оренда", organisations=[duplicate.pk, kept.pk])
    of_two = agreement_register(cluster=smolensk.cluster, given=given, on=DAY, actor=TELLER)
    assert refused(duplicate, kept) == "organisation.merge_agreement"
    assert of_three.parties.count() == 3
    of_two.delete()
    merge(duplicate, kept)
    assert {party.organisation for party in of_three.parties.all()} == {kept, third}


def said_to(actor: Actor, duplicate: Organisation, kept: Organisation) -> str:
    """What somebody is told whose merger is refused."""
    with pytest.raises(StateError) as refusal:
        organisation_merge(duplicate=duplicate, kept=kept, actor=actor)
    return str(refusal.value)


def keeper_of(world: World) -> Actor:
    person = world.office("secretary", "Секретар")
    world.client(person)
    return Actor(User.objects.get(person=person).pk, "secretary", person.pk)


@pytest.mark.parametrize("is_public", [True, False])
def test_a_case_of_another_cluster_is_named_only_to_those_who_may_see_it(
    smolensk: World, settings: object, is_public: bool
) -> None:
    there = World.of("kalininsky", settings, DAY)
    duplicate, kept = there.organisation("Школа 1"), there.organisation("Школа № 1")
    new = NewParticipant("school", organisation_id=duplicate.pk, primary_group="social_partnership")
    doer = Doer(TELLER, frozenset({"office:secretary"}), is_secretary=True)
    case = admission_open(
        cluster=there.cluster, new=new, name="Школа 1", facts={}, authority=None, doer=doer, on=DAY,
        opening=Opening(note="Заявление"),
    )  # fmt: skip
    Case.objects.filter(pk=case.pk).update(is_public=is_public)

    for reader, sees in ((keeper_of(there), True), (keeper_of(smolensk), is_public), (TELLER, is_public)):
        said = said_to(reader, duplicate, kept)
        assert (case.reference in said, str(there.cluster) in said) == (sees, sees), reader
        assert "іншому кластері" in said or sees


@pytest.mark.parametrize("is_public", [True, False])
def test_an_agreement_of_another_cluster_is_named_only_to_those_who_may_see_it(
    smolensk: World, settings: object, is_public: bool
) -> None:
    there = World.of("kalininsky", settings, DAY)
    duplicate, kept = there.organisation("Школа 1"), there.organisation("Школа № 1")
    given = AgreementInput(
        "access", "Тихая мастерская", [duplicate.pk, kept.pk], signed_on=DAY, is_public=is_public
    )  # fmt: skip
    agreement_register(cluster=there.cluster, given=given, on=DAY, actor=TELLER)

    for reader, sees in ((keeper_of(there), True), (keeper_of(smolensk), is_public), (TELLER, is_public)):
        said = said_to(reader, duplicate, kept)
        assert ("Тихая мастерская" in said, str(there.cluster) in said) == (sees, sees), reader
        assert "іншому кластері" in said or sees


def test_an_open_application_of_the_duplicate_refuses_the_merger(settings: object) -> None:
    kalininsky = World.of("kalininsky", settings, DAY)
    duplicate, kept = kalininsky.organisation("Школа 1"), kalininsky.organisation("Школа № 1")
    secretary = kalininsky.client(kalininsky.office("secretary", "Секретар"))
    given = {"organisation": f"Школа 1 (№ {duplicate.pk})", "primary_group": "social_partnership", "is_resident": "on"}
    secretary.post(kalininsky.url("participants/join/?category=school"), given)
    assert Case.objects.get(subject_id=str(duplicate.pk)).state == "open"
    assert refused(duplicate, kept) == "organisation.merge_case"
