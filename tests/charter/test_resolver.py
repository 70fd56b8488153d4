"""What a rule is on a day, and where the answer comes from."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduklaster.charter.loader import load_path
from eduklaster.charter.resolver import Origin, Override, Rulebook, Scope
from eduklaster.charter.values import Period, Threshold
from eduklaster.charter.verdicts import Citation, Verdict

from .build import DAY, SMALL, loaded, raw, rulebook, ruled

KEY = "voting.threshold"
TWO_THIRDS, HALF = Threshold.parse("at least 2/3"), Threshold.parse("more than 1/2")


def override(value="at least 2/3", origin=Origin.OVERRIDE, start=date(2026, 2, 1), **more) -> Override:
    return Override(KEY, value, "Order No. 1", start, origin, **more)


def test_silence_answers_with_the_documented_default():
    answer = rulebook().ask(KEY, on=DAY)

    assert (answer.value, answer.origin, answer.default, answer.is_locked) == (HALF, Origin.DEFAULT, "D-03", False)


def test_the_charter_is_locked_against_everything_but_an_interpretation_it_allows():
    said = {"rules": {KEY: {"value": "more than 1/2", "clause": "4.3", "alternatives": ["at least 2/3"]}}}
    charter = loaded({**raw(), **said}).charter

    def ask(*overrides):
        return Rulebook(charter, overrides).ask(KEY, on=DAY)

    assert ask(override(), override(origin=Origin.NORM)).value == HALF
    read = ask(override(origin=Origin.INTERPRETATION))
    assert (read.value, read.origin, read.clause, read.act) == (
        TWO_THIRDS, Origin.INTERPRETATION, "4.3", "Order No. 1",
    )  # fmt: skip
    assert ask(override("at least 3/4", Origin.INTERPRETATION)).value == HALF


def test_a_norm_outweighs_an_override_and_both_outweigh_the_default():
    norm, other = override("at least 3/4", Origin.NORM), override()

    both = rulebook("", norm, other).ask(KEY, on=DAY)
    assert (both.value, both.origin, both.act) == (Threshold.parse("at least 3/4"), Origin.NORM, "Order No. 1")
    assert rulebook("", other).ask(KEY, on=DAY).value == TWO_THIRDS


def test_an_override_works_from_its_day_until_its_last():
    book = rulebook("", override(valid_until=date(2026, 2, 28)))

    answers = [book.ask(KEY, on=date(2026, m, d)).value for m, d in ((1, 31), (2, 1), (2, 28), (3, 1))]

    assert answers == [HALF, TWO_THIRDS, TWO_THIRDS, HALF]
    assert book.history(KEY) == [date(2026, 1, 1), date(2026, 2, 1)]


def test_the_value_of_an_override_is_typed():
    written = Override("notice.ordinary", "3 clear days", "Order", date(2026, 1, 1))

    assert rulebook("", written).ask("notice.ordinary", on=DAY).value == Period.parse("3 clear days")


def test_the_closest_scope_wins():
    book = rulebook(
        """
        rules: {voting.base: {value: filled, clause: "4.3"}}
        organs:
          council: {rules: {voting.base: {value: seats, clause: "4.3"}}}
        matters:
          adopt: {rules: {voting.base: {value: voting, clause: "4.2"}}}
        """
    )

    def ask(**scope):
        return book.ask("voting.base", on=DAY, scope=Scope(**scope)).value

    assert (ask(), ask(organ="council"), ask(organ="council", matter="adopt")) == ("filled", "seats", "voting")
    assert ask(organ="assembly") == "filled"


def test_a_rule_is_a_history_of_dated_values():
    history = [
        {"value": "3 days", "clause": "4.3"},
        {"value": "7 days", "clause": "4.3", "from": date(2026, 6, 1)},
        {"value": "9 days", "clause": "4.3", "from": date(2026, 7, 1), "until": date(2026, 7, 31)},
    ]
    book = Rulebook(loaded({**raw(), "rules": {"notice.ordinary": history}}).charter)

    days = [date(2026, 5, 31), date(2026, 6, 1), date(2026, 7, 31), date(2026, 8, 1)]

    assert [book.ask("notice.ordinary", on=d).value.count for d in days] == [3, 7, 9, 7]


def test_an_unknown_rule_names_its_neighbours():
    with pytest.raises(KeyError, match=r"voting\.threshold"):
        rulebook().ask("voting.treshold", on=DAY)


def test_a_verdict_is_no_truth_value():
    with pytest.raises(TypeError, match=r"ask \.allowed"):
        bool(Verdict(True, "x"))


def test_a_verdict_becomes_plain_data():
    answer = rulebook().ask(KEY, on=DAY)
    verdict = Verdict(False, "x", (Citation("clause", "4.10"),), {"base": TWO_THIRDS, "day": DAY, "l": (1,)}, (answer,))

    assert verdict.as_json() == {
        "allowed": False,
        "code": "x",
        "citations": [{"kind": "clause", "ref": "4.10"}],
        "facts": {"base": "at least 2/3", "day": "2026-03-02", "l": [1]},
        "values": [{"key": KEY, "value": "more than 1/2", "origin": "default", "clause": None, "act": None,
                    "default": "D-03"}],
    }  # fmt: skip


SCOPES = st.builds(
    Scope,
    organ=st.sampled_from([None, "council", "assembly"]),
    matter=st.sampled_from([None, "adopt", "exclude"]),
    step=st.sampled_from([None, "adoption"]),
)
OVERRIDES = st.lists(
    st.builds(
        Override,
        key=st.just(KEY),
        value=st.sampled_from(["at least 2/3", "at least 3/4", "all"]),
        act=st.just("Act"),
        valid_from=st.integers(0, 400).map(lambda n: date(2026, 1, 1) + timedelta(days=n)),
        origin=st.sampled_from([Origin.NORM, Origin.INTERPRETATION, Origin.OVERRIDE]),
        scope=SCOPES,
    ),
    max_size=5,
)
LOCKED = ruled(voting__threshold="at least 3/5").charter


@given(OVERRIDES, SCOPES, st.integers(0, 500))
def test_what_the_charter_says_is_never_overridden(overrides, scope, day):
    answer = Rulebook(LOCKED, overrides).ask(KEY, on=date(2026, 1, 1) + timedelta(days=day), scope=scope)

    assert (str(answer.value), answer.origin, answer.clause) == ("at least 3/5", Origin.CHARTER, "4.3")


@given(OVERRIDES, SCOPES, st.integers(0, 500))
def test_an_answer_always_names_exactly_one_kind_of_source(overrides, scope, day):
    answer = Rulebook(rulebook_charter, overrides).ask(KEY, on=date(2026, 1, 1) + timedelta(days=day), scope=scope)

    assert (answer.act is None) is (answer.origin is Origin.DEFAULT)
    assert Citation.of(answer) is not None


rulebook_charter = rulebook().charter


def test_printed_numbers_are_never_renumbered():
    charter = load_path(SMALL).charter

    printed = [(clause.id, clause.number) for _, clause, _ in charter.clause_walk()]

    assert ("1.4", "1.4.") in printed
    assert ("4.10", "4.10.") in printed
    assert [ref for ref, _ in printed] == ["1", "1.1", "1.2", "1.4", "4", "4.1", "4.2", "4.3", "4.4", "4.10", "5"]
    assert "1.3" not in charter.clause_ids()
