"""The charter as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from .base import FactName, Id, Strict
from .coverage import Finding, NotAutomated, Planned, Screen
from .identity import Clause, Identity, VocabularyTerm
from .law import LegalBasis, Norm
from .matters import Matter, RecordedFact, WithoutMatter
from .organs import Body, Office, Organ, Roles
from .participants import Participants
from .rules import Rules
from .work import FinanceSource, Indicator, Plan, Registers


class Charter(Strict):
    """A whole charter."""

    schema_version: Literal[1] = Field(alias="schema")
    identity: Identity
    roles: Roles
    clauses: list[Clause] = Field(min_length=1)
    vocabulary: dict[Id, VocabularyTerm] = Field(default_factory=dict)
    organs: dict[Id, Organ] = Field(min_length=1)
    offices: dict[Id, Office] = Field(default_factory=dict)
    bodies: dict[Id, Body] = Field(default_factory=dict)
    participants: Participants
    rules: Rules = Field(default_factory=dict)
    matters: dict[Id, Matter] = Field(default_factory=dict)
    without_matters: dict[Id, WithoutMatter] = Field(
        default_factory=dict, description="default matters that this cluster does not decide"
    )
    facts: dict[FactName, RecordedFact] = Field(
        default_factory=dict, description="facts that the records answer; `needs` and `when` of steps may ask them"
    )
    registers: Registers = Field(default_factory=Registers)
    plan: Plan | None = None
    finance: list[FinanceSource] = Field(default_factory=list)
    indicators: list[Indicator] = Field(default_factory=list)
    legal_bases: list[LegalBasis] = Field(default_factory=list)
    norms: list[Norm] = Field(default_factory=list)
    findings: list[Finding] = Field(default_factory=list)
    screens: list[Screen] = Field(default_factory=list)
    not_automated: list[NotAutomated] = Field(default_factory=list)
    planned: list[Planned] = Field(default_factory=list)

    def clause_walk(self) -> Iterator[tuple[int, Clause, Clause | None]]:
        """Yield (depth, clause, parent) in printed order."""

        def walk(nodes: list[Clause], depth: int, parent: Clause | None) -> Iterator[tuple[int, Clause, Clause | None]]:
            for node in nodes:
                yield depth, node, parent
                yield from walk(node.children, depth + 1, node)

        yield from walk(self.clauses, 0, None)

    def clause_ids(self) -> set[str]:
        """Return every citation of the text."""
        return {clause.id for _, clause, _ in self.clause_walk()}
