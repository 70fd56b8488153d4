"""Whether a motion is carried: the base, the threshold, the tie and the second count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from ..calendar import WorkingCalendar, country_calendar
from ..resolver import EVERYWHERE, Rulebook, Scope
from ..values import Threshold
from ..verdicts import Verdict, first_refusal
from .manner import by_correspondence, entitled, manner, restricted, told_by_class, too_many, two_meetings
from .presence import bound, impossible, members_on, quorum_read
from .reading import Reading
from .roll import Ballots, Heads, Number, RightsCast, Roll, Tally, total


def count(
    rulebook: Rulebook,
    organ: str | None,
    roll: Roll,
    tally: Tally,
    *,
    on: date,
    scope: Scope = EVERYWHERE,
    calendar: WorkingCalendar | None = None,
) -> Verdict:
    """Say whether a motion is carried.

    Codes: `vote.carried`, `vote.lost`, `vote.no_quorum`, and `vote.refused.<why>` for a vote that may not be held
    or counted so: `method`, `classes`, `proxy`, `proxy_cap`, `advance`, `consensus`, `meetings`, `interval`,
    `correspondence`, `reply_period`, `objection`, `remote`, `secrecy`, `by_class`, `roll`, `votes`. Facts: `base`, `needed`, `for_`,
    `against`, `abstain`, `present`, `quorum_base`, `quorum_needed`, `threshold`, `base_kind`; with a second base
    also `also_base`, `also_needed`, `also_for`; at a tie `tie`, `casting`. Exact fractions only.
    """
    reading = Reading(rulebook, organ, on, scope)
    days = calendar or country_calendar(rulebook.charter.identity.calendar)
    heads = tally.heads
    given = roll
    roll = replace(roll, represented=_merged(roll.represented, heads_of_advance(tally)))
    if problem := impossible(roll):
        return reading.verdict(False, "vote.refused.roll", problem)
    refusal = first_refusal(
        lambda: manner(reading, given, tally),
        lambda: two_meetings(reading, tally, days),
        lambda: by_correspondence(reading, tally, days),
        lambda: entitled(reading, roll, tally),
        lambda: told_by_class(reading, given, tally),
    )
    if refusal is not None:
        return refusal
    session = quorum_read(reading, roll)
    facts: dict[str, Any] = {**session.facts}
    if not session.allowed:
        facts |= {"for_": heads.for_, "against": heads.against, "abstain": heads.abstain}
        return Verdict(False, "vote.no_quorum", session.citations, facts, session.values)
    counted, votes = restricted(reading, roll, tally)
    if tally.consensus == "reached":
        return reading.verdict(True, "vote.carried", {**facts, "by_consensus": True}, "voting.consensus_first")
    excess = too_many(reading, counted, votes, tally)
    if excess is not None:
        return excess
    return _decided(reading, roll, counted, votes, tally, facts)


def heads_of_advance(tally: Tally) -> int:
    """Return how many members take part by a vote given in advance."""
    return tally.advance.cast


def _merged(represented: Heads, more: int) -> Heads:
    if not more:
        return represented
    return total(represented) + more


def _decided(reading: Reading, whole: Roll, roll: Roll, votes: Ballots, tally: Tally, facts: dict[str, Any]) -> Verdict:
    base_kind = reading.value("voting.base")
    threshold: Threshold = reading.value("voting.threshold")
    base, for_, against, abstain = _measured(reading, base_kind, whole, roll, votes, tally)
    facts |= {
        "base": base,
        **bound(threshold, base),
        "for_": for_,
        "against": against,
        "abstain": abstain,
        "threshold": str(threshold),
        "base_kind": base_kind,
    }
    if total(whole.recused):
        facts["recused"] = total(whole.recused)
    decisive = ["voting.threshold", "voting.base"]
    is_tie = for_ == against and bool(for_) and threshold.share == Fraction(1, 2)
    if is_tie and not threshold.is_met(for_, base):
        facts["tie"] = True
        casting, key = _casting(reading, tally)
        facts["casting"] = casting
        if casting == "for":
            for_ += 1
        decisive.insert(0, key)
    passed = threshold.is_met(for_, base) and for_ > 0
    also_kind = reading.value("voting.also_base")
    if also_kind != "none":
        also: Threshold = reading.value("voting.also_threshold")
        also_base, also_for, _, _ = _measured(reading, also_kind, whole, roll, votes, tally)
        facts |= {
            "also_base": also_base,
            **bound(also, also_base, prefix="also_"),
            "also_for": also_for,
            "also_threshold": str(also),
            "also_base_kind": also_kind,
        }
        also_passed = also.is_met(also_for, also_base) and also_for > 0
        if passed and not also_passed:
            decisive = ["voting.also_threshold", "voting.also_base", *decisive]
        else:
            decisive += ["voting.also_threshold", "voting.also_base"]
        passed = passed and also_passed
    return reading.verdict(passed, "vote.carried" if passed else "vote.lost", facts, *decisive)


def _casting(reading: Reading, tally: Tally) -> tuple[str, str]:
    """Return what the chair's vote does at a tie, and the key that says so."""
    if reading.value("voting.tie") != "chair_decides":
        return "none", "voting.tie"
    needs = reading.value("voting.casting_needs")
    if needs != "any_chair" and needs.removesuffix("_chair") not in tally.chair:
        return "not_entitled", "voting.casting_needs"
    return tally.chair_vote or "not_given", "voting.tie"


