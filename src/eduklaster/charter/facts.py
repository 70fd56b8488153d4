"""Conditions on facts: whether what is known meets what a charter asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .schema import FactValue, Requirement, When


def fact_matches(value: Any, wanted: FactValue) -> bool:
    """Say whether a fact has the wanted value, or one of the listed values; an unknown fact is false.

    A fact that is itself a list matches when any of its members does.
    """
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
