"""How far a case has come: which act brings the effect about, whether it has, and since which day."""

from __future__ import annotations

from datetime import date
from typing import Literal

from ..calendar import WorkingCalendar
from ..matters import Chain
from ..schema import Step
from .progress import Progress
from .turns import RIGHTS, is_needed, is_over, required_before


def effect_step(chain: Chain, progress: Progress) -> Step:
    """Return the step whose act brings the effect about, given which steps are needed in this case."""
    step = chain.effect_step
    if is_needed(step, progress):
        return step
    acting = [
        s
        for s in chain.steps
        if s.kind not in {"registration", "publication"} and not s.declaratory and is_needed(s, progress)
    ]
    return acting[-1] if acting else step


def is_effective(
    chain: Chain, progress: Progress, *, on: date | None = None, calendar: WorkingCalendar | None = None
) -> bool:
    """Say whether the matter has taken effect: the act that brings it about is done, and all that it rests on."""
    if progress.declined:
        return False
    step = effect_step(chain, progress)
    if step.id not in progress.done:
        return False
    return all(is_over(chain, progress, b, on, calendar) for b in _all_before(chain, progress, step))


def effective_on(chain: Chain, progress: Progress) -> date | None:
    """Return the day of effect: the day of the act that brought it about; None while there is none."""
    return progress.done[effect_step(chain, progress).id].on if is_effective(chain, progress) else None


def state_of(
    chain: Chain, progress: Progress, *, on: date | None = None, calendar: WorkingCalendar | None = None
) -> Literal["open", "adopted", "effective", "closed"]:
    """Return how far a case has come.

    `adopted` says that an organ has voted and the act that gives effect is still to come: a state of its own, in which
    nothing has changed yet and the other key may still be refused.
    """
    if progress.declined or (progress.is_closed and not is_effective(chain, progress, on=on, calendar=calendar)):
        return "closed"
    if is_effective(chain, progress, on=on, calendar=calendar):
        return "effective"
    voted = any(s.kind == "vote" and s.id in progress.done and not s.declaratory for s in chain.steps)
    return "adopted" if voted else "open"


def is_complete(chain: Chain, progress: Progress) -> bool:
    """Say whether nothing is left to do, declaratory steps included."""
    if progress.declined or progress.is_closed:
        return True
    return all(s.id in progress.done or s.kind in RIGHTS for s in chain.steps if is_needed(s, progress))


def _all_before(chain: Chain, progress: Progress, step: Step) -> list[Step]:
    found: dict[str, Step] = {}
    waiting = [step]
    while waiting:
        for before in required_before(chain, progress, waiting.pop()):
            if before.id not in found:
                found[before.id] = before
                waiting.append(before)
    return list(found.values())
