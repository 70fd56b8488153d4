"""Icons: an allow-list of Tabler outlines, drawn inline and kept in memory.

The files stay outside the repository, in ``settings.ICONS_DIR``. A name outside the list is a programming
error and is refused at once; a file that is not installed gives an empty square of the same size.
"""

import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_NAMES = """
accessible adjustments affiliate alert-circle alert-triangle archive arrow-back-up arrow-down
arrow-left arrow-right arrow-up arrows-sort award ban bell book-2 bookmark books brackets-contain
briefcase building building-bank building-community building-factory bulb bus calendar calendar-due
calendar-event calendar-plus certificate chart-bar check checkbox chevron-down chevron-left
chevron-right circle circle-check circle-dashed circle-dotted circle-minus circle-x circles-relation
clipboard-check clipboard-list clock coin compass contrast copy database device-desktop
device-laptop device-mobile door-exit dots download external-link eye eye-off file-certificate
file-check file-description file-download file-export file-import file-plus file-spreadsheet
file-text filter fingerprint flag folder gavel git-branch git-compare hand-stop heart
heart-handshake help-circle hierarchy history home hourglass id info-circle key language layout-grid
layout-list lifebuoy link list-check list-details lock lock-open login logout mail map-pin menu-2
message-2 message-circle minus moon news notes packages palette paperclip pencil phone plus printer
qrcode quote receipt refresh replace rosette route rubber-stamp scale scan school search send
settings share shield-lock signature sitemap speakerphone stack-2 star sun tag target text-size
timeline tool tools trash upload user user-check user-circle user-exclamation user-minus user-plus
user-question users users-group versions world writing x zoom-check
"""

ICONS = frozenset(_NAMES.split())

_BLANK = re.compile(r'<path stroke="none"[^>]*>')
_SPACE = re.compile(r"\s+")


class UnknownIcon(KeyError):
    """The name is not in the allow-list."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Icon «{name}» is not in eduklaster.ui.icons.ICONS: add it there.")


def _file_of(name: str) -> Path | None:
    root = Path(str(getattr(settings, "ICONS_DIR", "")))
    for path in (root / f"{name}.svg", root / "outline" / f"{name}.svg"):
        if path.is_file():
            return path
    return None


@cache
def _drawing(name: str) -> SafeString:
    if name not in ICONS:
        raise UnknownIcon(name)
    path = _file_of(name)
    if path is None:
        return SafeString("")
    source = path.read_text(encoding="utf-8")
    inner = source[source.index(">", source.index("<svg")) + 1 : source.rindex("</svg>")]
    # The files come from a pinned package and are read from our own disk, never from a person.
    return mark_safe(_SPACE.sub(" ", _BLANK.sub("", inner)).strip())  # noqa: S308


def icon_svg(name: str, css_class: str = "") -> SafeString:
    """An inline SVG of 1.25 em, hidden from screen readers: a word always stands beside it."""
    return format_html(
        '<svg class="ic{}" width="24" height="24" viewBox="0 0 24 24" fill="none" '
        'stroke="currentColor" stroke-width="1.9" stroke-linecap="round" stroke-linejoin="round" '
        'aria-hidden="true">'
        "{}</svg>",
        f" {css_class}" if css_class else "",
        _drawing(name),
    )


def icons_missing() -> list[str]:
    """Names of the allow-list whose files are not installed, sorted."""
    return sorted(name for name in ICONS if _file_of(name) is None)
