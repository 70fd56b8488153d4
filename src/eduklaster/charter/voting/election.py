"""Who is elected: majority or plurality, rounds, the two best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ..calendar import WorkingCalendar
from ..matters import Chain
from ..resolver import EVERYWHERE, Rulebook, Scope
from ..schema import Step
from ..verdicts import Citation, Verdict
from .counting import count
from .reading import Reading
from .roll import Ballots, Roll, Tally

Votes = Ballots | Mapping[str, Ballots]
ELECTIVE = frozenset({"elect_chair", "appoint", "compose_organ"})
"""Kinds of matters whose vote can choose among candidates: the elected person presides, holds the office, takes the seat."""


def election_verdict(chain: Chain, step: Step, *, candidates: int, as_election: bool) -> Verdict:
    """Say whether a step may be voted on so: as an election among `candidates`, or as a motion.

    Codes: `election.allowed`, `election.not_here` (the step is a vote on a motion), `election.needed` (several stand, and no
    motion can say who of them). Facts: `matter`, `step`, `candidates`. The source is that of the step.
    """
    citation = Citation.of(step)
    facts = {"matter": chain.id, "step": step.id, "candidates": candidates}
    code = "election.allowed"
    if as_election and not step.elects:
        code = "election.not_here"
    elif not as_election and step.elects and candidates:
        code = "election.needed"
    return Verdict(code == "election.allowed", code, (citation,) if citation else (), facts)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Who is elected, and between whom the next round is held; both by candidates' numbers, best first."""

    verdict: Verdict
    elected: tuple[int, ...]
    runoff: tuple[int, ...]


def elect(
    rulebook: Rulebook,
    organ: str | None,
    roll: Roll,
    tally: Tally,
    candidates: Mapping[int, Votes],
    *,
    places: int = 1,
    in_round: int = 1,
    on: date,
    scope: Scope = EVERYWHERE,
    calendar: WorkingCalendar | None = None,
) -> Outcome:
    """Say who is elected. `candidates` holds for each number its votes, counted as those of a motion.

    Codes: `election.elected`, `election.runoff`, `election.none`, and every refusal of `count`. Facts: `elected`, `runoff`,
    `places`, `round`, `needed`, `base`, `most`, and `ranking`: pairs of number and votes, best first. By majority a candidate needs what a motion needs; where plurality decides,
    the most votes are enough, and a tie for the last place goes to a further round.
    """
    reading = Reading(rulebook, organ, on, scope)
    rule = reading.value("voting.election")
    verdicts = {
        number: count(rulebook, organ, roll, replace(tally, votes=votes), on=on, scope=scope, calendar=calendar)
        for number, votes in candidates.items()
    }
    first = next(iter(verdicts.values()))
    if first.code not in {"vote.carried", "vote.lost"}:
        return Outcome(first, (), ())
    points = {number: int(verdict.facts["for_"]) for number, verdict in verdicts.items()}
    ranked = sorted(points, key=lambda number: (-points[number], number))
    by_plurality = rule == "plurality" or (rule == "majority_then_plurality" and in_round > 1)
    fit = [n for n in ranked if (points[n] > 0 if by_plurality else verdicts[n].allowed)]
    elected, tied = _best(fit, points, places)
    left = places - len(elected)
    runoff: tuple[int, ...] = ()
    if left and tied:
        runoff = tied
    elif left and in_round == 1 and not by_plurality:
        others = [number for number in ranked if number not in elected]
        runoff = _runners(others, points, left)
    code = "election.runoff" if runoff else "election.elected" if elected else "election.none"
    facts = {
        **{
            k: first.facts[k] for k in ("present", "quorum_base", "quorum_needed", "base", "needed") if k in first.facts
        },
        "elected": list(elected),
        "runoff": list(runoff),
        "elected_count": len(elected),
        "runoff_count": len(runoff),
        "places": places,
        "round": in_round,
        "most": points[ranked[0]],
        "ranking": [[number, points[number]] for number in ranked],
    }
    decisive = ["voting.election"] if by_plurality else ["voting.threshold", "voting.base", "voting.election"]
    for key in ("voting.threshold", "voting.base", "quorum.threshold", "quorum.base", "voting.method"):
        reading.ask(key)
    return Outcome(reading.verdict(bool(elected), code, facts, *decisive), elected, runoff)


def _best(fit: Sequence[int], points: Mapping[int, int], places: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return who is elected, and who are tied for the last places."""
    if len(fit) <= places:
        return tuple(fit), ()
    edge = points[fit[places - 1]]
    if points[fit[places]] != edge:
        return tuple(fit[:places]), ()
    return tuple(n for n in fit if points[n] > edge), tuple(n for n in fit if points[n] == edge)


def _runners(others: Sequence[int], points: Mapping[int, int], left: int) -> tuple[int, ...]:
    """Return the two best for each place that is left, with everybody who is tied with the last of them."""
    if len(others) <= left:
        return ()
    edge = points[others[min(2 * left, len(others)) - 1]]
    return tuple(n for n in others if points[n] >= edge)
