"""Checking and resolving charters: reading the file, linting it, asking every rule."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

from eduklaster.charter.keys import KEYS
from eduklaster.charter.loader import bundle, load_text
from eduklaster.charter.resolver import Rulebook

from .measure import Row, timed

CHARTERS = Path(__file__).parents[1] / "charters"
DAY = date(2026, 3, 2)


def run() -> list[Row]:
    """Read, check and resolve 1 000 charters (the five, 200 times each, each a text of its own)."""
    sources = [bundle(folder) for folder in sorted(CHARTERS.iterdir()) if (folder / "charter.yaml").exists()]
    start = time.perf_counter()
    answers = 0
    for number in range(1000):
        source = f"{sources[number % len(sources)]}# {number}\n"  # no two texts alike: the loader knows a text again
        rulebook = Rulebook(load_text(source).charter)
        for key in KEYS:
            rulebook.ask(key, on=DAY)
            answers += 1
    total = (time.perf_counter() - start) * 1000
    rulebook = Rulebook(load_text(sources[0]).charter)
    return [
        Row(
            "read, check and resolve 1 000 charters",
            1,
            total,
            total,
            f"{answers} answers, {total / 1000:.1f} ms each charter",
        ),
        timed("one rule asked", lambda: rulebook.ask("voting.threshold", on=DAY), runs=2000),
    ]
