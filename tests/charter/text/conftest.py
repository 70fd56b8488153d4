"""Documents invented for these tests, and a font with Cyrillic letters for the PDFs drawn here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

DOCUMENTS = Path(__file__).parent / "documents"
_FONTS = (
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/TTF/DejaVuSans.ttf",
    "/usr/share/fonts/dejavu-sans-fonts/DejaVuSans.ttf",
    "/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf",
    "/Library/Fonts/Arial Unicode.ttf",
    "C:/Windows/Fonts/arial.ttf",
)


@pytest.fixture(scope="session")
def cyrillic_font() -> str:
    """The registered name of a font with Ukrainian letters (``apt install fonts-dejavu-core`` where there is none)."""
    for path in _FONTS:
        if Path(path).exists():
            pdfmetrics.registerFont(TTFont("Cyrillic", path))
            return "Cyrillic"
    pytest.fail("No Cyrillic TrueType font was found: apt install fonts-dejavu-core.")


@pytest.fixture
def draw_pdf(cyrillic_font: str) -> Callable[..., bytes]:
    """Draws pages of given lines, one under another; an empty string leaves a gap."""
    from reportlab.pdfgen.canvas import Canvas

    def draw(pages: Sequence[Sequence[str]], **options: object) -> bytes:
        stream = BytesIO()
        canvas = Canvas(stream, pagesize=(420, 595), **options)
        for lines in pages:
            canvas.setFont(cyrillic_font, 10)
            height = 560.0
            for line in lines:
                canvas.drawString(40, height, line)
                height -= 14
            canvas.showPage()
        canvas.save()
        return stream.getvalue()

    return draw
