"""Turns read lines into a document: top, body, annexes, ids, gaps, and the account of every line."""

from __future__ import annotations

from pathlib import Path

from eduklaster.charter.text.blocks import BlockMaker, vocabulary
from eduklaster.charter.text.finish import finish
from eduklaster.charter.text.model import Document, NodeKind, Notice
from eduklaster.charter.text.preamble import read_preamble
from eduklaster.charter.text.readers import Limits, Source, read_bytes, read_file
from eduklaster.charter.text.readers.source import notice
from eduklaster.charter.text.tree import TreeBuilder


def import_text(path: Path, limits: Limits | None = None) -> Document:
    """The clause tree of a TXT, Markdown, DOCX or PDF file; raises TextImportError where it cannot be read."""
    return parse(read_file(path, limits))


def import_bytes(data: bytes, name: str, limits: Limits | None = None) -> Document:
    """The clause tree of an uploaded file; ``name`` gives the extension."""
    return parse(read_bytes(data, name, limits))


def parse(source: Source) -> Document:
    """The clause tree of read lines. Every line ends up in a node or set aside with a warning; never renumbers."""
    top, taken = read_preamble(source.lines)
    maker = BlockMaker(wrapped=source.wrapped, vocabulary=vocabulary(source.lines))
    builder = TreeBuilder(maker.blocks(source.lines[taken:]))
    drafts = [*top, *builder.build()]
    nodes, numbering = finish(drafts)
    titles = [node.text for node in nodes if node.kind is NodeKind.TITLE]
    notices: list[Notice] = [*source.notices, *maker.notices(), *builder.notices, *numbering]
    if not titles:
        notices.append(notice("no_title"))
    aside = {*source.set_aside, *(line.number for line in maker.rules)}
    covered = {line for node in nodes for below in node.walk() for line in below.own_lines}
    uncovered = sorted({line.number for line in source.lines} - covered - aside)
    if uncovered:
        notices.append(notice("uncovered", uncovered))
    return Document(
        title=titles[0] if titles else "",
        nodes=nodes,
        warnings=tuple(notices),
        source_lines_total=source.lines_total,
        uncovered_lines=tuple(uncovered),
        set_aside_lines=tuple(sorted(aside)),
        page_starts=source.page_starts,
        format=source.format,
    )
