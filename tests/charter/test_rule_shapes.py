"""The rule shapes of real charters (domain rules, part A): each is written as data and evaluated."""

from datetime import date
from fractions import Fraction

import pytest

from eduklaster.charter.calendar import WeekCalendar, add_period
from eduklaster.charter.chains import Done, Progress, ground_verdict, is_effective, may, may_decline, next_steps
from eduklaster.charter.eligibility import eligibility, has_vote
from eduklaster.charter.matters import chain_of
from eduklaster.charter.notice import leaving_day, session_notice
from eduklaster.charter.resolver import Scope
from eduklaster.charter.seats import (
    Members,
    chosen_with,
    cohort_ends,
    composition,
    electorate,
    ranked_holder,
    rotating_holder,
    term_verdict,
)
from eduklaster.charter.voting import Ballots, Correspondence, RightsCast, Roll, Tally, count, quorum

from .build import DAY, rulebook

WEEK = WeekCalendar()


def shape(written: str):
    """Return a charter whose clause 4.3 says `written`: one `key: value` a line."""
    lines = [line.strip().partition(": ") for line in written.strip().splitlines()]
    rules = "\n".join(f'  {key}: {{value: {value}, clause: "4.3"}}' for key, _, value in lines)
    return rulebook(f"rules:\n{rules}\n")


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
def test_shape_01_quorum_base_with_members_left_in_or_out(written, base):
    roll = Roll(20, present=8, vacant=2, pending=1, suspended=1, untrained=3, lapsed=2, appointed=18, listed=22)

    assert quorum(shape(written), "council", roll, on=DAY).facts["quorum_base"] == base


def test_shape_01_quorum_base_of_rights_held():
    book = shape("quorum.base: rights\nquorum.threshold: at least 51%")

    assert quorate(book, Roll(0, rights_total=Fraction(1), rights_present=Fraction(51, 100)))
    assert not quorate(book, Roll(0, rights_total=Fraction(1), rights_present=Fraction(509, 1000)))


def test_shape_02_at_least_half_is_not_more_than_half_and_fractions_are_exact():
    assert quorate(shape("quorum.threshold: at least 1/2"), Roll(10, present=5))
    assert not quorate(shape("quorum.threshold: more than 1/2"), Roll(10, present=5))
    two_thirds = quorum(shape("quorum.threshold: at least 2/3"), "council", Roll(8, present=6), on=DAY)
    assert (two_thirds.facts["quorum_needed"], two_thirds.allowed) == (6, True)


def test_shape_03_quorum_by_composition():
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
def test_shape_05_majority_bases(base, expected):
    roll = Roll(12, vacant=2, present=9, listed=11)
    verdict = count(shape(f"voting.base: {base}"), "council", roll, Tally(votes=Ballots(6, 1, 1)), on=DAY)

    assert verdict.facts["base"] == expected


def test_shape_05_majority_of_rights_and_of_groups():
    rights = RightsCast(Fraction(60), Fraction(10))
    roll = Roll(4, present=4, rights_total=Fraction(100), rights_present=Fraction(70))
    assert carried(shape("voting.base: rights"), roll, 1, 3, rights=rights)

    groups = {"schools": "for", "firms": "for", "authorities": "against"}
    assert carried(shape("voting.base: groups"), Roll(9, present=9), groups=groups)


@pytest.mark.parametrize(
    ("threshold", "needed"), [("more than 1/2", 51), ("2/3", 67), ("3/4", 75), ("80%", 80), ("51%", 51)]
)
def test_shape_06_thresholds(threshold, needed):
    written = threshold if threshold.startswith("more") else f"at least {threshold}"
    book = shape(f"voting.base: filled\nvoting.threshold: {written}")

    assert carried(book, Roll(100, present=100), needed, 0)
    assert not carried(book, Roll(100, present=100), needed - 1, 0)


def test_shape_06_two_bases_at_once():
    book = shape("voting.also_base: rights\nvoting.also_threshold: at least 51%")
    roll = Roll(5, present=5, rights_total=Fraction(100), rights_present=Fraction(100))

    assert carried(book, roll, 3, 2, rights=RightsCast(Fraction(51), Fraction(49)))
    assert not carried(book, roll, 4, 1, rights=RightsCast(Fraction(50), Fraction(50)))
    assert not carried(book, roll, 2, 3, rights=RightsCast(Fraction(90), Fraction(10)))


def test_shape_07_an_abstention_counts_in_the_base_or_not():
    assert not carried(shape("voting.abstentions: count"), Roll(10, present=10), 5, 2, 3)
    assert carried(shape("voting.abstentions: leave_out"), Roll(10, present=10), 5, 2, 3)


