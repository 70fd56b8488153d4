"""Pictures of a charter: its tree, its strip of clauses, its silences."""

from collections.abc import Sequence
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from eduklaster.ui import drawings
from eduklaster.ui.components import ClauseState, Silence, StripChapter, TreeChapter

from .library import DIR, register


@register.simple_tag
def clause_sample(state: ClauseState) -> SafeString:
    """One bar of the strip for its legend."""
    return drawings.clause_sample(ClauseState(state))


@register.inclusion_tag(f"{DIR}/clause_tree.html")
def clause_tree(chapters: Sequence[TreeChapter], label: str = "") -> dict[str, Any]:
    """``{% clause_tree chapters %}``: a table of contents; folds on a phone."""
    return {"chapters": chapters, "label": label or _("Clauses of the charter")}


@register.inclusion_tag(f"{DIR}/clause_strip.html")
def clause_strip(chapters: Sequence[StripChapter], label: str = "", has_legend: bool = True) -> dict[str, Any]:
    """``{% clause_strip chapters %}``: one bar for each clause, drawn by its state."""
    counts = dict.fromkeys(ClauseState, 0)
    for chapter in chapters:
        for bar in chapter.bars:
            counts[ClauseState(bar.state)] += 1
    legend = [(entry, count) for entry, count in counts.items() if count]
    words = "; ".join(f"{entry.label}: {count}" for entry, count in legend)
    return {
        "svg": drawings.clause_strip(chapters),
        "label": label or _("The charter, one bar for each clause"),
        "words": words,
        "legend": legend if has_legend else [],
    }


@register.inclusion_tag(f"{DIR}/silences.html")
def silences(rows: Sequence[Silence]) -> dict[str, Any]:
    """``{% silences rows %}``: what the charter does not say and what applies meanwhile."""
    return {"rows": rows}
