"""Pictures drawn on the server as SVG with attributes only: no inline style, so a strict CSP holds."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from eduklaster.ui.components import ClauseBar, ClauseState, Seat, Seats, StripChapter, VoteResult


def _number(value: float) -> str:
    """A coordinate with at most two decimals and a point, whatever the locale."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


# Strip of the charter ------------------------------------------------------------------------------

_PITCH = 11.0
_STROKES = {
    ClauseState.CHARTER: "M{x} 2V38",
    ClauseState.DEFAULT: "M{x} 2V38",
    ClauseState.ACT: "M{l} 2V38M{r} 2V38",
    ClauseState.PLANNED: "M{x} 4V38",
    ClauseState.QUESTION: "M{l} 3H{r}V37H{l}Z",
    ClauseState.PERSON: "M{x} 16V38M{x} 4V7",
}


def clause_strip(chapters: Sequence[StripChapter]) -> SafeString:
    """One bar for each clause: solid, dashed, double, dotted; hollow where the text needs interpretation.

    Each chapter is a picture of its own, so the strip wraps between chapters on a narrow screen.
    """
    return format_html_join("", "{}", ((_chapter(chapter),) for chapter in chapters))


def _chapter(chapter: StripChapter) -> SafeString:
    width = max(len(chapter.bars) * _PITCH + 1, 8.0 * len(chapter.label) + 4, 14)
    return format_html(
        '<svg class="strip-svg" viewBox="0 0 {w} 68" width="{w}" height="68" aria-hidden="true">'
        '{bars}<text class="b-label" x="1" y="64">{label}</text></svg>',
        w=_number(width),
        bars=format_html_join("", "{}", ((_bar(bar, i),) for i, bar in enumerate(chapter.bars))),
        label=chapter.label,
    )


def _bar(bar: ClauseBar, index: int) -> SafeString:
    state = ClauseState(bar.state)
    x = _PITCH / 2 + index * _PITCH
    d = _STROKES[state].format(x=_number(x), l=_number(x - 2.5), r=_number(x + 2.5))
    drawn = format_html('<path class="b-{}" d="{}"/>', state.value, d)
    if bar.is_current:
        drawn += format_html('<path class="b-here" d="M{} 42l-5 7h10z"/>', _number(x))
    if not bar.url:
        return drawn
    hit = format_html('<rect class="b-hit" x="{}" width="{}" height="40"/>', _number(x - _PITCH / 2), _number(_PITCH))
    return format_html(
        '<a href="{}" tabindex="-1"><title>{} {}</title>{}{}</a>', bar.url, bar.number, bar.title, hit, drawn
    )


def clause_sample(state: ClauseState) -> SafeString:
    """A single bar for the legend."""
    d = _STROKES[state].format(x="8", l="5.5", r="10.5")
    return format_html(
        '<svg class="strip-sample" viewBox="0 0 16 40" width="10" height="25" aria-hidden="true">'
        '<path class="b-{}" d="{}"/></svg>',
        state.value,
        d,
    )


# Seats ---------------------------------------------------------------------------------------------

_SEAT, _STEP = 22.0, 28.0
_ROW, _ROW_HEIGHT = 24, 42
_SIGNS = {Seat.AGAINST: "M{a} {t}L{b} {u}", Seat.ABSTAINED: "M{a} {m}H{b}"}


def seats(value: Seats) -> SafeString:
    """Seats in rows of twenty-four; a line stands where the quorum or the threshold is reached."""
    parts: list[SafeString] = []
    for index, name in enumerate(value.seats):
        seat = Seat(name)
        row, column = divmod(index, _ROW)
        x, y = 2 + column * _STEP, 8 + row * _ROW_HEIGHT
        inner = SafeString("")
        if _SIGNS.get(seat):
            d = _SIGNS[seat].format(a=_number(x + 6), b=_number(x + 16), t=y + 6, m=y + 11, u=y + 16)
            inner = format_html('<path class="seat-sign" d="{}"/>', d)
        parts.append(
            format_html(
                '<rect class="seat seat-{}" x="{}" y="{}" width="{}" height="{}" rx="5"/>{}',
                seat.value,
                _number(x),
                y,
                _number(_SEAT),
                _number(_SEAT),
                inner,
            )
        )
    width = max(min(len(value.seats), _ROW) * _STEP, _STEP)
    rows = max(1, math.ceil(len(value.seats) / _ROW))
    if value.line is not None and 0 < value.line <= len(value.seats):
        row = math.ceil(value.line / _ROW) - 1
        x = 2 + (value.line - row * _ROW) * _STEP - (_STEP - _SEAT) / 2
        top = row * _ROW_HEIGHT
        parts.append(format_html('<path class="seat-line" d="M{} {}V{}"/>', _number(min(x, width - 2)), top, top + 38))
    return format_html(
        '<svg class="seats-svg" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img" '
        'aria-label="{label}">{body}</svg>',
        w=_number(width),
        h=rows * _ROW_HEIGHT,
        label=value.words,
        body=format_html_join("", "{}", ((part,) for part in parts)),
    )


# Bars ----------------------------------------------------------------------------------------------


def progress(value: int, total: int, tone: str = "ok") -> SafeString:
    """A bar of a share; its words stand beside it."""
    share = max(0.0, min(1.0, value / total)) if total else 0.0
    return format_html(
        '<svg class="pro" viewBox="0 0 300 12" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="pro-ground" width="300" height="12"/>'
        '<rect class="pro-{}" width="{}" height="12"/></svg>',
        tone,
        _number(share * 300),
    )


@dataclass(frozen=True, slots=True)
class VoteColumn:
    """A number over its share of the bar."""

    count: int
    label: StrOrPromise
    css: str
    span: int
    """Columns of twelve; never fewer than two, so the number has room."""


def vote_columns(value: VoteResult) -> list[VoteColumn]:
    """Widths of the three numbers in twelfths: in proportion, but each has room for its words."""
    counts = (value.votes_for, value.votes_against, value.votes_abstained)
    total = sum(counts)
    if total == 0:
        spans = [4, 4, 4]
    else:
        spans = [max(2, round(12 * count / total)) for count in counts]
        while sum(spans) > 12:
            spans[spans.index(max(spans))] -= 1
        while sum(spans) < 12:
            spans[spans.index(max(spans))] += 1
    labels = (_("for"), _("against"), _("abstained"))
    return [
        VoteColumn(count, label, css, span)
        for count, label, css, span in zip(counts, labels, ("for", "against", "abstained"), spans, strict=True)
    ]


def vote_bar(value: VoteResult) -> SafeString:
    """The bar of votes with the threshold drawn through it."""
    base = max(value.base, 1)
    x = 0.0
    parts: list[SafeString] = []
    for count, css in (
        (value.votes_for, "for"),
        (value.votes_against, "against"),
        (value.votes_abstained, "abstained"),
    ):
        width = 600 * count / base
        if width:
            parts.append(
                format_html(
                    '<rect class="v-{}" x="{}" y="6" width="{}" height="28"/>',
                    css,
                    _number(x),
                    _number(width),
                )
            )
        x += width
    threshold = min(600.0, 600 * value.threshold / base)
    return format_html(
        '<svg class="vote-svg" viewBox="0 0 600 40" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<rect class="v-ground" y="6" width="600" height="28"/>{}<path class="v-line" d="M{} 0V40"/></svg>',
        value.threshold_label,
        format_html_join("", "{}", ((part,) for part in parts)),
        _number(threshold),
    )