def test_shape_08_a_casting_vote_with_conditions():
    book = shape("voting.tie: chair_decides\nvoting.casting_needs: elected_chair")

    assert carried(book, Roll(4, present=4), 2, 2, chair_vote="for", chair=frozenset({"elected"}))
    assert not carried(book, Roll(4, present=4), 2, 2, chair_vote="for", chair=frozenset())
    assert not carried(shape("voting.tie: lost"), Roll(4, present=4), 2, 2, chair_vote="for")


def test_shape_09_ballots_restricted_to_a_class_for_some_matters():
    book = rulebook('matters: {adopt: {rules: {voting.classes: {value: [schools], clause: "4.2"}}}}')
    roll = Roll({"schools": 4, "firms": 4}, present={"schools": 4, "firms": 4})
    tally = Tally(votes={"schools": Ballots(3, 1)})

    restricted = count(book, "council", roll, tally, on=DAY, scope=Scope(matter="adopt"))
    general = count(book, "council", roll, tally, on=DAY)

    assert (restricted.code, restricted.facts["base"]) == ("vote.carried", 4)
    assert (general.code, general.facts["base"]) == ("vote.lost", 8)


# ─── 10-15: how it is decided ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("method", ["open", "secret", "anonymous"])
def test_shape_10_open_secret_and_anonymous_ballots(method):
    book = shape(f"voting.method: {method}")

    for used in ("open", "secret", "anonymous"):
        expected = "vote.carried" if used == method else "vote.refused.method"
        assert code(book, Roll(3, present=3), 3, method=used) == expected


def test_shape_10_a_conflict_of_interest_removes_a_member():
    roll = Roll(11, present=7, recused=1)

    assert carried(shape("voting.recusal: leaves_base"), roll, 4, 2)
    assert carried(shape("voting.recusal: stays_in_base"), roll, 4, 2)
    assert not carried(shape("voting.recusal: stays_in_base"), Roll(11, present=8, recused=1), 4, 3)


def test_shape_11_delegation():
    roll = Roll(10, present=8, represented=1)

    assert code(shape("voting.delegation: none"), roll, 9, proxies=(1,)) == "vote.refused.proxy"
    assert code(shape("voting.delegation: alternate"), roll, 9, proxies=(1,)) == "vote.refused.proxy"
    capped = shape("voting.delegation: proxy\nvoting.proxy_cap: 2")
    assert code(capped, roll, 9, proxies=(2,)) == "vote.carried"
    assert code(capped, roll, 9, proxies=(3,)) == "vote.refused.proxy_cap"
    early = {"advance": Ballots(1, 1)}
    assert code(shape("voting.advance: false"), Roll(10, present=8), 5, **early) == "vote.refused.advance"
    counted = count(shape("voting.advance: true"), "council", Roll(10, present=8),
                    Tally(votes=Ballots(5, 3), **early), on=DAY)  # fmt: skip
    assert (counted.facts["for_"], counted.facts["base"]) == (6, 10)


def test_shape_12_consensus_first():
    book = shape("voting.consensus_first: true")

    assert code(book, Roll(5, present=5), 5) == "vote.refused.consensus"
    assert code(book, Roll(5, present=5), 4, 1, consensus="failed") == "vote.carried"
    assert code(book, Roll(5, present=5), consensus="reached") == "vote.carried"
    assert code(book, Roll(5, present=2), consensus="reached") == "vote.no_quorum"


def test_shape_13_decisions_by_correspondence():
    book = shape("voting.correspondence: 'yes'\nvoting.reply_period: 7 days\nvoting.objection_period: 3 days")
    roll = Roll(5, present=5)

    def ask(closed: int, objections: int = 0) -> str:
        letter = Correspondence(date(2026, 3, 2), date(2026, 3, closed), objections)
        return code(book, roll, 4, 1, correspondence=letter)

    assert [ask(8), ask(9), ask(9, objections=1)] == [
        "vote.refused.reply_period", "vote.carried", "vote.refused.objection",
    ]  # fmt: skip
    never = shape("voting.correspondence: 'no'")
    assert code(never, roll, 5, correspondence=Correspondence()) == "vote.refused.correspondence"


def test_shape_14_two_meetings_with_an_interval():
    book = shape("voting.meetings: 2\nvoting.meetings_interval: 10 clear working days")

    def ask(*days: date) -> str:
        return code(book, Roll(5, present=5), 4, meetings=days)

    assert ask(date(2026, 3, 2)) == "vote.refused.meetings"
    assert ask(date(2026, 3, 2), date(2026, 3, 16)) == "vote.refused.interval"
    assert ask(date(2026, 3, 2), date(2026, 3, 17)) == "vote.carried"


