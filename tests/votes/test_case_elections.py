"""Elections on a step of a case: who stands, rounds, and how the elected become whom the case is about."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from tests.governance.test_pages import excluding
from tests.votes.helpers import SECRETARY, TODAY, cast_all, council, open_with, presence, seats_of
from tests.votes.test_pages import member, secretary, under_way, vote_by_phone
from tests.world import TELLER, World

from eduklaster.governance.models import Ballot, Chairing, Seat
from eduklaster.governance.selectors import holdings_on
from eduklaster.governance.services import RollCallInput, ballot_record, seat_vacate
from eduklaster.kernel.errors import StateError
from eduklaster.kernel.text import Localized
from eduklaster.people.models import OfficeHolding
from eduklaster.procedures.errors import ChainRefused
from eduklaster.procedures.models import Case
from eduklaster.procedures.services import CaseDraft, case_open, step_do
from eduklaster.sessions.enums import ItemKind, ItemState
from eduklaster.sessions.services import ItemFields, item_add
from eduklaster.votes import live
from eduklaster.votes.enums import VoteKind
from eduklaster.votes.models import Vote
from eduklaster.votes.replays import ballots_replayed
from eduklaster.votes.services import VoteDraft, next_round_open, vote_annul, vote_close

pytestmark = pytest.mark.django_db

MATTERS = """
matters:
  elect_secretary:
    kind: appoint
    office: secretary
    clause: "6.1"
    steps:
      - id: election
        kind: vote
        by: organ:council
        produces: resolution
        elects: true
        clause: "6.1"
        rules: {voting.method: {value: secret, clause: "6.1"}}
      - {id: consent, kind: consent, by: person, default: D-68}
      - {id: order, kind: order, by: "office:head", produces: order, basis: [election], clause: "6.3"}
  elect_members:
    kind: compose_organ
    organ: council
    clause: "6.1"
    steps:
      - {id: election, kind: vote, by: organ:council, produces: resolution, elects: true, clause: "6.1"}
