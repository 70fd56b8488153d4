"""The tree into which a regulation is read: what was printed, where it stood, what is missing."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from eduklaster.charter.text.messages import message


class NodeKind(StrEnum):
    """What a piece of a regulation is."""

    TITLE = "title"
    HEADING = "heading"
    CLAUSE = "clause"
    ITEM = "item"
    PARAGRAPH = "paragraph"
    TABLE = "table"
    TABLE_ROW = "table_row"
    GAP = "gap"
    ANNEX = "annex"
    STAMP = "stamp"


@dataclass(frozen=True, slots=True)
class Notice:
    """A remark of the importer to a person: a stable code, its facts and the source lines it speaks of."""

    code: str
    lines: tuple[int, ...] = ()
    params: tuple[tuple[str, str], ...] = ()

    def message(self, language: str) -> str:
        """The remark as a full sentence in ``uk``, ``ru`` or ``en``."""
        return message(self.code, language, dict(self.params))


@dataclass(frozen=True, slots=True)
class Node:
    """A piece of the text with its printed number kept verbatim and its place in the source.

    ``number`` is what is printed («1.2.», «3)», «II.», «а)», «•») or None. ``id`` is what a charter cites: ``4.2`` for
    a printed number, ``1.p2`` for an unnumbered paragraph, ``1.p2.1`` for a bullet. ``text`` goes without the number.
    ``line_from`` and ``line_to`` are 1-based source lines (0 and 0 for a gap, which stands nowhere).
    ``origin`` tells from which offset of ``text`` on the words come from which line; ``cells`` belongs to table rows;
    ``note`` holds a gap's missing numbers («6, 7, 8») or «header» for the head of a table.
    """

    kind: NodeKind
    number: str | None
    id: str
    text: str
    children: tuple[Node, ...] = ()
    line_from: int = 0
    line_to: int = 0
    note: str = ""
    cells: tuple[str, ...] = ()
    origin: tuple[tuple[int, int], ...] = ()

    def walk(self) -> Iterator[Node]:
        """This node and everything below it in printed order."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def own_lines(self) -> frozenset[int]:
        """Source lines that this node itself accounts for; a table answers for its empty rows and rules too."""
        if self.kind is NodeKind.TABLE:
            return frozenset(range(self.line_from, self.line_to + 1))
        return frozenset(line for _, line in self.origin)


@dataclass(frozen=True, slots=True)
class Document:
    """A regulation as a tree.

    Every non-blank source line is in a node, in ``set_aside_lines`` (page numbers, running headers, what a person
    dropped: each named by a warning) or in ``uncovered_lines`` (what the importer failed to place; normally empty).
    ``source_lines_total`` counts lines of a text, paragraphs and table rows of a DOCX, printed lines of a PDF.
    ``page_starts`` holds the first line of every page where pages are known.
    """

    title: str
    nodes: tuple[Node, ...]
    warnings: tuple[Notice, ...]
    source_lines_total: int
    uncovered_lines: tuple[int, ...]
    set_aside_lines: tuple[int, ...] = ()
    page_starts: tuple[int, ...] = ()
    format: str = "txt"

    def walk(self) -> Iterator[Node]:
        """Every node in printed order."""
        for node in self.nodes:
            yield from node.walk()

    def find(self, node_id: str) -> Node:
        """The node with this id; raises KeyError where there is none."""
        for node in self.walk():
            if node.id == node_id:
                return node
        raise KeyError(node_id)

    def place(self, line: int) -> tuple[int, int]:
        """Page and line on the page, both 1-based; page 0 where the source has no pages."""
        page = bisect_right(self.page_starts, line)
        return (page, line - self.page_starts[page - 1] + 1) if page else (0, line)

    @property
    def covered_lines(self) -> frozenset[int]:
        """Source lines that stand in the tree."""
        return frozenset(line for node in self.walk() for line in node.own_lines)
