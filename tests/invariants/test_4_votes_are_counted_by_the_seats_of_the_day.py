"""Invariant 4: quorum and majority come from the seats filled on the day; who is recused leaves both sides of the count."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import run_state_machine_as_test
from tests.invariants.five import CODES, charter
from tests.invariants.histories import ORGAN, Day, Histories

from eduklaster.charter import voting
from eduklaster.charter.resolver import Rulebook, Scope
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.governance.enums import Choice, SeatState
from eduklaster.governance.models import Seat
from eduklaster.governance.selectors import SeatNow, composition_on
from eduklaster.governance.services import RollCallInput, roll_and_tally

DAY = date(2026, 3, 2)
OF_MEMBERS = [Choice.FOR, Choice.AGAINST, Choice.ABSTAIN, Choice.ABSENT, Choice.RECUSED]
OF_CONCERNED = [Choice.PRESENT, Choice.ABSENT, Choice.RECUSED]


@st.composite
def sessions(draw: st.DrawFn) -> tuple[list[SeatNow], dict[int, Choice], frozenset[int]]:
    """Seats in any state, what each filled one said, and which of them the matter concerns."""
    seats, said, concerned = [], {}, set()
    for number in range(1, draw(st.integers(1, 14)) + 1):
        state = draw(st.sampled_from([SeatState.FILLED] * 5 + [SeatState.VACANT, SeatState.PENDING]))
        seats.append(SeatNow(Seat(pk=number, votes=draw(st.sampled_from([True] * 6 + [False]))), None, state))
        if state == SeatState.FILLED:
            if draw(st.sampled_from([True, False, False, False])):
                concerned.add(number)
            said[number] = draw(st.sampled_from(OF_CONCERNED if number in concerned else OF_MEMBERS))
    return seats, said, frozenset(concerned)


@given(code=st.sampled_from(CODES), session=sessions())
def test_the_count_equals_counting_on_ones_fingers(
    code: str, session: tuple[list[SeatNow], dict[int, Choice], frozenset[int]]
) -> None:
    """All five charters count alike: more than half of the filled seats, more than half of those who take part."""
    seats, said, concerned = session
    organ = charter(code).roles.main_organ
    rulebook, scope = Rulebook(charter(code)), Scope(organ=organ)
    roll, tally = roll_and_tally(seats, RollCallInput(said), concerned)

    verdict = voting.count(rulebook, organ, roll, tally, on=DAY, scope=scope)

    filled = {now.seat.pk for now in seats if now.state == SeatState.FILLED and now.seat.votes}
    recused = {pk for pk in filled if said[pk] == Choice.RECUSED or pk in concerned}
    electorate = filled - recused
    present = {pk for pk in electorate if said[pk] != Choice.ABSENT}
    in_favour = {pk for pk in present if said[pk] == Choice.FOR}
    quorate = 2 * len(present) > len(electorate)
    if quorate:
        assert (verdict.facts["quorum_base"], verdict.facts["base"]) == (len(electorate), len(present))
        assert verdict.facts["for_"] == len(in_favour)
        assert verdict.allowed == (2 * len(in_favour) > len(present))
    else:
        assert not verdict.allowed


@given(session=sessions(), more=st.integers(1, 5))
def test_vacant_and_pending_seats_change_nothing(
    session: tuple[list[SeatNow], dict[int, Choice], frozenset[int]], more: int
) -> None:
    seats, said, concerned = session
    empty = [
        SeatNow(Seat(pk=100 + n, votes=True), None, [SeatState.VACANT, SeatState.PENDING][n % 2]) for n in range(more)
    ]
    rulebook = Rulebook(charter("smolensk"))

    def outcome(those: list[SeatNow]) -> tuple[str, object, object]:
        roll, tally = roll_and_tally(those, RollCallInput(said), concerned)
        verdict = voting.count(rulebook, ORGAN, roll, tally, on=DAY, scope=Scope(organ=ORGAN))
        return verdict.code, verdict.facts.get("base"), verdict.facts.get("quorum_base")

    assert outcome(seats) == outcome([*seats, *empty])


@given(session=sessions(), present=st.booleans())
def test_it_makes_no_difference_whether_who_is_recused_stays_in_the_room(
    session: tuple[list[SeatNow], dict[int, Choice], frozenset[int]], present: bool
) -> None:
    seats, said, concerned = session
    rulebook = Rulebook(charter("smolensk"))

    def outcome(here: Choice) -> tuple[str, object, object, object]:
        calls = {pk: here if pk in concerned else choice for pk, choice in said.items()}
        roll, tally = roll_and_tally(seats, RollCallInput(calls), concerned)
        verdict = voting.count(rulebook, ORGAN, roll, tally, on=DAY, scope=Scope(organ=ORGAN))
        return verdict.code, verdict.facts.get("base"), verdict.facts.get("quorum_base"), verdict.facts.get("for_")

    assert outcome(Choice.PRESENT if present else Choice.ABSENT) == outcome(Choice.RECUSED)


class QuorumsOfPastDays(Histories):
    """The same random histories, asked what quorum each past day had."""

    def check_day(self, day: date, wanted: Day) -> None:
        seats = composition_on(self.cluster, ORGAN, day)
        everyone = {now.seat.pk: Choice.PRESENT for now in seats if now.state == SeatState.FILLED}
        filled = sum(1 for holder in wanted.seats.values() if holder)
        for concerned in (frozenset[int](), frozenset(list(everyone)[:1])):
            roll, _tally = roll_and_tally(seats, RollCallInput(everyone), concerned)
            facts = voting.quorum(rulebook_of(self.cluster, day), ORGAN, roll, on=day, scope=Scope(organ=ORGAN)).facts
            base = filled - len(concerned)
            assert (facts["quorum_base"], facts["quorum_needed"]) == (base, base // 2 + 1), day


@pytest.mark.django_db
def test_the_quorum_of_any_past_day_counts_the_seats_filled_on_that_day() -> None:
    quick = settings(
        max_examples=6,
        stateful_step_count=20,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        phases=[Phase.generate],
    )
    run_state_machine_as_test(QuorumsOfPastDays, settings=quick)
