"""What a participant pays, and how much may be left over. The money belongs to participants; nothing here keeps it."""

from __future__ import annotations

from datetime import date

from .eligibility import category_of
from .resolver import Resolved, Rulebook
from .verdicts import Citation, Verdict


def _sources(*rules: Resolved) -> tuple[Citation, ...]:
    return tuple(dict.fromkeys(c for rule in rules if (c := Citation.of(rule))))


def fee(rulebook: Rulebook, category: str, *, on: date) -> Verdict:
    """Say what a participant of a category pays.

    Codes: `fee.due` (facts `amount`, `period`), `fee.exempt`, `fee.none`. Facts always name `category`.

    Raises:
        KeyError: The charter has no such category.
    """
    category_of(rulebook, category)
    amount, by_category, exempt, period = (
        rulebook.ask(f"fees.{name}", on=on) for name in ("amount", "by_category", "exempt", "period")
    )
    values = (amount, by_category, exempt, period)
    facts = {"category": category, "amount": by_category.value.get(category, amount.value), "period": str(period.value)}
    if category in exempt.value:
        return Verdict(True, "fee.exempt", _sources(exempt), {**facts, "amount": 0}, values)
    source = by_category if category in by_category.value else amount
    return Verdict(True, "fee.due" if facts["amount"] else "fee.none", _sources(source), facts, values)


def surplus(rulebook: Rulebook, amount: int, *, on: date) -> Verdict:
    """Say whether so much may be left over at the end of a period.

    Codes: `surplus.within_cap`, `surplus.over_cap`. Facts: `amount`, `cap` (0 for none), `excess`.
    """
    rule = rulebook.ask("fees.surplus_cap", on=on)
    cap: int = rule.value
    excess = max(0, amount - cap) if cap else 0
    facts = {"amount": amount, "cap": cap, "excess": excess}
    return Verdict(not excess, "surplus.over_cap" if excess else "surplus.within_cap", _sources(rule), facts, (rule,))
