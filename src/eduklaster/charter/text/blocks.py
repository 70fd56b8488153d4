"""Joins printed lines into blocks: a number with its whole sentence, a table with its rows."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from eduklaster.charter.text.model import Notice
from eduklaster.charter.text.readers.source import SourceLine, notice
from eduklaster.charter.text.signs import Printed, Sign, recognise

_LONGEST = 10_000  # characters; no sentence is longer, and joining without end would take forever
_ENDINGS = ".;:!?…"
_HYPHEN = re.compile(r"([^\W\d_]+(?:[’'ʼ][^\W\d_]+)*)-$")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


@dataclass(slots=True)
class Block:
    """A number and its text over all lines that it takes, or a table (``rows``)."""

    first: SourceLine
    last: SourceLine
    printed: Printed | None = None
    text: str = ""
    origin: list[tuple[int, int]] = field(default_factory=list)
    rows: list[SourceLine] = field(default_factory=list)
    space_after: bool = True
    annex_heading: bool = False

    @property
    def ended(self) -> bool:
        """Whether the text ends as a sentence or a list entry does."""
        return ends(self.text)

    @property
    def capitals(self) -> bool:
        """Whether the text is printed in capital letters only."""
        letters = [character for character in self.text if character.isalpha()]
        return len(letters) > 3 and all(character.isupper() for character in letters)


def ends(text: str) -> bool:
    """Whether a text ends with a sign that closes a sentence or a list entry."""
    return text.rstrip().rstrip('»")”').rstrip()[-1:] in tuple(_ENDINGS) if text.strip() else False


class BlockMaker:
    """Goes once through the lines; remembers which numbers would be plausible next."""

    def __init__(self, *, wrapped: bool, vocabulary: frozenset[str]) -> None:
        self._wrapped = wrapped
        self._vocabulary = vocabulary
        self._last_integer = 0
        self._last_top = 0
        self._last_roman = 0
        self._last_paren = 0
        self.joined: list[int] = []
        self.hyphens: list[tuple[int, str]] = []
        self.rules: list[SourceLine] = []

    def blocks(self, lines: Sequence[SourceLine]) -> list[Block]:
        """The blocks of a text in printed order."""
        made: list[Block] = []
        for position, line in enumerate(lines):
            after = lines[position + 1] if position + 1 < len(lines) else None
            previous = made[-1] if made else None
            if line.table:
                if previous is not None and previous.rows and self._same_table(previous, line):
                    previous.rows.append(line)
                    previous.last = line
                else:
                    made.append(Block(line, line, rows=[line]))
                continue
            if line.rule:
                if previous is not None and previous.rows and not line.space_before:
                    previous.rows.append(line)
                    previous.last = line
                else:
                    self.rules.append(line)
                continue
            text = clean(line.text)
            if not text:
                self.rules.append(line)
                continue
            printed = recognise(text)
            if printed is not None and not self._accepts(printed, text, line, previous, after):
                printed = None
            if printed is None and previous is not None and self._continues(previous, line, text):
                self._join(previous, line, text)
                continue
            block = Block(line, line, printed)
            block.text = text[printed.length :].rstrip() if printed else text
            block.origin = [(0, line.number)]
            block.annex_heading = (
                printed is None and previous is not None and _is_annex(previous) and not ends(text) and len(text) < 200
            )
            self._remember(printed)
            made.append(block)
        for block, following in itertools.pairwise(made):
            block.space_after = following.first.space_before
        return made

    def notices(self) -> list[Notice]:
        """What was joined, so that a person can check it."""
        found: list[Notice] = []
        if self.joined:
            found.append(notice("joined_lines", self.joined))
        if self.hyphens:
            words = ", ".join(word for _, word in self.hyphens)
            found.append(notice("hyphen_joined", [line for line, _ in self.hyphens], words=words))
        found.extend(notice("rule_line", [line.number], text=line.text.strip()) for line in self.rules)
        return found

    def _same_table(self, block: Block, line: SourceLine) -> bool:
        first = block.rows[0]
        if block.last.table == line.table:
            return True
        return bool(line.page) and line.page > block.last.page and len(line.cells) == len(first.cells)

    def _accepts(
        self, printed: Printed, text: str, line: SourceLine, previous: Block | None, after: SourceLine | None
    ) -> bool:
        """Whether what looks like a number at the start of a line is one."""
        open_text = previous is not None and not previous.rows and bool(previous.text)
        interrupts = (
            self._wrapped
            and open_text
            and previous is not None
            and previous.last.full
            and not line.space_before
            and not (previous.ended or previous.text.endswith(","))
        )
        automatic = line.list_level >= 0 or line.level > 0
        if automatic and not printed.bare:
            return True
        match printed.sign:
            case Sign.BULLET:
                return not (interrupts and printed.word == "-") and not (printed.bare and interrupts)
            case Sign.ANNEX:
                return not interrupts
            case Sign.WORD:
                return not interrupts
            case Sign.DECIMAL:
                near = (
                    self._last_top <= printed.values[0] <= self._last_top + 3 or printed.values[0] == self._last_integer
                )
                if printed.bare and text[printed.length :][:1].islower():
                    return near and not interrupts
                return near or not (interrupts or printed.bare)
            case Sign.INTEGER:
                value = printed.values[0]
                if printed.bare:
                    follower = recognise(clean(after.text)) if after is not None and not after.table else None
                    opens = follower is not None and follower.sign is Sign.DECIMAL and follower.values[0] == value
                    return (opens or line.level > 0) and not interrupts
                near = value == 1 or any(base < value <= base + 4 for base in (self._last_integer, self._last_top))
                return near or not interrupts
            case Sign.ROMAN:
                value = printed.values[0]
                near = self._last_roman < value <= self._last_roman + 5
                rest = text[printed.length :]
                if printed.bare:
                    heading = not ends(rest) and len(rest) <= 90 and rest[:1].isupper()
                    return near and heading and (line.space_before or self._last_roman > 0) and not interrupts
                return (near or line.level > 0) and len(rest) <= 250 and not interrupts
            case Sign.PAREN | Sign.LETTER:
                first = printed.values[0] == 1
                return not interrupts or first or printed.values[0] == self._last_paren + 1
        return True

    def _remember(self, printed: Printed | None) -> None:
        if printed is None:
            return
        if printed.sign is Sign.DECIMAL:
            self._last_top = printed.values[0]
        elif printed.sign is Sign.INTEGER:
            self._last_integer = printed.values[0]
        elif printed.sign is Sign.ROMAN:
            self._last_roman = printed.values[0]
            self._last_top = max(0, printed.values[0])
            self._last_integer = 0
        elif printed.sign is Sign.WORD:
            self._last_top = printed.values[0]
            self._last_integer = 0
        elif printed.sign is Sign.PAREN:
            self._last_paren = printed.values[0]
        elif printed.sign is Sign.ANNEX:
            self._last_top = self._last_integer = self._last_roman = 0

    def _continues(self, block: Block, line: SourceLine, text: str) -> bool:
        """Whether a line without a number goes on with the block above it."""
        if block.rows or len(block.text) > _LONGEST:
            return False
        if block.last.number == line.number and line.number:
            return True
        if not block.text:
            return block.printed is not None and (block.printed.sign is not Sign.ANNEX or _goes_on(text))
        if block.printed is not None and block.printed.sign is Sign.ANNEX:
            return not line.space_before and _goes_on(text) and not block.ended
        if line.level or (block.first.level and not _goes_on(text)):
            return False
        if block.annex_heading:
            return not line.space_before and not block.ended and not ends(text)
        if (
            self._wrapped
            and not line.space_before
            and block.last.full
            and not (block.ended and self._indented(block, line))
        ):
            return not (block.first.strong and not line.strong)
        if block.text.endswith("\xad") or (block.text.endswith("-") and text[:1].islower()):
            return True
        if _all_capitals(text) and block.capitals and not line.space_before and not block.ended:
            return self._wrapped or len(block.text) < 60
        if block.ended:
            return False
        if block.text.rstrip().endswith(",") and not line.space_before:
            return True
        return _goes_on(text)

    def _indented(self, block: Block, line: SourceLine) -> bool:
        """Whether a line after a full stop starts a paragraph of its own: it is indented more than its neighbour."""
        if block.last is block.first:
            return line.indent >= block.first.indent and line.indent > 0
        return line.indent > block.last.indent + 0.5

    def _join(self, block: Block, line: SourceLine, text: str) -> None:
        gap = line.space_before or (line.page and line.page != block.last.page)
        if gap and block.text:
            self.joined.append(line.number)
        if not block.text:
            block.text, start = text, 0
        elif block.text.endswith("\xad"):
            block.text = block.text[:-1]
            start = len(block.text)
            block.text += text
        elif (broken := _HYPHEN.search(block.text)) and text[:1].islower():
            tail = (_FIRST_WORD.match(text) or [""])[0]
            keep = self._keeps_hyphen(broken[1].lower(), tail.lower())
            self.hyphens.append((line.number, f"{broken[1]}{'-' if keep else ''}{tail}"))
            block.text = block.text if keep else block.text[:-1]
            start = len(block.text)
            block.text += text
        else:
            block.text += " "
            start = len(block.text)
            block.text += text
        if block.origin[-1][1] != line.number:
            block.origin.append((start, line.number))
        block.last = line

    def _keeps_hyphen(self, left: str, right: str) -> bool:
        """Whether a hyphen at the end of a line belongs to the word; the text's own words are asked first."""
        if f"{left}-{right}" in self._vocabulary:
            return True
        if f"{left}{right}" in self._vocabulary:
            return False
        return len(left) >= 5 and left[-1] in "ое"


def clean(text: str) -> str:
    """A line without blanks at its ends, tabs as single blanks; a soft hyphen stays only where it breaks the line."""
    words = text.replace("\t", " ").strip()
    broken = words.endswith("\xad")
    words = words.replace("\xad", "").strip()
    return f"{words}\xad" if broken and words else words


def vocabulary(lines: Sequence[SourceLine]) -> frozenset[str]:
    """Words of the text in small letters, whole compounds too; used to mend hyphens."""
    return frozenset(word.lower() for line in lines for word in _WORDS.findall(line.text))


def _goes_on(text: str) -> bool:
    first = text.lstrip('(«"„“')[:1]
    return first.islower()


def _all_capitals(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    return bool(letters) and all(character.isupper() for character in letters)


def _is_annex(block: Block) -> bool:
    return block.printed is not None and block.printed.sign is Sign.ANNEX
