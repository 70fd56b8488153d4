"""Small signs: the chip of a state, the mark of a clause, a button, a day."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.template import Context

from eduklaster.ui.components import Action, ClauseMark, DateTile, State, Tone

from .library import DIR, register


@register.inclusion_tag(f"{DIR}/state.html")
def state(value: State | str, label: str = "", icon: str = "") -> dict[str, Any]:
    """``{% state record.state %}`` or ``{% state "ok" _("in force") %}``: a chip of icon, word and colour."""
    return {"state": value if isinstance(value, State) else State(label=label, tone=value, icon=icon)}


@register.inclusion_tag(f"{DIR}/clause_mark.html")
def clause_mark(mark: ClauseMark | None, inline: bool | None = None) -> dict[str, Any]:
    """``{% clause_mark mark %}``: the sign of a basis; nothing for None."""
    return {"mark": mark, "is_inline": mark is not None and (mark.inline if inline is None else inline)}


@register.inclusion_tag(f"{DIR}/clause_marks.html")
def clause_marks(marks: Sequence[ClauseMark], inline: bool | None = None) -> dict[str, Any]:
    """``{% clause_marks marks %}``: several signs in a row."""
    return {"marks": marks, "inline": inline}


@register.inclusion_tag(f"{DIR}/action.html", takes_context=True)
def action(context: Context, value: Action) -> dict[str, Any]:
    """``{% action action %}``: a link that looks like a button, or a one-button form for ``is_post``."""
    return {"action": value, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag(f"{DIR}/date_tile.html")
def date_tile(value: DateTile | datetime.date, is_soon: bool = False) -> dict[str, Any]:
    """``{% date_tile day %}``: day, month and weekday in a tile."""
    return {"tile": value if isinstance(value, DateTile) else DateTile(value, is_soon)}


@register.simple_tag
def line_class(kind: str) -> str:
    """``ln-charter``, ``ln-default``, ``ln-act``, ``ln-planned``: the line of a state, for borders."""
    return {"charter": "ln-charter", "default": "ln-default", "act": "ln-act"}.get(kind, "ln-planned")


@register.filter
def tone_icon(tone: str) -> str:
    """Icon of a tone."""
    return Tone(tone).icon
