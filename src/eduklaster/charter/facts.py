"""Conditions on facts: whether what is known meets what a charter asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

from .matters import Chain, resolve_party
from .schema import Charter, Condition, Party, Range, Requirement, When


def exact_number(value: Any) -> Fraction | None:
    """Return a fact as an exact number: 3, "3", "2.5", 5/2; None for what is no number."""
    if isinstance(value, bool) or value is None:
        return None
    try:
        return Fraction(str(value))
    except (ValueError, ZeroDivisionError):
        return None


def fact_matches(value: Any, wanted: Condition) -> bool:
    """Say whether a fact has the wanted value, one of the listed values, or lies in a range; an unknown fact is false.

    A fact that is itself a list matches when any of its members does.
    """
    if isinstance(wanted, Range):
        number = exact_number(value)
        return number is not None and wanted.holds(number)
    if isinstance(wanted, list):
        return any(fact_matches(value, one) for one in wanted)
    if isinstance(value, list | tuple | set | frozenset):
        return any(fact_matches(one, wanted) for one in value)
    if isinstance(wanted, bool):
        return bool(value) is wanted
    return value is not None and not isinstance(value, bool) and str(value) == str(wanted)


def requirement_met(requirement: Requirement, facts: Mapping[str, Any]) -> bool:
    """Say whether a condition holds, or is unnecessary because of its `unless`."""
    if requirement.unless and bool(facts.get(requirement.unless)):
        return True
    return fact_matches(facts.get(requirement.fact), requirement.must_be)


def missing(requirements: Iterable[Requirement], facts: Mapping[str, Any]) -> list[Requirement]:
    """Return the conditions that do not hold, in the order of the charter."""
    return [requirement for requirement in requirements if not requirement_met(requirement, facts)]


def when_met(when: When | None, facts: Mapping[str, Any]) -> bool:
    """Say whether a step under a condition is needed."""
    return when is None or fact_matches(facts.get(when.fact), when.is_)


def facts_asked(chain: Chain) -> frozenset[str]:
    """Return the names of the facts that the steps of a chain ask for."""
    asked: set[str] = set()
    for step in chain.steps:
        asked |= {name for need in step.needs for name in (need.fact, need.unless) if name}
        if step.when:
            asked.add(step.when.fact)
    return frozenset(asked)


def recorded_facts(charter: Charter, names: Iterable[str], is_held: Callable[[Party], bool]) -> dict[str, bool]:
    """Return those of the named facts that the records answer, `is_held` telling whether a party has a holder.

    A role that the cluster does not have is held by nobody.
    """
    found: dict[str, bool] = {}
    for name in names:
        if fact := charter.facts.get(name):
            party = resolve_party(charter, fact.held)
            found[name] = party is not None and is_held(party)
    return found