def test_shape_15_approval_after_the_vote_is_a_state_of_its_own():
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
    assert [step.id for step in next_steps(chain, adopted)] == ["ministry"]
    assert may(chain, adopted, "ministry", by="office:rector", cites=["vote"]).code == "chain.basis_missing"
    assert may(chain, adopted, "ministry", by="office:rector", cites=["vote", "chair"]).allowed
    assert may_decline(chain, adopted, "ministry", by="office:rector", reason="Costs.", on=date(2026, 4, 3)).allowed
    assert is_effective(chain, adopted.with_done("ministry", date(2026, 3, 20)))


# ─── 16-18: seats, terms, notice ───────────────────────────────────────────────────────────────────────────────────

ORGAN = """
organs:
  assembly:
    seats:
      - {id: ex, kind: ex_officio, office: head, clause: "4.3", label: {uk: a, ru: a, en: a}}
      - {id: el, kind: elected, count: 6, chosen_by: "organ:council", term: 3 years, staggered_in: 3, consecutive_terms: 2, clause: "4.3", label: {uk: a, ru: a, en: a}}
      - {id: ap, kind: appointed, count: 2, chosen_by: "office:rector", clause: "4.3", label: {uk: a, ru: a, en: a}}
      - {id: ag, kind: appointed_in_agreement, chosen_by: "office:rector", in_agreement_with: [participants], clause: "4.3", label: {uk: a, ru: a, en: a}}
      - {id: te, kind: template, count: 2, clause: "4.3", label: {uk: a, ru: a, en: a}}
      - {id: ro, kind: rotating, rotates_every: 6 months, clause: "4.3", label: {uk: a, ru: a, en: a}}
      - {id: ra, kind: ranked, holders: [{uk: a, ru: a, en: a}], clause: "4.3", label: {uk: a, ru: a, en: a}}
"""


def test_shape_16_seats_of_every_kind():
    book = rulebook(ORGAN)
    rules = {rule.id: rule for rule in book.charter.organs["assembly"].seats}

    found = composition(book, "assembly", Members(member_organisations=4), on=DAY)

    assert {group.rule.id: group.seats for group in found.groups if group.rule} == {
        "ex": 1, "el": 6, "ap": 2, "ag": 1, "te": 8, "ro": 1, "ra": 1,
    }  # fmt: skip
    assert chosen_with(rules["ag"]) == ("office:rector", ("participants",))
    assert rotating_holder(rules["ro"], ["a", "b"], date(2026, 1, 1), date(2026, 7, 1), WEEK) == "b"
    assert ranked_holder(["first", "second"], {"second"}) == "second"


def test_shape_17_terms():
    book = rulebook(ORGAN)
    elected = next(rule for rule in book.charter.organs["assembly"].seats if rule.id == "el")

    def state(on: date, **more) -> str:
        return term_verdict(book, "assembly", "el", on=on, started=date(2023, 3, 1), calendar=WEEK, **more).code

    assert [day.year for day in cohort_ends(elected, date(2023, 3, 1), 6, WEEK)] == [2024, 2025, 2026] * 2
    assert state(date(2026, 2, 28)) == "term.in_office"
    assert state(date(2026, 3, 1)) == "term.holding_over"
    assert state(date(2026, 3, 1), successor_on=date(2026, 3, 1)) == "term.ended"
    assert state(date(2024, 1, 1), terms_served=2) == "term.refused"
    assert state(date(2024, 1, 1), predecessor_started=date(2020, 6, 1)) == "term.holding_over"


def test_shape_18_notice_and_agenda():
    book = shape(
        """
        notice.ordinary: 10 clear days
        notice.urgent: 1 working day
        agenda.extension: by_vote
        agenda.extension_threshold: at least 2/3
        """
    )

    def notice(session: int, urgent: bool = False) -> bool:
        verdict = session_notice(book, "council", sent=DAY, session=date(2026, 3, session), on=DAY, urgent=urgent,
                                 calendar=WEEK)  # fmt: skip
        return verdict.allowed

    assert [notice(12), notice(13), notice(3, urgent=True)] == [False, True, True]
    assert book.ask("agenda.extension", on=DAY).value == "by_vote"
    assert book.ask("agenda.extension_threshold", on=DAY).value.needed(8) == 6


# ─── 19-23: joining, leaving, exclusion, money, reports ────────────────────────────────────────────────────────────


