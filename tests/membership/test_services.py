"""The writes of the room: what each promises, and that a refusal changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.world import TELLER, World

from eduklaster.journal.models import Entry
from eduklaster.journal.services import journal_verify
from eduklaster.kernel.errors import InputError, RuleRefusal, StateError
from eduklaster.membership.enums import AgreementKind, AgreementState, FounderState, ParticipantState
from eduklaster.membership.models import Acknowledgement, Agreement, Founder, Holding, Participant
from eduklaster.membership.selectors import acknowledgements_missing, consequences_of_leaving
from eduklaster.membership.services import (
    AgreementInput,
    Authority,
    NewParticipant,
    acknowledge,
    agreement_end,
    agreement_register,
    founder_admit,
    founder_authority_set,
    founder_list,
    founder_sign,
    holding_record,
    participant_admit,
    participant_release,
)
from eduklaster.membership.tasks import agreements_expire_all

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)
AUTHORITY = Authority("power_of_attorney", "довіреність № 5 від 01.02.2026")


@pytest.fixture
def smolensk(settings: object) -> World:
    return World.of("smolensk", settings, DAY)


def listed(world: World, name: str = "Коледж", number: str = "1") -> Founder:
    return founder_list(
        cluster=world.cluster, organisation=world.organisation(name), position="директор", category="education",
        number=number, actor=TELLER, on=DAY,
    )  # fmt: skip


def agreement_between(world: World, *names: str, survives: bool = True) -> Agreement:
    given = AgreementInput(
        kind=AgreementKind.values[0],
        subject="Практика",
        organisations=[world.organisation(name).pk for name in names],
        signed_on=DAY,
        survives_leaving=survives,
    )
    return agreement_register(cluster=world.cluster, given=given, on=DAY, actor=TELLER)


def test_nobody_takes_part_twice_at_once_and_whoever_returns_gets_a_new_number(smolensk: World) -> None:
    row = smolensk.participant("Завод", "employer")
    new = NewParticipant(category="employer", organisation_id=row.organisation_id)
    with pytest.raises(StateError):
        participant_admit(cluster=smolensk.cluster, new=new, on=DAY, actor=TELLER)
    assert Participant.objects.count() == 1
    participant_release(participant=row, state=ParticipantState.WITHDRAWN, on=DAY, actor=TELLER)
    again = participant_admit(cluster=smolensk.cluster, new=new, on=DAY, actor=TELLER)
    assert again.number == row.number + 1


def test_a_category_that_the_charter_does_not_name_is_refused(smolensk: World) -> None:
    new = NewParticipant(category="invented", organisation_id=smolensk.organisation("Завод").pk)
    with pytest.raises(InputError) as refusal:
        participant_admit(cluster=smolensk.cluster, new=new, on=DAY, actor=TELLER)
    assert refusal.value.field == "category"
    assert not Participant.objects.exists()


def test_an_agreement_runs_out_the_day_after_its_last_one_by_itself_and_once(smolensk: World) -> None:
    agreement = agreement_between(smolensk, "Коледж", "Завод")
    open_ended = agreement_between(smolensk, "Школа", "Музей")
    Agreement.objects.filter(pk=agreement.pk).update(valid_until=date(2026, 3, 10))

    smolensk.go_to(date(2026, 3, 10))
    agreements_expire_all(timestamp=0)
    agreement.refresh_from_db()
    assert agreement.state == AgreementState.SIGNED, "the last day still counts"
    smolensk.go_to(date(2026, 3, 15))
    for _again in range(2):
        agreements_expire_all(timestamp=0)
    agreement.refresh_from_db()
    open_ended.refresh_from_db()
    assert (agreement.state, open_ended.state) == (AgreementState.EXPIRED, AgreementState.SIGNED)
    assert list(journal_verify()) == []
    entry = Entry.objects.get(action="agreement.expired")
    assert (entry.on, entry.changes) == (date(2026, 3, 11), {"state": ["signed", "expired"]})
    with pytest.raises(StateError):
        agreement_end(agreement=agreement, on=smolensk.today, actor=TELLER)


def test_leaving_takes_seats_and_agreements_with_it_as_the_preview_has_said(smolensk: World) -> None:
    row = smolensk.participant("Завод", "employer")
    agreements = {}
    for survives in (True, False):
        given = AgreementInput(
            kind=AgreementKind.values[0],
            subject=f"Практика {survives}",
            organisations=[row.organisation_id or 0, smolensk.organisation("Коледж").pk],
            signed_on=DAY,
            survives_leaving=survives,
        )
        agreements[survives] = agreement_register(cluster=smolensk.cluster, given=given, on=DAY, actor=TELLER)
    seats = row.seats.exclude(state="abolished").count()
    said = consequences_of_leaving(row, DAY)
    assert sum(one.kind == "seat" for one in said) == seats
    assert {str(one.label.in_("ru")) for one in said if one.kind == "seat"} == {"место: Координационный совет кластера"}
    assert {one.is_kept for one in said if one.kind == "agreement"} == {True, False}
    participant_release(participant=row, state=ParticipantState.WITHDRAWN, on=DAY, actor=TELLER)
    assert not row.seats.exclude(state="abolished").exists()
    for survives, agreement in agreements.items():
        agreement.refresh_from_db()
        assert (agreement.state == AgreementState.SIGNED) is survives
    with pytest.raises(StateError):
        participant_release(participant=row, state=ParticipantState.EXCLUDED, on=DAY, actor=TELLER)


def test_a_founder_signs_once_and_only_with_a_document_that_lets_it(smolensk: World) -> None:
    row = listed(smolensk)
    with pytest.raises(InputError):
        founder_sign(founder=row, on=DAY, actor=TELLER)
    signatory = smolensk.person("Підписант")
    with pytest.raises(InputError):
        founder_authority_set(
            founder=row, signatory=signatory, authority=replace(AUTHORITY, document=" "), on=DAY, actor=TELLER
        )
    row.refresh_from_db()
    assert (row.state, row.signed_on, row.authority_document) == (FounderState.LISTED, None, "")
    founder_authority_set(founder=row, signatory=signatory, authority=AUTHORITY, on=DAY, actor=TELLER)
    assert founder_sign(founder=row, on=DAY, actor=TELLER).signed_on == DAY
    with pytest.raises(StateError):
        founder_sign(founder=row, on=DAY, actor=TELLER)
    with pytest.raises(StateError):
        founder_authority_set(founder=row, signatory=signatory, authority=AUTHORITY, on=DAY, actor=TELLER)


def test_a_founder_becomes_one_participant_however_often_it_is_asked(smolensk: World) -> None:
    row = listed(smolensk)
    first = founder_admit(founder=row, on=DAY, actor=TELLER)
    assert founder_admit(founder=row, on=DAY, actor=TELLER) == first
    assert Participant.objects.count() == 1


def test_an_organisation_and_a_number_stand_once_in_the_founders_register(smolensk: World) -> None:
    row = listed(smolensk)
    for organisation, number in ((row.organisation, "2"), (smolensk.organisation("Інший"), "1")):
        with pytest.raises(InputError):
            founder_list(
                cluster=smolensk.cluster, organisation=organisation, position="директор", category="education",
                number=number, actor=TELLER, on=DAY,
            )  # fmt: skip
    assert Founder.objects.count() == 1


def test_an_agreement_has_two_parties_that_differ_and_ends_once(smolensk: World) -> None:
    one = smolensk.organisation("Завод").pk
    given = AgreementInput(kind=AgreementKind.values[0], subject="Практика", organisations=[one, one])
    with pytest.raises(InputError):
        agreement_register(cluster=smolensk.cluster, given=given, on=DAY, actor=TELLER)
    other = replace(given, organisations=[one, smolensk.organisation("Коледж").pk])
    reversed_term = replace(other, valid_from=DAY, valid_until=DAY - timedelta(days=1))
    with pytest.raises(InputError):
        agreement_register(cluster=smolensk.cluster, given=reversed_term, on=DAY, actor=TELLER)
    assert not Agreement.objects.exists()
    draft = agreement_register(cluster=smolensk.cluster, given=other, on=DAY, actor=TELLER)
    with pytest.raises(StateError):
        agreement_end(agreement=draft, on=DAY, actor=TELLER)
    signed = agreement_between(smolensk, "Школа", "Музей")
    assert agreement_end(agreement=signed, on=DAY, actor=TELLER).valid_until == DAY


def test_the_cluster_holds_nothing_and_the_refusal_names_its_source(smolensk: World) -> None:
    with pytest.raises(RuleRefusal) as refusal:
        holding_record(cluster=smolensk.cluster, kind="account", name="Рахунок", holder=None, on=DAY, actor=TELLER)
    assert refusal.value.verdict.citations
    assert not Holding.objects.exists()


def test_a_participant_acknowledges_a_version_once(smolensk: World) -> None:
    row, other = smolensk.participant("Завод", "employer"), smolensk.participant("Коледж", "education")
    version = smolensk.cluster.versions.get()
    assert set(acknowledgements_missing(smolensk.cluster, DAY)) == {row, other}
    for _ in range(2):
        acknowledge(participant=row, version=version, on=DAY, actor=TELLER)
    assert Acknowledgement.objects.count() == 1
    assert Entry.objects.filter(chain=smolensk.cluster.code, action="charter.acknowledged").count() == 1
    assert list(acknowledgements_missing(smolensk.cluster, DAY)) == [other]
