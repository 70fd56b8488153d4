"""Reads plain text and Markdown in the encodings that Ukrainian and Russian offices left behind."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from eduklaster.charter.text.errors import TextImportError
from eduklaster.charter.text.model import Notice
from eduklaster.charter.text.readers import furniture
from eduklaster.charter.text.readers.source import Limits, Source, SourceLine, notice

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_GUESSES = ("cp1251", "koi8-u", "cp866")
_COMMON = frozenset("оаеинтсрвлкмдпуяізьїє")
_LETTERS = frozenset("абвгґдеёєжзиіїйклмнопрстуфхцчшщъыьэюя")

_BOOKMARK = re.compile(r"\[bookmark:\s*[^\]\n]{0,120}\]")
_BOLD = re.compile(r"(\*\*|__)(?=\S)(.{1,1000}?)(?<=\S)\1", re.DOTALL)
_STRONG = re.compile(r"(\*\*|__)(?=\S)[^*]+(?<=\S)\1")
_ITALIC = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]{0,1000}?)(?<=[^\s*])\*(?![\w*])")
_MD_HEADING = re.compile(r"^\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_MD_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>])")
_RULE = re.compile(r"[\s\-–—_=|+:*·.]*")
_PIPE_RULE = re.compile(r"\s*\|?[\s:\-|+]*-[\s:\-|+]*\|?\s*")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u200b\u200e\u200f\u2060\ufeff]")
_LIST_START = re.compile(r"\s*(?:[-–—•*·▪□]|\(?[\w]{1,3}[.)]|\d+(?:\.\d+)+\.?)\s*$")


def decode(data: bytes) -> tuple[str, str, bool]:
    """Text, the name of its encoding and whether that was a guess; raises TextImportError «encoding»."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            try:
                return data[len(bom) :].decode(name), name, False
            except UnicodeDecodeError as error:
                raise TextImportError("encoding") from error
    if b"\x00" in data:
        raise TextImportError("encoding")
    try:
        return data.decode("utf-8"), "utf-8", False
    except UnicodeDecodeError:
        pass
    score, text, name = max(
        (_plausibility(guess := data.decode(name, errors="replace")), guess, name) for name in _GUESSES
    )
    if score <= 0:
        raise TextImportError("encoding")
    return text, name, True


def _plausibility(text: str) -> float:
    """How much the text looks like Cyrillic prose: common small letters, capitals only where words start."""
    sample = text[:200_000]
    score = 0.0
    before = " "
    for character in sample:
        small = character.lower()
        if small in _LETTERS:
            if character == small:
                score += 1.5 if small in _COMMON else 0.5
            elif before.isalpha() and before.islower():
                score -= 3
        elif ord(character) > 127 and character not in "«»–—№…’“”„•·§°\xa0\xad":
            score -= 4
        before = character
    return score / max(1, len(sample))


def read(data: bytes, limits: Limits, *, markdown: bool = False) -> Source:
    """Lines of a text file numbered from 1; form feeds turn the page, markup signs go with a notice."""
    text, encoding, guessed = decode(data)
    notices: list[Notice] = []
    if guessed:
        notices.append(notice("encoding_guessed", encoding=encoding))
    raw = _lines(text)
    if len(raw) > limits.lines:
        raise TextImportError("too_many_lines", lines=len(raw), limit=limits.lines)
    paged = any(feed for feed, _ in raw)
    plain, touched, levels = _without_markup([line for _, line in raw], markdown=markdown)
    if touched:
        notices.append(notice("markup_removed", touched, count=len(touched)))
    lines: list[SourceLine] = []
    page, space = (1 if paged else 0), False
    starts = [1] if paged else []
    for number, ((feed, _), content) in enumerate(zip(raw, plain, strict=True), start=1):
        if feed:
            page += feed
            starts.extend([number] * feed)
            space = False
        if not content.strip():
            space = True
            continue
        indent = len(content.expandtabs(4)) - len(content.expandtabs(4).lstrip())
        rule = _RULE.fullmatch(content) is not None and not _LIST_START.fullmatch(content)
        lines.append(
            SourceLine(
                number,
                content,
                page=page,
                space_before=space,
                indent=indent,
                level=levels[number - 1],
                rule=rule,
                strong=_STRONG.fullmatch(raw[number - 1][1].strip().lstrip("# ")) is not None,
            )
        )
        space = False
    tabled = _tables(lines)
    kept, gone, more = furniture.set_aside(tabled)
    wrapped, kept = _measured(kept)
    if not kept:
        raise TextImportError("empty")
    return Source(
        kept,
        len(raw),
        "md" if markdown else "txt",
        wrapped=wrapped,
        set_aside=gone,
        notices=(*notices, *more),
        page_starts=tuple(starts),
    )


