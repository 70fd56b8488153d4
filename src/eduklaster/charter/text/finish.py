"""Gives ids, finds gaps, duplicates and numbers out of order. Nothing is ever renumbered.

Ids follow the printed numbers: ``4.2`` for «4.2.», ``IV`` and «4.» both give ``4``. What has no number gets a synthetic
one in printed order: paragraphs of a section ``1.p2``, bullets under such a paragraph ``1.p2.1``, bullets under a
numbered clause the next free number of that clause (``2.1.1``), even where a paragraph of the clause leads them in.
The title is ``T``, stamps ``stamp``, an annex ``A1``, its heading ``A1.h``, its table's rows ``A1.cols``, ``A1.r1``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import count

from eduklaster.charter.text.draft import Draft, freeze, word_depth
from eduklaster.charter.text.model import Node, NodeKind, Notice
from eduklaster.charter.text.readers.source import notice
from eduklaster.charter.text.signs import CORE_ALPHABET, LATIN_ALPHABET, Printed, Sign

#: Notices that follow from numbers alone; they are found anew after every correction.
NUMBERING_CODES = frozenset(
    {"gap", "leading_gap", "number_jump", "list_starts_late", "duplicate", "out_of_order", "orphan_number"}
)
_LONGEST_GAP = 20
_SECTION_SIGNS = frozenset({Sign.ROMAN, Sign.WORD, Sign.INTEGER})


def finish(roots: list[Draft]) -> tuple[tuple[Node, ...], tuple[Notice, ...]]:
    """Finished nodes with ids and gaps, and the notices on their numbering."""
    finisher = _Finisher(roots)
    finisher.name(roots, None)
    finisher.mark_gaps(roots, None)
    return freeze(roots), tuple(sorted(finisher.notices, key=lambda remark: remark.lines[:1]))


class _Finisher:
    def __init__(self, roots: Sequence[Draft]) -> None:
        self._decimals = {
            printed.values
            for root in roots
            for draft in root.walk()
            if (printed := draft.printed) is not None and printed.sign is Sign.DECIMAL
        }
        self.notices: list[Notice] = []
        self._taken: set[str] = set()
        self._twins: dict[str, int] = {}
        self._next: dict[tuple[str, str], int] = {}
        self._lists: dict[str, int] = {}

    # Ids

    def name(self, siblings: Sequence[Draft], parent: Draft | None, base: str = "", annex: str = "") -> None:
        """Names the children of one parent: printed numbers first, then what has none, then the next level."""
        self._imply_sections(siblings)
        for draft in siblings:
            draft.id = ""
            printed = draft.printed
            if draft.kind is NodeKind.ANNEX:
                continue
            if printed is not None and printed.sign is not Sign.BULLET and draft.kind is not NodeKind.TABLE_ROW:
                draft.id = self._fresh(self._printed_id(draft, printed, parent, base, annex))
        self._name_annexes(siblings)
        counters: dict[str, int] = {}
        for draft in siblings:
            if not draft.id:
                draft.id = self._synthetic_id(draft, parent, base, annex, counters)
        for draft in siblings:
            inner = draft.id if draft.kind is NodeKind.ANNEX else annex
            carries = draft.kind is NodeKind.PARAGRAPH and parent is not None and parent.kind is NodeKind.CLAUSE
            self.name(draft.children, draft, base if carries else draft.id, inner)

    @staticmethod
    def _imply_sections(siblings: Sequence[Draft]) -> None:
        """An unnumbered heading over «2.1.», «2.2.» is section 2."""
        for draft in siblings:
            printed = draft.printed
            if draft.kind is NodeKind.HEADING and printed is None and not draft.text.endswith(":"):
                values = {
                    below.values[0]
                    for child in draft.children
                    if (below := child.printed) is not None and below.sign is Sign.DECIMAL
                }
                draft.path = (values.pop(),) if len(values) == 1 else ()
            elif printed is not None and printed.sign in {*_SECTION_SIGNS, Sign.DECIMAL}:
                draft.path = printed.values
            else:
                draft.path = ()

    def _printed_id(self, draft: Draft, printed: Printed, parent: Draft | None, base: str, annex: str) -> str:
        if printed.sign is Sign.DECIMAL:
            values = printed.values
            if parent is not None and parent.path and values[: len(parent.path)] == parent.path:
                return _dotted(parent.id, values[len(parent.path) :])
            if parent is not None and parent.kind is NodeKind.HEADING and parent.path:
                self.notices.append(notice("orphan_number", _lines(draft), number=draft.number or ""))
            return _dotted(annex, values)
        if printed.sign is Sign.LETTER:
            return _dotted(base, (printed.word,))
        if printed.sign is Sign.WORD and parent is not None and parent.kind is NodeKind.HEADING:
            letter = {2: "part", 3: "s", 4: "g", 5: "par", 6: "art"}[word_depth(printed)]
            return _dotted(base, (f"{letter}{printed.values[0]}",))
        return _dotted(base, printed.values)

    def _name_annexes(self, siblings: Sequence[Draft]) -> None:
        annexes = [draft for draft in siblings if draft.kind is NodeKind.ANNEX]
        for draft in annexes:
            printed = draft.printed
            if printed is not None and printed.values:
                draft.id = self._fresh(f"A{printed.values[0]}")
        for draft in annexes:
            if not draft.id:
                draft.id = self._free("A", "")

    def _synthetic_id(self, draft: Draft, parent: Draft | None, base: str, annex: str, counters: dict[str, int]) -> str:
        match draft.kind:
            case NodeKind.TITLE:
                return self._fresh("T")
            case NodeKind.STAMP:
                return self._fresh("stamp") if "stamp" not in self._taken else self._free("stamp", "", 2)
            case NodeKind.TABLE:
                return self._free("t", base)
            case NodeKind.TABLE_ROW:
                return self._row_id(draft, parent, base, annex)
            case NodeKind.HEADING:
                return self._heading_id(draft, parent, base)
            case NodeKind.PARAGRAPH if not _is_label(parent):
                return self._free("p", base)
            case _:
                counters.setdefault(base, self._lists.get(base, 0))
                name = self._free("", base, counters[base] + 1)
                counters[base] = self._lists[base] = int(name.rpartition(".")[2])
                return name

    def _row_id(self, draft: Draft, parent: Draft | None, base: str, annex: str) -> str:
        owner = annex if annex and parent is not None and parent.id == f"{annex}.t1" else base
        if draft.note == "header" and _dotted(owner, ("cols",)) not in self._taken:
            return self._fresh(_dotted(owner, ("cols",)))
        printed = draft.printed
        if printed is not None and len(printed.values) == 1:
            return self._fresh(_dotted(owner, (f"r{printed.values[0]}",)))
        return self._free("r", owner)

    def _heading_id(self, draft: Draft, parent: Draft | None, base: str) -> str:
        if parent is not None and parent.kind is NodeKind.ANNEX and not draft.children:
            name = _dotted(base, ("h",))
            return self._fresh(name) if name not in self._taken else self._free("h", base, 2)
        if _is_label(draft) and parent is not None:
            return self._free("p", base)
        if draft.path and _dotted(base, draft.path) not in self._taken and parent is None:
            return self._fresh(_dotted(base, draft.path))
        if parent is not None and parent.kind is not NodeKind.ANNEX:
            return self._free("s", base)
        return self._free("", base)

    def _free(self, letter: str, base: str, start: int = 1) -> str:
        for number in count(max(start, self._next.get((letter, base), 0))):
            self._next[letter, base] = number + 1
            if (name := _dotted(base, (f"{letter}{number}",))) not in self._taken:
                return self._fresh(name)
        raise AssertionError  # pragma: no cover - count never ends

    def _fresh(self, name: str) -> str:
        unique = name
        while unique in self._taken:
            self._twins[name] = self._twins.get(name, 1) + 1
            unique = f"{name}~{self._twins[name]}"
        self._taken.add(unique)
        return unique

    # Gaps

    def mark_gaps(self, siblings: list[Draft], parent: Draft | None) -> None:
        """Puts a gap before the number that jumps, at every level."""
        for draft in siblings:
            self.mark_gaps(draft.children, draft)
        last: dict[object, tuple[int, Draft]] = {}
        seen: dict[object, set[int]] = {}
        every: dict[object, set[int]] = {}
        for draft in siblings:
            if (entry := _sequence(draft, siblings)) is not None:
                every.setdefault(entry[0], set()).add(entry[1])
        inserts: list[tuple[int, Draft]] = []
        for position, draft in enumerate(siblings):
            entry = _sequence(draft, siblings)
            if entry is None:
                continue
            key, value = entry
            before = last.get(key)
            known = seen.setdefault(key, set())
            is_list = isinstance(key, tuple) and key[0] == "list"
            if before is None:
                self._leading(draft, value, every[key], is_list, inserts, position, parent)
            elif value == 1 and is_list and before[0] > 1:
                known.clear()
            elif value in known:
                self.notices.append(notice("duplicate", _lines(draft), number=draft.number or ""))
            elif value < before[0]:
                self.notices.append(
                    notice(
                        "out_of_order",
                        _lines(draft),
                        number=draft.number or "",
                        before=before[1].number or "",
                    )
                )
            else:
                missing = [number for number in range(before[0] + 1, value) if number not in every[key]]
                self._gap(missing, before[1], draft, inserts, position, parent)
            known.add(value)
            last[key] = (value, draft)
        for position, gap in reversed(inserts):
            siblings.insert(position, gap)

    def _leading(
        self,
        draft: Draft,
        value: int,
        every: set[int],
        is_list: bool,
        inserts: list[tuple[int, Draft]],
        position: int,
        parent: Draft | None,
    ) -> None:
        if value == 1 or value > _LONGEST_GAP:
            return
        if is_list:
            self.notices.append(notice("list_starts_late", _lines(draft), after=draft.number or ""))
            return
        missing = [number for number in range(1, value) if number not in every]
        self._gap(missing, None, draft, inserts, position, parent)

    def _gap(
        self,
        missing: list[int],
        before: Draft | None,
        after: Draft,
        inserts: list[tuple[int, Draft]],
        position: int,
        parent: Draft | None,
    ) -> None:
        printed = after.printed
        if printed is not None and printed.sign is Sign.DECIMAL:
            # A number that is printed elsewhere is out of place, not missing.
            missing = [number for number in missing if (*printed.values[:-1], number) not in self._decimals]
        if not missing:
            return
        if len(missing) > _LONGEST_GAP:
            params = {"before": (before.number if before else "") or "", "after": after.number or ""}
            self.notices.append(notice("number_jump", _lines(after), **params))
            return
        names = [_like(after, printed, number) for number in missing]
        note = ", ".join(names)
        stem, _, _ = after.id.rpartition(".")
        letter = "A" if after.kind is NodeKind.ANNEX else "r" if after.kind is NodeKind.TABLE_ROW else ""
        if printed is not None and printed.sign is Sign.LETTER:
            tail = f"{names[0]}-{names[-1]}" if len(names) > 1 else names[0]
        else:
            tail = f"{missing[0]}-{missing[-1]}" if len(missing) > 1 else str(missing[0])
        inserts.append((position, Draft(NodeKind.GAP, note=note, id=self._fresh(_dotted(stem, (f"{letter}{tail}",))))))
        if before is not None:
            self.notices.append(
                notice("gap", _lines(after), missing=note, before=before.number or "", after=after.number or "")
            )
        else:
            self.notices.append(notice("leading_gap", _lines(after), missing=note, after=after.number or ""))


def _sequence(draft: Draft, siblings: Sequence[Draft]) -> tuple[object, int] | None:
    """The run to which a number belongs and its place there; None for what is not counted."""
    printed = draft.printed
    if printed is None or printed.sign is Sign.BULLET or not printed.values:
        return None
    if draft.kind is NodeKind.TABLE_ROW:
        return (("row",), printed.values[0]) if len(printed.values) == 1 else None
    if draft.kind is NodeKind.ANNEX:
        return ("annex",), printed.values[0]
    if printed.sign is Sign.DECIMAL:
        return ("decimal", printed.values[:-1]), printed.values[-1]
    if draft.kind is NodeKind.HEADING:
        return (
            "heading",
            word_depth(printed),
            printed.sign if printed.sign is Sign.INTEGER else "",
        ), printed.values[0]
    if printed.sign is Sign.LETTER:
        alphabet = _alphabet(siblings)
        place = alphabet.find(printed.word)
        return (("list", "letter"), place + 1) if place >= 0 else None
    if printed.sign is Sign.INTEGER and draft.kind is NodeKind.CLAUSE:
        return ("clause",), printed.values[0]
    return ("list", str(printed.sign)), printed.values[0]


def _alphabet(siblings: Sequence[Draft]) -> str:
    letters = {
        printed.word for draft in siblings if (printed := draft.printed) is not None and printed.sign is Sign.LETTER
    }
    return LATIN_ALPHABET if letters & set(LATIN_ALPHABET) else CORE_ALPHABET


def _like(after: Draft, printed: Printed | None, value: int) -> str:
    """A missing number written the way its neighbours are: «2.2.3», «V», «в»."""
    if printed is None:
        return str(value)
    match printed.sign:
        case Sign.DECIMAL:
            return ".".join(map(str, (*printed.values[:-1], value)))
        case Sign.LETTER:
            return (LATIN_ALPHABET if printed.word in LATIN_ALPHABET else CORE_ALPHABET)[value - 1]
        case Sign.ROMAN:
            return _roman(value)
        case _:
            return str(value)


def _roman(value: int) -> str:
    text = ""
    for worth, sign in ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while value >= worth:
            text, value = text + sign, value - worth
    return text


def _is_label(draft: Draft | None) -> bool:
    return (
        draft is not None
        and draft.kind is NodeKind.HEADING
        and draft.number is None
        and draft.text.rstrip().endswith(":")
    )


def _dotted(base: str, parts: Iterable[object]) -> str:
    return ".".join([*([base] if base else []), *map(str, parts)])


def _lines(draft: Draft) -> tuple[int, ...]:
    return tuple(line for _, line in draft.origin)[:1]