def test_shape_19_tiers_right_to_join_and_waiting():
    book = shape("admission.right_to_join: true\nadmission.refusal_wait: 6 months")

    assert (has_vote(book, "school"), has_vote(book, "observer")) == (True, False)
    assert eligibility(book, "school", {}, on=DAY).facts["joins_by_right"] is True
    assert eligibility(book, "partner", {}, on=DAY).facts["missing"] == ["resources"]
    assert eligibility(book, "school", {}, on=DAY, refused_on=date(2025, 10, 1)).code == "eligibility.waiting"


def test_shape_20_windows_for_leaving():
    book = shape(
        """
        leaving.notice: 3 months
        leaving.window: ["06-30", "12-31"]
        leaving.liability: until_year_end
        leaving.documents: [settlement]
        """
    )

    bare = leaving_day(book, notice=DAY, on=DAY, calendar=WEEK)
    full = leaving_day(book, notice=DAY, on=DAY, documents=["settlement"], calendar=WEEK)

    assert (bare.code, bare.facts["missing"]) == ("leaving.document_missing", ["settlement"])
    assert (full.facts["effective"], full.facts["liability"]) == (date(2026, 6, 30), "until_year_end")


def test_shape_21_exclusion_with_grounds_notice_hearing_and_date_of_effect():
    book = shape("exclusion.effective: on_notification")
    chain = chain_of(book.charter, "exclude")
    ground = {"ground": "abuse_of_rights"}
    told = Progress({"evidence": Done(DAY), "notice": Done(DAY)}, **ground)

    assert ground_verdict(chain, "dislike").code == "ground.unknown"
    early = may(chain, told, "submission", by="organ:council", on=date(2026, 3, 11))
    assert (early.code, early.facts["earliest"]) == ("chain.waiting_period", date(2026, 3, 12))
    assert may(chain, told, "submission", by="organ:council", on=date(2026, 3, 12)).allowed
    assert book.ask("exclusion.effective", on=DAY).value == "on_notification"


def test_shape_22_fees_exemptions_and_a_cap_on_surplus():
    book = shape("fees.amount: 500\nfees.exempt: [school]\nfees.surplus_cap: 10000")

    values = [book.ask(f"fees.{name}", on=DAY).value for name in ("amount", "exempt", "surplus_cap")]

    assert values == [500, ("school",), 10000]


def test_shape_23_reports_with_fixed_dates_and_addressees():
    book = rulebook(
        """
        rules: {report.due_day: {value: "03-01", clause: "4.4"}, report.period: {value: 6 months, clause: "4.4"}}
        matters:
          results:
            kind: report
            clause: "4.4"
            steps:
              - {id: report, kind: report, by: "office:head", clause: "4.4"}
              - {id: acceptance, kind: approval, by: "office:rector", clause: "4.4", decline: {then: back, to: report}}
        """
    )
    chain = chain_of(book.charter, "results")

    assert book.ask("report.due_day", on=DAY).value == "03-01"
    assert add_period(DAY, book.ask("report.period", on=DAY).value, WEEK) == date(2026, 9, 2)
    assert [step.by for step in next_steps(chain, Progress({"report": Done(DAY)}))] == ["office:rector"]


# ─── 24-26: the charter and the cluster itself ─────────────────────────────────────────────────────────────────────


def test_shape_24_amendment_threshold_sunset_and_review():
    book = rulebook(
        """
        rules: {charter.sunset: {value: 5 years, clause: "4.2"}, charter.review: {value: 2 years, clause: "4.2"}}
        matters:
          amend:
            kind: amend_charter
            rules: {voting.threshold: {value: at least 3/4, clause: "4.2"}}
            steps:
              - {id: decision, kind: vote, by: "organ:council", clause: "4.2"}
        """
    )
    tally, scope = Tally(votes=Ballots(7, 3)), Scope(matter="amend", step="decision")

    assert not count(book, "council", Roll(10, present=10), tally, on=DAY, scope=scope).allowed
    assert count(book, "council", Roll(10, present=10), tally, on=DAY).allowed
    assert add_period(DAY, book.ask("charter.sunset", on=DAY).value, WEEK) == date(2031, 3, 2)
    assert str(book.ask("charter.review", on=DAY).value) == "2 years"


def test_shape_25_the_term_of_the_cluster():
    book = shape("cluster.term: until")

    assert (book.ask("cluster.term", on=DAY).value, rulebook().ask("cluster.term", on=DAY).value) == (
        "until", "indefinite",
    )  # fmt: skip


def test_shape_26_electorates_computed_from_records():
    book = shape("electorate.active_within: 12 months")
    members = [("a", date(2025, 3, 2)), ("b", date(2025, 3, 1)), ("c", None)]

    assert electorate(book, members, on=DAY, calendar=WEEK).facts["entitled"] == ["a"]
