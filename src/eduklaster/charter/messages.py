"""Sentences."""

from __future__ import annotations

from .verdicts import Verdict


def say(verdict: Verdict, language: str) -> str:
    """Return the verdict in words."""
    facts = ", ".join(f"{k}={v}" for k, v in verdict.facts.items())
    sources = ", ".join(f"{c.kind} {c.ref}" for c in verdict.citations)
    return f"{verdict.code} ({facts}; {sources})."
