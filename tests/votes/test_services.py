"""What the services of votes promise, asked without a page in between."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import FieldDoesNotExist
from django.db import DatabaseError, transaction
from tests.governance.test_pages import excluding
from tests.votes.helpers import (
    SECRETARY,
    TODAY,
    cast,
    cast_all,
    council,
    election,
    motion,
    open_with,
    presence,
    seats_of,
    set_rule,
)
from tests.world import TELLER, World

from eduklaster.governance.enums import Choice
from eduklaster.governance.models import Ballot, RollCall
from eduklaster.governance.services import seat_fill
from eduklaster.journal.models import Entry
from eduklaster.journal.services import Actor
from eduklaster.kernel.errors import AccessError, InputError, RuleRefusal, StateError
from eduklaster.kernel.text import Localized
from eduklaster.procedures.parties import Doer
from eduklaster.votes.enums import Standing, VoteState
from eduklaster.votes.models import OpenChoice, SealedSlip, Slip, Vote, VoteRight
from eduklaster.votes.proof import check, leads_to, line_of, path_of
from eduklaster.votes.sealing import is_tracker, tracker_new
from eduklaster.votes.selectors import counts_now, slips_published, voted_count
from eduklaster.votes.services import (
    Presence,
    VoteDraft,
    card_cast,
    next_round_open,
    vote_annul,
    vote_cast,
    vote_close,
    vote_open,
    vote_record,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings: Any) -> World:
    return council(settings)


def close(vote: Vote, **more: Any) -> Vote:
    return vote_close(cluster=vote.cluster, vote_id=vote.pk, doer=SECRETARY, **more)


# ─── counting ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("for_", "against", "carried"), [(8, 4, True), (7, 5, False)])
@pytest.mark.parametrize("method", ["open", "secret"])
def test_of_fifteen_present_eight_are_a_majority_and_seven_are_not(
    settings: Any, method: str, for_: int, against: int, carried: bool
) -> None:
    world = council(settings, **({} if method == "open" else {"voting__method": method}))
    vote = motion(world).vote
    cast_all(vote, ("for", for_), ("against", against), ("abstain", 3))

    closed = close(vote)

    facts = closed.verdict["facts"]
    assert (closed.method, closed.state, closed.is_carried) == (method, VoteState.CLOSED, carried)
    assert (facts["for_"], facts["against"], facts["abstain"], facts["present"]) == (for_, against, 3, 15)
    assert (facts["base"], facts["needed"]) == (15, 8)
    assert closed.verdict["citations"]


def test_without_a_quorum_no_vote_is_opened(world: World) -> None:
    with pytest.raises(RuleRefusal) as refused:
        motion(world, present=10)

    assert refused.value.code == "vote.no_quorum"
    assert refused.value.verdict.citations
    assert not Vote.objects.exists()


def test_the_rule_and_the_roll_stay_as_they_were_at_opening(world: World) -> None:
    vote = motion(world).vote
    set_rule(world, "voting.threshold", "at least 2/3")
    set_rule(world, "voting.method", "secret")
    late = seats_of(world)[3]
    seat_fill(seat=late, person=world.person("Новиков"), on=TODAY, actor=TELLER)
    cast_all(vote, ("for", 8), ("against", 7))

    closed = close(vote)

    assert closed.is_carried
    assert closed.verdict["facts"]["threshold"] == "more than 1/2"
    assert OpenChoice.objects.filter(vote=vote, seat=late).count() == 1


def test_a_vote_on_a_case_becomes_a_ballot_with_its_act_and_the_concerned_member_has_no_right(world: World) -> None:
    case, seats = excluding(world)
    draft = VoteDraft("council", Localized(), case_id=case.pk, step="decision")
    vote = open_with(world, draft, presence(seats)).vote
    assert not vote.rights.filter(seat=seats[0]).exists()
    cast_all(vote, ("for", 20))

    closed = close(vote)

    assert closed.ballot is not None
    assert closed.ballot.act is not None
    assert closed.ballot.is_carried
    assert closed.ballot.roll_calls.get(seat=seats[0]).choice == Choice.RECUSED
    case.refresh_from_db()
    assert case.steps.get(step="decision").state == "done"


def test_a_secret_vote_on_a_case_says_in_its_roll_only_who_took_part(settings: Any) -> None:
    world = council(settings, voting__method="secret")
    case, seats = excluding(world)
    draft = VoteDraft("council", Localized(), case_id=case.pk, step="decision")
    vote = open_with(world, draft, presence(seats)).vote
    cast_all(vote, ("for", 12), ("against", 6))

    closed = close(vote)

    assert closed.ballot is not None
    assert closed.ballot.act is not None
    said = set(RollCall.objects.filter(ballot=closed.ballot).values_list("choice", flat=True))
    assert said == {Choice.VOTED, Choice.PRESENT, Choice.RECUSED}
    assert closed.ballot.verdict["facts"]["for_"] == 12


# ─── casting ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_nobody_votes_twice_and_the_first_vote_stands(world: World) -> None:
    vote = motion(world).vote
    right = vote.rights.first()
    assert right is not None
    cast(vote, right, "for")

    with pytest.raises(StateError) as refused:
        cast(vote, right, "against")

    assert refused.value.code == "vote.twice"
    assert list(OpenChoice.objects.values_list("said", flat=True)) == ["for"]


def test_nobody_votes_for_a_seat_of_somebody_else(world: World) -> None:
    vote = motion(world).vote
    first, second = vote.rights.order_by("pk")[:2]

    with pytest.raises(AccessError):
        vote_cast(
            cluster=world.cluster, vote_id=vote.pk, seat_id=first.seat_id, said="for",
            actor=Actor(None, "member", second.person_id),
        )  # fmt: skip

    assert not OpenChoice.objects.exists()
    assert not VoteRight.objects.filter(is_used=True).exists()


def test_the_absent_have_no_right(world: World) -> None:
    vote = motion(world).vote
    absent = seats_of(world)[20]

    with pytest.raises(AccessError):
        vote_cast(
            cluster=world.cluster, vote_id=vote.pk, seat_id=absent.pk, said="for",
            actor=Actor(None, "member", absent.holdings.get().person_id),
        )  # fmt: skip


@pytest.mark.parametrize("said", ["", "yes", "1", "for,against"])
def test_only_the_answers_of_the_ballot_are_taken(world: World, said: str) -> None:
    vote = motion(world).vote

    with pytest.raises(InputError), transaction.atomic():
        cast(vote, vote.rights.first(), said)  # type: ignore[arg-type]

    assert voted_count(vote) == 0


def test_nothing_is_taken_after_closing(world: World) -> None:
    vote = motion(world).vote
    close(vote)

    with pytest.raises(StateError) as refused:
        cast(vote, vote.rights.first(), "for")  # type: ignore[arg-type]

    assert refused.value.code == "vote.over"
    with pytest.raises(StateError):
        close(vote)


def test_a_cast_that_fails_leaves_the_right_unused(settings: Any) -> None:
    world = council(settings, voting__method="secret")
    vote = motion(world).vote
    first, second = vote.rights.order_by("pk")[:2]
    tracker = cast(vote, first, "for").tracker

    with pytest.raises(InputError), transaction.atomic():
        cast(vote, second, "against", tracker)
    with pytest.raises(InputError), transaction.atomic():
        cast(vote, second, "against", "not a receipt")

    second.refresh_from_db()
    assert not second.is_used
    assert SealedSlip.objects.count() == 1


def test_whoever_conducts_enters_votes_given_by_voice_in_open_votes_only(world: World) -> None:
    vote = motion(world).vote
    right = vote.rights.first()
    assert right is not None
    vote_record(cluster=world.cluster, vote_id=vote.pk, seat_id=right.seat_id, said="for", doer=SECRETARY)
    assert counts_now(vote) == {"for": 1}
    with pytest.raises(AccessError):
        vote_record(
            cluster=world.cluster, vote_id=vote.pk, seat_id=right.seat_id, said="for", doer=Doer(TELLER, frozenset())
        )

    set_rule(world, "voting.method", "secret")
    secret = motion(world).vote
    with pytest.raises(StateError):
        vote_record(cluster=world.cluster, vote_id=secret.pk, seat_id=right.seat_id, said="for", doer=SECRETARY)


def test_only_who_conducts_opens_closes_and_annuls(world: World) -> None:
    anybody = Doer(TELLER, frozenset({"member:council"}))
    draft = VoteDraft("council", Localized.same("Вопрос"))
    with pytest.raises(AccessError):
        vote_open(cluster=world.cluster, draft=draft, presence=presence(seats_of(world)), doer=anybody, on=TODAY)
    vote = motion(world).vote
    with pytest.raises(AccessError):
        vote_close(cluster=world.cluster, vote_id=vote.pk, doer=anybody)
    with pytest.raises(AccessError):
        vote_annul(cluster=world.cluster, vote_id=vote.pk, reason="Так", doer=anybody)
    vote.refresh_from_db()
    assert vote.state == VoteState.OPEN


def test_an_annulled_vote_counts_nothing_and_destroys_its_slips_unread(settings: Any) -> None:
    world = council(settings, voting__method="secret")
    vote = motion(world).vote
    cast_all(vote, ("for", 5))
    with pytest.raises(InputError):
        vote_annul(cluster=world.cluster, vote_id=vote.pk, reason=" ", doer=SECRETARY)

    annulled = vote_annul(cluster=world.cluster, vote_id=vote.pk, reason="Ошибка в вопросе", doer=SECRETARY)

    assert annulled.state == VoteState.ANNULLED
    assert not SealedSlip.objects.exists()
    assert not Slip.objects.exists()
    assert not Ballot.objects.exists()


# ─── secrecy ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_slip_has_no_column_for_a_voter_an_order_or_a_moment() -> None:
    sealed = {field.name for field in SealedSlip._meta.get_fields()}
    counted = {field.name for field in Slip._meta.get_fields()}
    assert sealed == {"mark", "vote", "sealed"}
    assert counted == {"pk", "vote", "tracker", "said", "seat_class"}
    for name in ("cast_at", "used_at", "updated_at", "said"):
        with pytest.raises(FieldDoesNotExist):
            VoteRight._meta.get_field(name)


def test_slips_under_way_are_all_of_one_length_and_hold_no_word(settings: Any) -> None:
    world = council(settings, voting__method="secret")
    vote = motion(world).vote
    cast_all(vote, ("for", 5), ("against", 5), ("abstain", 5))

    sealed = [bytes(row.sealed) for row in SealedSlip.objects.all()]

    assert len({len(one) for one in sealed}) == 1
    assert not any(word in one for one in sealed for word in (b"for", b"against", b"abstain"))
    assert counts_now(vote) == {}


def test_after_closing_neither_order_nor_transactions_lead_from_a_right_to_a_slip(settings: Any) -> None:
    from django.db import connection

    world = council(settings, voting__method="secret")
    vote = motion(world).vote
    cast_all(vote, ("for", 8), ("against", 7))

    close(vote)

    with connection.cursor() as cursor:
        cursor.execute("SELECT tracker FROM votes_slip WHERE vote_id = %s ORDER BY ctid", [vote.pk])
        physical = [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT DISTINCT xmin::text FROM votes_slip WHERE vote_id = %s", [vote.pk])
        slips = cursor.fetchall()
        cursor.execute("SELECT DISTINCT xmin::text FROM votes_voteright WHERE vote_id = %s", [vote.pk])
        rights = cursor.fetchall()
    assert physical == sorted(physical)
    assert len(slips) == len(rights) == 1
    assert not SealedSlip.objects.exists()
    assert not OpenChoice.objects.exists()


def test_every_receipt_is_in_the_published_list_and_everybody_can_recount(settings: Any) -> None:
    world = council(settings, voting__method="secret")
    vote = motion(world).vote
    results = cast_all(vote, ("for", 8), ("against", 7))

    closed = close(vote)

    published = slips_published(closed)
    found = check(published)
    assert found.is_sound
    assert found.counts == {"against": 7, "for": 8}
    lines = [line_of(slip["tracker"], slip["said"], slip["class"]) for slip in published["slips"]]
    for result in results:
        assert is_tracker(result.tracker)
        line = line_of(result.tracker, result.said)
        assert leads_to(closed.root, line, path_of(lines, line))
        assert check(published, result.tracker.lower()).receipt == result.said
    entry = Entry.objects.get(action="vote.closed")
    assert entry.facts["root"] == closed.root
    assert len(entry.facts["slips"]) == 15


def test_a_changed_list_is_found_out(settings: Any) -> None:
    world = council(settings, voting__method="secret")
    vote = motion(world).vote
    cast_all(vote, ("for", 8), ("against", 7))
    published = slips_published(close(vote))

    published["slips"][0]["said"] = "abstain"

    assert check(published).faults == ("counts", "root")
    assert "receipt" in check(published, tracker_new()).faults


def test_an_anonymous_vote_is_cast_with_cards_that_nobody_is_written_on(settings: Any) -> None:
    world = council(settings, voting__method="anonymous")
    opened = motion(world)
    assert len(opened.cards) == 15
    assert not VoteRight.objects.exists()
    for number, code in enumerate(opened.cards):
        card_cast(
            cluster=world.cluster, vote_id=opened.vote.pk, code=code, said="for" if number < 9 else "against",
            tracker=tracker_new(),
        )  # fmt: skip
    with pytest.raises(StateError):
        card_cast(
            cluster=world.cluster, vote_id=opened.vote.pk, code=opened.cards[0], said="for", tracker=tracker_new()
        )
    with pytest.raises(AccessError):
        card_cast(cluster=world.cluster, vote_id=opened.vote.pk, code=tracker_new(), said="for", tracker=tracker_new())

    closed = close(opened.vote)

    assert closed.is_carried
    assert closed.result["counts"] == {"for": 9, "against": 6}
    stored = str(list(opened.vote.cards.values()))
    assert not any(code in stored for code in opened.cards)


@pytest.mark.parametrize("change", [{"said": "against"}, {"tracker": "AAAAA"}])
def test_counted_slips_cannot_be_changed(settings: Any, change: dict[str, str]) -> None:
    world = council(settings, voting__method="secret")
    vote = motion(world).vote
    cast_all(vote, ("for", 8))
    close(vote)

    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        Slip.objects.filter(vote=vote).update(**change)


@pytest.mark.parametrize(
    "change", [{"rule": []}, {"roll": []}, {"method": "open"}, {"question": {"ru": "Иное"}}, {"token": "x"}]
)
def test_what_was_frozen_cannot_be_changed(settings: Any, change: dict[str, Any]) -> None:
    world = council(settings, voting__method="secret")
    vote = motion(world).vote

    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        Vote.objects.filter(pk=vote.pk).update(**change)
    close(vote)
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        Vote.objects.filter(pk=vote.pk).update(is_carried=True)
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        VoteRight.objects.filter(vote=vote).update(standing=Standing.PROXY)


# ─── who votes for whom ────────────────────────────────────────────────────────────────────────────────────────────


def test_proxies_are_refused_where_the_charter_is_silent_and_capped_where_it_knows_them(world: World) -> None:
    seats = seats_of(world)
    person = seats[0].holdings.get().person_id
    there = presence(seats[:12], proxies={seats[15].pk: person})
    draft = VoteDraft("council", Localized.same("Вопрос"))
    with pytest.raises(RuleRefusal) as refused:
        open_with(world, draft, there)
    assert refused.value.code == "vote.refused.proxy"

    set_rule(world, "voting.delegation", "proxy")
    two = presence(seats[:12], proxies={seats[15].pk: person, seats[16].pk: person})
    with pytest.raises(RuleRefusal) as capped:
        open_with(world, draft, two)
    assert capped.value.code == "vote.refused.proxy_cap"

    vote = open_with(world, draft, there).vote
    assert list(vote.rights.filter(person_id=person).order_by("pk").values_list("standing", flat=True)) == [
        Standing.HOLDER,
        Standing.PROXY,
    ]
    cast_all(vote, ("for", 7), ("against", 6))
    closed = close(vote)
    assert closed.verdict["facts"]["present"] == 13
    assert closed.is_carried


def test_the_alternate_votes_for_the_seat_and_the_holder_does_not(world: World) -> None:
    seats = seats_of(world)
    holder, stand_in = seats[0].holdings.get().person, world.person("Заместителев")
    seat_fill(seat=seats[0], person=holder, alternate=stand_in, on=TODAY, actor=TELLER)
    here = {**presence(seats[:15]).here, seats[0].pk: Standing.ALTERNATE}

    vote = open_with(world, VoteDraft("council", Localized.same("Вопрос")), Presence(here)).vote

    assert vote.rights.get(seat=seats[0]).person_id == stand_in.pk
    with pytest.raises(AccessError):
        vote_cast(
            cluster=world.cluster, vote_id=vote.pk, seat_id=seats[0].pk, said="for",
            actor=Actor(None, "member", holder.pk),
        )  # fmt: skip


def test_no_alternate_comes_where_the_charter_knows_none(settings: Any) -> None:
    world = council(settings, members=5, voting__delegation="none")
    seats = seats_of(world)
    holder, stand_in = seats[0].holdings.get().person, world.person("Заместителев")
    seat_fill(seat=seats[0], person=holder, alternate=stand_in, on=TODAY, actor=TELLER)
    here = {**presence(seats).here, seats[0].pk: Standing.ALTERNATE}

    with pytest.raises(RuleRefusal) as refused:
        open_with(world, VoteDraft("council", Localized.same("Вопрос")), Presence(here))

    assert refused.value.verdict.code == "attendance.alternate"
    assert refused.value.verdict.citations, "the refusal names the act that says so"


def test_votes_written_before_the_session_count_where_the_charter_allows_them(world: World) -> None:
    seats = seats_of(world)
    draft = VoteDraft("council", Localized.same("Вопрос"))
    there = presence(seats[:14], advance={seats[18].pk: "for"})
    with pytest.raises(RuleRefusal) as refused:
        open_with(world, draft, there)
    assert refused.value.code == "vote.refused.advance"

    set_rule(world, "voting.advance", True)
    vote = open_with(world, draft, there).vote
    cast_all(vote, ("for", 7), ("against", 7))
    closed = close(vote)

    assert (closed.verdict["facts"]["for_"], closed.verdict["facts"]["base"]) == (8, 15)
    assert closed.is_carried


def test_a_member_who_declared_a_conflict_is_heard_and_does_not_vote(world: World) -> None:
    seats = seats_of(world)
    there = presence(seats[:15], recused=frozenset({seats[0].pk}))

    vote = open_with(world, VoteDraft("council", Localized.same("Вопрос")), there).vote

    assert vote.rights.count() == 14
    cast_all(vote, ("for", 8), ("against", 6))
    assert close(vote).verdict["facts"]["base"] == 14


def test_consensus_is_sought_first_where_the_charter_asks_for_it(world: World) -> None:
    set_rule(world, "voting.consensus_first", True)
    with pytest.raises(RuleRefusal) as refused:
        motion(world)
    assert refused.value.code == "vote.refused.consensus"

    vote = motion(world, consensus="failed").vote
    cast_all(vote, ("for", 8), ("against", 7))
    assert close(vote).is_carried


def test_a_second_meeting_has_to_keep_the_interval(world: World) -> None:
    set_rule(world, "voting.meetings", 2)
    with pytest.raises(RuleRefusal):
        motion(world)
    with pytest.raises(RuleRefusal) as refused:
        motion(world, meetings=(date(2026, 3, 6), TODAY))
    assert refused.value.code == "vote.refused.interval"
    assert motion(world, meetings=(date(2026, 2, 2), TODAY)).vote.state == VoteState.OPEN


# ─── elections ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_whoever_has_the_majority_is_elected_in_the_first_round(world: World) -> None:
    vote = election(world, ["Белова", "Иванчук", "Орлова"]).vote
    cast_all(vote, ("1", 8), ("2", 4), ("against", 3))

    closed = close(vote)

    assert closed.result["elected"] == [1]
    assert (closed.verdict["code"], closed.is_carried) == ("election.elected", True)


def test_without_a_majority_the_two_best_go_to_a_second_round(world: World) -> None:
    vote = election(world, ["Белова", "Иванчук", "Орлова"]).vote
    cast_all(vote, ("1", 4), ("2", 6), ("3", 5))
    first = close(vote)
    assert (first.result["elected"], first.result["runoff"]) == ([], [2, 3])
    assert first.verdict["code"] == "election.runoff"

    second = next_round_open(
        cluster=world.cluster, vote=first, presence=presence(seats_of(world)[:15]), doer=SECRETARY, on=TODAY
    ).vote

    assert (second.round, list(second.candidates.values_list("name", flat=True))) == (2, ["Иванчук", "Орлова"])
    cast_all(second, ("1", 7), ("2", 7), ("abstain", 1))
    last = close(second)
    assert (last.result["elected"], last.result["runoff"]) == ([], [])
    assert last.verdict["code"] == "election.none"
    with pytest.raises(StateError):
        next_round_open(
            cluster=world.cluster, vote=last, presence=presence(seats_of(world)[:15]), doer=SECRETARY, on=TODAY
        )


def test_by_plurality_the_most_votes_are_enough_and_a_tie_goes_on(world: World) -> None:
    set_rule(world, "voting.election", "plurality")
    vote = election(world, ["Белова", "Иванчук", "Орлова"]).vote
    cast_all(vote, ("1", 5), ("2", 4), ("3", 3))
    assert close(vote).result["elected"] == [1]

    tied = election(world, ["Белова", "Иванчук", "Орлова"]).vote
    cast_all(tied, ("1", 5), ("2", 5), ("3", 3))
    assert close(tied).result["runoff"] == [1, 2]


def test_several_places_are_filled_by_those_with_the_most_votes_above_the_majority(settings: Any) -> None:
    world = council(settings, voting__method="secret")
    vote = election(world, ["Белова", "Иванчук", "Орлова", "Павлова"], places=2).vote
    with pytest.raises(InputError), transaction.atomic():
        cast(vote, vote.rights.first(), "1,2,3")  # type: ignore[arg-type]
    cast_all(vote, ("2,1", 9), ("1,3", 5), ("4", 1))

    closed = close(vote)

    assert closed.result["counts"] == {"1": 14, "2": 9, "3": 5, "4": 1}
    assert closed.result["elected"] == [1, 2]
    assert check(slips_published(closed)).is_sound


@pytest.mark.parametrize("names", [(), ("Белова", "белова"), ("Белова", " ")])
def test_an_election_needs_candidates_each_named_once(world: World, names: tuple[str, ...]) -> None:
    with pytest.raises(InputError):
        election(world, names)
    assert not Vote.objects.exists()
