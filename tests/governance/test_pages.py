"""Organs and votes as people see and do them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from tests.world import TELLER, World

from eduklaster.governance.enums import Choice, SeatState
from eduklaster.governance.models import Ballot, Designation, Seat
from eduklaster.governance.services import chair_seat
from eduklaster.kernel.text import Localized
from eduklaster.people.access import person_capacities
from eduklaster.people.models import Consent
from eduklaster.procedures.enums import CaseState
from eduklaster.procedures.errors import ChainRefused
from eduklaster.procedures.models import Case, Refusal
from eduklaster.procedures.parties import Doer
from eduklaster.procedures.registry import known_facts
from eduklaster.procedures.services import CaseDraft, StepInput, case_open, step_do

TODAY = date(2026, 3, 16)
CODES = ("synergy", "smolensk", "kalininsky", "krasnogorsky", "zheleznogorsk")
pytestmark = pytest.mark.django_db


def guest() -> Client:
    return Client(headers={"accept-language": "en"})


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def smolensk(settings: Any) -> World:
    world = World.of("smolensk", settings, TODAY)
    for number in range(9):
        world.participant(f"Колледж {number}", "education", world.person(f"Директоров{number}"))
    world.fill("council")
    world.secretary = world.office("secretary", "Секретарёва")  # type: ignore[attr-defined]
    return world


def excluding(world: World, day: date = TODAY) -> tuple[Case, list[Seat]]:
    """A case of exclusion that has come to its vote, and the seats of the council; the first is the one concerned."""
    seats = list(Seat.objects.filter(cluster=world.cluster, organ="council", participant__isnull=False).order_by("pk"))
    concerned, accuser = seats[0].participant, seats[1].participant
    assert concerned is not None
    assert accuser is not None
    someone = Doer(TELLER, frozenset({f"participant:{accuser.pk}"}))
    secretary = Doer(TELLER, frozenset({"office:secretary"}), is_secretary=True)
    draft = CaseDraft(
        "exclude", Localized.same("Исключение"), ("membership.participant", str(concerned.pk)), "breach_of_duties"
    )
    case = case_open(cluster=world.cluster, draft=draft, doer=someone, on=date(2026, 2, 16))
    step_do(cluster=world.cluster, case_ids=[case.pk], step="evidence", doer=someone, on=date(2026, 2, 16))
    step_do(cluster=world.cluster, case_ids=[case.pk], step="notice", doer=secretary, on=date(2026, 2, 16))
    step_do(cluster=world.cluster, case_ids=[case.pk], step="hearing", doer=secretary, on=day)
    return case, seats


# ─── capacities ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_sits_on_a_filled_seat_is_a_member_and_the_chair_presides(smolensk: World) -> None:
    seat = Seat.objects.filter(organ="council").order_by("pk")[0]
    person = seat.holdings.get().person
    chair_seat(seat=seat, on=smolensk.start + timedelta(days=90), actor=TELLER)

    parties = {capacity.party for capacity in person_capacities(person.pk, smolensk.cluster, TODAY)}
    before = {capacity.party for capacity in person_capacities(person.pk, smolensk.cluster, date(2025, 1, 1))}

    assert {"member:council", "chair:council"} <= parties
    assert not {"member:council", "chair:council"} & before


def test_who_holds_the_office_of_the_chair_presides_without_a_seat(settings: Any) -> None:
    world = World.of("synergy", settings, TODAY)
    head = world.office("head", "Головченко")

    parties = [capacity.party for capacity in person_capacities(head.pk, world.cluster, TODAY)]

    assert parties[:2] == ["office:head", "chair:council"]


def test_a_pending_seat_gives_no_capacity(smolensk: World) -> None:
    seat = Seat.objects.filter(organ="council").order_by("pk")[0]
    person = seat.holdings.get().person
    Seat.objects.filter(pk=seat.pk).update(state=SeatState.PENDING)

    parties = {capacity.party for capacity in person_capacities(person.pk, smolensk.cluster, TODAY)}

    assert "member:council" not in parties


def test_a_designated_company_speaks_through_its_representatives(settings: Any) -> None:
    world = World.of("zheleznogorsk", settings, TODAY)
    head = world.person("Заводской")
    company = world.organisation("Дирекция", head)
    case = Case.objects.create(
        cluster=world.cluster, version=world.cluster.versions.get(), matter="approve_plan", kind="approve_plan",
        year=2026, number=900, title=Localized.same("План"), opened_as="", opened_on=TODAY,
    )  # fmt: skip
    assert known_facts(case, TODAY)["company_designated"] is False
    Designation.objects.create(
        cluster=world.cluster, organ="management_company", matter="designate_company", organisation=company,
        valid_from=date(2026, 1, 12), case=case,
    )  # fmt: skip

    parties = {capacity.party for capacity in person_capacities(head.pk, world.cluster, TODAY)}
    earlier = {capacity.party for capacity in person_capacities(head.pk, world.cluster, date(2026, 1, 11))}

    assert {"chair:management_company", "member:management_company"} <= parties
    assert "chair:management_company" not in earlier
    assert known_facts(case, TODAY)["company_designated"] is True


def test_what_the_records_answer_can_neither_be_entered_nor_asked_for(settings: Any) -> None:
    world = World.of("zheleznogorsk", settings, TODAY)
    secretary = world.office("secretary", "Секретарева")
    keeper = Doer(TELLER, frozenset({"office:secretary"}), is_secretary=True)
    draft = CaseDraft("approve_plan", Localized.same("План"))
    case = case_open(cluster=world.cluster, draft=draft, doer=keeper, on=TODAY)
    given = StepInput(note="Лист", facts={"company_designated": True})

    with pytest.raises(ChainRefused) as caught:
        step_do(cluster=world.cluster, case_ids=[case.pk], step="draft", doer=keeper, on=TODAY, given=given)
    page = world.client(secretary).get(world.url(f"cases/{case.pk}/steps/draft/"))

    assert caught.value.verdict.code == "chain.fact_missing"
    assert "fact_company_designated" not in page.context["form"].fields


def test_a_matter_that_the_charter_rules_out_is_refused_with_its_source(settings: Any) -> None:
    world = World.of("synergy", settings, TODAY)
    client = world.client(world.office("secretary", "Гринчук"))

    refused = client.get(world.url("organs/elect/"))
    offered = text(client.get(world.url("cases/open/")))
    listed = text(client.get(world.url("charter/matters/"))).replace("\xa0", " ")
    told = text(client.get(world.url("charter/matters/elect_chair/"))).replace("\xa0", " ")

    assert refused.status_code == 422
    assert "D-39" in text(refused)
    assert "organs/elect/" not in offered
    assert "presides over the Council by office" in listed
    assert "does not decide such a matter" in told


# ─── organs ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("language", ["uk", "ru", "en"])
def test_organs_of_every_cluster_answer_a_guest(settings: Any, code: str, language: str) -> None:
    world = World.of(code, settings, TODAY)
    client = guest()
    client.cookies["language"] = language
    answer = client.get(world.url("organs/"))
    assert answer.status_code == 200
    for row in answer.context["rows"]:
        card = client.get(row.url)
        assert card.status_code == 200
        assert "None" not in text(card)


def test_a_guest_reads_posts_and_no_names_without_consent(smolensk: World) -> None:
    seat = Seat.objects.filter(organ="council").order_by("pk")[0]
    person = seat.holdings.get().person
    hidden = text(guest().get(smolensk.url("organs/council/")))
    inside = text(smolensk.client(smolensk.secretary).get(smolensk.url("organs/council/")))  # type: ignore[attr-defined]
    Consent.objects.create(person=person, purpose="public_name", given_at="2026-01-01T00:00Z")
    agreed = text(guest().get(smolensk.url("organs/council/")))

    assert person.surname not in hidden
    assert "Колледж 0" in hidden
    assert person.surname in inside
    assert person.surname in agreed


def test_the_composition_of_a_past_day_is_shown(smolensk: World) -> None:
    before = guest().get(smolensk.url("organs/council/?on=2025-04-01"))
    today = guest().get(smolensk.url("organs/council/"))

    assert "0 of" in before.context["row"].summary or not before.context["seats"]
    assert "9 of 9" in today.context["row"].summary
    for address in ("organs/council/", "organs/"):
        past = guest().get(smolensk.url(f"{address}?on=2025-04-01"))
        assert 'href="?"' in past.content.decode(), "the way back to today"
        assert "2025" in text(past)
        assert "governance/past.html" in {template.name for template in past.templates}
        assert 'href="?"' not in guest().get(smolensk.url(address)).content.decode()


def test_an_unknown_organ_and_a_hidden_vote_are_not_there(smolensk: World) -> None:
    assert guest().get(smolensk.url("organs/nothing/")).status_code == 404
    assert guest().get(smolensk.url("ballots/99999/")).status_code == 404
    assert guest().get("/c/nowhere/organs/").status_code == 404


@pytest.mark.parametrize("number", [1, 30])
def test_the_card_of_an_organ_costs_the_same_for_one_seat_and_for_thirty(
    settings: Any, number: int, django_assert_max_num_queries: Any
) -> None:
    world = World.of("smolensk", settings, TODAY)
    for index in range(number):
        world.participant(f"Колледж {index}", "education")
    world.fill("council")
    guest().get(world.url("organs/council/"))
    with django_assert_max_num_queries(18):
        guest().get(world.url("organs/council/"))


# ─── matters ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_secretary_proposes_a_composition_and_the_order_seats_people(settings: Any) -> None:
    world = World.of("synergy", settings, TODAY)
    secretary = world.office("secretary", "Гринчук")
    seat = Seat.objects.filter(cluster=world.cluster, organ="council").order_by("pk").first()
    if seat is None:
        seat = Seat.objects.create(
            cluster=world.cluster, organ="council", rule="component_heads", label=Localized.same("Проєкт"),
            created_on=world.start,
        )  # fmt: skip
    client = world.client(secretary)
    page = client.get(world.url("organs/compose/"))
    assert page.status_code == 200
    empty = client.post(world.url("organs/compose/"), {"matter": "compose_council"})
    assert empty.status_code == 422
    assert not Case.objects.filter(kind="compose_organ").exists()

    answer = client.post(
        world.url("organs/compose/"),
        {"matter": "compose_council", f"seat_{seat.pk}": f"{secretary.full_name} (№ {secretary.pk})"},
    )

    assert answer.status_code == 302, answer.context["form"].errors
    case = Case.objects.get(kind="compose_organ")
    assert case.payload["seats"] == [{"seat_id": seat.pk, "person_id": secretary.pk}]
    assert secretary.surname not in str(case.title)


def test_a_candidate_for_an_office_is_named_in_the_payload_and_not_in_the_title(smolensk: World) -> None:
    client = smolensk.client(smolensk.secretary)  # type: ignore[attr-defined]
    candidate = Seat.objects.filter(organ="council").order_by("pk")[0].holdings.get().person
    page = client.get(smolensk.url("organs/appoint/"))
    office = page.context["form"].fields["office"].choices[0][0]
    answer = client.post(
        smolensk.url("organs/appoint/"),
        {"matter": page.context["matter"], "office": office, "person": f"(№ {candidate.pk})"},
    )
    assert answer.status_code == 302
    case = Case.objects.get(kind="appoint")
    assert (case.payload["office"], case.payload["person_id"]) == (office, candidate.pk)
    assert candidate.surname not in str(case.title)


def test_an_election_makes_the_elected_member_preside(settings: Any) -> None:
    world = World.of("krasnogorsky", settings, TODAY)
    for number in range(5):
        world.participant(f"Школа {number}", _first_category(world), world.person(f"Школьная{number}"))
    seats = world.fill("council")
    secretary = world.office("secretary", "Писарева")
    client = world.client(secretary)
    answer = client.post(world.url("organs/elect/"), {"matter": "elect_chair", "seat": str(seats[0].pk)})
    assert answer.status_code == 302, answer.context["form"].errors
    case = Case.objects.get(kind="elect_chair")
    keeper = Doer(TELLER, frozenset({"office:secretary", "chair:council"}), is_secretary=True)
    for row in case.steps.order_by("position"):
        if row.kind == "vote":
            _vote(client, world, case, row.step, {seat.pk: Choice.FOR for seat in seats})
        else:
            step_do(cluster=world.cluster, case_ids=[case.pk], step=row.step, doer=keeper, on=TODAY)
        case.refresh_from_db()
        if case.state != CaseState.OPEN:
            break

    assert case.state == CaseState.EFFECTIVE
    person = seats[0].holdings.get().person
    parties = {capacity.party for capacity in person_capacities(person.pk, world.cluster, TODAY)}
    assert {"chair:council", "office:chair"} <= parties


def _first_category(world: World) -> str:
    from eduklaster.clusters.selectors import rulebook_of

    return rulebook_of(world.cluster, TODAY).charter.participants.categories[0].id


def test_a_guest_and_a_stranger_open_nothing(smolensk: World) -> None:
    stranger = smolensk.person("Посторонний")
    for page in ("appoint", "designate"):
        assert guest().post(smolensk.url(f"organs/{page}/"), {}).status_code in {302, 403}
        assert smolensk.client(stranger).post(smolensk.url(f"organs/{page}/"), {}).status_code == 403
    assert not Case.objects.exists()


def test_a_designation_is_kept_when_the_chain_ends(smolensk: World) -> None:
    college = smolensk.participant("Базовый колледж", "education", smolensk.person("Базов"))
    client = smolensk.client(smolensk.secretary)  # type: ignore[attr-defined]
    answer = client.post(smolensk.url("organs/designate/"), {"organisation": f"(№ {college.organisation_id})"})
    assert answer.status_code == 302, answer.context["form"].errors
    case = Case.objects.get(kind="designate")
    seats = Seat.objects.filter(organ="council", state=SeatState.FILLED)
    everybody = Doer(
        TELLER,
        frozenset({"office:secretary", "office:head", "chair:council", f"person:{case.payload['person_id']}"}),
        is_secretary=True,
    )
    from eduklaster.procedures.services import StepInput

    for row in case.steps.order_by("position"):
        if row.kind == "vote":
            _vote(client, smolensk, case, row.step, {seat.pk: Choice.FOR for seat in seats})
        else:
            step_do(
                cluster=smolensk.cluster, case_ids=[case.pk], step=row.step, doer=everybody, on=TODAY,
                given=StepInput(note="лист", facts={need.fact: True for need in _needs(case, row.step)}),
            )  # fmt: skip
        case.refresh_from_db()
        if case.state != CaseState.OPEN:
            break
    assert case.state == CaseState.EFFECTIVE
    row = Designation.objects.get()
    assert (row.organisation_id, row.valid_from) == (college.organisation_id, TODAY)


def _needs(case: Case, step: str) -> Any:
    from eduklaster.procedures.selectors import chain_for

    return chain_for(case).step(step).needs


# ─── votes ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _vote(client: Client, world: World, case: Case, step: str, said: dict[int, Choice], **more: Any) -> Any:
    data = {"on": TODAY.isoformat(), "note": "", **{f"seat_{pk}": choice.value for pk, choice in said.items()}, **more}
    return client.post(world.url(f"cases/{case.pk}/steps/{step}/vote/"), data)


def test_the_form_tells_the_rule_and_recuses_the_member_concerned(smolensk: World) -> None:
    case, seats = excluding(smolensk)
    page = smolensk.client(smolensk.secretary).get(smolensk.url(f"cases/{case.pk}/steps/decision/vote/"))  # type: ignore[attr-defined]

    assert page.status_code == 200
    rows = {row.seat_id: row for row in page.context["form"].rows}
    assert rows[seats[0].pk].is_concerned
    assert [row.is_concerned for row in rows.values()].count(True) == 1
    said = [value for value, _label in page.context["form"].fields[f"seat_{seats[0].pk}"].choices]
    assert "for" not in said
    assert "at least" in page.context["sheet"].needed_words()


def test_a_carried_vote_is_recorded_with_its_rule_and_shown_without_persons(smolensk: World) -> None:
    case, seats = excluding(smolensk)
    client = smolensk.client(smolensk.secretary)  # type: ignore[attr-defined]
    said = {seats[0].pk: Choice.PRESENT} | {seat.pk: Choice.FOR for seat in seats[1:7]}

    answer = _vote(client, smolensk, case, "decision", said)

    assert answer.status_code == 302, answer.context["form"].errors
    ballot = Ballot.objects.get()
    assert ballot.is_carried
    assert ballot.roll_calls.get(seat=seats[0]).choice == Choice.RECUSED
    page = client.get(answer["Location"])
    assert page.status_code == 200
    assert "Директоров1" in text(page)
    register = guest().get(smolensk.url("ballots/"))
    assert "Директоров" not in text(register)


def test_a_batch_counts_without_recording_first(smolensk: World) -> None:
    case, seats = excluding(smolensk)
    client = smolensk.client(smolensk.secretary)  # type: ignore[attr-defined]

    answer = _vote(client, smolensk, case, "decision", {seat.pk: Choice.FOR for seat in seats[1:3]}, check="1")

    assert answer.status_code == 200
    assert answer.context["count"].has_quorum is False
    assert not Ballot.objects.exists()


def test_without_a_quorum_nothing_is_decided_and_the_case_waits(smolensk: World) -> None:
    case, seats = excluding(smolensk)
    client = smolensk.client(smolensk.secretary)  # type: ignore[attr-defined]

    answer = _vote(client, smolensk, case, "decision", {seat.pk: Choice.FOR for seat in seats[1:3]})

    page = client.get(answer["Location"])
    case.refresh_from_db()
    assert case.state == CaseState.OPEN
    assert "No quorum" in text(page)
    assert page.context["page"].marks


def test_a_lost_vote_ends_the_case(smolensk: World) -> None:
    case, seats = excluding(smolensk)
    client = smolensk.client(smolensk.secretary)  # type: ignore[attr-defined]

    _vote(client, smolensk, case, "decision", {seat.pk: Choice.AGAINST for seat in seats[1:8]})

    case.refresh_from_db()
    assert case.state == CaseState.LOST
    assert not Ballot.objects.get().is_carried


def test_only_chair_and_secretary_record_a_vote(smolensk: World) -> None:
    case, seats = excluding(smolensk)
    member = seats[3].holdings.get().person

    answer = _vote(smolensk.client(member), smolensk, case, "decision", {seat.pk: Choice.AGAINST for seat in seats})

    assert answer.status_code == 403
    assert not Ballot.objects.exists()
    assert guest().get(smolensk.url(f"cases/{case.pk}/steps/decision/vote/")).status_code in {302, 403, 404}


def test_a_vote_before_its_turn_is_refused_and_kept_in_the_history(smolensk: World) -> None:
    seats = list(Seat.objects.filter(cluster=smolensk.cluster, organ="council").order_by("pk"))
    accuser = Doer(TELLER, frozenset({f"participant:{seats[1].participant_id}"}))
    draft = CaseDraft(
        "exclude", Localized.same("Исключение"), ("membership.participant", str(seats[0].participant_id)),
        "breach_of_duties",
    )  # fmt: skip
    case = case_open(cluster=smolensk.cluster, draft=draft, doer=accuser, on=TODAY)
    client = smolensk.client(smolensk.secretary)  # type: ignore[attr-defined]

    answer = _vote(client, smolensk, case, "decision", {seat.pk: Choice.FOR for seat in seats[1:7]})

    assert answer.status_code == 422
    assert Refusal.objects.filter(case=case, step="decision").count() == 1
    assert not Ballot.objects.exists()


def test_a_vote_without_quorum_before_its_turn_is_refused_as_well(smolensk: World) -> None:
    seats = list(Seat.objects.filter(cluster=smolensk.cluster, organ="council").order_by("pk"))
    accuser = Doer(TELLER, frozenset({f"participant:{seats[1].participant_id}"}))
    draft = CaseDraft(
        "exclude", Localized.same("Исключение"), ("membership.participant", str(seats[0].participant_id)),
        "breach_of_duties",
    )  # fmt: skip
    case = case_open(cluster=smolensk.cluster, draft=draft, doer=accuser, on=TODAY)

    answer = _vote(smolensk.client(smolensk.secretary), smolensk, case, "decision", {seats[1].pk: Choice.FOR})  # type: ignore[attr-defined]

    assert answer.status_code == 422
    assert not Ballot.objects.exists()


def test_cases_of_another_matter_do_not_join_a_batch(smolensk: World) -> None:
    case, _seats = excluding(smolensk)
    other = case_open(
        cluster=smolensk.cluster, draft=CaseDraft("approve_plan", Localized.same("План")),
        doer=Doer(TELLER, frozenset({"office:head"}), is_secretary=True), on=TODAY,
    )  # fmt: skip
    client = smolensk.client(smolensk.secretary)  # type: ignore[attr-defined]

    answer = client.get(smolensk.url(f"cases/{case.pk}/steps/decision/vote/?case={other.pk}"))

    assert answer.status_code == 404
