"""The shapes of rules that real charters use, 16 to 26: seats, notice, joining and leaving, money, the charter itself.

Each test writes the shape as a clause of a small charter and asks the evaluator. The others: `test_rule_shapes`.
"""

from datetime import date

import pytest

from eduklaster.charter.calendar import WeekCalendar
from eduklaster.charter.chains import (
    Done,
    Progress,
    effective_on,
    ground_verdict,
    is_effective,
    may,
    next_steps,
    state_of,
)
from eduklaster.charter.eligibility import eligibility, has_vote
from eduklaster.charter.lifetime import standing
from eduklaster.charter.matters import chain_of
from eduklaster.charter.money import fee, surplus
from eduklaster.charter.notice import agenda_extension, leaving_day, session_notice
from eduklaster.charter.reporting import report_due
from eduklaster.charter.resolver import Override, Scope
from eduklaster.charter.seats import (
    Members,
    chosen_with,
    cohort_ends,
    composition,
    electorate,
    member_standing,
    seat_holder,
    term_verdict,
)
from eduklaster.charter.voting import Ballots, Roll, Tally, count

from .build import DAY, rulebook, shape

WEEK = WeekCalendar()
LABEL = "label: {uk: a, ru: a, en: a}"

ORGAN = f"""
organs:
  assembly:
    seats:
      - {{id: ex, kind: ex_officio, office: head, clause: "4.3", {LABEL}}}
      - {{id: el, kind: elected, count: 6, chosen_by: "organ:council", term: 3 years, staggered_in: 3, consecutive_terms: 2, clause: "4.3", {LABEL}}}
      - {{id: ap, kind: appointed, count: 2, chosen_by: "office:rector", clause: "4.3", {LABEL}}}
      - {{id: ag, kind: appointed_in_agreement, chosen_by: "office:rector", in_agreement_with: [participants], clause: "4.3", {LABEL}}}
      - {{id: te, kind: template, holders: [{{uk: a, ru: a, en: a}}, {{uk: b, ru: b, en: b}}], clause: "4.3", {LABEL}}}
      - {{id: ro, kind: rotating, rotates_every: 6 months, clause: "4.3", {LABEL}}}
      - {{id: ra, kind: ranked, holders: [{{uk: a, ru: a, en: a}}], clause: "4.3", {LABEL}}}
"""


# ─── 16-18: seats, terms, notice ───────────────────────────────────────────────────────────────────────────────────


def test_shape_16_seats_come_by_post_election_appointment_agreement_template_turn_or_rank():
    book = rulebook(ORGAN)
    rules = {rule.id: rule for rule in book.charter.organs["assembly"].seats}

    found = composition(book, "assembly", Members(member_organisations=4), on=DAY)

    assert {group.rule.id: group.seats for group in found.groups if group.rule} == {
        "ex": 1, "el": 6, "ap": 2, "ag": 1, "te": 8, "ro": 1, "ra": 1,
    }  # fmt: skip
    assert chosen_with(rules["ag"]) == ("office:rector", ("participants",))
    turn = seat_holder(book, "assembly", "ro", ["a", "b"], on=date(2026, 7, 1), started=date(2026, 1, 1), calendar=WEEK)
    heir = seat_holder(book, "assembly", "ra", ["first", "second"], on=DAY, available={"second"})
    assert (turn.facts["holder"], heir.facts["holder"]) == ("b", "second")
    with pytest.raises(ValueError, match="neither rotating nor ranked"):
        seat_holder(book, "assembly", "el", ["a"], on=DAY)


def test_shape_17_terms_are_staggered_limited_held_over_and_served_to_the_end_by_a_successor():
    book = rulebook(ORGAN)
    elected = next(rule for rule in book.charter.organs["assembly"].seats if rule.id == "el")

    def state(on: date, **more) -> str:
        return term_verdict(book, "assembly", "el", on=on, started=date(2023, 3, 1), calendar=WEEK, **more).code

    assert [day.year for day in cohort_ends(elected, date(2023, 3, 1), 6, WEEK)] == [2024, 2025, 2026] * 2
    assert state(date(2024, 2, 29), cohort=1) == "term.in_office"
    assert state(date(2024, 3, 1), cohort=1) == "term.holding_over"
    assert state(date(2024, 3, 1), cohort=2) == "term.in_office"
    assert state(date(2026, 2, 28)) == "term.in_office"
    assert state(date(2026, 3, 1)) == "term.holding_over"
    assert state(date(2026, 3, 1), successor_on=date(2026, 3, 1)) == "term.ended"
    assert state(date(2024, 1, 1), terms_served=2) == "term.refused"
    assert state(date(2024, 1, 1), predecessor_started=date(2020, 6, 1)) == "term.holding_over"


