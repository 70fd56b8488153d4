"""Builds the tree out of blocks: which number stands under which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eduklaster.charter.text.blocks import Block
from eduklaster.charter.text.draft import Draft, word_depth
from eduklaster.charter.text.model import NodeKind, Notice
from eduklaster.charter.text.readers.source import SourceLine, notice
from eduklaster.charter.text.signs import OPENING_HEADING, Sign

# Ranks: what has a greater rank goes inside what has a smaller one.
_ANNEX, _SECTION, _NESTED_INTEGER, _STYLED, _LABEL = 1, 3, 4, 6, 13
_CLAUSE, _DECIMAL, _PARAGRAPH, _ITEM = 14, 14, 30, 40
_DEEPEST = 30  # levels; a deeper list stays on the last one


@dataclass(slots=True)
class _Open:
    rank: int
    draft: Draft
    sign: str = ""
    indent: float = 0.0
    depth: int = -1
    level: int = 0


class TreeBuilder:
    """Places blocks one after another; the order of the text is never changed."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._blocks = blocks
        self._roots: list[Draft] = []
        self._stack: list[_Open] = []
        self._heads_annex = False
        self.notices: list[Notice] = []
        self._opened = {index for index in range(len(blocks)) if self._opens_decimals(index)}
        self._airless = not any(block.first.space_before for block in blocks[1:])
        self._numbered = any(
            index in self._opened or (block.printed is not None and block.printed.sign in {Sign.ROMAN, Sign.WORD})
            for index, block in enumerate(blocks)
        )

    def build(self) -> list[Draft]:
        """The drafts of the whole body with its annexes."""
        for index, block in enumerate(self._blocks):
            block.text = block.text.rstrip("\xad")
            if block.rows:
                self._table(block)
            elif block.printed is None:
                self._plain(index, block)
            else:
                self._numbered_block(index, block)
        return self._roots

    # Headings and clauses

    def _numbered_block(self, index: int, block: Block) -> None:
        printed = block.printed
        assert printed is not None  # noqa: S101 - the caller has asked
        self._heads_annex = False
        if printed.folded:
            read = ".".join(map(str, printed.values))
            self.notices.append(notice("look_alike", [block.first.number], number=printed.number, read=read))
        match printed.sign:
            case Sign.ANNEX:
                self._stack.clear()
                self._add(_ANNEX, self._draft(NodeKind.ANNEX, block))
                self._heads_annex = True
            case Sign.ROMAN | Sign.WORD:
                self._add(word_depth(printed), self._draft(NodeKind.HEADING, block), sign=printed.sign)
            case Sign.DECIMAL:
                self._decimal(block, printed.values)
            case Sign.INTEGER:
                self._integer(index, block, printed.values[0])
            case Sign.PAREN | Sign.LETTER | Sign.BULLET:
                sign = printed.word if printed.sign is Sign.BULLET else str(printed.sign)
                self._item(block, sign, bullet=printed.sign is Sign.BULLET)

    def _decimal(self, block: Block, values: tuple[int, ...]) -> None:
        rank = _DECIMAL + len(values)
        self._pop(rank)
        while self._stack:
            top = self._stack[-1]
            foreign = top.rank >= _CLAUSE and not self._is_prefix(top.draft, values)
            if not foreign and top.rank != _LABEL:
                break
            self._stack.pop()
        kind = NodeKind.HEADING if block.first.level and not block.ended and len(values) < 2 else NodeKind.CLAUSE
        self._add(rank, self._draft(kind, block), sign=Sign.DECIMAL)

    def _is_prefix(self, draft: Draft, values: tuple[int, ...]) -> bool:
        printed = draft.printed
        return printed is not None and values[: len(printed.values)] == printed.values

    def _integer(self, index: int, block: Block, value: int) -> None:
        if self._continues_list(value) and index not in self._opened and not block.first.level:
            self._item(block, Sign.INTEGER, bullet=False)
            return
        if self._is_integer_heading(index, block, value):
            nested = any(entry.sign in {Sign.ROMAN, Sign.WORD} for entry in self._stack)
            rank = _NESTED_INTEGER + 1 if nested else _SECTION
            self._add(rank, self._draft(NodeKind.HEADING, block), sign=Sign.INTEGER)
            return
        self._add(_CLAUSE, self._draft(NodeKind.CLAUSE, block), sign=Sign.INTEGER)

    def _continues_list(self, value: int) -> bool:
        """Whether «2.» goes on with a list, or «1.» opens one under a clause or paragraph that ends with a colon."""
        for entry in reversed(self._stack):
            if entry.rank >= _ITEM and entry.sign == Sign.INTEGER:
                printed = entry.draft.printed
                return printed is not None and printed.values[0] < value <= printed.values[0] + 3
        if value != 1 or not self._stack:
            return False
        top = self._stack[-1]
        lead = top.rank == _PARAGRAPH or top.sign == Sign.DECIMAL or top.rank >= _ITEM
        return lead and top.draft.text.rstrip().endswith(":")

    def _is_integer_heading(self, index: int, block: Block, value: int) -> bool:
        if index in self._opened or block.first.level:
            return True
        if block.ended or block.text.endswith(",") or len(block.text) > 150:
            return False
        clauses = [entry for entry in self._stack if entry.rank == _CLAUSE and entry.sign == Sign.INTEGER]
        if clauses and (printed := clauses[-1].draft.printed) is not None and printed.values[0] + 1 == value:
            return False
        if any(entry.rank == _SECTION and entry.sign != Sign.INTEGER for entry in self._stack) and not block.capitals:
            return False
        following = self._blocks[index + 1] if index + 1 < len(self._blocks) else None
        if following is None or not block.text:
            return False
        next_integer = following.printed is not None and following.printed.sign is Sign.INTEGER
        return (not next_integer and block.text[:1].isupper()) or block.capitals

    def _opens_decimals(self, index: int) -> bool:
        """Whether «N.» is followed by «N.1» before the next section number."""
        printed = self._blocks[index].printed
        if printed is None or printed.sign is not Sign.INTEGER:
            return False
        for block in self._blocks[index + 1 :]:
            following = block.printed
            if following is None:
                continue
            if following.sign in {Sign.ROMAN, Sign.WORD, Sign.ANNEX}:
                return False
            if following.sign is Sign.INTEGER and not self._is_list_number(following.values[0], printed.values[0]):
                return False
            if following.sign is Sign.DECIMAL:
                return following.values[0] == printed.values[0]
        return False

    @staticmethod
    def _is_list_number(value: int, section: int) -> bool:
        return False if value in {section, section + 1} else value < section

    # Lists

    def _item(self, block: Block, sign: str, *, bullet: bool) -> None:
        indent, depth = block.first.indent, block.first.list_level
        draft = self._draft(NodeKind.ITEM, block)
        if self._stack and self._stack[-1].rank == _PARAGRAPH and not self._leads(self._stack[-1].draft):
            self._stack.pop()
        top = self._stack[-1] if self._stack else None
        if top is not None and top.rank >= _ITEM:
            place = self._bullet_place(top, sign, indent, depth) if bullet else self._sign_place(sign)
            del self._stack[place:]
        rank = max(_ITEM, self._stack[-1].rank + 1) if self._stack else _ITEM
        self._add(rank, draft, sign=sign, indent=indent, depth=depth)

    @staticmethod
    def _leads(draft: Draft) -> bool:
        return draft.text.rstrip().endswith(":")

    def _sign_place(self, sign: str) -> int:
        """Where a numbered item goes: beside the open item of its own kind, otherwise inside the last item."""
        for position in range(len(self._stack) - 1, -1, -1):
            entry = self._stack[position]
            if entry.rank < _ITEM:
                break
            if entry.sign == sign:
                return position
        top = self._stack[-1]
        if self._leads(top.draft) or sign == Sign.LETTER:
            return len(self._stack)
        return self._first_item()

    def _bullet_place(self, top: _Open, sign: str, indent: float, depth: int) -> int:
        if top.sign in {Sign.PAREN, Sign.LETTER, Sign.INTEGER}:
            return len(self._stack)
        if depth >= 0 and top.depth >= 0:
            if depth > top.depth:
                return len(self._stack)
            same = [place for place, entry in self._bullets() if 0 <= entry.depth <= depth]
            return same[-1] if same else self._bullets()[0][0]
        if self._leads(top.draft) and (indent > top.indent + 1 or sign != top.sign):
            return len(self._stack)
        same = [place for place, entry in self._bullets() if entry.sign == sign]
        if not same:
            return len(self._stack) if indent > top.indent + 1 else len(self._stack) - 1
        fitting = [place for place in same if self._stack[place].indent <= indent + 1]
        return fitting[-1] if fitting else same[0]

    def _bullets(self) -> list[tuple[int, _Open]]:
        """Open bullets under the innermost numbered item."""
        found: list[tuple[int, _Open]] = []
        for place in range(len(self._stack) - 1, -1, -1):
            entry = self._stack[place]
            if entry.rank < _ITEM or entry.sign in {Sign.PAREN, Sign.LETTER, Sign.INTEGER}:
                break
            found.insert(0, (place, entry))
        return found

    def _first_item(self) -> int:
        return next(place for place, entry in enumerate(self._stack) if entry.rank >= _ITEM)

    # Plain text and tables

    def _plain(self, index: int, block: Block) -> None:
        if self._heads_annex and not block.ended and len(block.text) < 250:
            self._heads_annex = False
            self._pop(_PARAGRAPH)
            self._attach(self._draft(NodeKind.HEADING, block))
            return
        self._heads_annex = False
        if self._is_heading(index, block):
            level = block.first.level
            rank = self._styled_rank(level)
            self._add(rank, self._draft(NodeKind.HEADING, block), sign="heading", level=level)
        elif self._is_label(index, block):
            self._add(_LABEL, self._draft(NodeKind.HEADING, block), sign="label")
        else:
            self._add(_PARAGRAPH, self._draft(NodeKind.PARAGRAPH, block))

    def _styled_rank(self, level: int) -> int:
        """A heading of a deeper style goes inside an unnumbered styled heading of a shallower one."""
        if level:
            for entry in reversed(self._stack):
                if entry.rank < _LABEL and entry.sign == "heading" and 0 < entry.level < level:
                    return min(_STYLED + level, _LABEL - 1)
        return _SECTION

    def _is_heading(self, index: int, block: Block) -> bool:
        """Whether an unnumbered block heads what follows: styled, in capitals, bold, or short and standing alone."""
        text = block.text
        if block.ended or text.rstrip()[-1:] in (",", "-", "–", "—") or len(text) > 120 or not text[:1].isupper():
            return False
        if len(text.split()) > 14 or index + 1 >= len(self._blocks):
            return False
        if block.first.level or OPENING_HEADING.match(text):
            return True
        if block.capitals and len(text.split()) > 1:
            return True
        if block.first.strong and block.last.strong and not self._numbered:
            return True
        following = self._blocks[index + 1]
        alone = (block.first.space_before or not self._stack) and block.space_after
        if self._airless and index and not following.rows:
            # Nothing in this document is set apart by space, so a short line after a finished one has to do.
            alone = self._blocks[index - 1].ended and (following.ended or following.printed is not None)
        starts = following.printed is not None or following.text[:1].isupper()
        return alone and not self._numbered and starts and not following.rows and len(text.split()) <= 10

    def _is_label(self, index: int, block: Block) -> bool:
        """Whether a short «Завдання:» stands over plain paragraphs of a section."""
        text = block.text.rstrip()
        if not text.endswith(":") or len(text.split()) > 3 or not text[:1].isupper():
            return False
        if any(entry.rank >= _CLAUSE and entry.sign in {Sign.DECIMAL, Sign.INTEGER} for entry in self._stack):
            return False
        if not any(entry.rank < _LABEL for entry in self._stack) or index + 1 >= len(self._blocks):
            return False
        following = self._blocks[index + 1]
        return following.printed is None and not following.rows

    def _table(self, block: Block) -> None:
        self._heads_annex = False
        self._pop(_PARAGRAPH)
        rows: list[SourceLine] = [row for row in block.rows if any(row.cells)]
        empty = [row.number for row in block.rows if not any(row.cells) and not row.rule]
        table = Draft(NodeKind.TABLE, line_from=block.first.number, line_to=block.last.number)
        if empty:
            self.notices.append(notice("empty_rows", empty, count=len(empty)))
        head: tuple[str, ...] | None = None
        for position, row in enumerate(rows):
            number = _row_number(row.cells)
            if position == 0 and number is None and len(rows) > 1:
                head = row.cells
            elif head is not None and row.cells == head:
                self.notices.append(notice("repeated_table_head", [row.number]))
                continue
            cells = row.cells[1:] if number is not None else row.cells
            table.children.append(
                Draft(
                    NodeKind.TABLE_ROW,
                    number,
                    " | ".join(cells),
                    [(0, row.number)],
                    note="header" if position == 0 and head is not None else "",
                    cells=row.cells,
                )
            )
        self._attach(table)

    # The stack

    def _draft(self, kind: NodeKind, block: Block) -> Draft:
        return Draft(kind, block.printed.number if block.printed else None, block.text, list(block.origin))

    def _pop(self, rank: int) -> None:
        while self._stack and self._stack[-1].rank >= rank:
            self._stack.pop()

    def _attach(self, draft: Draft) -> None:
        (self._stack[-1].draft.children if self._stack else self._roots).append(draft)

    def _add(
        self, rank: int, draft: Draft, *, sign: str = "", indent: float = 0.0, depth: int = -1, level: int = 0
    ) -> None:
        self._pop(rank)
        del self._stack[_DEEPEST:]
        self._attach(draft)
        self._stack.append(_Open(rank, draft, str(sign), indent, depth, level))


def _row_number(cells: tuple[str, ...]) -> str | None:
    """The first cell where it is an ordinal number («3.», «3», «1.2»)."""
    first = cells[0].strip() if cells else ""
    digits = first.replace(".", "").replace(")", "")
    return first if digits.isdigit() and len(digits) <= 4 and len(cells) > 1 else None
