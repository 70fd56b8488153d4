"""Shows a tree in a terminal and stores it as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from eduklaster.charter.text.errors import TextImportError
from eduklaster.charter.text.messages import label
from eduklaster.charter.text.model import Document, Node, NodeKind, Notice

_SCHEMA = 1


def render(document: Document, *, language: str = "en", width: int = 100) -> str:
    """The tree for a terminal: ids, printed numbers, first words, gaps marked, source lines; then the remarks."""
    lines = _branches(document, document.nodes, 0, width)
    if document.warnings:
        lines += ["", label("remarks", language)]
        lines += [f"  [{remark.code}] {remark.message(language)}{_at(remark.lines)}" for remark in document.warnings]
    return "\n".join([*lines, "", coverage_line(document, language=language)])


def coverage_line(document: Document, *, language: str = "en") -> str:
    """One sentence on what became of the source lines."""
    return label("coverage", language).format(
        total=document.source_lines_total,
        covered=len(document.covered_lines),
        aside=len(document.set_aside_lines),
        uncovered=len(document.uncovered_lines),
        lines=_at(document.uncovered_lines),
    )


def to_json(document: Document) -> str:
    """The document as JSON that ``from_json`` reads back without loss."""
    return json.dumps(
        {
            "schema": _SCHEMA,
            "title": document.title,
            "format": document.format,
            "source_lines_total": document.source_lines_total,
            "uncovered_lines": list(document.uncovered_lines),
            "set_aside_lines": list(document.set_aside_lines),
            "page_starts": list(document.page_starts),
            "warnings": [
                {"code": remark.code, "lines": list(remark.lines), "params": dict(remark.params)}
                for remark in document.warnings
            ],
            "nodes": [_node_json(node) for node in document.nodes],
        },
        ensure_ascii=False,
        indent=1,
    )


def from_json(text: str) -> Document:
    """The document that ``to_json`` stored; raises TextImportError «json_bad_format»."""
    try:
        data = json.loads(text)
        if data["schema"] != _SCHEMA:
            raise ValueError(f"schema {data['schema']}")
        return Document(
            title=str(data["title"]),
            nodes=tuple(_node(entry) for entry in data["nodes"]),
            warnings=tuple(
                Notice(str(entry["code"]), _numbers(entry["lines"]), tuple(dict(entry["params"]).items()))
                for entry in data["warnings"]
            ),
            source_lines_total=int(data["source_lines_total"]),
            uncovered_lines=_numbers(data["uncovered_lines"]),
            set_aside_lines=_numbers(data["set_aside_lines"]),
            page_starts=_numbers(data["page_starts"]),
            format=str(data["format"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise TextImportError("json_bad_format", detail=str(error)) from error


def _branches(document: Document, nodes: Sequence[Node], depth: int, width: int) -> list[str]:
    lines: list[str] = []
    for node in nodes:
        lead = f"{'  ' * depth}{node.id:<8} "
        if node.kind is NodeKind.GAP:
            lines.append(f"{lead}∅ {node.note}")
        else:
            words = " ".join(part for part in (node.number, node.text) if part) or f"({node.kind})"
            room = max(20, width - len(lead) - 18)
            shown = words if len(words) <= room else f"{words[: room - 1].rstrip()}…"
            marked = f"«{shown}»" if node.kind in {NodeKind.TITLE, NodeKind.HEADING, NodeKind.ANNEX} else shown
            lines.append(f"{lead}{marked}  {_place(document, node)}")
        lines += _branches(document, node.children, depth + 1, width)
    return lines


def _place(document: Document, node: Node) -> str:
    """Where the node stands: lines, or page and line where there are pages."""
    ends = [node.line_from] if node.line_from == node.line_to else [node.line_from, node.line_to]
    places = [document.place(line) for line in ends]
    return "[" + "-".join(f"{page}:{line}" if page else str(line) for page, line in places) + "]"


def _at(lines: Sequence[int]) -> str:
    shown = ", ".join(map(str, lines[:12]))
    return f" ({shown}{', …' if len(lines) > 12 else ''})" if lines else ""


def _node_json(node: Node) -> dict[str, Any]:
    entry: dict[str, Any] = {"kind": str(node.kind), "number": node.number, "id": node.id, "text": node.text}
    entry |= {"line_from": node.line_from, "line_to": node.line_to}
    if node.note:
        entry["note"] = node.note
    if node.cells:
        entry["cells"] = list(node.cells)
    if node.origin:
        entry["origin"] = [list(pair) for pair in node.origin]
    if node.children:
        entry["children"] = [_node_json(child) for child in node.children]
    return entry


def _node(entry: dict[str, Any]) -> Node:
    number = entry["number"]
    return Node(
        kind=NodeKind(entry["kind"]),
        number=None if number is None else str(number),
        id=str(entry["id"]),
        text=str(entry["text"]),
        children=tuple(_node(child) for child in entry.get("children", ())),
        line_from=int(entry["line_from"]),
        line_to=int(entry["line_to"]),
        note=str(entry.get("note", "")),
        cells=tuple(map(str, entry.get("cells", ()))),
        origin=tuple((int(offset), int(line)) for offset, line in entry.get("origin", ())),
    )


def _numbers(values: Sequence[Any]) -> tuple[int, ...]:
    return tuple(int(value) for value in values)
