"""The state machine of a matter: which step may be done now, by whom, resting on which acts.

Pure functions over a `Chain` and a `Progress`. Whoever keeps cases builds the progress from what has happened and asks;
nothing here remembers anything.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from .calendar import WeekCalendar, WorkingCalendar, add_period
from .facts import missing, when_met
from .matters import Chain, default_matters, parties_of, resolve_party, undecided
from .schema import Charter, Ground, Party, Step
from .values import Period
from .verdicts import Citation, Verdict, first_refusal

_RIGHTS = {"reply"}  # steps that are somebody's right: when their time has run out they are over, done or not


@dataclass(frozen=True, slots=True)
class Done:
    """A step that has been done: the day, and the act that it issued."""

    on: date | None = None
    act: str | None = None
    by: Party | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """What has happened in a case.

    `done` maps steps to what was done, in order. `declined` is the step at which the case was closed by a refusal;
    `is_closed` says that it was closed otherwise (withdrawn, moot). Days may be unknown: then no waiting is checked.
    """

    done: Mapping[str, Done] = field(default_factory=dict)
    declined: str | None = None
    is_closed: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)
    ground: str | None = None
    opened_on: date | None = None

    def with_done(self, step: str, on: date | None = None, act: str | None = None, by: Party | None = None) -> Progress:
        """Return the progress after one more step."""
        return replace(self, done={**self.done, step: Done(on, act, by)})


# ─── which steps are open ──────────────────────────────────────────────────────────────────────────────────────────


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
    if step.kind in _RIGHTS and step.wait:
        start = opened_on(chain, progress, step, days)
        if start is None:
            return done.on if done else None
        end = add_period(start, step.wait, days)
        return max(end, done.on) if done and done.on else end
    if done is None or done.on is None:
        return None
    return add_period(done.on, step.wait, days) if step.wait else done.on


def _is_over(chain: Chain, progress: Progress, step: Step, on: date | None, calendar: WorkingCalendar | None) -> bool:
    day = over_on(chain, progress, step, calendar)
    if step.id in progress.done:
        return day is None or on is None or day <= on
    return step.kind in _RIGHTS and day is not None and on is not None and day <= on


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
        and not (step.kind in _RIGHTS and _is_over(chain, progress, step, on, calendar))
        and all(_is_over(chain, progress, b, on, calendar) for b in required_before(chain, progress, step))
    )


def waits_for(
    chain: Chain, progress: Progress, *, on: date | None = None, calendar: WorkingCalendar | None = None
) -> tuple[Party, ...]:
    """Return the parties whose turn it is, each once, in the order of the charter."""
    parties: dict[Party, None] = {}
    for step in next_steps(chain, progress, on=on, calendar=calendar):
        parties.update(dict.fromkeys(parties_of(step)))
    return tuple(parties)


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
    return all(_is_over(chain, progress, b, on, calendar) for b in _all_before(chain, progress, step))


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
    return all(s.id in progress.done or s.kind in _RIGHTS for s in chain.steps if is_needed(s, progress))


def _all_before(chain: Chain, progress: Progress, step: Step) -> list[Step]:
    found: dict[str, Step] = {}
    waiting = [step]
    while waiting:
        for before in required_before(chain, progress, waiting.pop()):
            if before.id not in found:
                found[before.id] = before
                waiting.append(before)
    return list(found.values())


# ─── may it be done ────────────────────────────────────────────────────────────────────────────────────────────────


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
        lambda: _closed(chain, known, wanted),
        lambda: _party_refusal(chain, wanted, by),
        lambda: _ground_refusal(chain, known, wanted),
        lambda: _too_early(chain, known, wanted, on, calendar),
        lambda: _basis_refusal(chain, known, wanted, cites),
        lambda: _fact_refusal(chain, known, wanted),
        lambda: _number_refusal(chain, wanted, signatures, least, cases),
    )
    return refusal if refusal is not None else _answer(chain, wanted, True, "chain.allowed", by=by)


def _answer(
    chain: Chain, step: Step, allowed: bool, code: str, *, first: tuple[Any, ...] = (), **facts: Any
) -> Verdict:
    citations: list[Citation] = []
    for source in [*first, step]:
        citation = Citation.of(source)
        if citation and citation not in citations:
            citations.append(citation)
    for clause in [*step.also, *([chain.matter.clause] if chain.matter.clause else [])]:
        citation = Citation("clause", clause)
        if citation not in citations:
            citations.append(citation)
    return Verdict(allowed, code, tuple(citations), {"matter": chain.id, "step": step.id, **facts})


def _closed(chain: Chain, progress: Progress, step: Step) -> Verdict | None:
    if progress.declined:
        at = chain.step(progress.declined)
        return _answer(chain, step, False, "chain.closed", first=(at,), declined=progress.declined)
    if progress.is_closed:
        return _answer(chain, step, False, "chain.closed")
    if step.id in progress.done:
        return _answer(chain, step, False, "chain.already_done", on=progress.done[step.id].on)
    if not is_needed(step, progress):
        fact = step.when.fact if step.when else ""
        return _answer(chain, step, False, "chain.not_needed", fact=fact)
    return None


_SAME = {
    "any_participant": {"participant", "participants", "any_participant"},
    "participants": {"participant", "participants", "any_participant"},
    "founders": {"founder", "founders"},
}


def party_fits(charter: Charter | None, wanted: Party, by: Party) -> bool:
    """Say whether `by` is the party that is wanted, role words resolved; `any_person` is everybody."""
    if wanted == "any_person":
        return True
    if charter is not None:
        wanted, by = resolve_party(charter, wanted) or wanted, resolve_party(charter, by) or by
    return by == wanted or by in _SAME.get(wanted, ())


def is_operational(charter: Charter | None, party: Party) -> bool:
    """Say whether a party runs the cluster day by day without governing it."""
    if charter is None:
        return False
    party = resolve_party(charter, party) or party
    head, _, name = party.partition(":")
    if head in {"organ", "chair", "member"} and name in charter.organs:
        kinds = set(charter.organs[name].kinds)
        return bool(kinds & {"executive", "working"}) and not kinds & {"governing", "constituent", "approving"}
    if head == "office" and name in charter.offices:
        return charter.offices[name].kind == "executive"
    return party == resolve_party(charter, "executive")


def _party_refusal(chain: Chain, step: Step, by: Party) -> Verdict | None:
    parties = parties_of(step)
    if any(party_fits(chain.charter, wanted, by) for wanted in parties):
        return None
    facts: dict[str, Any] = {"by": by, "parties": list(parties)}
    if chain.matter.strategic and is_operational(chain.charter, by):
        first = (chain.matter,) if chain.matter.clause else ()
        return _answer(chain, step, False, "chain.reserved", first=first, **facts)
    return _answer(chain, step, False, "chain.wrong_party", **facts)


def opening_verdict(charter: Charter, matter: str) -> Verdict:
    """Say whether the cluster decides a matter at all.

    Codes: `matter.open`, or `matter.not_decided` with the clause that rules it out, or with the `reason` in three
    languages among the facts.
    """
    without = undecided(charter, matter)
    if without is None:
        return Verdict(True, "matter.open", (), {"matter": matter})
    citation = Citation.of(without)
    reason = without.reason.model_dump() if without.reason else None
    return Verdict(False, "matter.not_decided", (citation,) if citation else (), {"matter": matter, "reason": reason})


def grounds_of(chain: Chain) -> tuple[Ground, ...]:
    """Return the grounds on which the matter may be opened; the documented ones where an exclusion names none."""
    if chain.matter.grounds or chain.matter.kind != "exclude":
        return tuple(chain.matter.grounds)
    return tuple(default_matters()["exclude"].grounds)


def ground_verdict(chain: Chain, ground: str | None) -> Verdict:
    """Say whether a matter may be opened on a ground.

    Codes: `ground.allowed` (citing the ground), `ground.unknown`, `ground.missing` (citing the grounds there are).
    """
    grounds = grounds_of(chain)
    facts: dict[str, Any] = {"matter": chain.id, "ground": ground, "grounds": [g.id for g in grounds]}
    for known in grounds:
        if known.id == ground:
            citation = Citation.of(known)
            also = tuple(Citation("clause", c) for c in known.also)
            return Verdict(True, "ground.allowed", ((citation, *also) if citation else also), facts)
    if not grounds and not ground:
        return Verdict(True, "ground.allowed", (), facts)
    sources = dict.fromkeys(c for g in grounds if (c := Citation.of(g)))
    return Verdict(False, "ground.unknown" if ground else "ground.missing", tuple(sources), facts)


def _ground_refusal(chain: Chain, progress: Progress, step: Step) -> Verdict | None:
    if not grounds_of(chain):
        return None
    verdict = ground_verdict(chain, progress.ground)
    return None if verdict.allowed else replace(verdict, facts={**verdict.facts, "step": step.id})


def _too_early(
    chain: Chain, progress: Progress, step: Step, on: date | None, calendar: WorkingCalendar | None
) -> Verdict | None:
    before = required_before(chain, progress, step)
    absent = [
        b
        for b in before
        if b.id not in progress.done
        and not (b.kind in _RIGHTS and b.wait and over_on(chain, progress, b, calendar) is not None)
    ]
    if absent:
        waiting = [b.id for b in absent]
        parties = list(dict.fromkeys(p for b in absent for p in parties_of(b)))
        return _answer(chain, step, False, "chain.not_yet", first=tuple(absent), waits_for=waiting, parties=parties)
    running = [
        (day, b)
        for b in before
        if (day := over_on(chain, progress, b, calendar)) is not None and on is not None and day > on
    ]
    if running:
        day, latest = max(running, key=lambda pair: pair[0])
        if latest.wait is None:  # nothing has to be waited for: the day given lies before that of the step before
            facts = {"waits_for": [latest.id], "earliest": day}
            return _answer(chain, step, False, "chain.dated_early", first=(latest,), **facts)
        return _answer(
            chain, step, False, "chain.waiting_period", first=(latest,), waits_for=[latest.id], earliest=day,
            period=str(latest.wait),
        )  # fmt: skip
    return None


def _basis_refusal(chain: Chain, progress: Progress, step: Step, cites: Collection[str]) -> Verdict | None:
    ids = {s.id for s in chain.steps}
    wanted = [b for b in step.basis if b in ids and is_needed(chain.step(b), progress)]
    absent = [b for b in wanted if b not in cites or b not in progress.done]
    if not absent:
        return None
    bases = [chain.step(b) for b in absent]
    parties = list(dict.fromkeys(p for b in bases for p in parties_of(b)))
    return _answer(chain, step, False, "chain.basis_missing", basis=absent, parties=parties)


def _fact_refusal(chain: Chain, progress: Progress, step: Step) -> Verdict | None:
    absent = missing(step.needs, progress.facts)
    if not absent:
        return None
    return _answer(
        chain, step, False, "chain.fact_missing", first=tuple(absent), missing=[r.id for r in absent],
        facts=[r.fact for r in absent],
    )  # fmt: skip


def _number_refusal(chain: Chain, step: Step, signatures: int | None, least: int | None, cases: int) -> Verdict | None:
    needed = step.at_least or least
    if needed and signatures is not None and signatures < needed:
        return _answer(chain, step, False, "chain.at_least", signatures=signatures, needed=needed)
    if cases > 1 and not step.batch:
        return _answer(chain, step, False, "chain.batch", cases=cases)
    return None


# ─── declining ─────────────────────────────────────────────────────────────────────────────────────────────────────


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
        lambda: _closed(chain, progress, wanted),
        lambda: _party_refusal(chain, wanted, by),
        lambda: _too_early(chain, progress, wanted, on, calendar),
    )
    if refusal is not None:
        return refusal
    decline = wanted.decline
    if decline is None:
        return _answer(chain, wanted, False, "chain.no_decline")
    start = opened_on(chain, progress, wanted, calendar)
    term = decline.within or within
    until = add_period(start, term, calendar or WeekCalendar()) if start and term else None
    facts: dict[str, Any] = {"then": decline.then, "to": decline.to, "until": until}
    if until and on and on > until:
        return _answer(chain, wanted, False, "chain.decline_late", period=str(term), **facts)
    if decline.reason_required and not (reason or "").strip():
        return _answer(chain, wanted, False, "chain.reason_missing", **facts)
    return _answer(chain, wanted, True, "chain.decline_allowed", **facts)


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


def deadline(chain: Chain, step: str, *, opened: date, calendar: WorkingCalendar | None = None) -> Verdict:
    """Say by which day a step is to be done, counted from the day it opened.

    Codes: `deadline.due` (facts `due`, `period`), `deadline.none` where neither charter nor default sets one.

    Raises:
        KeyError: The chain has no such step.
    """
    wanted = chain.step(step)
    period = wanted.due or (wanted.decline.within if wanted.decline else None)
    if period is None:
        return _answer(chain, wanted, True, "deadline.none")
    due = add_period(opened, period, calendar or WeekCalendar())
    return _answer(chain, wanted, True, "deadline.due", due=due, period=str(period), opened=opened)