def _lines(text: str) -> list[tuple[int, str]]:
    """Lines with the number of form feeds that stand before each; a feed inside a line starts a new line."""
    lines: list[tuple[int, str]] = []
    feeds = 0
    for line in re.split(r"\r\n|\r|\n|\x0b|\x85|\u2028|\u2029", text):
        parts = line.split("\f")
        for index, part in enumerate(parts):
            feeds += index > 0
            if index < len(parts) - 1 and not part.strip():
                continue
            lines.append((feeds, _CONTROL.sub("", part)))
            feeds = 0
    while lines and not lines[-1][1].strip():
        lines.pop()
    return lines


def _without_markup(lines: list[str], *, markdown: bool) -> tuple[list[str], list[int], list[int]]:
    """Lines without bold, italic, heading and bookmark signs; numbers of the touched lines; heading levels."""
    blocks: list[list[int]] = [[]]
    for index, line in enumerate(lines):
        if line.strip():
            blocks[-1].append(index)
        else:
            blocks.append([])
    plain = list(lines)
    for block in filter(None, blocks):
        joined = "\n".join(_BOOKMARK.sub("", lines[index]) for index in block)
        joined = _BOLD.sub(lambda match: match[2], joined)
        joined = _ITALIC.sub(lambda match: match[1], joined)
        for index, line in zip(block, joined.split("\n"), strict=True):
            plain[index] = _MD_ESCAPE.sub(r"\1", line) if markdown else line
    levels = [0] * len(lines)
    for index, line in enumerate(plain):
        if heading := _MD_HEADING.match(line):
            levels[index], plain[index] = len(heading[1]), heading[2]
        elif markdown and line.startswith(">"):
            plain[index] = line.lstrip("> ")
    touched = [
        index + 1 for index, (old, new) in enumerate(zip(lines, plain, strict=True)) if old.strip() != new.strip()
    ]
    # A line that was nothing but markup keeps its words: coverage counts what a reader of the file sees.
    for index, (old, new) in enumerate(zip(lines, plain, strict=True)):
        if old.strip() and not new.strip():
            plain[index] = old
    return plain, touched, levels


def _tables(lines: Sequence[SourceLine]) -> list[SourceLine]:
    """Marks the rows of tab and pipe tables, and the rules inside and right after them."""
    marked = list(lines)
    table = 0
    index = 0
    while index < len(marked):
        rows = _run(marked, index)
        if rows:
            table += 1
            for position in rows:
                line = marked[position]
                cells = () if line.rule or _PIPE_RULE.fullmatch(line.text) else _cells(line.text)
                marked[position] = replace(line, cells=cells, table=table, rule=not cells)
            index = rows[-1] + 1
        else:
            index += 1
    return marked


def _run(lines: Sequence[SourceLine], start: int) -> list[int]:
    """Positions of the rows of a table that starts here; empty where none does."""
    first = lines[start]
    separator = "|" if _is_pipe_row(first.text) else "\t"
    columns = len(_cells(first.text))
    if (
        first.rule
        or columns < 2
        or (separator == "\t" and columns == 2 and _LIST_START.fullmatch(_cells(first.text)[0]))
    ):
        return []
    run: list[int] = []
    for position in range(start, len(lines)):
        line = lines[position]
        row = _is_pipe_row(line.text) if separator == "|" else "\t" in line.text.strip()
        if not (row or line.rule or _PIPE_RULE.fullmatch(line.text)):
            break
        if separator == "|" and run and line.space_before:
            break
        run.append(position)
    rows = sum(1 for position in run if not lines[position].rule)
    return run if rows >= 2 or (rows == 1 and columns >= 4) else []


def _is_pipe_row(text: str) -> bool:
    words = text.strip()
    return words.count("|") >= 2 and (words.startswith("|") or words.count(" | ") >= 2)


def _cells(text: str) -> tuple[str, ...]:
    if _is_pipe_row(text):
        return tuple(cell.strip() for cell in text.strip().strip("|").split("|"))
    words = text.strip("\r\n ").lstrip() if text[:1] != "\t" else text.rstrip()
    return tuple(cell.strip() for cell in words.split("\t"))


def _measured(lines: tuple[SourceLine, ...]) -> tuple[bool, tuple[SourceLine, ...]]:
    """Tells whether the text was wrapped by hand at a margin, and marks the lines that reach that margin."""
    texts = [line for line in lines if not line.cells and not line.rule]
    lengths = sorted(len(line.text.rstrip()) for line in texts)
    if len(lengths) < 4:
        return False, lines
    width = lengths[min(len(lengths) - 1, int(len(lengths) * 0.98))]
    following = {line.number: after for line, after in itertools.pairwise(lines)}
    broken = sum(
        1
        for line in texts
        if (after := following.get(line.number)) is not None
        and not after.space_before
        and after.text.lstrip()[:1].islower()
        and line.text.rstrip()[-1:] not in ".;:!?"
    )
    if lengths[-1] > 160 or width < 40 or broken < 3 or broken < 0.15 * len(texts):
        return False, lines
    measured = []
    for line in lines:
        successor = following.get(line.number)
        room = len(line.text.rstrip()) + 1 + len((successor.text.split() or [""])[0]) if successor else 0
        measured.append(replace(line, full=room >= width * 0.95 and not line.cells))
    return True, tuple(measured)
