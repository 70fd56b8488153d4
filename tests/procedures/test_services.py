"""A case walks its chain: who may act, what an act rests on, what the last act brings about."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from eduklaster.charter.loader import bundle
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.services import cluster_create, version_put_in_force
from eduklaster.governance.enums import Choice, SeatState
from eduklaster.governance.models import Seat
from eduklaster.governance.services import RollCallInput, ballot_record, seat_fill
from eduklaster.journal.services import Actor, journal_verify
from eduklaster.kernel.text import Localized
from eduklaster.membership.models import Participant
from eduklaster.membership.services import NewParticipant, participant_admit
from eduklaster.people.models import Organisation, Person
from eduklaster.procedures.enums import CaseState, StepState
from eduklaster.procedures.errors import ChainRefused
from eduklaster.procedures.models import Act, Case
from eduklaster.procedures.parties import Doer
from eduklaster.procedures.services import CaseDraft, StepInput, case_open, step_decline, step_do

CHARTERS = Path(__file__).parents[2] / "charters"
DAY = date(2026, 3, 2)
SYSTEM = Actor(None, "test")

pytestmark = pytest.mark.django_db


def cluster_from(code: str) -> Cluster:
    cluster = cluster_create(source=bundle(CHARTERS / code), actor=SYSTEM, on=date(2026, 1, 12))
    version_put_in_force(version=cluster.versions.get(), effective_from=date(2026, 1, 12), actor=SYSTEM)
    return cluster


def organisation(name: str) -> Organisation:
    return Organisation.objects.create(official_name=name, short_name=name)


def person(name: str) -> Person:
    return Person.objects.create(surname=name, given_name="Анна")


def doer(*parties: str, secretary: bool = False) -> Doer:
    return Doer(SYSTEM, frozenset(parties), is_secretary=secretary)


@pytest.fixture
def smolensk() -> Cluster:
    cluster = cluster_from("smolensk")
    for number in range(11):
        participant_admit(
            cluster=cluster,
            new=NewParticipant(category="education", organisation_id=organisation(f"Колледж {number}").pk),
            on=date(2026, 1, 12),
            actor=SYSTEM,
        )
    for seat in Seat.objects.filter(cluster=cluster, organ="council", participant__isnull=False):
        seat_fill(seat=seat, person=person(f"Член {seat.pk}"), on=date(2026, 1, 12), actor=SYSTEM)
    return cluster


def test_the_council_excludes_by_itself_after_hearing_and_the_seat_is_abolished(smolensk: Cluster) -> None:
    seats = list(Seat.objects.filter(cluster=smolensk, organ="council", participant__isnull=False).order_by("pk"))
    concerned = seats[0].participant
    assert concerned is not None
    assert len(seats) == 11
    accuser = doer(f"participant:{seats[1].participant_id}")
    secretary = doer("office:secretary", secretary=True)
    draft = CaseDraft("exclude", Localized.same("Исключение"), ("membership.participant", str(concerned.pk)))

    with pytest.raises(ChainRefused) as refused:
        case_open(
            cluster=smolensk,
            draft=CaseDraft("exclude", draft.title, draft.subject, "abuse_of_rights"),
            doer=accuser,
            on=DAY,
        )
    assert refused.value.code == "ground.unknown"
    assert refused.value.verdict.citation.ref == "5.3"

    case = case_open(
        cluster=smolensk,
        draft=CaseDraft("exclude", draft.title, draft.subject, "breach_of_duties"),
        doer=accuser,
        on=DAY,
    )
    step_do(cluster=smolensk, case_ids=[case.pk], step="evidence", doer=accuser, on=DAY)
    step_do(cluster=smolensk, case_ids=[case.pk], step="notice", doer=secretary, on=DAY)
    with pytest.raises(ChainRefused) as early:
        step_do(cluster=smolensk, case_ids=[case.pk], step="hearing", doer=secretary, on=date(2026, 3, 5))
    assert early.value.code == "chain.waiting_period"
    step_do(cluster=smolensk, case_ids=[case.pk], step="hearing", doer=secretary, on=date(2026, 3, 16))
    choices = {seats[0].pk: Choice.RECUSED}
    choices |= dict.fromkeys((s.pk for s in seats[1:5]), Choice.FOR)
    choices |= dict.fromkeys((s.pk for s in seats[5:7]), Choice.AGAINST)

    result = ballot_record(
        cluster=smolensk,
        organ="council",
        case_ids=[case.pk],
        step="decision",
        given=RollCallInput(choices),
        doer=secretary,
        on=date(2026, 3, 16),
    )

    assert result.verdict.code == "vote.carried"
    assert result.verdict.facts["base"] == 6
    concerned.refresh_from_db()
    case.refresh_from_db()
    assert (concerned.state, concerned.left_on) == ("excluded", date(2026, 3, 16))
    assert case.state == CaseState.EFFECTIVE
    assert Seat.objects.get(pk=seats[0].pk).state == SeatState.ABOLISHED
    assert Seat.objects.filter(cluster=smolensk, organ="council", state=SeatState.FILLED).count() == 10
    assert list(journal_verify()) == []


@pytest.fixture
def kalininsky() -> Cluster:
    cluster = cluster_from("kalininsky")
    organ = "council" if "council" in _organs(cluster) else next(iter(_organs(cluster)))
    for number in range(9):
        seat = Seat.objects.create(
            cluster=cluster,
            organ=organ,
            rule="host",
            label=Localized.same(f"Место {number}"),
            state="vacant",
            created_on=date(2026, 1, 12),
        )
        seat_fill(seat=seat, person=person(f"Член {number}"), on=date(2026, 1, 12), actor=SYSTEM)
    return cluster


def _organs(cluster: Cluster) -> list[str]:
    from eduklaster.clusters.selectors import rulebook_of

    charter = rulebook_of(cluster, DAY).charter
    return [charter.roles.main_organ, *charter.organs]


def test_an_order_without_its_recommendation_is_refused_and_nothing_changes(kalininsky: Cluster) -> None:
    from eduklaster.clusters.selectors import rulebook_of

    charter = rulebook_of(kalininsky, DAY).charter
    office = f"office:{charter.roles.approving_office}"
    category = charter.participants.categories[0]
    groups = [g.id for g in charter.participants.target_groups if g.of == "participants"]
    school = organisation("Школа № 900")
    case = case_open(
        cluster=kalininsky,
        draft=CaseDraft(
            category.admission,
            Localized.same("Вступление"),
            ("people.organisation", str(school.pk)),
            payload={
                "participant": {
                    "category": category.id,
                    "organisation_id": school.pk,
                    "primary_group": groups[0] if groups else "",
                },
                "applicant_parties": [f"organisation:{school.pk}"],
            },
        ),
        doer=doer(f"organisation:{school.pk}"),
        on=DAY,
    )
    order = next(s for s in case.steps.all() if s.kind == "order")

    with pytest.raises(ChainRefused) as refused:
        step_do(cluster=kalininsky, case_ids=[case.pk], step=order.step, doer=doer(office), on=DAY)

    assert refused.value.code in {"chain.not_yet", "chain.basis_missing"}
    assert Act.objects.count() == 0
    assert Participant.objects.count() == 0
    assert Case.objects.get(pk=case.pk).state == CaseState.OPEN


def test_declining_needs_a_reason_and_closes_the_case(smolensk: Cluster) -> None:
    head = doer("office:head")
    case = case_open(
        cluster=smolensk,
        draft=CaseDraft("approve_plan", Localized.same("План на 2027 год")),
        doer=doer("office:head", secretary=True),
        on=DAY,
    )
    step_do(cluster=smolensk, case_ids=[case.pk], step="draft", doer=head, on=DAY)

    with pytest.raises(ChainRefused) as refused:
        step_decline(cluster=smolensk, case_id=case.pk, step="agreement", doer=head, on=DAY, reason=" ")
    assert refused.value.code == "chain.reason_missing"
    step_decline(cluster=smolensk, case_id=case.pk, step="agreement", doer=head, on=DAY, reason="Нет сроков")

    states = dict(case.steps.values_list("step", "state"))
    assert states["draft"] == StepState.OPEN
    assert Case.objects.get(pk=case.pk).state == CaseState.OPEN


def test_an_act_is_dated_after_what_it_rests_on(smolensk: Cluster) -> None:
    case = case_open(
        cluster=smolensk,
        draft=CaseDraft("approve_plan", Localized.same("План")),
        doer=doer("office:head"),
        on=DAY,
    )
    step_do(cluster=smolensk, case_ids=[case.pk], step="draft", doer=doer("office:head"), on=DAY)
    step_do(cluster=smolensk, case_ids=[case.pk], step="agreement", doer=doer("office:head"), on=DAY, given=StepInput())

    act = Act.objects.get()
    assert (act.kind, act.number, act.year, act.issuer) == ("signature", 1, 2026, "office:head")
