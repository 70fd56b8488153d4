"""Timing of a callable, and the table of results."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One result; times in milliseconds."""

    name: str
    runs: int
    median_ms: float
    p95_ms: float
    note: str = ""


def timed(name: str, work: Callable[[], object], *, runs: int, note: str = "") -> Row:
    """Run `work` once to warm up and then `runs` times; return median and 95th percentile."""
    work()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    times.sort()
    return Row(name, runs, statistics.median(times), times[min(len(times) - 1, int(len(times) * 0.95))], note)


def table(rows: list[Row]) -> str:
    """Return the results as a table."""
    lines = [f"{'what':58} {'runs':>5} {'median ms':>10} {'p95 ms':>10}  note"]
    lines += [f"{r.name:58} {r.runs:>5} {r.median_ms:>10.2f} {r.p95_ms:>10.2f}  {r.note}" for r in rows]
    return "\n".join(lines)
