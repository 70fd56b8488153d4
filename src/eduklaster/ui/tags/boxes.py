"""Tags with an end, which wrap their content, and the tone of a message."""

from collections.abc import Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from eduklaster.ui.components import ClauseMark

from .library import DIR, register


@register.simple_block_tag
def card(content: str, title: str = "", heading: int = 2, css_class: str = "") -> SafeString:
    """``{% card title=_("Council") %}…{% endcard %}``: a card with the square corner."""
    return _box("card", content=content, title=title, heading=heading, css_class=css_class)


@register.simple_block_tag
def notice(
    content: str,
    tone: str = "",
    title: str = "",
    icon: str = "",
    mark: ClauseMark | None = None,
    heading: int = 2,
) -> SafeString:
    """``{% notice tone="warn" title=… %}…{% endnotice %}``: tones bad, warn, ok or none."""
    name = icon or {"bad": "alert-circle", "warn": "alert-triangle", "ok": "circle-check"}.get(tone, "info-circle")
    return _box("notice", content=content, tone=tone, title=title, icon=name, mark=mark, heading=heading)


@register.simple_block_tag
def sheet_line(
    content: str,
    mark: ClauseMark | None = None,
    note: str = "",
    marks: Sequence[ClauseMark] = (),
    css_class: str = "",
) -> SafeString:
    """``{% sheet_line mark=m note=… %}…{% endsheet_line %}``: a row and its note in the margin."""
    all_marks = [*([mark] if mark else []), *marks]
    return _box("sheet_line", content=content, marks=all_marks, note=note, css_class=css_class)


@register.simple_block_tag
def next_band(content: str, title: str = "", is_solo: bool = False, heading: int = 3) -> SafeString:
    """``{% next_band %}{% path steps %}{% endnext_band %}``: «What happens next»."""
    return _box("next_band", content=content, title=title or _("What happens next"), is_solo=is_solo, heading=heading)


def _box(name: str, *, content: str, **values: Any) -> SafeString:
    # A block tag gives its content already rendered, and so already escaped.
    return render_to_string(f"{DIR}/{name}.html", {"content": mark_safe(content), **values})  # noqa: S308


@register.filter
def message_tone(level_tag: str) -> str:
    """Tone of a notice for a level of ``django.contrib.messages``."""
    return {"error": "bad", "warning": "warn", "success": "ok"}.get(level_tag, "")
