"""What a charter file may contain: the strict schema of the charter language.

A charter is data. Every rule names its source: a `clause` of the text, a documented `default` (the text is silent) or
an `act` (a subordinate norm or a decision). Unknown keys are errors. Shares are written as fractions, clause numbers
are quoted. `docs/charter-language.md` explains every key for people who write charters.
"""

from .base import ClauseId, DefaultCode, FactName, FactValue, Id, Party, Sourced, Strict
from .conditions import Condition, Range, Requirement
from .coverage import Finding, NotAutomated, Planned, Screen
from .identity import Approval, Clause, Identity, Term, VocabularyTerm
from .law import LegalBasis, Norm
from .matters import Decline, Ground, Matter, MatterKind, RecordedFact, Step, When, WithoutMatter
from .organs import Body, Chair, Office, Organ, Power, Roles, SeatRule
from .participants import Category, Component, Entitlement, Founder, Participants, TargetGroup
from .rules import Rules, RuleValue
from .whole import Charter
from .work import Entry, FinanceSource, Indicator, Plan, Registers

__all__ = [
    "Approval",
    "Body",
    "Category",
    "Chair",
    "Charter",
    "Clause",
    "ClauseId",
    "Component",
    "Condition",
    "Decline",
    "DefaultCode",
    "Entitlement",
    "Entry",
    "FactName",
    "FactValue",
    "FinanceSource",
    "Finding",
    "Founder",
    "Ground",
    "Id",
    "Identity",
    "Indicator",
    "LegalBasis",
    "Matter",
    "MatterKind",
    "Norm",
    "NotAutomated",
    "Office",
    "Organ",
    "Participants",
    "Party",
    "Plan",
    "Planned",
    "Power",
    "Range",
    "RecordedFact",
    "Registers",
    "Requirement",
    "Roles",
    "RuleValue",
    "Rules",
    "Screen",
    "SeatRule",
    "Sourced",
    "Step",
    "Strict",
    "TargetGroup",
    "Term",
    "VocabularyTerm",
    "When",
    "WithoutMatter",
]
