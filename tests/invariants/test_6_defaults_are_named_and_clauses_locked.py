"""Invariant 6: an answer names its clause, act or default; a default can be replaced by an act, a clause cannot."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.invariants.five import CODES, charter
from tests.world import TELLER, World

from eduklaster.charter.keys import KEYS
from eduklaster.charter.messages import say
from eduklaster.charter.resolver import EVERYWHERE, Origin, Override, Rulebook, Scope, rules_of
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.clusters.services import RuleChange, rule_change_verdict, rule_set
from eduklaster.kernel.errors import RuleRefusal

DAY = date(2026, 3, 2)
KEY_NAMES = sorted(KEYS)


def scopes(code: str) -> list[Scope]:
    return sorted({c.scope for c in rules_of(charter(code))} | {EVERYWHERE}, key=str)


@given(
    code=st.sampled_from(CODES),
    key=st.sampled_from(KEY_NAMES),
    days=st.integers(0, 4000),
    data=st.data(),
)
def test_every_answer_has_exactly_one_source_and_only_a_clause_locks(
    code: str, key: str, days: int, data: st.DataObject
) -> None:
    scope = data.draw(st.sampled_from(scopes(code)))
    found = Rulebook(charter(code)).ask(key, on=date(2020, 1, 1) + timedelta(days=days), scope=scope)

    sources = [found.clause, found.act, found.default]
    assert sum(source is not None for source in sources) == 1
    assert found.is_locked == (found.clause is not None) == (found.origin is Origin.CHARTER)
    assert (found.default is not None) == (found.origin is Origin.DEFAULT)


@given(code=st.sampled_from(CODES), key=st.sampled_from(KEY_NAMES), data=st.data())
def test_an_act_replaces_a_default_and_leaves_a_clause_alone(code: str, key: str, data: st.DataObject) -> None:
    scope = data.draw(st.sampled_from(scopes(code)))
    plain = Rulebook(charter(code)).ask(key, on=DAY, scope=scope)
    spec = KEYS[key]
    origin = data.draw(st.sampled_from([Origin.NORM, Origin.OVERRIDE]))
    act = Override(key, spec.raw_default, "Норма № 1", DAY, origin, scope)

    before = Rulebook(charter(code), [act]).ask(key, on=DAY - timedelta(days=1), scope=scope)
    after = Rulebook(charter(code), [act]).ask(key, on=DAY, scope=scope)

    if plain.is_locked:
        assert (after.value, after.clause, after.act) == (plain.value, plain.clause, None)
    elif not (plain.origin is Origin.NORM and origin is Origin.OVERRIDE):
        assert (after.value, after.act) == (spec.default, "Норма № 1")
    assert before.act != "Норма № 1"


@pytest.mark.django_db
@pytest.mark.parametrize("code", CODES)
def test_on_record_every_locked_rule_refuses_an_act_with_its_clause_and_every_default_takes_one(
    settings: Any, code: str
) -> None:
    world = World.of(code, settings, DAY)
    locked = free = 0
    asked = {(key, EVERYWHERE) for key in KEYS} | {(c.key, c.scope) for c in rules_of(charter(code))}
    for key, scope in sorted(asked, key=str):
        before = rulebook_of(world.cluster, DAY).ask(key, on=DAY, scope=scope)
        change = RuleChange(key, KEYS[key].raw_default, DAY, scope)
        verdict = rule_change_verdict(world.cluster, change)
        if before.is_locked:
            assert (verdict.allowed, verdict.code) == (False, "rule.locked")
            assert {"kind": "clause", "ref": before.clause} in [c.as_json() for c in verdict.citations]
            with pytest.raises(RuleRefusal) as refused:
                rule_set(cluster=world.cluster, change=change, act="Норма № 1", actor=TELLER)
            assert str(before.clause) in str(refused.value)
            locked += 1
        else:
            assert verdict.allowed
            rule_set(cluster=world.cluster, change=change, act="Норма № 1", actor=TELLER)
            after = rulebook_of(world.cluster, DAY).ask(key, on=DAY, scope=scope)
            assert after.act is not None
            assert before.act or after.act == "Норма № 1"
            free += 1
    assert (locked > 0, free > 0) == (True, True)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("language", ["uk", "ru", "en"])
def test_a_default_is_named_in_words_with_its_code(code: str, language: str) -> None:
    from eduklaster.charter import voting
    from eduklaster.charter.voting import Ballots, Roll, Tally

    rulebook = Rulebook(charter(code))
    organ = charter(code).roles.main_organ
    verdict = voting.count(rulebook, organ, Roll(seats=11, present=11), Tally(votes=Ballots(9, 2, 0)), on=DAY)

    defaults = [rule for rule in verdict.values if rule.default]
    assert defaults, "each of the five charters is silent on some rule of voting"
    sentence = say(verdict, language)
    named = [c.ref for c in verdict.citations if c.kind == "default"]
    assert set(named) <= {rule.default for rule in defaults}
    assert any(source in sentence for source in [c.ref for c in verdict.citations])


def test_of_two_acts_of_one_day_the_later_one_holds() -> None:
    earlier = Override("voting.threshold", "at least 2/3", "Норма № 1", DAY)
    later = Override("voting.threshold", "at least 3/4", "Норма № 2", DAY)

    assert Rulebook(charter("smolensk"), [earlier, later]).ask("voting.threshold", on=DAY).act == "Норма № 2"
