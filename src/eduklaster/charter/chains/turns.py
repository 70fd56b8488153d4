"""Which steps are open: what stands before a step, when it opened, when it is over, and whose turn it is."""

from __future__ import annotations

from datetime import date

from ..calendar import WeekCalendar, WorkingCalendar, add_period
from ..facts import when_met
from ..matters import Chain, parties_of
from ..schema import Party, Step
from .progress import Progress

RIGHTS = {"reply"}  # steps that are somebody's right: when their time has run out they are over, done or not


def is_needed(step: Step, progress: Progress) -> bool:
    """Say whether the step's condition, if it has one, holds."""
    return when_met(step.when, progress.facts)


def required_before(chain: Chain, progress: Progress, step: Step) -> tuple[Step, ...]:
    """Return the steps that must be over before `step`.

    A step that is not needed, or that is declaratory, holds nobody up: what stands before it takes its place.
    """
    found: dict[str, Step] = {}

    def walk(current: Step) -> None:
        for name in chain.predecessors(current):
            before = chain.step(name)
            if before.declaratory or not is_needed(before, progress):
                walk(before)
            else:
                found.setdefault(name, before)

    walk(step)
    return tuple(found.values())


def opened_on(chain: Chain, progress: Progress, step: Step, calendar: WorkingCalendar | None = None) -> date | None:
    """Return the day on which a step became somebody's turn; None where it is not, or the day is unknown."""
    days = [over_on(chain, progress, before, calendar) for before in required_before(chain, progress, step)]
    if not days:
        return progress.opened_on
    known = [day for day in days if day is not None]
    return max(known) if len(known) == len(days) else None


def over_on(chain: Chain, progress: Progress, step: Step, calendar: WorkingCalendar | None = None) -> date | None:
    """Return the first day on which what follows `step` may happen; None where that is not yet known.

    A step is over when it is done and its `wait`, counted from that day, has run out. A right of reply runs from
    the day it opens and is over when its time is, used or not.
    """
    days = calendar or WeekCalendar()
    done = progress.done.get(step.id)
    if step.kind in RIGHTS and step.wait:
        start = opened_on(chain, progress, step, days)
        if start is None:
            return done.on if done else None
        end = add_period(start, step.wait, days)
        return max(end, done.on) if done and done.on else end
    if done is None or done.on is None:
        return None
    return add_period(done.on, step.wait, days) if step.wait else done.on


def is_over(chain: Chain, progress: Progress, step: Step, on: date | None, calendar: WorkingCalendar | None) -> bool:
    """Say whether a step is over on a day; without a day, whether it has been done."""
    day = over_on(chain, progress, step, calendar)
    if step.id in progress.done:
        return day is None or on is None or day <= on
    return step.kind in RIGHTS and day is not None and on is not None and day <= on


def next_steps(
    chain: Chain, progress: Progress, *, on: date | None = None, calendar: WorkingCalendar | None = None
) -> tuple[Step, ...]:
    """Return the steps that may be done now, in the order of the charter; none in a closed case.

    Without a day no waiting time is checked: a step that has been done counts as over.
    """
    if progress.is_closed or progress.declined:
        return ()
    return tuple(
        step
        for step in chain.steps
        if step.id not in progress.done
        and is_needed(step, progress)
        and not (step.kind in RIGHTS and is_over(chain, progress, step, on, calendar))
        and all(is_over(chain, progress, b, on, calendar) for b in required_before(chain, progress, step))
    )


def waits_for(
    chain: Chain, progress: Progress, *, on: date | None = None, calendar: WorkingCalendar | None = None
) -> tuple[Party, ...]:
    """Return the parties whose turn it is, each once, in the order of the charter."""
    parties: dict[Party, None] = {}
    for step in next_steps(chain, progress, on=on, calendar=calendar):
        parties.update(dict.fromkeys(parties_of(step)))
    return tuple(parties)
