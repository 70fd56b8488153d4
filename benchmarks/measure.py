"""Timing of a callable, and the table of results beside their targets."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One result; median and 95th percentile in `unit`. `target` bounds the median from above."""

    name: str
    runs: int
    median: float
    p95: float
    note: str = ""
    unit: str = "ms"
    target: float | None = None

    @property
    def verdict(self) -> str:
        """Whether the target is met."""
        return "" if self.target is None else "met" if self.median <= self.target else "MISSED"


def timed(name: str, work: Callable[[], object], *, runs: int, note: str = "", target_ms: float | None = None) -> Row:
    """Run `work` once to warm up and then `runs` times; return median and 95th percentile."""
    work()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    times.sort()
    worst = times[min(len(times) - 1, int(len(times) * 0.95))]
    return Row(name, runs, statistics.median(times), worst, note, target=target_ms)


def table(rows: list[Row]) -> str:
    """Return the results as a table: figure, target, whether it is met."""
    lines = [f"{'what':58} {'runs':>5} {'median':>10} {'p95':>10} {'unit':8} {'target':>7} {'':6}  note"]
    for r in rows:
        target = "" if r.target is None else f"{r.target:g}"
        lines.append(
            f"{r.name:58} {r.runs:>5} {r.median:>10.2f} {r.p95:>10.2f} {r.unit:8} {target:>7} {r.verdict:6}  {r.note}"
        )
    return "\n".join(lines)
