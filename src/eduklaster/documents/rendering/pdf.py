"""PDF for the archive and for every reader: PDF/A-2a and PDF/UA-1 in one file, drawn by typst.

The same snapshot gives the same bytes: fonts are our own, the moment of making is the day of the document.
"""

from __future__ import annotations

import io
import json
import threading
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import segno
import typst
from django.conf import settings

from eduklaster.ui.typography import nb

from ..content import Snapshot
from ..naming import digits

TEMPLATE = Path(__file__).parents[1] / "templates" / "typst" / "document.typ"
STANDARDS: list[Any] = ["a-2a", "ua-1"]
_MASK = 3  # weighing all eight masks takes five times as long, and every reader reads each of them
_local = threading.local()


def pdf(snapshot: Snapshot, *, is_draft: bool = False) -> bytes:
    """Return the file; a draft carries its word across the page."""
    made = _compiler().compile(
        sys_inputs={"document": _input(snapshot, is_draft)},
        format="pdf",
        pdf_standards=STANDARDS,
        timestamp=_moment(snapshot),
    )
    if not isinstance(made, bytes):
        raise TypeError("typst answers one PDF with bytes")
    return made


def pictures(snapshot: Snapshot, *, is_draft: bool = False, ppi: float = 96) -> list[bytes]:
    """Return the pages as PNG, for looking at them."""
    made = _compiler().compile(
        sys_inputs={"document": _input(snapshot, is_draft)}, format="png", ppi=ppi, timestamp=_moment(snapshot)
    )
    return made if isinstance(made, list) else [made or b""]


def _compiler() -> typst.Compiler:
    """Return the compiler of this thread: it keeps its fonts and what it has read between documents."""
    if not hasattr(_local, "compiler"):
        fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(settings.PRINT_FONTS_DIR)]
        )
        _local.compiler = typst.Compiler(str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=fonts)
    compiler: typst.Compiler = _local.compiler
    return compiler


def _moment(snapshot: Snapshot) -> datetime:
    day = date.fromisoformat(snapshot.content.on)
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _tied(value: Any) -> Any:
    """Return data with the spaces tied that no line may break at."""
    if isinstance(value, str):
        return str(nb(value))
    if isinstance(value, dict):
        return {key: _tied(inner) for key, inner in value.items()}
    return [_tied(inner) for inner in value] if isinstance(value, list | tuple) else value


_CODES = {"kind", "variant", "language", "profile", "layout", "type", "align", "on"}


def _input(snapshot: Snapshot, is_draft: bool) -> str:
    content, data = snapshot.content, snapshot.as_data()
    day = date.fromisoformat(content.on)
    mark = snapshot.mark
    return json.dumps(
        {
            "content": {key: value if key in _CODES else _tied(value) for key, value in data["content"].items()},
            "look": data["look"],
            "words": data["words"],
            "mark": data["mark"],
            "qr": qr_svg(mark.url) if mark else "",
            "qr_alt": snapshot.words["qr_alt"] % mark.url if mark else "",
            "title": title_of(snapshot),
            "author": content.organisation,
            "keywords": [mark.code] if mark else [],
            "date": [day.year, day.month, day.day],
            "draft": is_draft,
        },
        ensure_ascii=False,
    )


def title_of(snapshot: Snapshot) -> str:
    """Return the title that a reader program shows: kind, number, date, heading."""
    content = snapshot.content
    number = f" {snapshot.words['number']} {content.number}" if content.number else ""
    head = f"{content.name}{number}, {digits(date.fromisoformat(content.on))}"
    return f"{head}. {content.heading}" if content.heading else head


def qr_svg(address: str) -> str:
    """Return the QR code of an address as a drawing."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False, mask=_MASK).save(out, kind="svg", border=0, xmldecl=False, svgns=True)
    return out.getvalue().decode()
