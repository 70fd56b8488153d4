"""Seats, terms and electorates."""

from datetime import date

import pytest

from eduklaster.charter.calendar import WeekCalendar
from eduklaster.charter.schema import SeatRule
from eduklaster.charter.seats import (
    Members,
    cohort_ends,
    composition,
    electorate,
    ranked_holder,
    rotating_holder,
    seats_verdict,
    term_verdict,
)
from eduklaster.charter.verdicts import Citation

from .build import DAY, rulebook, ruled

WEEK = WeekCalendar()
LABEL = {"uk": "Місця", "ru": "Места", "en": "Seats"}


def seat(**fields) -> SeatRule:
    return SeatRule.model_validate({"id": "s", "clause": "4.3", "label": LABEL, **fields})


def book(*seats: str):
    rows = "\n".join(f"      - {{clause: '4.3', label: {{uk: a, ru: a, en: a}}, {row}}}" for row in seats)
    return rulebook(f"organs:\n  assembly:\n    seats:\n{rows}\n")


@pytest.mark.parametrize(
    ("row", "seats"),
    [
        pytest.param("id: s, kind: per_participant", 7, id="voting participants"),
        pytest.param("id: s, kind: per_participant, categories: [school], each: 2", 10, id="two for each school"),
        pytest.param("id: s, kind: per_founder", 12, id="founders who signed"),
        pytest.param("id: s, kind: per_component", 3, id="components"),
        pytest.param("id: s, kind: template, count: 2", 8, id="a template per member organisation"),
        pytest.param("id: s, kind: elected, count: 5, chosen_by: main_organ", 5, id="elected"),
        pytest.param("id: s, kind: appointed_in_agreement, count: 4, in_agreement_with: [host]", 4, id="in agreement"),
        pytest.param("id: s, kind: ex_officio, office: head", 1, id="ex officio"),
        pytest.param("id: s, kind: named_body, holders: [{uk: a, ru: a, en: a}, {uk: b, ru: b, en: b}]", 2, id="named"),
        pytest.param("id: s, kind: rotating, rotates_every: 1 year", 1, id="rotating"),
        pytest.param("id: s, kind: host_rules", 0, id="left to the host"),
    ],
)
def test_seats_follow_their_rule(row, seats):
    members = Members({"school": 5, "partner": 2, "observer": 3}, founders=12, components=3, member_organisations=4)

    assert composition(book(row), "assembly", members, on=DAY).seats == seats


def test_a02_a_new_component_brings_a_pending_seat():
    verdict = seats_verdict(rulebook(), "council", Members(components=7), on=DAY, confirmed=6)

    assert {k: verdict.facts[k] for k in ("seats", "filled", "pending")} == {"seats": 7, "filled": 6, "pending": 1}
    assert verdict.citation == Citation("clause", "4.3")
    ordered = seats_verdict(rulebook(), "council", Members(components=7), on=DAY, confirmed=7)
    assert ordered.facts["pending"] == 0


def test_a13_twelve_signatures_give_twelve_seats():
    assert seats_verdict(rulebook(), "founders", Members(founders=12), on=DAY).facts["filled"] == 12


def test_a25_an_organ_without_seat_rules_has_one_seat_per_participant():
    verdict = seats_verdict(rulebook(), "assembly", Members({"school": 8, "partner": 3, "observer": 4}), on=DAY)

    assert (verdict.facts["seats"], verdict.citation) == (11, Citation("default", "D-38"))


def test_seats_without_a_vote_are_told_apart_and_classes_counted():
    found = composition(
        book(
            "id: a, kind: elected, count: 3, seat_class: schools",
            "id: b, kind: elected, count: 2, seat_class: firms",
            "id: c, kind: ex_officio, votes: false",
        ),
        "assembly",
        Members(),
        on=DAY,
    )

    assert (found.seats, found.voting, found.by_class()) == (6, 5, {"schools": 3, "firms": 2})


