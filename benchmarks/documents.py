"""How fast documents are made: one-page orders in one batch, PDF alone and both files.

`python -m benchmarks.documents [count]` (1,000 by default); needs no database. `--jobs N` draws in N processes.
"""

from __future__ import annotations

import argparse
import os
import time
from concurrent.futures import ProcessPoolExecutor

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


def main() -> None:
    """Run the batch and print its rate."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=1)
    given = parser.parse_args()
    for label, with_word in (("PDF", False), ("PDF and Word", True)):
        parts = [range(start, given.count, given.jobs) for start in range(given.jobs)]
        start = time.perf_counter()
        if given.jobs == 1:
            prepared()
            size = draw(parts[0], with_word)
        else:
            with ProcessPoolExecutor(given.jobs, initializer=prepared) as pool:
                size = sum(pool.map(draw, parts, [with_word] * given.jobs))
        took = time.perf_counter() - start
        print(
            f"{label}: {given.count} documents in {took:.1f} s, {given.count / took:.0f} a second, {size / 1e6:.0f} MB"
        )


if __name__ == "__main__":
    main()