def test_shape_17_the_chair_has_a_term_and_holding_over_can_be_forbidden():
    book = shape("chair.term: 1 year\nterm.holding_over: false\nterm.vacancy: full_term")

    def chair(on: date, **more) -> str:
        return term_verdict(book, "council", "chair", on=on, started=date(2025, 3, 2), calendar=WEEK, **more).code

    assert chair(date(2026, 3, 1)) == "term.in_office"
    assert chair(date(2026, 3, 2)) == "term.ended"
    assert chair(date(2026, 3, 1), predecessor_started=date(2024, 1, 1)) == "term.in_office"


@pytest.mark.parametrize(
    ("period", "first"),
    [("10 days", 12), ("10 clear days", 13), ("5 working days", 9), ("5 clear working days", 10)],
)
def test_shape_18_notice_runs_in_calendar_clear_or_working_days_save_in_an_emergency(period, first):
    book = shape(f"notice.ordinary: {period}\nnotice.urgent: 1 working day")

    def notice(session: int, urgent: bool = False) -> bool:
        verdict = session_notice(book, "council", sent=DAY, session=date(2026, 3, session), on=DAY, urgent=urgent,
                                 calendar=WEEK)  # fmt: skip
        return verdict.allowed

    assert [notice(first - 1), notice(first), notice(3, urgent=True)] == [False, True, True]


@pytest.mark.parametrize(
    ("manner", "for_", "code"),
    [
        ("locked", 8, "agenda.locked"),
        ("free", 0, "agenda.extended"),
        ("by_vote", 5, "agenda.not_extended"),
        ("by_vote", 6, "agenda.extended"),
    ],
)
def test_shape_18_an_agenda_is_locked_or_extended_in_the_meeting_by_a_vote(manner, for_, code):
    book = shape(f"agenda.extension: {manner}\nagenda.extension_threshold: at least 2/3")

    verdict = agenda_extension(book, "council", on=DAY, for_=for_, present=8)

    assert verdict.code == code
    assert verdict.citations[0].ref == "4.3"


# ─── 19-23: joining, leaving, exclusion, money, reports ────────────────────────────────────────────────────────────


def test_shape_19_membership_has_tiers_an_application_has_contents_and_a_refusal_has_a_wait():
    book = shape("admission.refusal_wait: 6 months")

    assert (has_vote(book, "school"), has_vote(book, "observer")) == (True, False)
    assert eligibility(book, "partner", {}, on=DAY).facts["missing"] == ["resources"]
    assert eligibility(book, "school", {}, on=DAY, refused_on=date(2025, 10, 1)).code == "eligibility.waiting"
    assert eligibility(book, "school", {}, on=DAY, refused_on=date(2025, 9, 2)).code == "eligibility.met"


def test_shape_19_a_right_to_join_needs_no_decision_where_the_text_leaves_the_way_open():
    right, silent = shape("admission.right_to_join: true"), rulebook()
    without = {name: m for name, m in right.charter.matters.items() if m.kind != "admit"}
    steps = [
        [step.kind for step in chain_of(book.charter.model_copy(update={"matters": without}), "admit").steps]
        for book in (right, silent)
    ]

    assert eligibility(right, "school", {}, on=DAY).facts["joins_by_right"] is True
    assert eligibility(silent, "school", {}, on=DAY).facts["joins_by_right"] is False
    assert steps == [["application", "registration"], ["application", "vote", "registration"]]


def test_shape_20_one_leaves_in_a_window_after_notice_with_documents_and_stays_liable():
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
    assert (full.facts["effective"], full.facts["liable_until"]) == (date(2026, 6, 30), date(2026, 12, 31))
    for written, until in [("leaving.liability: none", DAY), ("leaving.liability_period: 2 years", date(2028, 3, 2))]:
        at_once = leaving_day(shape(written), notice=DAY, on=DAY, calendar=WEEK)
        assert (at_once.facts["effective"], at_once.facts["liable_until"]) == (DAY, until)


