"""What the room offers to procedures: the hold on a vote while a recommendation is unanswered, and the fact behind it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from eduklaster.charter.amending import answers_verdict
from eduklaster.charter.messages import citation_words
from eduklaster.charter.verdicts import Citation, Verdict
from eduklaster.clusters.selectors import charter_of
from eduklaster.procedures.models import Case
from eduklaster.procedures.registry import register_facts, register_gate, register_open_page
from eduklaster.procedures.selectors import chain_for, rulebook_for

from .models import Amendment, Recommendation
from .selectors import amendment_of_case, unanswered_of
from .services.adoption import ADOPTING

KIND = "amend_charter"


def recommendation_words(row: Recommendation, amendment: Amendment) -> str:
    """Return a recommendation as a refusal names it: number, who gave it, on which place."""
    if not row.clause:
        return f"№ {row.number}, {row.party_label} ({_('the text as a whole')})"
    charter = charter_of(amendment.version).charter
    place = citation_words(Citation("clause", row.clause), get_language() or amendment.cluster.language, charter)
    return f"№ {row.number}, {row.party_label} ({place})"


def answers_gate(case: Case, step: str, on: date) -> Verdict | None:
    """Refuse a deciding step while a recommendation is unanswered, where the charter or its default asks for answers."""
    amendment = amendment_of_case(case)
    if amendment is None:
        return None
    waiting = [recommendation_words(row, amendment) for row in unanswered_of(amendment)]
    if not waiting:
        return None
    verdict = answers_verdict(rulebook_for(case, on), chain_for(case), step, unanswered=waiting, on=on)
    return verdict if verdict is not None and not verdict.allowed else None


def answers_facts(case: Case, on: date) -> Mapping[str, Any]:
    """Return whether every recommendation has its answer; nothing for a case whose recommendations are not kept here."""
    amendment = amendment_of_case(case)
    return {} if amendment is None else {"recommendations_answered": not unanswered_of(amendment)}


def register() -> None:
    """Register the hold, the fact and the pages on which these matters begin; called once when the room starts."""
    register_gate(KIND, answers_gate)
    register_facts(KIND, answers_facts)
    register_open_page(KIND, "amendments:begin")
    for kind in ADOPTING:
        register_open_page(kind, "amendments:adoption")
