"""What a rule is on a day, and where that answer comes from.

The order of answers: the charter's own clause (locked), a subordinate norm, an override by an act of the cluster, the
documented default. No rule is read without a day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from .keys import DEFAULT_MATTERS_RAW, KEYS, KeySpec, key_spec
from .schema import Charter, Rules, RuleValue


class Origin(StrEnum):
    """Where a value comes from, strongest first."""

    CHARTER = "charter"
    NORM = "norm"
    INTERPRETATION = "interpretation"
    OVERRIDE = "override"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a question is about. An empty field means «in general»."""

    organ: str | None = None
    office: str | None = None
    matter: str | None = None
    step: str | None = None

    def covers(self, other: Scope) -> bool:
        """Say whether a value set for this scope applies to a question about `other`."""
        return all(
            mine is None or mine == theirs
            for mine, theirs in (
                (self.organ, other.organ),
                (self.office, other.office),
                (self.matter, other.matter),
                (self.step, other.step),
            )
        )

    @property
    def weight(self) -> int:
        """How specific the scope is; a step outweighs a matter, a matter an organ."""
        return 8 * bool(self.step) + 4 * bool(self.matter) + 2 * bool(self.organ) + bool(self.office)


EVERYWHERE = Scope()


@dataclass(frozen=True, slots=True)
class Override:
    """A value that the cluster set by an act: a subordinate norm, an interpretation or an override of a default."""

    key: str
    value: Any
    act: str
    valid_from: date
    origin: Origin = Origin.OVERRIDE
    scope: Scope = EVERYWHERE
    valid_until: date | None = None
    clause: str | None = None


