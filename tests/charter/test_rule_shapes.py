"""The shapes of rules that real charters use, 1 to 15: who has to be there, who decides, and how.

Each test writes the shape as a clause of a small charter and asks the evaluator. The others: `test_rule_shapes_beyond_votes`.
"""

from datetime import date
from fractions import Fraction

import pytest

from eduklaster.charter.calendar import WeekCalendar
from eduklaster.charter.chains import (
    Done,
    Progress,
    after_decline,
    is_effective,
    may,
    may_decline,
    next_steps,
    state_of,
)
from eduklaster.charter.matters import chain_of
from eduklaster.charter.resolver import Scope
from eduklaster.charter.voting import Ballots, Correspondence, RightsCast, Roll, Tally, count, quorum

from .build import DAY, rulebook, shape

WEEK = WeekCalendar()


def carried(book, roll, *votes, **more) -> bool:
    return count(book, "council", roll, Tally(votes=Ballots(*votes), **more), on=DAY, calendar=WEEK).allowed


def code(book, roll, *votes, **more) -> str:
    return count(book, "council", roll, Tally(votes=Ballots(*votes), **more), on=DAY, calendar=WEEK).code


def quorate(book, roll) -> bool:
    return quorum(book, "council", roll, on=DAY).allowed


# ─── 1-4: who has to be there ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("written", "base"),
    [
        ("quorum.base: seats", 19),
        ("quorum.base: filled", 16),
        ("quorum.base: appointed", 18),
        ("quorum.base: listed", 22),
        ("quorum.base: entitled", 11),
        ("quorum.base: filled\nquorum.leave_out: [vacant]", 17),
        ("quorum.base: filled\nquorum.leave_out: [vacant, untrained, lapsed]", 12),
        ("quorum.base: filled\nquorum.leave_out: []", 19),
    ],
)
def test_shape_01_a_quorum_counts_all_filled_appointed_listed_or_entitled_seats_with_some_left_in_or_out(written, base):
    roll = Roll(20, present=8, vacant=2, pending=1, suspended=1, untrained=3, lapsed=2, appointed=18, listed=22)

    assert quorum(shape(written), "council", roll, on=DAY).facts["quorum_base"] == base


def test_shape_01_a_quorum_may_count_the_rights_held():
    book = shape("quorum.base: rights\nquorum.threshold: at least 51%")

    assert quorate(book, Roll(0, rights_total=Fraction(1), rights_present=Fraction(51, 100)))
    assert not quorate(book, Roll(0, rights_total=Fraction(1), rights_present=Fraction(509, 1000)))


def test_shape_02_at_least_half_is_not_more_than_half_and_fractions_are_exact():
    assert quorate(shape("quorum.threshold: at least 1/2"), Roll(10, present=5))
    assert not quorate(shape("quorum.threshold: more than 1/2"), Roll(10, present=5))
    two_thirds = quorum(shape("quorum.threshold: at least 2/3"), "council", Roll(8, present=6), on=DAY)
    assert (two_thirds.facts["quorum_needed"], two_thirds.allowed) == (6, True)


def test_shape_03_a_quorum_asks_for_so_many_of_each_class_or_for_a_majority_of_one():
    each = shape("quorum.classes: {schools: 2, firms: 1}")
    majority = shape("quorum.majority_class: schools")
    seats = {"schools": 4, "firms": 4}

    assert quorate(each, Roll(seats, present={"schools": 3, "firms": 2}))
    assert not quorate(each, Roll(seats, present={"schools": 1, "firms": 4}))
    assert quorate(majority, Roll(seats, present={"schools": 3, "firms": 2}))
    assert not quorate(majority, Roll(seats, present={"schools": 3, "firms": 3}))


def test_shape_04_everybody_takes_part_or_is_represented():
    book = shape("quorum.everyone: true\nvoting.delegation: proxy")

    assert not quorate(book, Roll(5, present=4))
    assert quorate(book, Roll(5, present=4, represented=1))
    assert quorate(book, Roll(5, vacant=1, present=4))


