"""Asks the rules of a vote and remembers every answer, so that the verdict can name its sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from ..matters import chain_of
from ..resolver import Origin, Resolved, Rulebook, Scope
from ..verdicts import Citation, Verdict


class Reading:
    """Asks rules and remembers every answer, in order."""

    def __init__(self, rulebook: Rulebook, organ: str | None, on: date, scope: Scope) -> None:
        self.rulebook = rulebook
        self.on = on
        self.scope = replace(scope, organ=scope.organ or organ)
        self.read: dict[str, Resolved] = {}

    def ask(self, key: str) -> Resolved:
        """Return the answer to a rule, in the scope of the vote."""
        if key not in self.read:
            self.read[key] = self.rulebook.ask(key, on=self.on, scope=self.scope)
        return self.read[key]

    def value(self, key: str) -> Any:
        """Return the value of a rule."""
        return self.ask(key).value

    def sources(self, *decisive: str) -> tuple[Citation, ...]:
        """Return the sources of the decisive rules, then of all others that the cluster itself has set."""
        found: list[Citation] = []
        others = [k for k, r in self.read.items() if k not in decisive and r.origin is not Origin.DEFAULT]
        for key in [*decisive, *others]:
            citation = Citation.of(self.read[key]) if key in self.read else None
            if citation and citation not in found:
                found.append(citation)
        for citation in self._step():
            if citation not in found:
                found.append(citation)
        return tuple(found)

    def _step(self) -> list[Citation]:
        """Return the source of the step in which the organ votes, where the question names one."""
        if not self.scope.matter or not self.scope.step:
            return []
        try:
            step = chain_of(self.rulebook.charter, self.scope.matter).step(self.scope.step)
        except KeyError:
            return []
        citation = Citation.of(step)
        also = [Citation("clause", clause) for clause in step.also]
        return [citation, *also] if citation else also

    def verdict(self, allowed: bool, code: str, facts: Mapping[str, Any], *decisive: str) -> Verdict:
        """Return a verdict that names the decisive rules first."""
        return Verdict(allowed, code, self.sources(*decisive), dict(facts), tuple(self.read.values()))
