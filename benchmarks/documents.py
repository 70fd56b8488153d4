"""How fast documents are made: 1 000 one-page orders in one batch, PDF alone, and PDF with Word file as when issuing.

`python -m benchmarks documents`, or `python -m benchmarks.documents [count] [--jobs N]`; needs no database. The orders are
drawn in as many processes as there are cores, which start before the clock does; the target is that of one core.
"""

from __future__ import annotations

import argparse
import os
import time
from concurrent.futures import ProcessPoolExecutor

from .measure import Row

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eduklaster.config.settings")


def prepared() -> None:
    """Start Django in this process."""
    import django

    django.setup()


def order(number: int) -> object:
    """Return one order of a page, each with other words and its own QR code."""
    from datetime import date

    from eduklaster.documents.content import Block, Content, Mark, Signature, Snapshot
    from eduklaster.documents.look import look_of
    from eduklaster.documents.naming import written
    from eduklaster.documents.profiles import profile_for, words

    day = date(2026, 3, 2)
    profile = profile_for("UA", day)
    items = [
        Block(
            "item",
            f"Увести до складу кластера заклад № {number * 10 + place} з 1 квітня 2026 року.",
            number=f"{place}.",
        )
        for place in range(1, 9)
    ]
    content = Content(
        kind="act", variant="order", language="uk", profile=profile.key, name="НАКАЗ", on=day.isoformat(),
        dated=written(day, "uk"), number=str(number), host="Обласний інститут післядипломної освіти",
        organisation="Освітній кластер", place="м. Ніде", heading="Про введення закладів до складу кластера",
        body=[Block("paragraph", "На підставі ухвали Ради кластера від 26 лютого 2026 р. № 1."), Block("lead", "НАКАЗУЮ:"), *items],
        signatures=[Signature("Ректор", "Олена ГАЙОВА")],
    )  # fmt: skip
    code = f"{number:016d}"
    mark = Mark(code, f"https://example.org/verify/{code}/")
    return Snapshot(content, look_of(profile, {}).as_data(), mark, dict(words("uk")))


def draw(numbers: range, with_word: bool) -> int:
    """Draw a part of the batch; return how many bytes came out."""
    from eduklaster.documents.rendering import docx, pdf

    total = 0
    for number in numbers:
        snapshot = order(number)
        total += len(pdf(snapshot))  # type: ignore[arg-type]
        if with_word:
            total += len(docx(snapshot))  # type: ignore[arg-type]
    return total


def batch(count: int, jobs: int, *, with_word: bool) -> tuple[float, int]:
    """Draw a batch in some processes that are warm already; return the seconds and the bytes."""
    parts = [range(start, count, jobs) for start in range(jobs)]
    if jobs == 1:
        prepared()
        draw(range(1), with_word)
        start = time.perf_counter()
        size = draw(parts[0], with_word)
        return time.perf_counter() - start, size
    with ProcessPoolExecutor(jobs, initializer=prepared) as pool:
        list(pool.map(draw, [range(1)] * jobs, [with_word] * jobs))
        start = time.perf_counter()
        size = sum(pool.map(draw, parts, [with_word] * jobs))
        return time.perf_counter() - start, size


def run(count: int = 1000, jobs: int = 0) -> list[Row]:
    """Return the rates of both batches as rows of the table; milliseconds a document on one core."""
    jobs = jobs or os.cpu_count() or 1
    rows = []
    for name, with_word, target in (("PDF", False, 5.0), ("PDF and Word file", True, None)):
        took, size = batch(count, jobs, with_word=with_word)
        note = f"{count / took:.0f} a second in {jobs} processes, {size / 1e6:.0f} MB in {took:.1f} s"
        each = took * 1000 * jobs / count
        rows.append(Row(f"one-page documents in one batch: {name}", count, each, each, note, "ms/core", target))
    return rows


def main() -> None:
    """Run the batch and print its rate."""
    from .measure import table

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=0)
    given = parser.parse_args()
    print(table(run(given.count, given.jobs)))


if __name__ == "__main__":
    main()
