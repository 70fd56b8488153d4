"""Reads a cluster's own regulation (TXT, Markdown, DOCX, PDF) into a tree of clauses, losing no line.

The usual way is ``import_text(path)``; a person's corrections go through ``edit.apply``.
"""

from eduklaster.charter.text.errors import EditError, TextImportError
from eduklaster.charter.text.model import Document, Node, NodeKind, Notice
from eduklaster.charter.text.parser import import_bytes, import_text, parse

__all__ = [
    "Document",
    "EditError",
    "Node",
    "NodeKind",
    "Notice",
    "TextImportError",
    "import_bytes",
    "import_text",
    "parse",
]
