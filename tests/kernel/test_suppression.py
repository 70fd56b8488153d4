"""Counts of people in public: what a reader who knows the rule can work out."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from eduklaster.kernel.suppression import PublicCounts, published


def tables_that_look_alike(shown: PublicCounts[int], counts: dict[int, int], minimum: int) -> list[tuple[int, ...]]:
    """Return every table that a reader cannot tell from this one, found by trying them all."""
    most = sum(counts.values()) + minimum

    def possible(key: int) -> range:
        cell = shown.cells[key]
        if cell.number is not None:
            return range(cell.number, cell.number + 1)
        return range(1, minimum) if counts[key] < minimum else range(minimum, most)

    tables = product(*(possible(key) for key in shown.cells))
    return [table for table in tables if shown.total.number is None or sum(table) == shown.total.number]


@given(st.lists(st.integers(0, 9), min_size=1, max_size=4), st.integers(3, 5))
def test_no_small_count_can_be_worked_out_from_the_others_and_the_total(numbers: list[int], minimum: int) -> None:
    counts = dict(enumerate(numbers))

    shown = published(counts, minimum)

    tables = tables_that_look_alike(shown, counts, minimum)
    for place, key in enumerate(shown.cells):
        if 0 < counts[key] < minimum:
            assert shown.cells[key].number is None
            assert len({table[place] for table in tables}) > 1
        elif shown.cells[key].number is not None:
            assert shown.cells[key].number == counts[key]


def test_a_small_count_takes_another_one_with_it_and_says_what_it_stays_under() -> None:
    shown = published({"teachers": 2, "parents": 12, "mentors": 7, "guests": 0}, 5)

    assert {key: str(cell) for key, cell in shown.cells.items()} == {
        "teachers": "менше ніж 5", "parents": "12", "mentors": "не показано",
    }  # fmt: skip
    assert str(shown.total) == "21"


def test_a_small_count_alone_takes_the_total_with_it() -> None:
    assert str(published({"teachers": 2}, 5).total) == "менше ніж 5"
    assert [str(cell) for cell in published({"teachers": 8, "parents": 6}, 5).cells.values()] == ["8", "6"]
    assert str(published({}, 5).total) == "0"
    assert str(published({"teachers": 1}, 1).total) == "1"
