"""Secret votes whose slips tell classes of seats apart, and secret votes of few: what is refused, and what stays sealed."""

from __future__ import annotations

from typing import Any

import pytest
from tests.votes.helpers import SECRETARY, TODAY, cast, council, motion, open_with, presence, seats_of, set_rule
from tests.world import World

from eduklaster.governance.models import Seat
from eduklaster.kernel.errors import RuleRefusal
from eduklaster.kernel.text import Localized
from eduklaster.votes.enums import Standing, VoteState
from eduklaster.votes.models import SealedSlip, Slip, Vote
from eduklaster.votes.proof import check
from eduklaster.votes.sealing import tracker_new
from eduklaster.votes.selectors import slips_published
from eduklaster.votes.services import Presence, VoteDraft, card_cast, vote_annul, vote_close, vote_open

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings: Any) -> World:
    """A council of three named bodies, whose votes weigh double, and eight institutions; it votes secretly."""
    found = World.of("krasnogorsky", settings, TODAY)
    for number in range(8):
        found.participant(f"Школа {number}", "institution", found.person(f"Директоров{number}"))
    found.fill("council")
    set_rule(found, "voting.method", "secret")
    set_rule(found, "voting.weight_by_class", {"named_bodies": 2})
    return found


def by_class(world: World, name: str) -> list[Seat]:
    return list(Seat.objects.filter(cluster=world.cluster, organ="council", seat_class=name).order_by("pk"))


def opened(world: World, bodies: int) -> Vote:
    here = [*by_class(world, "named_bodies")[:bodies], *by_class(world, "participants")]
    draft = VoteDraft("council", Localized.same("Вопрос"))
    there = Presence({seat.pk: Standing.HOLDER for seat in here})
    return vote_open(cluster=world.cluster, draft=draft, presence=there, doer=SECRETARY, on=TODAY).vote


def close(vote: Vote) -> Vote:
    return vote_close(cluster=vote.cluster, vote_id=vote.pk, doer=SECRETARY)


def test_a_class_so_small_that_its_weight_would_name_the_voter_gets_no_secret_vote(world: World) -> None:
    with pytest.raises(RuleRefusal) as refused:
        opened(world, bodies=1)

    assert refused.value.verdict.code == "vote.refused.secrecy"
    assert refused.value.verdict.facts["seat_class"] == "named_bodies"
    assert next(c.ref for c in refused.value.verdict.citations) == "D-121"
    assert not Vote.objects.exists()


def test_a_weighted_secret_vote_is_counted_by_class_and_its_list_holds(world: World) -> None:
    vote = opened(world, bodies=3)
    for right in vote.rights.order_by("pk"):
        cast(vote, right, "for" if right.seat_class == "named_bodies" else "against")

    closed = close(vote)

    facts = closed.verdict["facts"]
    assert (facts["for_"], facts["against"], closed.is_carried) == (6, 8, False)
    published = slips_published(closed)
    assert check(published).is_sound
    assert sorted(slip["class"] for slip in published["slips"]) == ["named_bodies"] * 3 + ["participants"] * 8


def test_the_box_stays_shut_while_one_class_has_too_few_slips_in_it(world: World) -> None:
    vote = opened(world, bodies=3)
    bodies = list(vote.rights.filter(seat_class="named_bodies").order_by("pk"))
    for right in [*vote.rights.filter(seat_class="participants"), *bodies[:2]]:
        cast(vote, right, "for")
    with pytest.raises(RuleRefusal) as refused:
        close(vote)
    assert refused.value.verdict.facts["voters"] == 2
    assert SealedSlip.objects.count() == 10
    assert not Slip.objects.exists()

    cast(vote, bodies[2], "against")

    assert close(vote).state == VoteState.CLOSED


def test_only_the_class_that_the_rule_names_may_vote_secretly_and_only_it_is_counted(world: World) -> None:
    set_rule(world, "voting.classes", ["participants"])
    vote = opened(world, bodies=3)
    assert set(vote.rights.values_list("seat_class", flat=True)) == {"participants"}
    for right in vote.rights.order_by("pk"):
        cast(vote, right, "for")

    closed = close(vote)

    assert closed.is_carried
    assert closed.verdict["facts"]["base"] == 8


def test_a_secret_vote_that_two_have_answered_is_annulled_unread(settings: Any) -> None:
    small = council(settings, 5, voting__method="secret")
    vote = motion(small, present=4).vote
    for right in vote.rights.order_by("pk")[:2]:
        cast(vote, right, "for")
    with pytest.raises(RuleRefusal):
        close(vote)

    vote_annul(cluster=small.cluster, vote_id=vote.pk, reason="Замало голосів", doer=SECRETARY)

    assert not SealedSlip.objects.exists()
    assert not Slip.objects.exists()


def with_proxies(settings: Any, method: str) -> tuple[World, list[Seat], Presence]:
    """A council of six of whom three are there: the first two vote for those who are not, too."""
    small = council(settings, 6, voting__method=method, voting__delegation="proxy", voting__proxy_cap=3)
    set_rule(small, "quorum.threshold", "at least 1")
    seats = seats_of(small)
    first, second = (seat.holdings.get().person_id for seat in seats[:2])
    hands = {seats[3].pk: first, seats[4].pk: first, seats[5].pk: second}
    return small, seats, presence(seats[:3], proxies=hands)


def test_two_persons_with_many_proxies_are_two_and_get_no_secret_vote(settings: Any) -> None:
    small, seats, there = with_proxies(settings, "secret")
    two = presence(seats[:2], proxies=dict(there.proxies))
    with pytest.raises(RuleRefusal) as refused:
        open_with(small, VoteDraft("council", Localized.same("Вопрос")), two)
    assert refused.value.verdict.code == "vote.refused.secrecy"
    assert refused.value.verdict.facts["voters"] == 2, "with five votes between them"

    vote = open_with(small, VoteDraft("council", Localized.same("Вопрос")), there).vote
    third = vote.rights.get(seat=seats[2])
    for right in vote.rights.exclude(pk=third.pk):
        cast(vote, right, "for")
    with pytest.raises(RuleRefusal) as shut:
        close(vote)
    assert (shut.value.verdict.facts["voters"], SealedSlip.objects.count()) == (2, 5)

    cast(vote, third, "against")

    assert close(vote).state == VoteState.CLOSED


def test_of_cards_that_nobody_owns_those_with_several_are_counted_first(settings: Any) -> None:
    small, _seats, there = with_proxies(settings, "anonymous")
    opened = open_with(small, VoteDraft("council", Localized.same("Вопрос")), there)
    assert len(opened.cards) == 6
    for number, code in enumerate(opened.cards, 1):
        card_cast(cluster=small.cluster, vote_id=opened.vote.pk, code=code, said="for", tracker=tracker_new())
        if number == 5:
            with pytest.raises(RuleRefusal) as shut:
                close(opened.vote)
            assert shut.value.verdict.facts["voters"] == 2, "three of one person and two of another make five"
    assert close(opened.vote).state == VoteState.CLOSED
