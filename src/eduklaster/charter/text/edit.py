"""A person's corrections of an imported tree, as pure functions: the words and their lines are never lost.

Corrections call nodes by the ids of the document that is given; the second half of a split node ``2.1`` is called
``2.1+`` by later corrections of the same run. Ids, gaps and numbering notices are found anew at the end, so a stored
list of corrections can be replayed on a fresh import of the same file.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from eduklaster.charter.text.draft import Draft, thaw
from eduklaster.charter.text.errors import EditError
from eduklaster.charter.text.finish import NUMBERING_CODES, finish
from eduklaster.charter.text.model import Document, NodeKind
from eduklaster.charter.text.readers.source import notice
from eduklaster.charter.text.signs import Sign, recognise

_FIXED = frozenset({NodeKind.TABLE, NodeKind.TABLE_ROW, NodeKind.GAP})
_TOP_LEVEL = frozenset({NodeKind.HEADING, NodeKind.ANNEX, NodeKind.TITLE, NodeKind.STAMP})


@dataclass(frozen=True, slots=True)
class Join:
    """Joins a node with the text right before it; its number, if any, becomes words again."""

    node: str


@dataclass(frozen=True, slots=True)
class Split:
    """Splits a node at an offset of its text; the tail stands right after it and takes its children."""

    node: str
    offset: int


@dataclass(frozen=True, slots=True)
class ChangeKind:
    """Makes a node something else: a paragraph a clause, a heading a paragraph."""

    node: str
    kind: NodeKind


@dataclass(frozen=True, slots=True)
class ChangeNumber:
    """Corrects a misread number; None gives a false number back to the text."""

    node: str
    number: str | None


@dataclass(frozen=True, slots=True)
class ChangeLevel:
    """Moves a node one or more levels deeper (positive) or shallower (negative); printed order stays."""

    node: str
    by: int


@dataclass(frozen=True, slots=True)
class Drop:
    """Sets a node aside (a stray page number, a watermark); its children stay, its lines are named in a notice."""

    node: str


@dataclass(frozen=True, slots=True)
class MarkHeading:
    """Makes a node a heading of what follows up to the next heading."""

    node: str


Edit = Join | Split | ChangeKind | ChangeNumber | ChangeLevel | Drop | MarkHeading

_BY_NAME: dict[str, type[Edit]] = {
    "join": Join,
    "split": Split,
    "kind": ChangeKind,
    "number": ChangeNumber,
    "level": ChangeLevel,
    "drop": Drop,
    "heading": MarkHeading,
}


def apply(document: Document, edits: Sequence[Edit]) -> Document:
    """The document with the corrections made in order; raises EditError and changes nothing where one cannot be."""
    tree = _Tree(thaw(document.nodes))
    for edit in edits:
        tree.make(edit)
    nodes, numbering = finish(tree.roots)
    titles = [node.text for node in nodes if node.kind is NodeKind.TITLE]
    kept = [remark for remark in document.warnings if remark.code not in {*NUMBERING_CODES, "no_title", "uncovered"}]
    corrected = replace(document, title=titles[0] if titles else "", nodes=nodes)
    everything = document.covered_lines | set(document.set_aside_lines) | set(document.uncovered_lines)
    covered = corrected.covered_lines
    aside = (set(document.set_aside_lines) | {line for lines, _ in tree.dropped for line in lines}) - covered
    uncovered = tuple(sorted(everything - covered - aside))
    warnings = [
        *kept,
        *(notice("dropped_by_hand", lines, text=text) for lines, text in tree.dropped),
        *numbering,
        *([] if titles else [notice("no_title")]),
        *([notice("uncovered", uncovered)] if uncovered else []),
    ]
    return replace(corrected, warnings=tuple(warnings), set_aside_lines=tuple(sorted(aside)), uncovered_lines=uncovered)


def edits_from_json(text: str) -> tuple[Edit, ...]:
    """Corrections out of a JSON list such as ``[{"do": "split", "node": "2.1", "offset": 40}]``; raises EditError."""
    try:
        entries = json.loads(text)
    except ValueError as error:
        raise EditError("edit_bad_format", detail=str(error)) from error
    if not isinstance(entries, list):
        raise EditError("edit_bad_format", detail="[…]")
    return tuple(_edit(entry) for entry in entries)


def _edit(entry: Any) -> Edit:
    fields = dict(entry) if isinstance(entry, dict) else {}
    kind = _BY_NAME.get(str(fields.pop("do", "")))
    types: dict[str, tuple[type, ...]] = {
        "node": (str,),
        "offset": (int,),
        "by": (int,),
        "number": (str, type(None)),
        "kind": (str,),
    }
    if kind is None or not all(name in types and isinstance(value, types[name]) for name, value in fields.items()):
        raise EditError("edit_bad_format", detail=json.dumps(entry, ensure_ascii=False))
    try:
        if "kind" in fields:
            fields["kind"] = NodeKind(fields["kind"])
        return kind(**fields)
    except (TypeError, ValueError) as error:
        raise EditError("edit_bad_format", detail=json.dumps(entry, ensure_ascii=False)) from error


class _Tree:
    def __init__(self, roots: list[Draft]) -> None:
        self.roots = roots
        self.dropped: list[tuple[tuple[int, ...], str]] = []

    def make(self, edit: Edit) -> None:
        """Makes one correction."""
        match edit:
            case Join():
                self._join(edit)
            case Split():
                self._split(edit)
            case ChangeKind():
                draft, _, _ = self._find(edit.node)
                if draft.kind in _FIXED or edit.kind in _FIXED:
                    raise EditError("edit_bad_kind", node=edit.node, kind=edit.kind)
                draft.kind = edit.kind
            case ChangeNumber():
                self._number(edit)
            case ChangeLevel():
                for _ in range(min(abs(edit.by), 20)):
                    (self._deeper if edit.by > 0 else self._shallower)(edit.node)
            case Drop():
                self._drop(edit)
            case MarkHeading():
                self._heading(edit)

    def _find(self, key: str) -> tuple[Draft, list[Draft], Draft | None]:
        """The draft, the list in which it stands and its parent."""
        pending: list[tuple[list[Draft], Draft | None]] = [(self.roots, None)]
        while pending:
            siblings, parent = pending.pop()
            for draft in siblings:
                if draft.key == key:
                    return draft, siblings, parent
                pending.append((draft.children, draft))
        raise EditError("edit_unknown_node", node=key)

    def _join(self, edit: Join) -> None:
        draft, siblings, _ = self._find(edit.node)
        order = [other for root in self.roots for other in root.walk()]
        place = order.index(draft)
        before = order[place - 1] if place else None
        if before is None or before.kind in _FIXED or draft.kind in _FIXED:
            raise EditError("edit_no_previous", node=edit.node)
        words = " ".join(part for part in (draft.number, draft.text) if part)
        shift = len(before.text) + (1 if before.text else 0)
        inner = len(words) - len(draft.text)
        before.text = f"{before.text} {words}" if before.text else words
        for offset, line in draft.origin:
            if not before.origin or before.origin[-1][1] != line:
                before.origin.append((shift + (offset + inner if offset else 0), line))
        position = siblings.index(draft)
        if siblings is before.children:
            siblings[position : position + 1] = draft.children
        else:
            del siblings[position]
            before.children.extend(draft.children)

    def _split(self, edit: Split) -> None:
        draft, siblings, _ = self._find(edit.node)
        head, tail = draft.text[: edit.offset].rstrip(), draft.text[edit.offset :].lstrip()
        if edit.offset < 0 or not head or not tail or draft.kind in _FIXED:
            raise EditError("edit_bad_offset", node=edit.node, offset=edit.offset)
        start = len(draft.text) - len(tail)
        printed = recognise(tail)
        number = printed.number if printed is not None and not printed.bare else None
        taken = printed.length if printed is not None and number else 0
        after = Draft(_kind_of(printed.sign) if printed and number else NodeKind.PARAGRAPH, number, tail[taken:])
        after.key = f"{draft.key}+"
        line = next(line for offset, line in reversed(draft.origin) if offset <= start)
        later = [(max(0, offset - start - taken), place) for offset, place in draft.origin if offset > start]
        after.origin = [(0, line), *later]
        after.children, draft.children = draft.children, []
        draft.text = head
        draft.origin = [(offset, place) for offset, place in draft.origin if offset < len(head) or not offset]
        siblings.insert(siblings.index(draft) + 1, after)

    def _number(self, edit: ChangeNumber) -> None:
        draft, _, _ = self._find(edit.node)
        if draft.kind in _FIXED:
            raise EditError("edit_bad_kind", node=edit.node, kind=draft.kind)
        number = (edit.number or "").strip() or None
        taken = 0
        if number is None and draft.number and any(character.isalnum() for character in draft.number):
            draft.text, taken = f"{draft.number} {draft.text}".rstrip(), -len(draft.number) - 1
        elif number is not None and draft.text.startswith(number):
            rest = draft.text[len(number) :].lstrip()
            taken = len(draft.text) - len(rest)
            draft.text = rest
        draft.origin = [(max(0, offset - taken) if offset else 0, line) for offset, line in draft.origin]
        draft.number = number

    def _deeper(self, key: str) -> None:
        draft, siblings, _ = self._find(key)
        place = siblings.index(draft)
        if not place or siblings[place - 1].kind in _FIXED or draft.kind is NodeKind.TABLE_ROW:
            raise EditError("edit_bad_level", node=key)
        siblings[place - 1].children.append(siblings.pop(place))

    def _shallower(self, key: str) -> None:
        draft, siblings, parent = self._find(key)
        if parent is None or draft.kind is NodeKind.TABLE_ROW:
            raise EditError("edit_bad_level", node=key)
        _, above, _ = self._find(parent.key)
        place = siblings.index(draft)
        followers = siblings[place + 1 :]
        if followers and draft.kind in _FIXED:
            raise EditError("edit_bad_level", node=key)
        del siblings[place:]
        draft.children.extend(followers)
        above.insert(above.index(parent) + 1, draft)

    def _drop(self, edit: Drop) -> None:
        draft, siblings, _ = self._find(edit.node)
        lines = tuple(line for _, line in draft.origin)
        words = " ".join(part for part in (draft.number, draft.text) if part)
        place = siblings.index(draft)
        if draft.kind is NodeKind.TABLE:
            lines = tuple(range(draft.line_from, draft.line_to + 1))
            words = "; ".join(row.text for row in draft.children)
            del siblings[place]
        else:
            siblings[place : place + 1] = draft.children
        self.dropped.append((lines, words))

    def _heading(self, edit: MarkHeading) -> None:
        draft, _, parent = self._find(edit.node)
        if draft.kind in _FIXED:
            raise EditError("edit_bad_kind", node=edit.node, kind=NodeKind.HEADING)
        while parent is not None and parent.kind is not NodeKind.ANNEX:
            self._shallower(edit.node)
            _, _, parent = self._find(edit.node)
        draft.kind = NodeKind.HEADING
        _, siblings, _ = self._find(edit.node)
        place = siblings.index(draft)
        end = place + 1
        while end < len(siblings) and siblings[end].kind not in _TOP_LEVEL:
            end += 1
        draft.children.extend(siblings[place + 1 : end])
        del siblings[place + 1 : end]


def _kind_of(sign: Sign) -> NodeKind:
    if sign in {Sign.ROMAN, Sign.WORD}:
        return NodeKind.HEADING
    if sign is Sign.ANNEX:
        return NodeKind.ANNEX
    return NodeKind.CLAUSE if sign in {Sign.DECIMAL, Sign.INTEGER} else NodeKind.ITEM
