"""The tree while it is being built or corrected: mutable, without final ids."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from eduklaster.charter.text.model import Node, NodeKind
from eduklaster.charter.text.signs import Printed, Sign, read_number

#: Heading words from the widest to the narrowest; a narrower one nests in a wider one.
_WORD_DEPTH = {
    "частина": 2, "часть": 2, "розділ": 3, "раздел": 3, "глава": 4,
    "параграф": 5, "§": 5, "стаття": 6, "статья": 6,
}  # fmt: skip


@dataclass(slots=True, eq=False)
class Draft:
    """A node under construction; ``key`` is the id that a correction may call it by."""

    kind: NodeKind
    number: str | None = None
    text: str = ""
    origin: list[tuple[int, int]] = field(default_factory=list)
    children: list[Draft] = field(default_factory=list)
    line_from: int = 0
    line_to: int = 0
    note: str = ""
    cells: tuple[str, ...] = ()
    key: str = ""
    id: str = ""
    path: tuple[int, ...] = ()

    @property
    def printed(self) -> Printed | None:
        """The number as read; None where nothing is printed."""
        return read_number(self.number) if self.number else None

    def walk(self) -> Iterator[Draft]:
        """This draft and everything below it."""
        yield self
        for child in self.children:
            yield from child.walk()


def word_depth(printed: Printed | None) -> int:
    """Rank of a worded heading («Глава» is narrower than «Розділ»); 3 for every other heading."""
    if printed is not None and printed.sign is Sign.WORD:
        return _WORD_DEPTH.get(printed.word, 3)
    return 3


def thaw(nodes: Sequence[Node]) -> list[Draft]:
    """Drafts of finished nodes; gaps are left out, they are found anew."""
    return [
        Draft(
            node.kind,
            node.number,
            node.text,
            list(node.origin),
            thaw(node.children),
            node.line_from,
            node.line_to,
            node.note,
            node.cells,
            key=node.id,
        )
        for node in nodes
        if node.kind is not NodeKind.GAP
    ]


def freeze(drafts: Sequence[Draft]) -> tuple[Node, ...]:
    """Finished nodes; line ranges follow from the origins (a table keeps its own range)."""
    nodes = []
    for draft in drafts:
        lines = [line for _, line in draft.origin]
        span = (min(lines), max(lines)) if lines else (draft.line_from, draft.line_to)
        if draft.kind is NodeKind.TABLE:
            span = (draft.line_from, draft.line_to)
        nodes.append(
            Node(
                draft.kind,
                draft.number,
                draft.id,
                draft.text,
                freeze(draft.children),
                *span,
                draft.note,
                draft.cells,
                tuple(draft.origin),
            )
        )
    return tuple(nodes)
