"""Whether a matter may be opened at all, and on which grounds."""

from __future__ import annotations

from typing import Any

from ..matters import Chain, default_matters, undecided
from ..schema import Charter, Ground
from ..verdicts import Citation, Verdict


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