"""


@pytest.fixture
def world(settings: Any) -> World:
    live.forget()
    found = council(settings, more=MATTERS)
    found.office("secretary", "Орлова")
    return found


def opened(world: World, matter: str, payload: dict[str, Any]) -> Case:
    return case_open(
        cluster=world.cluster,
        draft=CaseDraft(matter, Localized.same("Выборы"), payload=payload),
        doer=SECRETARY,
        on=TODAY,
    )


def standing(*seats: Seat, with_seats: bool = False) -> list[dict[str, int]]:
    rows = []
    for seat in seats:
        row = {"person_id": seat.holdings.get().person_id}
        rows.append({**row, "seat_id": seat.pk} if with_seats else row)
    return rows


def vote_on(world: World, case: Case, **more: Any) -> Vote:
    draft = VoteDraft("council", Localized(), case_id=case.pk, step="election", **more)
    return open_with(world, draft, presence(seats_of(world)[:15])).vote


def close(vote: Vote) -> Vote:
    return vote_close(cluster=vote.cluster, vote_id=vote.pk, doer=SECRETARY)


def second_round(vote: Vote) -> Vote:
    there = presence(seats_of_vote(vote))
    return next_round_open(cluster=vote.cluster, vote=vote, presence=there, doer=SECRETARY, on=TODAY).vote


def seats_of_vote(vote: Vote) -> list[Seat]:
    present = [row["seat"] for row in vote.roll if row["standing"]]
    return list(Seat.objects.filter(pk__in=present).order_by("pk"))


# ─── in a session ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_council_elects_its_chair_among_three_in_two_rounds_of_a_session(world: World) -> None:
    office, seats = secretary(world), seats_of(world)
    chosen = [str(seat.pk) for seat in seats[:3]]
    office.post(world.url("organs/elect/"), {"matter": "elect_chair", "seat": chosen})
    case = Case.objects.get(kind="elect_chair")
    step_do(cluster=world.cluster, case_ids=[case.pk], step="nomination", doer=SECRETARY, on=TODAY)
    told = office.get(reverse("procedures:case", args=[world.cluster.code, case.pk])).content.decode()
    names = [seat.holdings.get().person.full_name for seat in seats[:3]]
    assert all(name in told for name in names)
    assert "Hold the election" in told
    session, _item = under_way(world)
    item = item_add(
        cluster=world.cluster,
        session_id=session.pk,
        fields=ItemFields(ItemKind.DECISION, "Выборы", case_id=case.pk, step="election"),
        doer=SECRETARY,
        votes_for=12,
    )
    opening = reverse("sessions:item_vote", args=[world.cluster.code, session.pk, item.pk])
    office.post(opening, {})
    first = Vote.objects.get()
    assert first.kind == VoteKind.ELECTION
    assert [one.name for one in first.candidates.all()] == names
    assert first.rights.count() == 15
    for seat, said in zip(seats[:15], ["1"] * 6 + ["2"] * 5 + ["3"] * 4, strict=True):
        vote_by_phone(member(world, seat), first, said)
    office.post(reverse("votes:close", args=[world.cluster.code, first.pk]))

    first.refresh_from_db()
    item.refresh_from_db()
    case.refresh_from_db()
    assert first.result["runoff"] == [1, 2]
    assert first.ballot is not None
    assert (first.ballot.act, first.ballot.is_carried) == (None, False)
    assert (item.state, item.ballot_id, case.state) == (ItemState.DISCUSSED, None, "open")
    assert not Chairing.objects.exists()
    refused = office.post(opening, {})
    assert refused["Location"].endswith(f"/votes/{Vote.objects.get(round=2).pk}/control/")  # the round that waits
    second = Vote.objects.get(round=2)
    for seat, said in zip(seats[:15], ["2"] * 9 + ["1"] * 5 + ["against"], strict=True):
        vote_by_phone(member(world, seat), second, said)
    office.post(reverse("votes:close", args=[world.cluster.code, second.pk]))

    second.refresh_from_db()
    item.refresh_from_db()
    case.refresh_from_db()
    assert second.ballot is not None
    assert second.ballot.act is not None
    assert (item.state, item.ballot) == (ItemState.DECIDED, second.ballot)
    assert (case.state, case.effective_on) == ("effective", second.ballot.act.on)
    chairing = Chairing.objects.get()
    assert (chairing.seat, chairing.valid_from, chairing.basis_act) == (seats[1], second.on, second.ballot.act)
    assert names[1] in second.ballot.act.text
    told = office.get(reverse("procedures:case", args=[world.cluster.code, case.pk])).content.decode()
    assert "Elected" in told
    page = office.get(reverse("governance:ballot", args=[world.cluster.code, second.ballot.pk])).content.decode()
    assert names[1] in page
    assert all(one.agrees for one in ballots_replayed(world.cluster, Ballot.objects.all()))


# ─── without a session ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_secret_election_without_a_session_appoints_from_the_day_of_the_order(world: World) -> None:
    office, seats = secretary(world), seats_of(world)
    people = [seat.holdings.get().person for seat in seats[:2]]
    answer = office.post(
        world.url("organs/appoint/"),
        {
            "matter": "elect_secretary",
            "office": "secretary",
            "person": f"x (№ {people[0].pk})",
            "person_2": f"x (№ {people[1].pk})",
        },
    )
    assert answer.status_code == 302, answer.content.decode()
    case = Case.objects.get(kind="appoint")
    address = reverse("votes:start", args=[world.cluster.code, case.pk, "election"])
    recorded = office.get(reverse("governance:vote", args=[world.cluster.code, case.pk, "election"]))
    assert recorded["Location"] == address
    assert member(world, seats[0]).get(address).status_code == 403
    few = office.post(address, {f"seat_{seat.pk}": "here" for seat in seats[:10]})
    assert few.status_code == 422
    assert b"D-23" in few.content
    assert len(re.findall(r'value="here"[^>]*checked', office.get(address, {"all": "1"}).content.decode())) == 21
    office.post(address, {f"seat_{seat.pk}": "here" for seat in seats[:15]})
    vote = Vote.objects.get()
    receipts = []
    for seat, said in zip(seats[:15], ["1"] * 6 + ["2"] * 9, strict=True):
        done = vote_by_phone(member(world, seat), vote, said).content.decode()
        receipts.append(re.search(r'class="receipt"[^>]*>([^<]+)<', done)[1])  # type: ignore[index]

    office.post(reverse("votes:close", args=[world.cluster.code, vote.pk]))

    vote.refresh_from_db()
    case.refresh_from_db()
    assert case.payload["person_id"] == people[1].pk
    assert not OfficeHolding.objects.filter(office="secretary", person=people[1]).exists()
    found = office.get(
        reverse("votes:vote", args=[world.cluster.code, vote.pk]), {"receipt": receipts[0]}
    ).content.decode()
    assert "The slip is in the list" in found
    later = date(2026, 3, 25)
    world.go_to(later)
    head = world.office("head", "Главный")
    step_page = reverse("procedures:step", args=[world.cluster.code, case.pk, "consent"])
    assert world.client(people[0]).post(step_page, {"on": "2026-03-25"}).status_code == 422
    world.client(people[1]).post(step_page, {"on": "2026-03-25"})
    ordering = reverse("procedures:step", args=[world.cluster.code, case.pk, "order"])
    world.client(head).post(ordering, {"on": "2026-03-25", "act_title": "О назначении"})
    holding = OfficeHolding.objects.get(office="secretary", person=people[1])
    assert holding.valid_from == later
    case.refresh_from_db()
    assert case.state == "effective"


# ─── what is refused ───────────────────────────────────────────────────────────────────────────────────────────────


def test_several_candidates_are_not_put_as_a_motion_and_a_motion_has_no_candidates(world: World) -> None:
    case = opened(world, "elect_secretary", {"candidates": standing(*seats_of(world)[:2])})
    with pytest.raises(ChainRefused) as refused:
        ballot_record(
            cluster=world.cluster,
            organ="council",
            case_ids=[case.pk],
            step="election",
            given=RollCallInput({}, method="secret"),
            doer=SECRETARY,
            on=TODAY,
        )
    assert refused.value.verdict.code == "election.needed"
    assert [c.ref for c in refused.value.verdict.citations] == ["6.1"]

    excluded, seats = excluding(world)
    draft = VoteDraft("council", Localized(), VoteKind.ELECTION, excluded.pk, "decision", ("Белова", "Иванчук"))
    with pytest.raises(ChainRefused) as refused:
        open_with(world, draft, presence(seats))
    assert refused.value.verdict.code == "election.not_here"
    assert refused.value.verdict.citations
    assert not Vote.objects.exists()
    assert not Ballot.objects.exists()


def test_one_candidate_is_put_as_a_motion(world: World) -> None:
    case = opened(world, "elect_secretary", standing(seats_of(world)[0])[0])
    vote = vote_on(world, case)
    assert vote.kind == VoteKind.MOTION
    cast_all(vote, ("for", 9), ("against", 6))

    close(vote)

    case.refresh_from_db()
    assert case.steps.get(step="election").state == "done"


def test_while_a_round_waits_no_new_election_begins_and_an_annulled_round_leaves_its_place(world: World) -> None:
    case = opened(world, "elect_secretary", {"candidates": standing(*seats_of(world)[:3])})
    first = vote_on(world, case)
    cast_all(first, ("1", 6), ("2", 5), ("3", 4))
    first = close(first)
    with pytest.raises(StateError) as refused:
        vote_on(world, case)
    assert refused.value.code == "vote.round_waits"

    second = second_round(first)
    vote_annul(cluster=world.cluster, vote_id=second.pk, reason="Ошибка", doer=SECRETARY)
    again = second_round(Vote.objects.get(pk=first.pk))
    assert again.round == 2
    cast_all(again, ("1", 7), ("2", 7), ("against", 1))
    close(again)

    case.refresh_from_db()
    assert case.state == "lost"
    assert "person_id" not in case.payload


def test_nobody_stands_for_chair_who_has_left_the_organ(world: World) -> None:
    seats = seats_of(world)
    case = opened(world, "elect_chair", {"candidates": standing(*seats[16:18], with_seats=True)})
    step_do(cluster=world.cluster, case_ids=[case.pk], step="nomination", doer=SECRETARY, on=TODAY)
    seat_vacate(seat=seats[17], on=TODAY, actor=TELLER)

    with pytest.raises(StateError) as refused:
        vote_on(world, case)

    assert refused.value.code == "vote.candidate_left"
    assert not Vote.objects.exists()


# ─── several places ────────────────────────────────────────────────────────────────────────────────────────────────


def test_members_elected_in_two_rounds_take_the_seats_that_were_put_up_in_the_order_of_their_votes(
    world: World,
) -> None:
    vacant = seats_of(world)[18:20]
    people = [seat.holdings.get().person for seat in vacant]
    people += [world.office("head", "Главный"), OfficeHolding.objects.get(office="secretary").person]
    for seat in vacant:
        seat_vacate(seat=seat, on=TODAY, actor=TELLER)
    answer = secretary(world).post(
        world.url("organs/compose/"),
        {
            "matter": "elect_members",
            "seats": [str(seat.pk) for seat in vacant],
            **{
                f"person{'' if number == 1 else f'_{number}'}": f"x (№ {one.pk})"
                for number, one in enumerate(people, 1)
            },
        },
    )
    assert answer.status_code == 302, answer.content.decode()
    case = Case.objects.get(kind="compose_organ")
    first = vote_on(world, case)
    assert first.places == 2
    cast_all(first, ("1,2", 7), ("1,3", 4), ("4", 4))

    first = close(first)

    assert (first.result["elected"], first.result["runoff"]) == ([1], [2, 3, 4])
    second = second_round(first)
    assert second.places == 1
    cast_all(second, ("1", 8), ("2", 4), ("3", 3))
    second = close(second)
    case.refresh_from_db()
    assert case.payload["elected"] == [people[0].pk, people[1].pk]
    assert case.state == "effective"
    for seat, person in zip(vacant, people, strict=False):
        assert holdings_on(TODAY).get(seat=seat).person == person
    assert second.ballot is not None
    assert second.ballot.act is not None
    assert people[0].full_name in second.ballot.act.text
    assert all(one.agrees for one in ballots_replayed(world.cluster, Ballot.objects.all()))
