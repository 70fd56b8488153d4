"""The uploaded text of a draft: read anew, corrected by what the person asked, taken over as the clause tree."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from eduklaster.charter.text import Document, Node, NodeKind, import_bytes
from eduklaster.charter.text.edit import apply, edits_from_json

from .models import Draft

_KINDS = {
    NodeKind.TITLE: "paragraph",
    NodeKind.HEADING: "section",
    NodeKind.CLAUSE: "clause",
    NodeKind.ITEM: "item",
    NodeKind.PARAGRAPH: "paragraph",
    NodeKind.TABLE: "paragraph",
    NodeKind.TABLE_ROW: "row",
    NodeKind.GAP: "gap",
    NodeKind.ANNEX: "annex",
    NodeKind.STAMP: "paragraph",
}
_GIST_LENGTH = 240


@lru_cache(maxsize=16)
def read(data: bytes, name: str, edits: str) -> Document:
    """Return the text as a tree with its corrections made.

    Raises:
        TextImportError: The file cannot be read, or a correction cannot be made.
    """
    document = import_bytes(data, name)
    return apply(document, edits_from_json(edits)) if edits != "[]" else document


def document_of(draft: Draft, extra: list[dict[str, Any]] | None = None) -> Document | None:
    """Return the uploaded text of a draft with its corrections, and `extra` ones tried on."""
    if not draft.document:
        return None
    edits = [*draft.document_edits, *(extra or [])]
    document: Document | None = None
    # Each correction names a node by the ids of the tree it was made on, so they are applied one by one.
    document = read(bytes(draft.document), draft.document_name, "[]")
    for edit in edits:
        document = apply(document, edits_from_json(json.dumps([edit])))
    return document


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of the text as the preview shows it."""

    node: Node
    depth: int

    @property
    def indent(self) -> int:
        """Steps to the right, at most four."""
        return min(self.depth, 4)


def lines_of(document: Document) -> list[Line]:
    """Return every piece in printed order with its depth."""

    def walk(nodes: tuple[Node, ...], depth: int) -> list[Line]:
        return [line for n in nodes for line in (Line(n, depth), *walk(n.children, depth + 1))]

    return walk(document.nodes, 0)


def clauses_of(document: Document) -> list[dict[str, Any]]:
    """Return the clause tree of a charter: printed numbers verbatim, the beginning of each text as its gist."""

    def node(found: Node) -> dict[str, Any]:
        text = _gist(found)
        part: dict[str, Any] = {"id": found.id[:40]}
        if found.number:
            part["number"] = found.number
        part["kind"] = _KINDS[found.kind]
        part["gist"] = {"uk": text, "ru": text, "en": text}
        if found.children:
            part["children"] = [node(child) for child in found.children]
        return part

    return [node(found) for found in document.nodes]


def _gist(found: Node) -> str:
    text = " ".join((found.text or " | ".join(found.cells)).split())
    if not text:
        return f"№ {found.note}" if found.kind is NodeKind.GAP else (found.number or "—")
    if len(text) <= _GIST_LENGTH:
        return text
    return text[:_GIST_LENGTH].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def texts_of(document: Document) -> dict[str, str]:
    """Return the cluster's own words by place."""
    return {found.id[:40]: found.text for found in document.walk() if found.text.strip()}
