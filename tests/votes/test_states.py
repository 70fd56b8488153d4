"""Whatever members and the secretary try, in whatever order and however much at once: what was acknowledged counts once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from tests.votes.helpers import SECRETARY, cast, council, motion
from tests.world import World

from eduklaster.kernel.errors import DomainError, StateError
from eduklaster.votes.enums import VoteState
from eduklaster.votes.models import Vote, VoteRight
from eduklaster.votes.proof import check
from eduklaster.votes.sealing import tracker_new
from eduklaster.votes.selectors import slips_published, voted_count
from eduklaster.votes.services import vote_annul, vote_close, vote_record

MEMBERS, PRESENT = 7, 6
SEATS = st.integers(0, PRESENT - 1)
SAID = st.sampled_from(["for", "against", "abstain"])


def accepted(deed: Callable[[], object]) -> bool:
    """Say whether a deed was done; a refusal is an answer, anything else a fault."""
    try:
        deed()
    except DomainError:
        return False
    return True


def machine_of(world: World) -> type[RuleBasedStateMachine]:
    """Return a machine that holds one vote after another in a world."""

    class Voting(RuleBasedStateMachine):
        """One vote: members cast, repeat themselves, come too late; the secretary records, closes, annuls."""

        def __init__(self) -> None:
            super().__init__()
            self.vote: Vote = motion(world, PRESENT).vote
            self.rights: list[VoteRight] = list(self.vote.rights.order_by("pk"))
            self.acknowledged: dict[int, str] = {}
            self.receipts: dict[str, str] = {}
            self.state = VoteState.OPEN

        @rule(seat=SEATS, said=SAID)
        def cast(self, seat: int, said: str) -> None:
            """A member votes; the second time, and after the end, it is refused."""
            right, tracker = self.rights[seat], tracker_new()
            may = self.state == VoteState.OPEN and right.pk not in self.acknowledged
            if accepted(lambda: cast(self.vote, right, said, tracker)):
                assert may
                self.acknowledged[right.pk], self.receipts[tracker] = said, said
            else:
                assert not may

        @rule(seat=SEATS, other=SEATS, said=SAID)
        def cast_for_another(self, seat: int, other: int, said: str) -> None:
            """Nobody votes for the seat of somebody else, whatever state it is in."""
            if seat == other:
                return
            right = self.rights[seat]
            right.person_id = self.rights[other].person_id
            with pytest.raises(DomainError):
                cast(self.vote, right, said)
            right.refresh_from_db()

        @rule(seat=SEATS, said=st.sampled_from(["", "yes", "1", "for,against"]))
        def say_nonsense(self, seat: int, said: str) -> None:
            """What is not on the ballot is refused and uses nothing up."""
            with pytest.raises(DomainError):
                cast(self.vote, self.rights[seat], said)

        @rule(seat=SEATS, said=SAID)
        def record(self, seat: int, said: str) -> None:
            """The secretary enters a vote given by voice: in open votes only."""
            right = self.rights[seat]
            is_open_ballot = self.vote.method == "open"
            may = is_open_ballot and self.state == VoteState.OPEN and right.pk not in self.acknowledged
            given = {"cluster": world.cluster, "vote_id": self.vote.pk, "seat_id": right.seat_id, "said": said}
            if accepted(lambda: vote_record(**given, doer=SECRETARY)):
                assert may
                self.acknowledged[right.pk] = said
            else:
                assert not may

        @rule(is_meant=st.integers(0, 3))
        def close(self, is_meant: int) -> None:
            """The secretary closes, which can be done once."""
            if is_meant:
                return
            try:
                self.vote = vote_close(cluster=world.cluster, vote_id=self.vote.pk, doer=SECRETARY)
            except DomainError:
                assert self.state != VoteState.OPEN
            else:
                assert self.state == VoteState.OPEN
                self.state = VoteState.CLOSED

        @rule(is_meant=st.integers(0, 7), reason=st.sampled_from(["", "Сбой"]))
        def annul(self, is_meant: int, reason: str) -> None:
            """The secretary annuls, with a reason; what is over stays."""
            if is_meant:
                return
            try:
                self.vote = vote_annul(cluster=world.cluster, vote_id=self.vote.pk, reason=reason, doer=SECRETARY)
            except DomainError:
                assert self.state != VoteState.OPEN or not reason
            else:
                assert self.state == VoteState.OPEN
                assert reason
                self.state = VoteState.ANNULLED

        @invariant()
        def everything_acknowledged_is_there_once(self) -> None:
            """The rights used are those of whoever was told so, and the count is theirs."""
            used = set(VoteRight.objects.filter(vote=self.vote, is_used=True).values_list("pk", flat=True))
            assert used == set(self.acknowledged)
            assert voted_count(self.vote) == len(self.acknowledged)
            assert Vote.objects.values_list("state", flat=True).get(pk=self.vote.pk) == self.state

        def teardown(self) -> None:
            """At the end the vote is closed and its result is what was acknowledged."""
            if self.state == VoteState.OPEN:
                self.vote = vote_close(cluster=world.cluster, vote_id=self.vote.pk, doer=SECRETARY)
                self.state = VoteState.CLOSED
            if self.state == VoteState.ANNULLED:
                assert not self.vote.slips.exists()
                return
            counts = {code: n for code, n in self.vote.result["counts"].items() if n}
            assert counts == Counter(self.acknowledged.values())
            if self.vote.method != "open":
                published = slips_published(self.vote)
                assert {slip["tracker"]: slip["said"] for slip in published["slips"]} == self.receipts
                assert not check(published).faults

    return Voting


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["open", "secret"])
def test_in_any_order_of_deeds_the_count_is_what_was_acknowledged(settings: Any, method: str) -> None:
    world = council(settings, MEMBERS, voting__method=method, voting__secret_least=1)
    run_state_machine_as_test(machine_of(world), settings=_bounded())


def _bounded() -> settings:
    return settings(
        max_examples=12, stateful_step_count=12, deadline=None, derandomize=True,
        suppress_health_check=[HealthCheck.too_slow],
    )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_of_fifty_casts_at_once_each_member_is_counted_exactly_once(settings: Any) -> None:
    world = council(settings, 25, voting__method="secret")
    vote = motion(world, 25).vote
    rights = list(vote.rights.order_by("pk"))

    def attempt(given: tuple[VoteRight, str]) -> tuple[int, str, str] | None:
        right, said = given
        tracker = tracker_new()
        try:
            cast(vote, right, said, tracker)
        except StateError:
            return None
        finally:
            connection.close()
        return right.pk, tracker, said

    both = [(right, said) for right in rights for said in ("for", "against")]
    with ThreadPoolExecutor(50) as pool:
        answers = [answer for answer in pool.map(attempt, both) if answer]

    assert sorted(pk for pk, _tracker, _said in answers) == [right.pk for right in rights], "each exactly once"
    closed = vote_close(cluster=world.cluster, vote_id=vote.pk, doer=SECRETARY)
    published = slips_published(closed)
    assert {slip["tracker"]: slip["said"] for slip in published["slips"]} == {t: s for _pk, t, s in answers}
    assert sum(closed.result["counts"].values()) == 25
    assert not check(published).faults
