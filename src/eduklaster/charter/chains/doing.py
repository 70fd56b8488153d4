"""Whether a party may do a step now, and by which day it is to be done."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from ..calendar import WeekCalendar, WorkingCalendar, add_period
from ..matters import Chain
from ..schema import Party
from ..verdicts import Verdict, first_refusal
from .answers import answer
from .progress import Progress
from .refusals import basis_refusal, closed, fact_refusal, ground_refusal, number_refusal, party_refusal, too_early


def may(
    chain: Chain,
    progress: Progress,
    step: str,
    *,
    by: Party,
    on: date | None = None,
    cites: Collection[str] = (),
    facts: Mapping[str, Any] | None = None,
    calendar: WorkingCalendar | None = None,
    signatures: int | None = None,
    least: int | None = None,
    cases: int = 1,
) -> Verdict:
    """Say whether a party may do a step now.

    Args:
        chain: The matter as it applies to the cluster, from `matters.chain_of`.
        progress: What has happened so far.
        step: Id of the step that is tried.
        by: Party that tries; a role word or a concrete party.
        on: The day; without it no waiting time is checked.
        cites: Steps whose acts the new act cites.
        facts: Facts known beside those of the progress; they win.
        calendar: Working days; Monday to Friday where none is given.
        signatures: How many parties have done the step, the present one included, where several must.
        least: How many must, where the step itself does not say (`founding.minimum`).
        cases: How many cases one act is to serve.

    Returns:
        `chain.allowed`, or a refusal: `chain.closed`, `chain.already_done`, `chain.not_needed`, `chain.reserved`,
        `chain.wrong_party`, `ground.missing`, `ground.unknown`, `chain.not_yet`, `chain.waiting_period`,
        `chain.dated_early`, `chain.basis_missing`, `chain.fact_missing`, `chain.at_least`, `chain.batch`. Facts always name `matter` and
        `step`.

    Raises:
        KeyError: The chain has no such step.
    """
    wanted = chain.step(step)
    if facts:
        progress = replace(progress, facts={**progress.facts, **facts})
    known = progress
    refusal = first_refusal(
        lambda: closed(chain, known, wanted),
        lambda: party_refusal(chain, wanted, by),
        lambda: ground_refusal(chain, known, wanted),
        lambda: too_early(chain, known, wanted, on, calendar),
        lambda: basis_refusal(chain, known, wanted, cites),
        lambda: fact_refusal(chain, known, wanted),
        lambda: number_refusal(chain, wanted, signatures, least, cases),
    )
    return refusal if refusal is not None else answer(chain, wanted, True, "chain.allowed", by=by)


def deadline(chain: Chain, step: str, *, opened: date, calendar: WorkingCalendar | None = None) -> Verdict:
    """Say by which day a step is to be done, counted from the day it opened.

    Codes: `deadline.due` (facts `due`, `period`), `deadline.none` where neither charter nor default sets one.

    Raises:
        KeyError: The chain has no such step.
    """
    wanted = chain.step(step)
    period = wanted.due or (wanted.decline.within if wanted.decline else None)
    if period is None:
        return answer(chain, wanted, True, "deadline.none")
    due = add_period(opened, period, calendar or WeekCalendar())
    return answer(chain, wanted, True, "deadline.due", due=due, period=str(period), opened=opened)