@dataclass(frozen=True, slots=True)
class Resolved:
    """The answer: the value with its origin and everything a page needs to explain it."""

    key: str
    value: Any
    origin: Origin
    scope: Scope
    clause: str | None = None
    act: str | None = None
    default: str | None = None
    valid_from: date | None = None
    alternatives: tuple[Any, ...] = ()
    is_locked: bool = False

    @property
    def spec(self) -> KeySpec:
        """The documentation of the key."""
        return KEYS[self.key]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One value of a rule as it stands in a charter, with the scope that it was written in."""

    key: str
    scope: Scope
    rule: RuleValue


def _listed(rules: Rules, scope: Scope) -> Iterable[Candidate]:
    for key, value in rules.items():
        for rule in value if isinstance(value, list) else [value]:
            yield Candidate(key, scope, rule)


def rules_of(charter: Charter) -> Iterable[Candidate]:
    """Yield every rule value of a charter with the scope it was written in."""
    yield from _listed(charter.rules, EVERYWHERE)
    for name, organ in charter.organs.items():
        yield from _listed(organ.rules, Scope(organ=name))
    for name, office in charter.offices.items():
        yield from _listed(office.rules, Scope(office=name))
    for name, matter in charter.matters.items():
        yield from _listed(matter.rules, Scope(matter=name))
        for step in matter.steps:
            yield from _listed(step.rules, Scope(matter=name, step=step.id))


@dataclass(frozen=True)
class Rulebook:
    """A charter with the cluster's overrides, ready to be asked. Build it once for a charter version."""

    charter: Charter
    overrides: Sequence[Override] = ()
    _by_key: Mapping[str, Sequence[Candidate]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_key: dict[str, list[Candidate]] = {}
        for candidate in rules_of(self.charter):
            by_key.setdefault(candidate.key, []).append(candidate)
        object.__setattr__(self, "_by_key", by_key)

    def ask(self, key: str, *, on: date, scope: Scope = EVERYWHERE) -> Resolved:
        """Return the value of `key` for `scope` on a day, with its origin.

        Raises:
            KeyError: No such key; the message names near ones.
        """
        spec = key_spec(key)
        said = self._best(self._by_key.get(key, ()), on, scope)
        interpretation = self._override(key, on, scope, {Origin.INTERPRETATION})
        if said is not None and said.rule.clause is not None:
            rule = said.rule
            if interpretation is not None and spec.parse(interpretation.value) in [
                spec.parse(a) for a in rule.alternatives
            ]:
                return self._from_override(interpretation, rule)
            return Resolved(
                key,
                spec.parse(rule.value),
                Origin.CHARTER,
                said.scope,
                clause=rule.clause,
                valid_from=rule.from_ or self.charter.identity.effective_from,
                alternatives=tuple(spec.parse(a) for a in rule.alternatives),
                is_locked=True,
            )
        if said is not None and said.rule.act is not None:
            newer = self._override(key, on, scope, {Origin.NORM})
            if newer is not None:
                return self._from_override(newer, None)
            return Resolved(key, spec.parse(said.rule.value), Origin.NORM, said.scope, act=said.rule.act,
                            valid_from=said.rule.from_ or self.charter.identity.effective_from)  # fmt: skip
        for origins in ({Origin.NORM}, {Origin.OVERRIDE, Origin.INTERPRETATION}):
            override = self._override(key, on, scope, origins)
            if override is not None:
                return self._from_override(override, None)
        if said is not None:
            return Resolved(key, spec.parse(said.rule.value), Origin.DEFAULT, said.scope, default=said.rule.default)
        kind = self._kind_of(scope.matter) if scope.matter else None
        return Resolved(key, spec.default_for(kind), Origin.DEFAULT, EVERYWHERE, default=spec.code)

    def _kind_of(self, matter: str) -> str | None:
        """Return the kind of a matter, the charter's own or a default one; None for a matter that is neither."""
        own = self.charter.matters.get(matter)
        return own.kind if own else DEFAULT_MATTERS_RAW.get(matter, {}).get("kind")

    def history(self, key: str, scope: Scope = EVERYWHERE) -> list[date]:
        """Return the days on which the answer to `key` may have changed, in order."""
        days = {self.charter.identity.effective_from}
        for candidate in self._by_key.get(key, ()):
            if candidate.scope.covers(scope) and candidate.rule.from_:
                days.add(candidate.rule.from_)
        days.update(o.valid_from for o in self.overrides if o.key == key and o.scope.covers(scope))
        return sorted(days)

    def _best(self, candidates: Iterable[Candidate], on: date, scope: Scope) -> Candidate | None:
        best: Candidate | None = None
        start = self.charter.identity.effective_from
        for candidate in candidates:
            rule = candidate.rule
            if not candidate.scope.covers(scope):
                continue
            if (rule.from_ and rule.from_ > on) or (rule.until and rule.until < on):
                continue
            rank = (_strength(rule), candidate.scope.weight, rule.from_ or start)
            if best is None or rank > (_strength(best.rule), best.scope.weight, best.rule.from_ or start):
                best = candidate
        return best

    def _override(self, key: str, on: date, scope: Scope, origins: set[Origin]) -> Override | None:
        fitting = [
            o
            for o in self.overrides
            if o.key == key
            and o.origin in origins
            and o.scope.covers(scope)
            and o.valid_from <= on
            and (o.valid_until is None or on <= o.valid_until)
        ]
        return max(
            reversed(fitting), key=lambda o: (o.scope.weight, o.valid_from), default=None
        )  # of one day, the last

    @staticmethod
    def _from_override(override: Override, rule: RuleValue | None) -> Resolved:
        return Resolved(
            override.key,
            key_spec(override.key).parse(override.value),
            override.origin,
            override.scope,
            clause=rule.clause if rule else override.clause,
            act=override.act,
            valid_from=override.valid_from,
        )


@dataclass(frozen=True)
class FrozenRulebook(Rulebook):
    """A rulebook that keeps some answers as they were once given, whatever acts say since."""

    answers: Mapping[str, Resolved] = field(default_factory=dict)

    def ask(self, key: str, *, on: date, scope: Scope = EVERYWHERE) -> Resolved:
        """Return the answer that was kept, or ask the charter and the acts.

        Raises:
            KeyError: No such key; the message names near ones.
        """
        return self.answers[key] if key in self.answers else super().ask(key, on=on, scope=scope)


def _strength(rule: RuleValue) -> int:
    return 3 if rule.clause else 2 if rule.act else 1