# ─── 5-9: who decides ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("base", "expected"), [("present", 9), ("voting", 8), ("seats", 12), ("filled", 10), ("listed", 11), ("others", 10)]
)
def test_shape_05_a_majority_is_counted_on_those_present_voting_all_listed_or_all_others(base, expected):
    roll = Roll(12, vacant=2, present=9, listed=11)
    verdict = count(shape(f"voting.base: {base}"), "council", roll, Tally(votes=Ballots(6, 1, 1)), on=DAY)

    assert verdict.facts["base"] == expected


def test_shape_05_a_majority_may_be_of_rights_or_of_groups():
    rights = RightsCast(Fraction(60), Fraction(10))
    roll = Roll(4, present=4, rights_total=Fraction(100), rights_present=Fraction(70))
    assert carried(shape("voting.base: rights"), roll, 1, 3, rights=rights)

    groups = {"schools": "for", "firms": "for", "authorities": "against"}
    assert carried(shape("voting.base: groups"), Roll(9, present=9), groups=groups)


def test_shape_05_the_seats_of_one_class_may_have_more_votes_than_those_of_another():
    book = shape("voting.weight_by_class: {schools: 2}\nquorum.base: rights")
    seats = {"schools": 3, "firms": 4}
    roll = Roll(seats, present=seats)

    def ask(schools: Ballots, firms: Ballots, roll: Roll = roll):
        return count(book, "council", roll, Tally(votes={"schools": schools, "firms": firms}), on=DAY)

    won, lost = ask(Ballots(3), Ballots(0, 4)), ask(Ballots(2, 1), Ballots(1, 3))
    assert (won.code, won.facts["base"], won.facts["for_"], won.facts["against"]) == ("vote.carried", 10, 6, 4)
    assert (lost.code, lost.facts["for_"]) == ("vote.lost", 5)
    assert code(book, roll, 7) == "vote.refused.by_class"
    assert quorate(book, Roll(seats, present={"schools": 3, "firms": 0}))
    assert not quorate(book, Roll(seats, present={"schools": 1, "firms": 3}))
    concerned = Roll(seats, present=seats, recused={"schools": 1})
    assert ask(Ballots(2), Ballots(0, 4), concerned).facts["base"] == 8


@pytest.mark.parametrize(
    ("threshold", "needed"), [("more than 1/2", 51), ("2/3", 67), ("3/4", 75), ("80%", 80), ("51%", 51)]
)
def test_shape_06_a_threshold_is_any_exact_share(threshold, needed):
    written = threshold if threshold.startswith("more") else f"at least {threshold}"
    book = shape(f"voting.base: filled\nvoting.threshold: {written}")

    assert carried(book, Roll(100, present=100), needed, 0)
    assert not carried(book, Roll(100, present=100), needed - 1, 0)


def test_shape_06_two_bases_may_be_asked_for_at_once():
    book = shape("voting.also_base: rights\nvoting.also_threshold: at least 51%")
    roll = Roll(5, present=5, rights_total=Fraction(100), rights_present=Fraction(100))

    assert carried(book, roll, 3, 2, rights=RightsCast(Fraction(51), Fraction(49)))
    assert not carried(book, roll, 4, 1, rights=RightsCast(Fraction(50), Fraction(50)))
    assert not carried(book, roll, 2, 3, rights=RightsCast(Fraction(90), Fraction(10)))


def test_shape_07_an_abstention_counts_in_the_base_or_not():
    assert not carried(shape("voting.abstentions: count"), Roll(10, present=10), 5, 2, 3)
    assert carried(shape("voting.abstentions: leave_out"), Roll(10, present=10), 5, 2, 3)


