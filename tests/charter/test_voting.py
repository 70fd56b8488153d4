"""Quorum and count: tables of the acceptance scenarios, and what must hold for all numbers."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduklaster.charter.resolver import Origin, Override, Rulebook, Scope
from eduklaster.charter.values import Threshold
from eduklaster.charter.verdicts import Citation
from eduklaster.charter.voting import Ballots, Correspondence, RightsCast, Roll, Tally, count, quorum

from .build import DAY, rulebook, ruled

SMALL = rulebook()


def vote(book: Rulebook, roll: Roll, for_: int, against: int = 0, abstain: int = 0, **more):
    return count(book, "council", roll, Tally(votes=Ballots(for_, against, abstain), **more), on=DAY)


# ─── acceptance ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("votes", "code"),
    [
        pytest.param((8, 4, 3), "vote.carried", id="A01 eight are more than seven and a half"),
        pytest.param((7, 5, 3), "vote.lost", id="A01 seven are not"),
    ],
)
def test_a01_the_academic_council_adopts_by_more_than_half_of_those_present(votes, code):
    scope = Scope(matter="adopt", step="adoption")
    tally = Tally(votes=Ballots(*votes), method="open")

    verdict = count(SMALL, "academic_council", Roll(21, present=15), tally, on=DAY, scope=scope)

    assert verdict.code == code
    assert verdict.citation == Citation("clause", "4.2")
    assert (verdict.facts["base"], verdict.facts["needed"]) == (15, 8)
    assert (verdict.facts["quorum_base"], verdict.facts["quorum_needed"]) == (21, 11)


def test_a07_nine_seats_with_six_present_are_quorate():
    verdict = quorum(SMALL, "council", Roll(9, present=6), on=DAY)

    assert verdict.allowed
    assert verdict.facts["quorum_needed"] == 5
    assert verdict.citation == Citation("default", "D-23")


def test_a18_five_of_eight_carry_by_the_default_and_fail_under_a_two_thirds_bylaw():
    roll, scope = Roll(12, present=9, recused=1), Scope(matter="expel_founder", step="decision")
    tally = Tally(votes=Ballots(5, 3))
    bylaw = Override("voting.threshold", "at least 2/3", "Resolution No. 4", date(2026, 4, 1))
    later = date(2026, 4, 1)

    before = count(SMALL, "founders", roll, tally, on=DAY, scope=scope)
    with_bylaw = Rulebook(SMALL.charter, [bylaw])
    after = count(with_bylaw, "founders", roll, tally, on=later, scope=scope)
    history = count(with_bylaw, "founders", roll, tally, on=DAY, scope=scope)

    assert (before.code, before.facts["base"], before.facts["needed"]) == ("vote.carried", 8, 5)
    assert before.citation == Citation("default", "D-03")
    assert (after.code, after.facts["needed"]) == ("vote.lost", 6)
    assert after.citation == Citation("act", "Resolution No. 4")
    assert history.allowed


def test_a25_the_member_concerned_leaves_base_and_numerator():
    verdict = vote(SMALL, Roll(11, present=7, recused=1), 4, 2)

    assert verdict.code == "vote.carried"
    assert (verdict.facts["base"], verdict.facts["needed"]) == (6, 4)
    assert (verdict.facts["quorum_base"], verdict.facts["present"]) == (10, 6)


def test_a13_unsigned_founders_stay_out_of_the_quorum():
    verdict = quorum(SMALL, "founders", Roll(12, present=7), on=DAY)

    assert (verdict.facts["quorum_base"], verdict.facts["quorum_needed"]) == (12, 7)


def test_a02_a_pending_seat_neither_votes_nor_counts():
    verdict = quorum(SMALL, "council", Roll(7, pending=1, present=4), on=DAY)

    assert verdict.facts["quorum_base"] == 6
    crowd = vote(SMALL, Roll(7, pending=1, present=7), 7)
    assert crowd.code == "vote.refused.roll"


# ─── quorum ────────────────────────────────────────────────────────────────────────────────────────────────────────

MIXED = Roll(20, present=8, vacant=2, pending=1, suspended=1, untrained=3, lapsed=2)


@pytest.mark.parametrize(
    ("rules", "base"),
    [
        pytest.param({}, 16, id="filled, suspended left out by default"),
        pytest.param({"quorum__base": "seats"}, 19, id="all seats, vacancies counted"),
        pytest.param({"quorum__base": "seats", "quorum__leave_out": ["vacant"]}, 17, id="all seats less vacancies"),
        pytest.param({"quorum__base": "filled", "quorum__leave_out": ["vacant"]}, 17, id="filled, suspended left in"),
        pytest.param({"quorum__leave_out": ["vacant", "untrained"]}, 14, id="untrained left out"),
        pytest.param({"quorum__leave_out": ["vacant", "lapsed"]}, 15, id="lapsed left out"),
        pytest.param({"quorum__base": "entitled"}, 11, id="entitled members only"),
        pytest.param({"quorum__base": "listed"}, 25, id="all on the list"),
        pytest.param({"quorum__base": "appointed"}, 18, id="appointed"),
    ],
)
def test_the_quorum_base_is_data(rules, base):
    verdict = quorum(ruled(**rules), "council", replace(MIXED, listed=25, appointed=18), on=DAY)

    assert verdict.facts["quorum_base"] == base


def test_a_missing_quorum_cites_the_quorum_rule_first():
    verdict = vote(ruled(quorum__threshold="at least 2/3"), Roll(9, present=5), 5)

    assert verdict.code == "vote.no_quorum"
    assert verdict.citation == Citation("clause", "4.3")
    assert (verdict.facts["quorum_base"], verdict.facts["quorum_needed"], verdict.facts["for_"]) == (9, 6, 5)


def test_nobody_present_is_never_a_quorum():
    assert not quorum(ruled(quorum__threshold="at least 0/1"), "council", Roll(5), on=DAY).allowed


def test_a_reconvened_session_keeps_the_quorum_unless_its_own_is_set():
    roll = Roll(9, present=3, is_reconvened=True)

    assert not quorum(ruled(quorum__threshold="at least 2/3"), "council", roll, on=DAY).allowed
    assert quorum(ruled(quorum__reconvened_threshold="at least 1/3"), "council", roll, on=DAY).allowed


def test_the_recused_leave_the_quorum_unless_the_charter_keeps_them():
    roll = Roll(10, present=6, recused=1, recused_absent=1)

    assert quorum(SMALL, "council", roll, on=DAY).facts["quorum_base"] == 8
    kept = quorum(ruled(quorum__leave_out=["vacant"]), "council", roll, on=DAY)
    assert (kept.facts["quorum_base"], kept.facts["present"]) == (10, 6)


def test_rights_are_held_against_rights():
    roll = Roll(0, rights_total=Fraction(1), rights_present=Fraction(1, 2))
    book = ruled(quorum__base="rights")

    verdict = quorum(book, "council", roll, on=DAY)

    assert not verdict.allowed
    assert verdict.facts["quorum_needed"] == Fraction(1, 2)
    assert verdict.facts["quorum_must_exceed"] is True
    assert quorum(book, "council", replace(roll, rights_present=Fraction(501, 1000)), on=DAY).allowed


# ─── count ─────────────────────────────────────────────────────────────────────────────────────────────────────────

CROWD = Roll(20, present=12, vacant=2)


@pytest.mark.parametrize(
    ("rules", "base", "needed", "code"),
    [
        pytest.param({}, 12, 7, "vote.lost", id="present"),
        pytest.param({"voting__base": "voting"}, 10, 6, "vote.carried", id="those who voted"),
        pytest.param({"voting__base": "seats"}, 20, 11, "vote.lost", id="all seats"),
        pytest.param({"voting__base": "filled"}, 18, 10, "vote.lost", id="filled seats"),
        pytest.param({"voting__base": "listed"}, 18, 10, "vote.lost", id="listed"),
        pytest.param({"voting__base": "others"}, 18, 10, "vote.lost", id="all other members"),
        pytest.param({"voting__abstentions": "leave_out"}, 11, 6, "vote.carried", id="abstentions leave the base"),
        pytest.param({"voting__threshold": "at least 1/2"}, 12, 6, "vote.carried", id="at least half is not more"),
        pytest.param({"voting__threshold": "at least 51%"}, 12, 7, "vote.lost", id="51 per cent"),
        pytest.param({"voting__threshold": "at least 5"}, 12, 5, "vote.carried", id="an absolute count"),
    ],
)
def test_the_majority_base_is_data(rules, base, needed, code):
    verdict = vote(ruled(**rules), CROWD, 6, 3, 1)

    assert (verdict.facts["base"], verdict.facts["needed"], verdict.code) == (base, needed, code)


def test_two_thirds_of_eight_are_six():
    book = ruled(voting__threshold="at least 2/3")

    assert vote(book, Roll(8, present=8), 6, 2).allowed
    assert not vote(book, Roll(8, present=8), 5, 3).allowed


def test_the_concerned_member_is_heard_in_three_manners():
    roll = Roll(11, present=8, recused=1)

    assert vote(ruled(voting__recusal="leaves_base"), roll, 4, 3).facts["base"] == 7
    assert vote(ruled(voting__recusal="stays_in_base"), roll, 4, 3).facts["base"] == 8
    assert vote(ruled(voting__recusal="stays_in_base"), roll, 4, 4).code == "vote.refused.votes"
    assert vote(ruled(voting__recusal="none"), roll, 4, 4).facts["base"] == 8


def test_all_other_members_leaves_the_absent_concerned_member_out():
    book = ruled(voting__base="others", voting__threshold="all")

    assert vote(book, Roll(7, present=6, recused_absent=1), 6).allowed
    assert not vote(book, Roll(7, present=6), 6).allowed


@pytest.mark.parametrize(
    ("rules", "chair_vote", "chair", "code", "casting"),
    [
        pytest.param({}, "for", {"elected"}, "vote.lost", "none", id="no casting vote by default"),
        pytest.param({"voting__tie": "chair_decides"}, "for", set(), "vote.carried", "for", id="any chair"),
        pytest.param({"voting__tie": "chair_decides"}, "against", set(), "vote.lost", "against", id="against"),
        pytest.param({"voting__tie": "chair_decides"}, None, set(), "vote.lost", "not_given", id="not used"),
        pytest.param(
            {"voting__tie": "chair_decides", "voting__casting_needs": "elected_chair"},
            "for", {"member"}, "vote.lost", "not_entitled", id="not elected",
        ),
        pytest.param(
            {"voting__tie": "chair_decides", "voting__casting_needs": "elected_chair"},
            "for", {"elected"}, "vote.carried", "for", id="elected",
        ),
        pytest.param(
            {"voting__tie": "chair_decides", "voting__casting_needs": "member_chair"},
            "for", {"elected"}, "vote.lost", "not_entitled", id="not a member",
        ),
    ],
)  # fmt: skip
def test_a_tie(rules, chair_vote, chair, code, casting):
    verdict = vote(ruled(**rules), Roll(10, present=10), 5, 5, chair_vote=chair_vote, chair=frozenset(chair))

    assert (verdict.code, verdict.facts["casting"]) == (code, casting)


def test_a_tie_by_default_cites_the_default_that_says_so():
    assert vote(SMALL, Roll(10, present=10), 5, 5).citation == Citation("default", "D-07")


def test_votes_of_a_class_that_has_no_vote_are_refused():
    book = ruled(voting__classes=["schools"])
    roll = Roll({"schools": 6, "firms": 4}, present={"schools": 5, "firms": 3})

    own = Tally(votes={"schools": Ballots(3, 2)})
    strange = Tally(votes={"schools": Ballots(3, 2), "firms": Ballots(1)})

    verdict = count(book, "council", roll, own, on=DAY)
    assert (verdict.code, verdict.facts["base"], verdict.facts["needed"]) == ("vote.carried", 5, 3)
    refused = count(book, "council", roll, strange, on=DAY)
    assert (refused.code, refused.facts["seat_class"]) == ("vote.refused.classes", "firms")
    assert refused.citation == Citation("clause", "4.3")


def test_two_bases_must_both_be_reached():
    book = ruled(voting__also_base="rights", voting__also_threshold="at least 51%")
    roll = Roll(10, present=10, rights_total=Fraction(100), rights_present=Fraction(100))

    def ask(rights_for: str):
        rights = RightsCast(Fraction(rights_for), 100 - Fraction(rights_for))
        return count(book, "council", roll, Tally(votes=Ballots(6, 4), rights=rights), on=DAY)

    assert ask("51").allowed
    short = ask("50.9")
    assert (short.code, short.facts["also_needed"], short.facts["also_for"]) == ("vote.lost", 51, Fraction("50.9"))


def test_groups_vote_as_one():
    book = ruled(voting__base="groups")
    roll = Roll({"a": 5, "b": 3, "c": 2}, present={"a": 5, "b": 3, "c": 2})
    votes = {"a": Ballots(0, 5), "b": Ballots(2, 1), "c": Ballots(2, 0)}

    verdict = count(book, "council", roll, Tally(votes=votes), on=DAY)

    assert (verdict.code, verdict.facts["base"], verdict.facts["for_"]) == ("vote.carried", 3, 2)


def test_weights_by_rights_count_rights_among_those_present():
    book = ruled(voting__weights="rights")
    roll = Roll(3, present=3, rights_total=Fraction(100), rights_present=Fraction(80))

    carried = Tally(votes=Ballots(1, 2), rights=RightsCast(Fraction(41), Fraction(39)))
    lost = Tally(votes=Ballots(1, 2), rights=RightsCast(Fraction(40), Fraction(40)))

    assert count(book, "council", roll, carried, on=DAY).allowed
    assert not count(book, "council", roll, lost, on=DAY).allowed


MEETINGS = {"voting__meetings": 2, "voting__meetings_interval": "10 clear working days"}
LETTER = {"voting__correspondence": "yes", "voting__reply_period": "5 days"}


@pytest.mark.parametrize(
    ("rules", "tally", "code"),
    [
        pytest.param({"voting__method": "secret"}, {"method": "open"}, "vote.refused.method", id="open for secret"),
        pytest.param({"voting__method": "secret"}, {"method": "secret"}, "vote.carried", id="secret"),
        pytest.param({}, {"proxies": (1,)}, "vote.refused.proxy", id="no proxies by default"),
        pytest.param({"voting__delegation": "proxy"}, {"proxies": (1,)}, "vote.carried", id="one proxy"),
        pytest.param({"voting__delegation": "proxy"}, {"proxies": (2,)}, "vote.refused.proxy_cap", id="cap"),
        pytest.param({}, {"advance": Ballots(1)}, "vote.refused.advance", id="no advance votes by default"),
        pytest.param({"voting__advance": True}, {"advance": Ballots(1)}, "vote.carried", id="advance votes"),
        pytest.param({"voting__consensus_first": True}, {}, "vote.refused.consensus", id="consensus first"),
        pytest.param({"voting__consensus_first": True}, {"consensus": "failed"}, "vote.carried", id="it failed"),
        pytest.param({"voting__consensus_first": True}, {"consensus": "reached"}, "vote.carried", id="it was reached"),
        pytest.param(MEETINGS, {"meetings": [date(2026, 3, 2)]}, "vote.refused.meetings", id="one meeting"),
        pytest.param(
            MEETINGS, {"meetings": [date(2026, 3, 2), date(2026, 3, 16)]}, "vote.refused.interval", id="too close"
        ),
        pytest.param(MEETINGS, {"meetings": [date(2026, 3, 2), date(2026, 3, 17)]}, "vote.carried", id="far enough"),
        pytest.param({}, {"correspondence": Correspondence()}, "vote.refused.correspondence", id="substance"),
        pytest.param({}, {"correspondence": Correspondence(is_procedural=True)}, "vote.carried", id="procedure"),
        pytest.param(
            {"voting__correspondence": "no"},
            {"correspondence": Correspondence(is_procedural=True)},
            "vote.refused.correspondence",
            id="never",
        ),
        pytest.param(
            LETTER,
            {"correspondence": Correspondence(date(2026, 3, 2), date(2026, 3, 6))},
            "vote.refused.reply_period",
            id="closed early",
        ),
        pytest.param(
            LETTER, {"correspondence": Correspondence(date(2026, 3, 2), date(2026, 3, 7))}, "vote.carried", id="closed"
        ),
        pytest.param(LETTER, {"correspondence": Correspondence(objections=1)}, "vote.refused.objection", id="objected"),
    ],
)
def test_the_manner_of_a_vote_is_data(rules, tally, code):
    assert vote(ruled(**rules), Roll(10, present=8), 6, 2, **tally).code == code


def test_remote_attendance_is_refused_where_the_rule_says_so():
    assert vote(ruled(voting__remote=False), Roll(5, present=4, remote=1), 4).code == "vote.refused.remote"
    assert vote(SMALL, Roll(5, present=4, remote=1), 4).allowed


def test_a_member_represented_by_proxy_takes_part():
    book = ruled(voting__delegation="proxy", quorum__everyone=True)

    verdict = vote(book, Roll(5, present=4, represented=1), 5, proxies=(1,))

    assert (verdict.code, verdict.facts["base"]) == ("vote.carried", 5)


def test_more_votes_than_voters_are_refused():
    assert vote(SMALL, Roll(9, present=6, recused=1), 6).code == "vote.refused.votes"
    assert vote(SMALL, Roll(9, present=10), 6).code == "vote.refused.roll"


def test_every_rule_that_was_read_is_in_the_values():
    verdict = vote(SMALL, Roll(9, present=6), 4, 2)

    assert {"voting.threshold", "voting.base", "voting.tie"} - {v.key for v in verdict.values} == {"voting.tie"}
    assert all(v.origin is Origin.DEFAULT for v in verdict.values)


# ─── what holds for all numbers ────────────────────────────────────────────────────────────────────────────────────

THRESHOLDS = ["more than 1/2", "at least 1/2", "at least 2/3", "more than 2/3", "at least 80%", "all", "at least 3"]
BOOKS = [
    ruled(voting__threshold=threshold, voting__base=base, voting__abstentions=abstentions, voting__tie=tie,
          quorum__threshold="at least 1")
    for threshold in THRESHOLDS
    for base in ("present", "voting", "filled", "others")
    for abstentions in ("count", "leave_out")
    for tie in ("lost", "chair_decides")
]  # fmt: skip


@st.composite
def situations(draw):
    for_, against, abstain = (draw(st.integers(0, 12)) for _ in range(3))
    silent, recused, absent = (draw(st.integers(0, 3)) for _ in range(3))
    present = for_ + against + abstain + silent + recused
    roll = Roll(present + absent, present=present, recused=recused)
    chair = draw(st.sampled_from(["for", "against", None]))
    return draw(st.sampled_from(BOOKS)), roll, Tally(votes=Ballots(for_, against, abstain), chair_vote=chair)


@given(situations(), st.sampled_from(["against", "abstain"]))
def test_one_more_vote_for_instead_of_another_never_loses(situation, taken_from):
    book, roll, tally = situation
    votes = tally.votes
    if not getattr(votes, taken_from) or not count(book, "council", roll, tally, on=DAY).allowed:
        return
    moved = replace(votes, for_=votes.for_ + 1, **{taken_from: getattr(votes, taken_from) - 1})

    assert count(book, "council", roll, replace(tally, votes=moved), on=DAY).allowed


@given(situations())
def test_the_quorum_never_depends_on_the_votes(situation):
    book, roll, tally = situation

    before = quorum(book, "council", roll, on=DAY)
    facts = count(book, "council", roll, tally, on=DAY).facts

    assert {name: facts[name] for name in ("quorum_base", "quorum_needed", "present")} == {
        name: before.facts[name] for name in ("quorum_base", "quorum_needed", "present")
    }


@given(situations())
def test_the_recused_leave_both_numerator_and_base(situation):
    book, roll, tally = situation
    recused = roll.recused
    without = replace(roll, seats=roll.seats - recused, present=roll.present - recused, recused=0)

    left = count(book, "council", roll, tally, on=DAY)
    never_there = count(book, "council", without, tally, on=DAY)

    assert left.code == never_there.code
    assert {k: v for k, v in left.facts.items() if k != "recused"} == never_there.facts


@given(st.sampled_from(THRESHOLDS), st.integers(0, 500), st.integers(0, 500))
def test_thresholds_are_exact(text, number, base):
    threshold = Threshold.parse(text)

    assert threshold.is_met(number, base) is (number >= threshold.needed(base))
    if threshold.share is not None:
        exact = Fraction(number) - threshold.share * base
        assert threshold.is_met(number, base) is (exact > 0 if text.startswith("more") else exact >= 0)
