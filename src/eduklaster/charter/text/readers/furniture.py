"""Finds what belongs to pages and not to the text: page numbers, running headers, tables of contents."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from eduklaster.charter.text.model import Notice
from eduklaster.charter.text.readers.source import SourceLine, notice

_PAGE_NUMBER = re.compile(
    r"(?i)[-–—\s]*(?:(?:стор(?:інка|\.)?|стр(?:аница|\.)?|с\.|page|аркуш|лист)\s*)?(\d{1,4})"
    r"(?:\s*(?:з|із|из|of|/)\s*\d{1,4})?[-–—\s]*"
)
_WORD = re.compile(r"(?i)стор|стр|page|аркуш|лист")
_CONTENTS = re.compile(r"(?:\.\s?){4,}\s*\d{1,4}\s*$|…{2,}\s*\d{1,4}\s*$")
_NUMBERED = re.compile(r"\s*(?:\d|[IVXІХ]+\.|[-–—•])")


def set_aside(
    lines: Sequence[SourceLine],
) -> tuple[tuple[SourceLine, ...], tuple[int, ...], tuple[Notice, ...]]:
    """Splits lines into the text and the page furniture, with a notice for everything set aside.

    A line goes only for a reason that the pages themselves give: it repeats at the top or bottom of most pages, is a
    number counting pages there, or is a dotted line of a table of contents.
    """
    gone: dict[int, str] = {}
    notices: list[Notice] = []
    _repeated(lines, gone, notices)
    _page_numbers(lines, gone, notices)
    contents = [line.number for line in lines if line.number not in gone and _is_contents(line)]
    if len(contents) >= 2:
        gone.update(dict.fromkeys(contents, "contents"))
        notices.append(notice("contents", contents, count=len(contents)))
    kept = tuple(line for line in lines if line.number not in gone)
    return kept, tuple(sorted(gone)), tuple(notices)


def _is_contents(line: SourceLine) -> bool:
    tail = line.text.rstrip()[-60:]
    return tail[-1:].isdigit() and _CONTENTS.search(tail) is not None


def _edges(lines: Sequence[SourceLine], depth: int = 2) -> dict[int, list[SourceLine]]:
    pages: dict[int, list[SourceLine]] = defaultdict(list)
    for line in lines:
        pages[line.page].append(line)
    return {
        page: (own if len(own) <= 2 * depth else [*own[:depth], *own[-depth:]]) for page, own in pages.items() if page
    }


def _repeated(lines: Sequence[SourceLine], gone: dict[int, str], notices: list[Notice]) -> None:
    pages = _edges(lines)
    if len(pages) < 2:
        return
    counts: Counter[str] = Counter()
    for own in pages.values():
        counts.update({_shape(line.text) for line in own if not line.cells})
    for shape, count in counts.items():
        if count < 2 or count < 0.6 * len(pages) or _PAGE_NUMBER.fullmatch(shape.replace("#", "1")):
            continue
        numbers = [line for own in pages.values() for line in own if not line.cells and _shape(line.text) == shape]
        gone.update(dict.fromkeys((line.number for line in numbers), "running_header"))
        notices.append(notice("running_header", [line.number for line in numbers], text=numbers[0].text.strip()))


def _shape(text: str) -> str:
    words = " ".join(text.split())
    return words if _NUMBERED.match(words) else re.sub(r"\d+", "#", words)


def _page_numbers(lines: Sequence[SourceLine], gone: dict[int, str], notices: list[Notice]) -> None:
    found: list[SourceLine] = []
    pages = _edges(lines, depth=1)
    offsets: Counter[int] = Counter()
    for page, own in pages.items():
        offsets.update({int(match[1]) - page for line in own if (match := _PAGE_NUMBER.fullmatch(line.text))})
    for page, own in pages.items():
        for line in own:
            match = _PAGE_NUMBER.fullmatch(line.text)
            if match and (_WORD.search(line.text) or offsets[int(match[1]) - page] >= min(2, len(pages))):
                found.append(line)
    if not pages:
        found = _counting_lines(lines)
    fresh = [line for line in found if line.number not in gone]
    if fresh:
        gone.update(dict.fromkeys((line.number for line in fresh), "page_number"))
        notices.append(
            notice(
                "page_number",
                [line.number for line in fresh],
                text=", ".join(line.text.strip() for line in fresh),
            )
        )


def _counting_lines(lines: Sequence[SourceLine]) -> list[SourceLine]:
    """Lone numbers that count 2, 3, 4… through a text without form feeds, far apart from one another."""
    lone = [
        (position, line, int(match[1]))
        for position, line in enumerate(lines)
        if not line.cells and (match := _PAGE_NUMBER.fullmatch(line.text)) is not None
    ]
    worded = [line for _, line, _ in lone if _WORD.search(line.text)]
    plain = [entry for entry in lone if not _WORD.search(entry[1].text)]
    counting = len(plain) >= 2 and all(
        later[2] == earlier[2] + 1 and later[0] - earlier[0] >= 10 for earlier, later in itertools.pairwise(plain)
    )
    return sorted([*worded, *([line for _, line, _ in plain] if counting else [])], key=lambda line: line.number)
