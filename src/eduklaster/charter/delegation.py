"""Whether the holder of a duty may let an alternate act for a time."""

from __future__ import annotations

from datetime import date

from .resolver import Rulebook, Scope
from .verdicts import Citation, Verdict

KEY = "duty.delegation"


def may_delegate(
    rulebook: Rulebook,
    party: str,
    *,
    on: date,
    is_lent: bool = False,
    taken: tuple[date, date] | None = None,
) -> Verdict:
    """Return whether a concrete party (`office:head`, `participant:4`) may be delegated from a day on.

    `is_lent`: the one who asks acts by delegation themselves. `taken`: first and last day of a delegation of the same
    duty that overlaps the wanted time.
    """
    head, _, name = party.partition(":")
    scope = Scope(office=name) if head == "office" else Scope(organ=name) if head == "chair" else Scope()
    rule = rulebook.ask(KEY, on=on, scope=scope)
    citation = Citation.of(rule)
    citations = (citation,) if citation else ()
    facts = {"party": party, "key": KEY, "value": rule.value}
    if rule.value == "none":
        return Verdict(False, "delegation.forbidden", citations, facts, (rule,))
    if is_lent:
        return Verdict(False, "delegation.twice", citations, facts, (rule,))
    if taken is not None:
        return Verdict(False, "delegation.taken", citations, {**facts, "since": taken[0], "until": taken[1]}, (rule,))
    return Verdict(True, "delegation.allowed", citations, facts, (rule,))
