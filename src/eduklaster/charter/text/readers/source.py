"""What every reader yields: numbered lines with the hints that a page gives to the eye."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eduklaster.charter.text.model import Notice


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One printed line, paragraph or table row; blank lines are not yielded but keep their numbers.

    ``space_before``: a blank line or a wide gap stands above. ``full``: the line reaches the right margin, so that the
    next line may go on with it. ``level``: heading level from a style or Markdown (0: none). ``list_level``: depth of
    an automatic list (-1: unknown). ``cells``: the line is a table row. ``rule``: the line has no words.
    ``strong``: the whole line is bold.
    """

    number: int
    text: str
    page: int = 0
    space_before: bool = False
    full: bool = False
    indent: float = 0.0
    level: int = 0
    list_level: int = -1
    cells: tuple[str, ...] = ()
    table: int = 0
    rule: bool = False
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """A read file: its lines, what was set aside already and what a person should know of the reading."""

    lines: tuple[SourceLine, ...]
    lines_total: int
    format: str
    wrapped: bool = False
    set_aside: tuple[int, ...] = ()
    notices: tuple[Notice, ...] = ()
    page_starts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """What the import agrees to open; sizes in bytes."""

    size: int = 20 * 1024 * 1024
    unpacked: int = 200 * 1024 * 1024
    archive_entries: int = 5_000
    compression_ratio: int = 200
    pages: int = 300
    lines: int = 50_000


def notice(code: str, lines: Sequence[int] = (), **params: str | int) -> Notice:
    """A notice with its facts as strings."""
    return Notice(code, tuple(lines), tuple((key, str(value)) for key, value in params.items()))