def test_shape_08_a_casting_vote_depends_on_who_gives_it():
    book = shape("voting.tie: chair_decides\nvoting.casting_needs: elected_chair")

    assert carried(book, Roll(4, present=4), 2, 2, chair_vote="for", chair=frozenset({"elected"}))
    assert not carried(book, Roll(4, present=4), 2, 2, chair_vote="for", chair=frozenset())
    assert not carried(shape("voting.tie: lost"), Roll(4, present=4), 2, 2, chair_vote="for")


def test_shape_09_only_one_class_of_seats_votes_on_some_matters():
    book = rulebook('matters: {adopt: {rules: {voting.classes: {value: [schools], clause: "4.2"}}}}')
    roll = Roll({"schools": 4, "firms": 4}, present={"schools": 4, "firms": 4})
    tally = Tally(votes={"schools": Ballots(3, 1)})

    restricted = count(book, "council", roll, tally, on=DAY, scope=Scope(matter="adopt"))
    general = count(book, "council", roll, tally, on=DAY)

    assert (restricted.code, restricted.facts["base"]) == ("vote.carried", 4)
    assert (general.code, general.facts["base"]) == ("vote.lost", 8)


# ─── 10-15: how it is decided ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("method", ["open", "secret", "anonymous"])
def test_shape_10_a_ballot_is_open_secret_or_anonymous(method):
    book = shape(f"voting.method: {method}")

    for used in ("open", "secret", "anonymous"):
        expected = "vote.carried" if used == method else "vote.refused.method"
        assert code(book, Roll(3, present=3), 3, method=used) == expected


def test_shape_10_a_conflict_of_interest_removes_a_member_from_the_vote():
    roll = Roll(11, present=7, recused=1)

    assert carried(shape("voting.recusal: leaves_base"), roll, 4, 2)
    assert carried(shape("voting.recusal: stays_in_base"), roll, 4, 2)
    assert not carried(shape("voting.recusal: stays_in_base"), Roll(11, present=8, recused=1), 4, 3)


def test_shape_11_a_vote_is_delegated_to_nobody_to_an_alternate_or_to_a_capped_proxy_or_given_in_advance():
    roll = Roll(10, present=8, represented=1)

    assert code(shape("voting.delegation: none"), roll, 9, proxies=(1,)) == "vote.refused.proxy"
    assert code(shape("voting.delegation: alternate"), roll, 9, proxies=(1,)) == "vote.refused.proxy"
    assert code(shape("voting.delegation: alternate"), roll, 9) == "vote.refused.proxy"
    assert not quorate(shape("voting.delegation: none"), Roll(10, present=5, represented=1))
    assert quorate(shape("voting.delegation: proxy"), Roll(10, present=5, represented=1))
    one_for_three = Roll(10, present=1, represented=3)
    assert code(shape("voting.delegation: proxy"), one_for_three, 4) == "vote.refused.proxy_cap"
    capped = shape("voting.delegation: proxy\nvoting.proxy_cap: 2")
    assert code(capped, roll, 9, proxies=(2,)) == "vote.carried"
    assert code(capped, roll, 9, proxies=(3,)) == "vote.refused.proxy_cap"
    early = {"advance": Ballots(1, 1)}
    assert code(shape("voting.advance: false"), Roll(10, present=8), 5, **early) == "vote.refused.advance"
    counted = count(shape("voting.advance: true"), "council", Roll(10, present=8),
                    Tally(votes=Ballots(5, 3), **early), on=DAY)  # fmt: skip
    assert (counted.facts["for_"], counted.facts["base"]) == (6, 10)


def test_shape_12_consensus_comes_first_and_a_vote_only_after_it_failed():
    book = shape("voting.consensus_first: true")

    assert code(book, Roll(5, present=5), 5) == "vote.refused.consensus"
    assert code(book, Roll(5, present=5), 4, 1, consensus="failed") == "vote.carried"
    assert code(book, Roll(5, present=5), consensus="reached") == "vote.carried"
    assert code(book, Roll(5, present=2), consensus="reached") == "vote.no_quorum"