@pytest.mark.parametrize(
    ("rules", "fields", "code"),
    [
        pytest.param({}, {}, "term.in_office", id="no term by default"),
        pytest.param({"term__length": "2 years"}, {}, "term.in_office", id="within the term"),
        pytest.param({"term__length": "1 year"}, {}, "term.holding_over", id="until a successor comes"),
        pytest.param({"term__length": "1 year", "term__holding_over": False}, {}, "term.ended", id="not held over"),
        pytest.param({"term__length": "1 year"}, {"successor_on": DAY}, "term.ended", id="the successor came"),
        pytest.param(
            {"term__length": "2 years", "term__consecutive": 2}, {"terms_served": 1}, "term.in_office", id="second"
        ),
        pytest.param(
            {"term__length": "2 years", "term__consecutive": 2}, {"terms_served": 2}, "term.refused", id="third"
        ),
        pytest.param(
            {"term__length": "2 years"},
            {"predecessor_started": date(2024, 1, 1)},
            "term.holding_over",
            id="rest of term",
        ),
        pytest.param(
            {"term__length": "2 years", "term__vacancy": "full_term"},
            {"predecessor_started": date(2024, 1, 1)},
            "term.in_office",
            id="a full term",
        ),
    ],
)
def test_terms(rules, fields, code):
    verdict = term_verdict(ruled(**rules), "assembly", None, on=DAY, started=date(2025, 2, 1), calendar=WEEK, **fields)

    assert verdict.code == code


def test_the_seat_s_own_term_outweighs_the_organ_s():
    own = book("id: s, kind: elected, term: 5 years, consecutive_terms: 1")

    kept = term_verdict(own, "assembly", "s", on=DAY, started=date(2024, 1, 1))
    assert (kept.code, kept.facts["ends"], kept.citation) == (
        "term.in_office", date(2029, 1, 1), Citation("clause", "4.3"),
    )  # fmt: skip
    assert term_verdict(own, "assembly", "s", on=DAY, started=DAY, terms_served=1).code == "term.refused"
    with pytest.raises(KeyError, match="no seat «x»"):
        term_verdict(own, "assembly", "x", on=DAY, started=DAY)


def test_staggered_seats_change_in_turn():
    rule = seat(kind="elected", count=6, term="3 years", staggered_in=3)

    ends = cohort_ends(rule, date(2026, 1, 1), 6, WEEK)

    assert [day.year for day in ends] == [2027, 2028, 2029, 2027, 2028, 2029]
    with pytest.raises(ValueError, match="no staggered term"):
        cohort_ends(seat(kind="elected"), DAY, 3, WEEK)


def test_a_rotating_seat_goes_round():
    rule = seat(kind="rotating", rotates_every="6 months")
    turns = [rotating_holder(rule, ["a", "b"], date(2025, 8, 31), day, WEEK) for day in (
        date(2025, 8, 30), date(2025, 8, 31), date(2026, 2, 28), date(2026, 8, 31),
    )]  # fmt: skip

    assert turns == [None, "a", "b", "a"]


def test_ranked_succession_takes_the_first_who_is_there():
    assert ranked_holder(["head", "deputy", "secretary"], {"secretary", "deputy"}) == "deputy"
    assert ranked_holder(["head"], set()) is None


def test_an_electorate_is_computed_from_activity():
    members = [("a", date(2026, 2, 1)), ("b", date(2025, 1, 1)), ("c", None), ("d", date(2025, 3, 2))]

    everybody = electorate(rulebook(), members, on=DAY)
    active = electorate(ruled(electorate__active_within="1 year"), members, on=DAY)

    assert everybody.facts["entitled"] == ["a", "b", "c", "d"]
    assert (active.facts["entitled"], active.facts["left_out"]) == (["a", "d"], ["b", "c"])
    assert active.citation == Citation("clause", "4.3")
