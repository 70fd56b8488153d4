"""Whether a party may refuse to do a step now, and what a case becomes after a refusal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from ..calendar import WeekCalendar, WorkingCalendar, add_period
from ..matters import Chain
from ..schema import Party, Step
from ..values import Period
from ..verdicts import Verdict, first_refusal
from .answers import answer
from .progress import Progress
from .refusals import closed, party_refusal, too_early
from .turns import opened_on


def may_decline(
    chain: Chain,
    progress: Progress,
    step: str,
    *,
    by: Party,
    reason: str | None = None,
    on: date | None = None,
    calendar: WorkingCalendar | None = None,
    within: Period | None = None,
) -> Verdict:
    """Say whether a party may refuse to do a step now.

    `within` is the time to decline where the step itself names none (`order.decline_within`).

    Codes: `chain.decline_allowed` (facts `then`, `to`, `until`), or a refusal: `chain.closed`, `chain.already_done`,
    `chain.not_needed`, `chain.wrong_party`, `chain.not_yet`, `chain.waiting_period`, `chain.no_decline`,
    `chain.reason_missing`, `chain.decline_late`.

    Raises:
        KeyError: The chain has no such step.
    """
    wanted = chain.step(step)
    refusal = first_refusal(
        lambda: closed(chain, progress, wanted),
        lambda: party_refusal(chain, wanted, by),
        lambda: too_early(chain, progress, wanted, on, calendar),
    )
    if refusal is not None:
        return refusal
    decline = wanted.decline
    if decline is None:
        return answer(chain, wanted, False, "chain.no_decline")
    start = opened_on(chain, progress, wanted, calendar)
    term = decline.within or within
    until = add_period(start, term, calendar or WeekCalendar()) if start and term else None
    facts: dict[str, Any] = {"then": decline.then, "to": decline.to, "until": until}
    if until and on and on > until:
        return answer(chain, wanted, False, "chain.decline_late", period=str(term), **facts)
    if decline.reason_required and not (reason or "").strip():
        return answer(chain, wanted, False, "chain.reason_missing", **facts)
    return answer(chain, wanted, True, "chain.decline_allowed", **facts)


def after_decline(chain: Chain, progress: Progress, step: str) -> Progress:
    """Return the progress after a step was declined: closed, or back at an earlier step with what followed it undone.

    Raises:
        KeyError: The chain has no such step.
    """
    decline = chain.step(step).decline
    if decline is None or decline.then == "close" or not decline.to:
        return replace(progress, declined=step)
    undone = {decline.to} | {s.id for s in chain.steps if decline.to in _names_before(chain, s)}
    return replace(progress, done={name: done for name, done in progress.done.items() if name not in undone})


def _names_before(chain: Chain, step: Step) -> set[str]:
    found: set[str] = set()
    waiting = [step.id]
    while waiting:
        for name in chain.predecessors(chain.step(waiting.pop())):
            if name not in found:
                found.add(name)
                waiting.append(name)
    return found
