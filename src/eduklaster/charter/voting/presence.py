"""Whether those present may decide: the quorum, by heads, by rights and by composition."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from ..resolver import EVERYWHERE, Origin, Rulebook, Scope
from ..values import Comparison, Threshold
from ..verdicts import Verdict
from .reading import Reading
from .roll import Number, Roll, heads_of, total


def quorum(rulebook: Rulebook, organ: str | None, roll: Roll, *, on: date, scope: Scope = EVERYWHERE) -> Verdict:
    """Say whether those present may decide.

    Codes: `quorum.met`, `quorum.missing`; `vote.refused.roll` for a roll that cannot be (more present than seats).
    Facts: `present`, `quorum_base`, `quorum_needed`, and `why` (`heads`, `everyone`, `class`, `majority_class`)
    with the class.
    """
    reading = Reading(rulebook, organ, on, scope)
    if total(roll.represented) and reading.value("voting.delegation") != "proxy":
        roll = replace(roll, represented=0)  # a proxy that the charter does not know represents nobody
    return quorum_read(reading, roll)


def quorum_read(reading: Reading, roll: Roll) -> Verdict:
    """Say whether those present may decide, with the rules that are being read."""
    if problem := impossible(roll):
        return reading.verdict(False, "vote.refused.roll", problem)
    base, present = _base(reading, roll)
    threshold_key = _threshold_key(reading, roll)
    threshold: Threshold = reading.value(threshold_key)
    facts: dict[str, Any] = {
        "present": present,
        "quorum_base": base,
        **bound(threshold, base, prefix="quorum_"),
        "quorum_threshold": str(threshold),
        "quorum_base_kind": reading.value("quorum.base"),
    }
    if reading.value("quorum.everyone") and present < base:
        facts["quorum_needed"] = base
        return reading.verdict(False, "quorum.missing", {**facts, "why": "everyone"}, "quorum.everyone")
    if not threshold.is_met(present, base) or not present:
        facts["why"] = "heads"
        return reading.verdict(False, "quorum.missing", facts, threshold_key, "quorum.base")
    for name, least in reading.value("quorum.classes").items():
        there = _in_class(roll, name)
        if there < least:
            facts |= {"why": "class", "seat_class": name, "class_present": there, "class_needed": least}
            return reading.verdict(False, "quorum.missing", facts, "quorum.classes")
    if prevailing := reading.value("quorum.majority_class"):
        there = _in_class(roll, prevailing)
        if not 2 * there > roll.taking_part:
            facts |= {"why": "majority_class", "seat_class": prevailing, "class_present": there,
                      "class_needed": roll.taking_part // 2 + 1}  # fmt: skip
            return reading.verdict(False, "quorum.missing", facts, "quorum.majority_class")
    return reading.verdict(True, "quorum.met", facts, threshold_key, "quorum.base")


def _threshold_key(reading: Reading, roll: Roll) -> str:
    """Return the key of the threshold: a reconvened session has its own only where one has been set."""
    if roll.is_reconvened and reading.ask("quorum.reconvened_threshold").origin is not Origin.DEFAULT:
        return "quorum.reconvened_threshold"
    return "quorum.threshold"


def _base(reading: Reading, roll: Roll) -> tuple[Number, Number]:
    """Return the base of the quorum and what is held against it.

    Where the charter itself names a wide base («all seats», «all listed»), the default list of those left out yields to
    it: only the members concerned leave.
    """
    kind = reading.value("quorum.base")
    weights = reading.value("voting.weight_by_class") if kind == "rights" else {}
    if weights and roll.class_names:
        classes = [(weights.get(name, 1), roll.narrowed([name])) for name in roll.class_names]
        return sum(w * one.filled for w, one in classes), sum(w * one.taking_part for w, one in classes)
    if kind == "rights":
        return roll.rights_total, roll.rights_present
    left_out = reading.ask("quorum.leave_out")
    out = set(left_out.value)
    if kind in {"seats", "appointed", "listed"} and left_out.origin is Origin.DEFAULT:
        out &= {"recused"}
    if kind == "entitled":
        out |= {"vacant", "suspended", "untrained", "lapsed"}
    base = members_on(roll, kind, out)
    present = roll.taking_part
    if "recused" in out:
        base -= total(roll.recused) + total(roll.recused_absent)
        present -= total(roll.recused)
    return base, present


def members_on(roll: Roll, kind: str, out: set[str]) -> int:
    """Return how many members a base counts, without those left out."""
    match kind:
        case "seats":
            base = total(roll.seats) - total(roll.pending)
            base -= total(roll.vacant) if "vacant" in out else 0
        case "listed":
            base = roll.filled if roll.listed is None else roll.listed
        case "appointed":
            base = roll.filled if roll.appointed is None else roll.appointed
        case _:
            base = roll.filled
            base += 0 if "vacant" in out else total(roll.vacant)
    for state in ("suspended", "untrained", "lapsed"):
        base -= total(getattr(roll, state)) if state in out else 0
    return base


def _in_class(roll: Roll, name: str) -> int:
    return sum(heads_of(part, [name]) for part in (roll.present, roll.represented) if not isinstance(part, int))


def impossible(roll: Roll) -> dict[str, Any] | None:
    """Return what is wrong with a roll that cannot be, or nothing."""
    if roll.filled < 0 or roll.taking_part > roll.filled:
        return {"present": roll.taking_part, "filled": max(roll.filled, 0)}
    if total(roll.recused) > total(roll.present):
        return {"present": total(roll.present), "filled": roll.filled, "recused": total(roll.recused)}
    if isinstance(roll.seats, int) or isinstance(roll.present, int):
        return None
    for name in roll.class_names:
        filled, present = roll.narrowed([name]).filled, roll.present.get(name, 0)
        if present > filled:
            return {"present": present, "filled": max(filled, 0), "seat_class": name}
    return None


def bound(threshold: Threshold, base: Number, *, prefix: str = "") -> dict[str, Any]:
    """Return what is needed: a whole number of heads, or an exact amount of rights that has to be reached or passed."""
    if isinstance(base, Fraction) and threshold.share is not None:
        return {f"{prefix}needed": threshold.share * base,
                f"{prefix}must_exceed": threshold.comparison is Comparison.MORE_THAN}  # fmt: skip
    return {f"{prefix}needed": threshold.needed(base)}