def test_shape_13_a_decision_by_correspondence_leaves_time_to_answer_and_to_object():
    book = shape("voting.correspondence: 'yes'\nvoting.reply_period: 7 days\nvoting.objection_period: 3 days")
    roll = Roll(5, present=5)

    def ask(closed: int, objections: int = 0) -> str:
        letter = Correspondence(date(2026, 3, 2), date(2026, 3, closed), objections)
        return code(book, roll, 4, 1, correspondence=letter)

    assert [ask(8), ask(9), ask(9, objections=1)] == [
        "vote.refused.reply_period", "vote.carried", "vote.refused.objection",
    ]  # fmt: skip
    late = Correspondence(date(2026, 3, 2), date(2026, 3, 9), objected_on=[date(2026, 3, 6)])
    timely = Correspondence(date(2026, 3, 2), date(2026, 3, 9), objected_on=[date(2026, 3, 5)])
    assert [code(book, roll, 4, 1, correspondence=c) for c in (late, timely)] == [
        "vote.carried", "vote.refused.objection",
    ]  # fmt: skip
    hasty = shape("voting.correspondence: 'yes'\nvoting.reply_period: 1 day\nvoting.objection_period: 3 days")
    quick = Correspondence(date(2026, 3, 2), date(2026, 3, 4))
    refused = count(hasty, "council", roll, Tally(votes=Ballots(4, 1), correspondence=quick), on=DAY, calendar=WEEK)
    assert (refused.code, refused.facts["earliest"]) == ("vote.refused.reply_period", date(2026, 3, 5))
    never = shape("voting.correspondence: 'no'")
    assert code(never, roll, 5, correspondence=Correspondence()) == "vote.refused.correspondence"


def test_shape_14_two_meetings_are_held_with_an_interval():
    book = shape("voting.meetings: 2\nvoting.meetings_interval: 10 clear working days")

    def ask(*days: date) -> str:
        return code(book, Roll(5, present=5), 4, meetings=days)

    assert ask(date(2026, 3, 2)) == "vote.refused.meetings"
    assert ask(date(2026, 3, 2), date(2026, 3, 16)) == "vote.refused.interval"
    assert ask(date(2026, 3, 2), date(2026, 3, 17)) == "vote.carried"
    between = (date(2026, 3, 2), date(2026, 3, 5), date(2026, 3, 17))
    assert ask(*between) == "vote.carried", "one more meeting in between harms nothing"


def test_shape_15_adopted_and_not_approved_is_a_state_of_its_own():
    chain = chain_of(
        rulebook(
            """
            matters:
              rules_of_events:
                kind: event_terms
                clause: "4.3"
                steps:
                  - {id: vote, kind: vote, by: "organ:council", produces: resolution, clause: "4.3"}
                  - {id: chair, kind: approval, by: "chair:council", produces: signature, clause: "4.3", due: 5 days}
                  - id: ministry
                    kind: order
                    by: "office:rector"
                    produces: order
                    basis: [vote, chair]
                    clause: "4.2"
                    decline: {within: 30 days}
            """
        ).charter,
        "rules_of_events",
    )
    adopted = Progress({"vote": Done(date(2026, 3, 2)), "chair": Done(date(2026, 3, 4))})

    assert not is_effective(chain, adopted)
    assert state_of(chain, Progress()) == "open"
    assert state_of(chain, adopted) == "adopted"
    assert state_of(chain, after_decline(chain, adopted, "ministry")) == "closed"
    assert state_of(chain, adopted.with_done("ministry", date(2026, 3, 20))) == "effective"
    assert [step.id for step in next_steps(chain, adopted)] == ["ministry"]
    assert may(chain, adopted, "ministry", by="office:rector", cites=["vote"]).code == "chain.basis_missing"
    assert may(chain, adopted, "ministry", by="office:rector", cites=["vote", "chair"]).allowed
    assert may_decline(chain, adopted, "ministry", by="office:rector", reason="Costs.", on=date(2026, 4, 3)).allowed
    assert is_effective(chain, adopted.with_done("ministry", date(2026, 3, 20)))
