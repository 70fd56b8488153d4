"""Pictures of numbers: seats, the result of a vote, figures, a bar, a legend."""

from collections.abc import Sequence
from typing import Any

from eduklaster.ui import drawings
from eduklaster.ui.components import Figure, LegendItem, Seats, VoteResult

from .library import DIR, register


@register.inclusion_tag(f"{DIR}/seats.html")
def seats(value: Seats, has_legend: bool = True) -> dict[str, Any]:
    """``{% seats seats %}``: a row of seats with the line to reach."""
    return {"seats": value, "svg": drawings.seats(value), "has_legend": has_legend}


@register.inclusion_tag(f"{DIR}/vote_result.html")
def vote_result(value: VoteResult) -> dict[str, Any]:
    """``{% vote_result result %}``: numbers over their share of the bar, the threshold drawn through it."""
    return {"result": value, "columns": drawings.vote_columns(value), "svg": drawings.vote_bar(value)}


@register.inclusion_tag(f"{DIR}/legend.html")
def legend(items: Sequence[LegendItem]) -> dict[str, Any]:
    """``{% legend items %}``: swatches with words."""
    return {"items": items}


@register.inclusion_tag(f"{DIR}/figures.html")
def figures(items: Sequence[Figure]) -> dict[str, Any]:
    """``{% figures items %}``: large numbers with their words."""
    return {"items": items}


@register.inclusion_tag(f"{DIR}/progress.html")
def progress(value: int, total: int, label: str, tone: str = "ok") -> dict[str, Any]:
    """``{% progress 3 7 _("answers given") %}``: a bar with its words; tones ok, now, no."""
    return {
        "value": value,
        "total": total,
        "label": label,
        "tone": tone,
        "svg": drawings.progress(value, total, tone),
    }
