"""Values that the components draw: frozen, typed, free of any domain.

A page's view builds these from its own objects and hands them to the tags of ``{% load ui %}``. Texts are
already in the reader's language. One language of lines runs through all of them: solid = the charter says so,
dashed = it is silent and a default applies, double = an act changed it, dotted = planned.
"""

from .charter import ClauseBar, ClauseState, Silence, StripChapter, TreeChapter, TreeClause
from .marks import ClauseMark, MarkKind, State, Tone
from .messages import Confirmation, EmptyState
from .numbers import Figure, LegendItem, Seat, SeatCount, Seats, VoteResult
from .process import ChainStep, Key, PathStep, Refusal
from .rows import DateTile, Fact, HistoryEntry, QueueItem, Record
from .ways import Action, Crumb, QuickFilter, Tab

__all__ = [
    "Action",
    "ChainStep",
    "ClauseBar",
    "ClauseMark",
    "ClauseState",
    "Confirmation",
    "Crumb",
    "DateTile",
    "EmptyState",
    "Fact",
    "Figure",
    "HistoryEntry",
    "Key",
    "LegendItem",
    "MarkKind",
    "PathStep",
    "QueueItem",
    "QuickFilter",
    "Record",
    "Refusal",
    "Seat",
    "SeatCount",
    "Seats",
    "Silence",
    "State",
    "StripChapter",
    "Tab",
    "Tone",
    "TreeChapter",
    "TreeClause",
    "VoteResult",
]
