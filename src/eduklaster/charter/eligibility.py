"""Who may come in: conditions of a category, right to join, waiting after a refusal or an exclusion."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from .calendar import WorkingCalendar, add_period, country_calendar
from .facts import fact_matches, missing
from .resolver import EVERYWHERE, Resolved, Rulebook, Scope
from .schema import Category, Charter
from .verdicts import Citation, Verdict


def category_of(rulebook: Rulebook, category: str) -> Category:
    """Return a category of participants.

    Raises:
        KeyError: The charter has no such category; the message names those it has.
    """
    for known in rulebook.charter.participants.categories:
        if known.id == category:
            return known
    names = ", ".join(c.id for c in rulebook.charter.participants.categories)
    raise KeyError(f"There is no category «{category}». Known: {names}.")


def eligibility(
    rulebook: Rulebook,
    category: str,
    facts: Mapping[str, Any],
    *,
    on: date,
    refused_on: date | None = None,
    excluded_on: date | None = None,
    calendar: WorkingCalendar | None = None,
) -> Verdict:
    """Say whether an applicant meets what the charter asks of a category.

    Codes: `eligibility.met` (facts `tier`, `basis`, `joins_by_right`), `eligibility.missing` (facts `missing`, ids
    of the conditions), `eligibility.waiting` (facts `earliest`, `after`: `refusal` or `exclusion`).

    Raises:
        KeyError: The charter has no such category.
    """
    wanted = category_of(rulebook, category)
    scope = Scope(matter=wanted.admission)
    right = rulebook.ask("admission.right_to_join", on=on, scope=scope)
    values: list[Resolved] = [right]
    days = calendar or country_calendar(rulebook.charter.identity.calendar)
    for after, day, key in (
        ("exclusion", excluded_on, "admission.readmission_wait"),
        ("refusal", refused_on, "admission.refusal_wait"),
    ):
        if day is None:
            continue
        rule = rulebook.ask(key, on=on, scope=scope)
        values.append(rule)
        earliest = add_period(day, rule.value, days)
        if on < earliest:
            citation = Citation.of(rule)
            waiting = {
                "category": category,
                "after": after,
                "since": day,
                "earliest": earliest,
                "period": str(rule.value),
            }
            return Verdict(False, "eligibility.waiting", (citation,) if citation else (), waiting, tuple(values))
    absent = missing(wanted.requires, facts)
    sources = [*absent, wanted] if absent else [wanted, *wanted.requires]
    citations = tuple(dict.fromkeys(c for s in sources if (c := Citation.of(s))))
    if absent:
        held = {"category": category, "missing": [r.id for r in absent], "facts": [r.fact for r in absent]}
        return Verdict(False, "eligibility.missing", citations, held, tuple(values))
    met = {"category": category, "tier": wanted.tier, "basis": wanted.basis, "joins_by_right": right.value}
    return Verdict(True, "eligibility.met", citations, met, tuple(values))


def group_verdict(charter: Charter, group: str, facts: Mapping[str, Any]) -> Verdict:
    """Say whether somebody with these facts belongs to a target group; a group without conditions takes everybody.

    Codes: `group.in`, `group.out` (facts `failed`: names of the facts that do not fit or are unknown).

    Raises:
        KeyError: The charter has no such group; the message names those it has.
    """
    known = {one.id: one for one in charter.participants.target_groups}
    if group not in known:
        raise KeyError(f"There is no target group «{group}». Known: {', '.join(known)}.")
    failed = [name for name, wanted in known[group].facts.items() if not fact_matches(facts.get(name), wanted)]
    citation = Citation.of(known[group])
    held = {"group": group, "label": known[group].label.model_dump(), "failed": failed}
    return Verdict(not failed, "group.out" if failed else "group.in", (citation,) if citation else (), held)


def has_vote(rulebook: Rulebook, category: str) -> bool:
    """Say whether participants of a category belong to the voting tier.

    Raises:
        KeyError: The charter has no such category.
    """
    return category_of(rulebook, category).tier == "voting"


def may_reapply_on(
    rulebook: Rulebook,
    *,
    refused_on: date,
    on: date,
    scope: Scope = EVERYWHERE,
    calendar: WorkingCalendar | None = None,
) -> date:
    """Return the first day on which a refused applicant may apply again."""
    rule = rulebook.ask("admission.refusal_wait", on=on, scope=scope)
    return add_period(refused_on, rule.value, calendar or country_calendar(rulebook.charter.identity.calendar))
