"""What a person can do with cases and acts.

Every write takes the lock of the cluster first; so the last act of a chain brings its effect about once, whatever is
tried at the same time, and numbers have no gaps.
"""

from ..errors import Attempt
from .acts import ActDraft, act_correct, act_register, number_next
from .cases import CaseDraft, case_follow, case_open, case_stop, cases_locked, cases_tick, evidence_add, refusal_record
from .declining import step_decline, step_lose
from .delegations import delegation_give, delegation_revoke
from .marks import step_mark
from .rules import rule_propose
from .steps import StepInput, party_label, step_do

__all__ = [
    "ActDraft",
    "Attempt",
    "CaseDraft",
    "StepInput",
    "act_correct",
    "act_register",
    "case_follow",
    "case_open",
    "case_stop",
    "cases_locked",
    "cases_tick",
    "delegation_give",
    "delegation_revoke",
    "evidence_add",
    "number_next",
    "party_label",
    "refusal_record",
    "rule_propose",
    "step_decline",
    "step_do",
    "step_lose",
    "step_mark",
]
