"""The command ``eduklaster charter import-text FILE [--json]``."""

from __future__ import annotations

import sys
from pathlib import Path

from eduklaster.charter.text.errors import TextImportError
from eduklaster.charter.text.parser import import_text
from eduklaster.charter.text.report import render, to_json


def import_text_command(file: Path, as_json: bool, *, language: str = "en") -> int:
    """Prints the tree with its remarks and the account of lines, or JSON.

    Returns 0; 1 where some line found no place in the tree; 2 where the file cannot be read (reason on stderr).
    """
    try:
        document = import_text(file)
    except TextImportError as refusal:
        sys.stderr.write(f"{refusal.message(language)} [{refusal.code}]\n")
        return 2
    sys.stdout.write((to_json(document) if as_json else render(document, language=language)) + "\n")
    return 1 if document.uncovered_lines else 0