def test_shape_21_exclusion_has_grounds_and_time_to_reply():
    chain = chain_of(rulebook().charter, "exclude")
    told = Progress({"evidence": Done(DAY), "notice": Done(DAY)}, ground="abuse_of_rights")

    assert ground_verdict(chain, "dislike").code == "ground.unknown"
    early = may(chain, told, "submission", by="organ:council", on=date(2026, 3, 11))
    assert (early.code, early.facts["earliest"]) == ("chain.waiting_period", date(2026, 3, 12))
    assert may(chain, told, "submission", by="organ:council", on=date(2026, 3, 12)).allowed


def test_shape_21_what_the_text_says_of_notice_and_hearing_shapes_the_default_exclusion():
    book = shape("exclusion.notice: 21 days\nexclusion.hearing: false")
    own = {name: m for name, m in book.charter.matters.items() if m.kind != "exclude"}
    charter = book.charter.model_copy(update={"matters": own})

    steps = {step.kind: step for step in chain_of(charter, "exclude").steps}

    assert "hearing" not in steps
    assert (str(steps["reply"].wait), steps["reply"].clause) == ("21 days", "4.3")


def test_shape_21_an_exclusion_may_take_effect_by_notification():
    chain = chain_of(shape("exclusion.effective: on_notification").charter, "exclude")
    days = {"evidence": 2, "notice": 2, "reply": 12, "submission": 12, "order": 16}
    ordered = Progress({name: Done(date(2026, 3, day)) for name, day in days.items()}, ground="abuse_of_rights")

    told = ordered.with_done(chain.effect_step.id, date(2026, 3, 20))

    assert (chain.effect_step.kind, chain.effect_step.clause) == ("notice", "4.3")
    assert (is_effective(chain, ordered), state_of(chain, ordered)) == (False, "adopted")
    assert effective_on(chain, told) == date(2026, 3, 20)
    on_act = chain_of(shape("exclusion.effective: on_act").charter, "exclude")
    assert effective_on(on_act, ordered) == date(2026, 3, 16)


def test_shape_22_fees_differ_by_category_some_are_exempt_and_a_surplus_has_a_cap():
    book = shape(
        """
        fees.amount: 500
        fees.by_category: {partner: 900}
        fees.exempt: [school]
        fees.period: 6 months
        fees.surplus_cap: 10000
        """
    )

    paid = {name: (v.code, v.facts["amount"]) for name in ("school", "partner", "observer")
            for v in [fee(book, name, on=DAY)]}  # fmt: skip

    assert paid == {"school": ("fee.exempt", 0), "partner": ("fee.due", 900), "observer": ("fee.due", 500)}
    assert fee(rulebook(), "school", on=DAY).code == "fee.none"
    assert surplus(book, 10000, on=DAY).allowed
    assert surplus(book, 10001, on=DAY).facts["excess"] == 1
    assert surplus(rulebook(), 10**9, on=DAY).allowed


def test_shape_23_reports_have_fixed_days_and_addressees():
    book = rulebook(
        """
        rules: {report.due_day: {value: "03-01", clause: "4.4"}}
        matters:
          results:
            kind: report
            clause: "4.4"
            rules: {report.period: {value: 6 months, clause: "4.4"}}
            steps:
              - {id: report, kind: report, by: "office:head", clause: "4.4"}
              - {id: acceptance, kind: approval, by: "office:rector", clause: "4.4", decline: {then: back, to: report}}
          spending:
            kind: report
            clause: "4.4"
            rules:
              report.due_day: {value: "04-15", clause: "4.4"}
              report.further_days: {value: ["10-01"], clause: "4.4"}
            steps:
              - {id: report, kind: report, by: "office:head", clause: "4.4"}
              - {id: note, kind: acknowledgement, by: "organ:council", clause: "4.4"}
        """
    )

    def due(matter: str, on: date) -> tuple[date, list[str]]:
        facts = report_due(book, matter, on=on).facts
        return facts["due"], facts["addressees"]

    assert due("results", DAY) == (date(2026, 9, 1), ["office:rector"])
    assert due("results", date(2026, 9, 2)) == (date(2027, 3, 1), ["office:rector"])
    assert due("spending", date(2026, 4, 16)) == (date(2026, 10, 1), ["organ:council"])
    chain = chain_of(book.charter, "results")
    assert [step.by for step in next_steps(chain, Progress({"report": Done(DAY)}))] == ["office:rector"]


