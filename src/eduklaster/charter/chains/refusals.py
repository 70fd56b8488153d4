"""What speaks against doing a step now: one function for each reason, None where there is nothing to say."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any

from ..calendar import WorkingCalendar
from ..facts import missing
from ..matters import Chain, parties_of
from ..schema import Party, Step
from ..verdicts import Verdict
from .answers import answer
from .opening import ground_verdict, grounds_of
from .parties import is_operational, party_fits
from .progress import Progress
from .turns import RIGHTS, is_needed, over_on, required_before


def closed(chain: Chain, progress: Progress, step: Step) -> Verdict | None:
    """Refuse in a case that is closed, or where the step is done already or not needed."""
    if progress.declined:
        at = chain.step(progress.declined)
        return answer(chain, step, False, "chain.closed", first=(at,), declined=progress.declined)
    if progress.is_closed:
        return answer(chain, step, False, "chain.closed")
    if step.id in progress.done:
        return answer(chain, step, False, "chain.already_done", on=progress.done[step.id].on)
    if not is_needed(step, progress):
        fact = step.when.fact if step.when else ""
        return answer(chain, step, False, "chain.not_needed", fact=fact)
    return None


def party_refusal(chain: Chain, step: Step, by: Party) -> Verdict | None:
    """Refuse to a party that the step does not name."""
    parties = parties_of(step)
    if any(party_fits(chain.charter, wanted, by) for wanted in parties):
        return None
    facts: dict[str, Any] = {"by": by, "parties": list(parties)}
    if chain.matter.strategic and is_operational(chain.charter, by):
        first = (chain.matter,) if chain.matter.clause else ()
        return answer(chain, step, False, "chain.reserved", first=first, **facts)
    return answer(chain, step, False, "chain.wrong_party", **facts)


def ground_refusal(chain: Chain, progress: Progress, step: Step) -> Verdict | None:
    """Refuse where the matter has grounds and the case was opened on none of them."""
    if not grounds_of(chain):
        return None
    verdict = ground_verdict(chain, progress.ground)
    return None if verdict.allowed else replace(verdict, facts={**verdict.facts, "step": step.id})


def too_early(
    chain: Chain, progress: Progress, step: Step, on: date | None, calendar: WorkingCalendar | None
) -> Verdict | None:
    """Refuse while a step before is not done, or its time has not run out."""
    before = required_before(chain, progress, step)
    absent = [
        b
        for b in before
        if b.id not in progress.done
        and not (b.kind in RIGHTS and b.wait and over_on(chain, progress, b, calendar) is not None)
    ]
    if absent:
        waiting = [b.id for b in absent]
        parties = list(dict.fromkeys(p for b in absent for p in parties_of(b)))
        return answer(chain, step, False, "chain.not_yet", first=tuple(absent), waits_for=waiting, parties=parties)
    running = [
        (day, b)
        for b in before
        if (day := over_on(chain, progress, b, calendar)) is not None and on is not None and day > on
    ]
    if running:
        day, latest = max(running, key=lambda pair: pair[0])
        if latest.wait is None:  # nothing has to be waited for: the day given lies before that of the step before
            facts = {"waits_for": [latest.id], "earliest": day}
            return answer(chain, step, False, "chain.dated_early", first=(latest,), **facts)
        return answer(
            chain, step, False, "chain.waiting_period", first=(latest,), waits_for=[latest.id], earliest=day,
            period=str(latest.wait),
        )  # fmt: skip
    return None


def basis_refusal(chain: Chain, progress: Progress, step: Step, cites: Collection[str]) -> Verdict | None:
    """Refuse where the new act does not cite the acts on which it rests."""
    ids = {s.id for s in chain.steps}
    wanted = [b for b in step.basis if b in ids and is_needed(chain.step(b), progress)]
    absent = [b for b in wanted if b not in cites or b not in progress.done]
    if not absent:
        return None
    bases = [chain.step(b) for b in absent]
    parties = list(dict.fromkeys(p for b in bases for p in parties_of(b)))
    return answer(chain, step, False, "chain.basis_missing", basis=absent, parties=parties)


def fact_refusal(chain: Chain, progress: Progress, step: Step) -> Verdict | None:
    """Refuse where something that the step needs is not there."""
    absent = missing(step.needs, progress.facts)
    if not absent:
        return None
    return answer(
        chain, step, False, "chain.fact_missing", first=tuple(absent), missing=[r.id for r in absent],
        facts=[r.fact for r in absent],
    )  # fmt: skip


def number_refusal(chain: Chain, step: Step, signatures: int | None, least: int | None, cases: int) -> Verdict | None:
    """Refuse where too few have signed, or one act is to serve several cases and may not."""
    needed = step.at_least or least
    if needed and signatures is not None and signatures < needed:
        return answer(chain, step, False, "chain.at_least", signatures=signatures, needed=needed)
    if cases > 1 and not step.batch:
        return answer(chain, step, False, "chain.batch", cases=cases)
    return None