def _measured(
    reading: Reading, kind: str, whole: Roll, roll: Roll, votes: Ballots, tally: Tally
) -> tuple[Number, Number, Number, Number]:
    """Return (base, for, against, abstain) on a base of the majority."""
    leave_abstentions = reading.value("voting.abstentions") == "leave_out"
    if kind == "groups":
        return _by_groups(roll, tally, leave_abstentions)
    if weights := reading.value("voting.weight_by_class"):
        return _by_weights(reading, kind, whole, weights, tally)
    if kind == "rights" or reading.value("voting.weights") == "rights":
        return _by_rights(kind, roll, tally.rights or RightsCast(), leave_abstentions)
    return _by_heads(reading, kind, roll, votes)


def _by_weights(
    reading: Reading, kind: str, whole: Roll, weights: Mapping[str, int], tally: Tally
) -> tuple[Number, Number, Number, Number]:
    """Count each class of seats by heads and multiply by the votes that a seat of the class has."""
    by_class = {} if isinstance(tally.votes, Ballots) else tally.votes
    counted = [0, 0, 0, 0]
    for name in reading.value("voting.classes") or whole.class_names:
        heads = "filled" if kind == "rights" else kind
        parts = _by_heads(reading, heads, whole.narrowed([name]), by_class.get(name, Ballots()))
        counted = [all_ + weights.get(name, 1) * int(part) for all_, part in zip(counted, parts, strict=True)]
    return counted[0], counted[1], counted[2], counted[3]


def _by_heads(reading: Reading, kind: str, roll: Roll, votes: Ballots) -> tuple[Number, Number, Number, Number]:
    leave_abstentions = reading.value("voting.abstentions") == "leave_out"
    leaves = reading.value("voting.recusal") == "leaves_base"
    concerned = total(roll.recused) if leaves else 0
    concerned_all = concerned + (total(roll.recused_absent) if leaves else 0)
    match kind:
        case "present":
            base = roll.taking_part - concerned - (votes.abstain if leave_abstentions else 0)
        case "voting":
            base = votes.for_ + votes.against + (0 if leave_abstentions else votes.abstain)
        case "others":
            base = roll.filled - total(roll.recused) - total(roll.recused_absent)
        case "seats" | "listed":
            base = members_on(roll, kind, set()) - concerned_all
        case _:
            base = members_on(roll, "filled", set(reading.value("quorum.leave_out")) | {"vacant"}) - concerned_all
    return base, votes.for_, votes.against, votes.abstain


def _by_rights(
    kind: str, roll: Roll, cast: RightsCast, leave_abstentions: bool
) -> tuple[Number, Number, Number, Number]:
    match kind:
        case "voting":
            base = cast.for_ + cast.against + (Fraction(0) if leave_abstentions else cast.abstain)
        case "present":
            base = roll.rights_present - (cast.abstain if leave_abstentions else Fraction(0))
        case _:
            base = roll.rights_total
    return base, cast.for_, cast.against, cast.abstain


def _by_groups(roll: Roll, tally: Tally, leave_abstentions: bool) -> tuple[Number, Number, Number, Number]:
    """Count groups that vote as one: each is for when more of its votes are for than against."""
    if tally.groups is not None:
        stands = list(tally.groups.values())
        base = len(stands)
    else:
        by_class = {} if isinstance(tally.votes, Ballots) else tally.votes
        stands = [
            "for" if b.for_ > b.against else "against" if b.against > b.for_ else "abstain"
            for b in by_class.values()
        ]  # fmt: skip
        base = len(roll.class_names) or len(stands)
    for_, against = stands.count("for"), stands.count("against")
    abstain = base - for_ - against
    return base - (abstain if leave_abstentions else 0), for_, against, abstain
