"""Printed numbers: gaps, repetitions, disorder, unnumbered places. Nothing is ever renumbered."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..schema import Clause
from .findings import Checks, Found, Where
from .view import View

_LATIN = str.maketrans("ІХСVL", "IXCVL")  # Ukrainian and Russian texts often write I, X and C in Cyrillic
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_ARABIC_TAIL = re.compile(r"(\d+)\s*[.):]?\s*$")
_ROMAN_TAIL = re.compile(r"^[IVXLC]+\s*[.):]?\s*$")
_STYLES = (
    ("1.1.", re.compile(r"^\d+\.\d")),
    ("1)", re.compile(r"^\d+\)")),
    ("1.", re.compile(r"^\d+\.?$")),
    ("а)", re.compile(r"^[^\W\d_]\)")),
    ("I.", _ROMAN_TAIL),
)


def last_number(printed: str | None) -> int | None:
    """Return the last part of a printed number as a number: `2.2.3.` → 3, `IV.` → 4; None for bullets and letters."""
    if not printed:
        return None
    text = printed.strip().translate(_LATIN)
    if _ROMAN_TAIL.match(text):
        digits = [_ROMAN[c] for c in text.rstrip(".): ")]
        return sum(-d if d < following else d for d, following in zip(digits, [*digits[1:], 0], strict=True))
    found = _ARABIC_TAIL.search(text)
    return int(found[1]) if found else None


def _stem(printed: str) -> str:
    """Return what stands before the last part, so that `2.1.` and `3.2.` are not taken for neighbours."""
    text = printed.strip().translate(_LATIN)
    return "" if _ROMAN_TAIL.match(text) else _ARABIC_TAIL.sub("", text)


def style_of(printed: str | None) -> str | None:
    """Return how a place is marked: `1.1.`, `1)`, `а)`, `I.` or the bullet itself; None when not at all."""
    if not printed:
        return None
    text = printed.strip().translate(_LATIN)
    return next((name for name, form in _STYLES if form.match(text)), text)


def _families(nodes: list[Clause], path: Where) -> Iterator[tuple[list[Clause], Where]]:
    yield nodes, path
    for index, node in enumerate(nodes):
        if node.children:
            yield from _families(node.children, (*path, index, "children"))


def numbering(view: View) -> Checks:
    """Yield what is odd about the printed numbers."""
    item_styles: dict[str, str] = {}
    plain: list[tuple[Where, str]] = []
    for nodes, path in _families(view.charter.clauses, ("clauses",)):
        yield from _gaps(nodes, path)
        yield from _order(nodes, path)
        plain += _unnumbered(nodes, path)
        for node in nodes:
            style = style_of(node.number) if node.kind == "item" else None
            if style:
                item_styles.setdefault(style, node.id)
    if plain:
        ids = [clause for _, clause in plain]
        yield Found("L-205", plain[0][0], tuple(ids), facts={"ids": ids})
    if len(item_styles) > 1:
        yield Found(
            "L-206", ("clauses",), tuple(item_styles.values()),
            facts={"styles": [f"«{style}» ({where})" for style, where in item_styles.items()]},
        )  # fmt: skip


def _unnumbered(nodes: list[Clause], path: Where) -> Iterator[tuple[Where, str]]:
    is_heading = path == ("clauses",)  # what stands before the first section is a title and needs no number
    for index, node in enumerate(nodes):
        is_heading &= node.kind != "section"
        if node.number is None and not is_heading and node.kind not in {"gap", "section", "annex", "row"}:
            yield (*path, index), node.id


def _gaps(nodes: list[Clause], path: Where) -> Checks:
    for index, node in enumerate(nodes):
        if node.kind == "gap":
            facts = {"number": node.number or node.id, "gist": node.gist}
            yield Found("L-201", (*path, index), (node.id,), facts=facts)


def _order(nodes: list[Clause], path: Where) -> Checks:
    seen: dict[str, list[str]] = {}
    before: Clause | None = None
    for index, node in enumerate(nodes):
        value = last_number(node.number)
        if value is None or node.number is None:
            before = None if node.kind == "gap" and node.number is None else before
            continue
        if node.kind != "gap":
            seen.setdefault(node.number.strip(), []).append(node.id)
        if before is not None and before.number and _stem(before.number) == _stem(node.number):
            last = last_number(before.number) or 0
            facts = {"before": before.number, "after": node.number}
            if value > last + 1:
                yield Found("L-202", (*path, index), (before.id, node.id), facts=facts)
            elif value < last:
                yield Found("L-204", (*path, index), (before.id, node.id), facts=facts)
        before = node
    for number, ids in seen.items():
        if len(ids) > 1:
            where = (*path, next(i for i, n in enumerate(nodes) if n.id == ids[1]))
            yield Found("L-203", where, tuple(ids), facts={"number": number, "ids": ids})