# ─── 24-26: the charter and the cluster itself ─────────────────────────────────────────────────────────────────────


def test_shape_24_amendments_have_a_threshold_of_their_own():
    book = rulebook(
        """
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


def test_shape_24_a_charter_lapses_unless_approved_anew_and_is_reviewed():
    book = shape("charter.sunset: 5 years\ncharter.review: 2 years")
    approved = date(2026, 1, 1)

    def on(day: date, **more) -> str:
        return standing(book, on=day, approved_on=approved, calendar=WEEK, **more).code

    assert on(date(2027, 12, 31)) == "standing.in_force"
    assert on(date(2028, 1, 1)) == "standing.review_due"
    assert on(date(2028, 1, 1), reviewed_on=date(2027, 6, 1)) == "standing.in_force"
    assert on(date(2031, 1, 1)) == "standing.lapsed"
    anew = standing(book, on=date(2031, 1, 1), approved_on=date(2030, 12, 1), calendar=WEEK)
    assert (anew.code, anew.facts["lapses"]) == ("standing.in_force", date(2035, 12, 1))


@pytest.mark.parametrize(
    ("term", "last"),
    [
        ("kind: until, until: 2026-06-30", date(2026, 6, 30)),
        ("kind: until, lasts: 3 years", date(2028, 12, 31)),
        ("kind: indefinite", None),
    ],
)
def test_shape_25_a_cluster_may_have_a_term(term, last):
    book = rulebook(f'identity: {{effective_from: 2025-12-31, term: {{{term}, clause: "4.3"}}}}')

    assert standing(book, on=DAY, calendar=WEEK).facts["ends"] == last
    after = standing(book, on=date(2035, 1, 1), reviewed_on=date(2034, 12, 1), calendar=WEEK)
    assert after.code == ("standing.ended" if last else "standing.in_force")


def test_shape_25_a_term_may_extend_itself():
    term = 'term: {kind: until, until: 2026-06-30, renews_for: 1 year, clause: "4.3"}'
    book = rulebook(f"identity: {{{term}}}")

    ends = [standing(book, on=day, calendar=WEEK).facts["ends"] for day in (date(2026, 6, 30), date(2026, 7, 1))]

    assert ends == [date(2026, 6, 30), date(2027, 6, 30)]


def test_shape_26_an_electorate_is_computed_from_records():
    book = shape("electorate.active_within: 12 months\nelectorate.least_times: 2")
    members = [("a", [DAY, date(2025, 3, 2)]), ("b", [DAY]), ("c", [DAY, date(2025, 3, 1)]), ("d", None)]

    assert electorate(book, members, on=DAY, calendar=WEEK).facts["entitled"] == ["a"]
    once = shape("electorate.active_within: 12 months")
    assert electorate(once, members, on=DAY, calendar=WEEK).facts["entitled"] == ["a", "b", "c"]


# ─── 1 again: who has lapsed, who is untrained ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("absences", "trained_on", "code"),
    [
        (2, date(2025, 3, 3), "seats.member_active"),
        (3, date(2025, 3, 3), "seats.member_lapsed"),
        (0, date(2025, 3, 2), "seats.member_untrained"),
        (0, None, "seats.member_untrained"),
    ],
)
def test_shape_01_members_lapse_by_absence_and_are_inactive_without_training(absences, trained_on, code):
    book = shape("seats.lapse_after_absences: 3\nseats.training_every: 1 year")

    verdict = member_standing(book, "council", on=DAY, absences=absences, trained_on=trained_on, calendar=WEEK)

    assert verdict.code == code
    assert member_standing(rulebook(), "council", on=DAY, absences=99, calendar=WEEK).allowed


def test_an_act_that_replaces_a_default_shapes_the_default_chain_from_its_day():
    book = rulebook("", Override("amendment.consultation", "30 days", "Resolution 5", date(2026, 5, 1)))

    def wait(on: date) -> str:
        charter = book.charter.model_copy(update={"matters": {}})
        chain = chain_of(charter, "amend_charter", rulebook=book, on=on)
        return str(chain.step("consultation").wait)

    assert [wait(date(2026, 4, 30)), wait(date(2026, 5, 1))] == ["10 days", "30 days"]
