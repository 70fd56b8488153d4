"""The top of a regulation: approval stamps and the title."""

from __future__ import annotations

import re
from collections.abc import Sequence

from eduklaster.charter.text.blocks import clean, ends
from eduklaster.charter.text.draft import Draft
from eduklaster.charter.text.model import NodeKind
from eduklaster.charter.text.readers.source import SourceLine
from eduklaster.charter.text.signs import (
    OPENING_HEADING,
    STAMP_LIKE,
    STAMP_START,
    TITLE_START,
    Sign,
    recognise,
)

_PLACE_OR_YEAR = re.compile(r"(?:м|г|с|смт|пос)\.\s|\(?\d{4}|[^\W\d_]+[,\s–—-]+\d{4}\b")
_MAX_STAMP, _MAX_TITLE, _SEARCHED = 20, 12, 60


def read_preamble(lines: Sequence[SourceLine]) -> tuple[list[Draft], int]:
    """Stamps and the title at the top, and how many lines they take; plain lines above a stamp become paragraphs."""
    drafts: list[Draft] = []
    position = 0
    start = _first_stamp(lines)
    if start is not None:
        drafts.extend(_loose(line) for line in lines[:start] if not line.rule)
        if any(line.rule or line.table for line in lines[:start]):
            return [], 0
        position = start
        while position < len(lines) and (position == start or STAMP_START.match(lines[position].text)):
            length = _stamp_length(lines, position)
            drafts.append(_gathered(NodeKind.STAMP, lines[position : position + length]))
            position += length
    length = _title_length(lines, position)
    if length:
        drafts.append(_gathered(NodeKind.TITLE, lines[position : position + length]))
    return drafts, position + length


def _loose(line: SourceLine) -> Draft:
    return Draft(NodeKind.PARAGRAPH, None, clean(line.text).rstrip("\xad"), [(0, line.number)])


def _gathered(kind: NodeKind, lines: Sequence[SourceLine]) -> Draft:
    draft = Draft(kind)
    for line in lines:
        text = clean(line.text)
        if draft.text.endswith("\xad"):
            draft.text = draft.text[:-1]
        elif draft.text:
            draft.text += " "
        if not draft.origin or draft.origin[-1][1] != line.number:
            draft.origin.append((len(draft.text), line.number))
        draft.text += text
    draft.text = draft.text.rstrip("\xad")
    return draft


def _first_stamp(lines: Sequence[SourceLine]) -> int | None:
    """Position where the first stamp starts (its «Додаток 1 до наказу» included), before any title or section."""
    for position, line in enumerate(lines[:_SEARCHED]):
        if line.table or line.rule:
            return None
        text = clean(line.text)
        if STAMP_START.match(text):
            return _with_annex_mark(lines, position)
        printed = recognise(text)
        if printed is not None and printed.sign is Sign.ANNEX:
            if STAMP_LIKE.search(text[printed.length :]) or _act_follows(lines, position):
                return position
        elif _is_title_start(line) or (printed is not None and printed.sign is not Sign.BULLET) or len(text) > 200:
            return None
    return None


def _with_annex_mark(lines: Sequence[SourceLine], position: int) -> int:
    above = position - 1
    if above >= 0 and (printed := recognise(clean(lines[above].text))) is not None and printed.sign is Sign.ANNEX:
        return above
    return position


def _act_follows(lines: Sequence[SourceLine], position: int) -> bool:
    for line in lines[position + 1 : position + 5]:
        if STAMP_START.match(line.text):
            return True
        if _is_title_start(line):
            return False
        if STAMP_LIKE.search(line.text) and clean(line.text)[:1].islower():
            return True
    return False


def _is_title_start(line: SourceLine) -> bool:
    text = clean(line.text)
    return TITLE_START.match(text) is not None and len(text) < 300 and not ends(text)


def _stamp_length(lines: Sequence[SourceLine], start: int) -> int:
    keyed = STAMP_START.match(lines[start].text) is not None
    length = 1
    for position, line in enumerate(lines[start + 1 : start + _MAX_STAMP], start=start + 1):
        text = clean(line.text)
        keyword = STAMP_START.match(text) is not None
        if line.table or (_is_title_start(line) and not text[:1].islower()) or (keyword and keyed):
            break
        printed = recognise(text)
        if printed is not None and printed.sign in {Sign.ROMAN, Sign.WORD, Sign.DECIMAL, Sign.ANNEX}:
            break
        if line.space_before and keyed and not keyword and not STAMP_LIKE.search(text):
            if _dated(lines[position + 1 : position + 3]):
                length += 1
                continue
            break
        keyed = keyed or keyword
        length += 1
    return length


def _dated(lines: Sequence[SourceLine]) -> bool:
    """Whether the date and number of the act come next, before anything that looks like a title or a section."""
    for line in lines:
        text = clean(line.text)
        if _is_title_start(line) or recognise(text) is not None:
            return False
        if re.match(r"(?:від|от)\s|№", text):
            return True
    return False


def _title_length(lines: Sequence[SourceLine], start: int) -> int:
    """How many lines the title takes; 0 where the text starts without one."""
    if start >= len(lines):
        return 0
    first = lines[start]
    text = clean(first.text)
    if first.table or first.rule or OPENING_HEADING.match(text):
        return 0
    printed = recognise(text)
    named = _is_title_start(first)
    if (printed is not None and not printed.bare) or (not named and (ends(text) or len(text) > 200)):
        return 0
    if not named and first.level == 0 and not _more_follows(lines, start):
        return 0
    length, whole = 1, text
    surely = _title_lines_up_to_number(lines, start)
    for line in lines[start + 1 : start + _MAX_TITLE]:
        text = clean(line.text)
        printed = recognise(text)
        if line.table or line.rule or line.level or OPENING_HEADING.match(text) or STAMP_START.match(text):
            break
        if printed is not None and not (printed.sign is Sign.INTEGER and printed.bare):
            break
        lone_word = len(whole.split()) == 1
        goes_on = text[:1].islower() or text[:1] in '«("„' or lone_word or whole.endswith("\xad")
        goes_on = goes_on or length < surely
        if (line.space_before and not goes_on) or ends(whole) or len(text) > 250 or (ends(text) and not goes_on):
            break
        if ends(text) and len(text) > 120:
            break
        length += 1
        whole = f"{whole} {text}"
    return length


def _title_lines_up_to_number(lines: Sequence[SourceLine], start: int) -> int:
    """How many short unfinished lines stand between the top and the first section, a place or a year excepted."""
    for count, line in enumerate(lines[start : start + 6]):
        text = clean(line.text)
        printed = recognise(text)
        if OPENING_HEADING.match(text) or (printed is not None and not printed.bare):
            return count
        if line.level or ends(text) or len(text) > 120 or _PLACE_OR_YEAR.match(text):
            return 0
    return 0


def _more_follows(lines: Sequence[SourceLine], start: int) -> bool:
    """Whether something with a number or set apart follows, so that the first line can head it."""
    following = lines[start + 1 : start + 1 + _MAX_TITLE]
    return any(line.space_before or line.level or recognise(clean(line.text)) is not None for line in following)
