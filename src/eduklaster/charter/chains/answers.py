"""How an answer on a step is given: with what it rests on, and always with the matter and the step."""

from __future__ import annotations

from typing import Any

from ..matters import Chain
from ..schema import Step
from ..verdicts import Citation, Verdict


def answer(chain: Chain, step: Step, allowed: bool, code: str, *, first: tuple[Any, ...] = (), **facts: Any) -> Verdict:
    """Return a verdict on a step, citing `first`, the step, what it names beside and its matter, each once."""
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
