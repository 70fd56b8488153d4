"""Values that the components draw: frozen, typed, free of any domain.

A page's view builds these from its own objects and hands them to the tags of ``{% load ui %}``. Texts are
already in the reader's language. One language of lines runs through all of them: solid = the charter says so,
dashed = it is silent and a default applies, double = an act changed it, dotted = planned.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django_stubs_ext import StrOrPromise

from eduklaster.ui.typography import tile_words


class MarkKind(StrEnum):
    """Where a claim comes from."""

    CHARTER = "charter"
    DEFAULT = "default"
    ACT = "act"
    LAW = "law"
    GAP = "gap"

    @property
    def icon(self) -> str:
        """Icon of the mark."""
        return _MARK_ICONS[self]

    @property
    def css(self) -> str:
        """Class beside ``cl``."""
        return {"charter": "", "default": "def"}.get(self.value, self.value)

    @property
    def words(self) -> str:
        """What the mark says aloud."""
        return {
            "charter": _("The charter says so."),
            "default": _("The charter is silent, a default applies."),
            "act": _("An act set it."),
            "law": _("The law or a statement of a participant."),
            "gap": _("The number is missing in the charter."),
        }[self.value]


_MARK_ICONS = {
    MarkKind.CHARTER: "bookmark",
    MarkKind.DEFAULT: "circle-dashed",
    MarkKind.ACT: "signature",
    MarkKind.LAW: "scale",
    MarkKind.GAP: "alert-triangle",
}


@dataclass(frozen=True, slots=True)
class ClauseMark:
    """The sign of a basis: one for each claim, a link to the clause."""

    kind: str
    """One of :class:`MarkKind`: charter, default, act, law, gap."""
    text: StrOrPromise
    """The printed number with its word: «п. 4.3», «типове · D-05», «наказ № 41»."""
    url: str = ""
    inline: bool = False
    """Smaller, for the end of a sentence."""

    @property
    def mark(self) -> MarkKind:
        """The kind as an enum; an unknown one is an error."""
        return MarkKind(self.kind)


class Tone(StrEnum):
    """Role of a colour; each has its own icon, so that colour never speaks alone."""

    OK = "ok"  # done, in force
    NOW = "now"  # somebody is awaited
    PLAIN = ""  # planned, neutral
    WARN = "warn"  # attention
    NO = "no"  # refused
    PERSON = "plum"  # done by a person, by law

    @property
    def icon(self) -> str:
        """Icon used unless another is named."""
        return {
            "ok": "circle-check",
            "now": "hourglass",
            "warn": "alert-triangle",
            "no": "ban",
            "plum": "user",
            "": "clock",
        }[self.value]


@dataclass(frozen=True, slots=True)
class State:
    """A chip: icon, word and colour together."""

    label: StrOrPromise
    tone: str = ""
    icon: str = ""

    @property
    def icon_name(self) -> str:
        """The icon drawn."""
        return self.icon or Tone(self.tone).icon


@dataclass(frozen=True, slots=True)
class Action:
    """A button or a link that leads somewhere."""

    label: StrOrPromise
    url: str
    style: str = "quiet"
    """key (one on a screen), ink, quiet, stop."""
    icon: str = ""
    is_post: bool = False
    """Sends a form instead of following a link."""


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the way to this page; the last has no address."""

    label: StrOrPromise
    url: str = ""


@dataclass(frozen=True, slots=True)
class DateTile:
    """A due day beside a row."""

    day: datetime.date
    is_soon: bool = False

    @property
    def number(self) -> str:
        """Day of the month."""
        return tile_words(self.day)[0]

    @property
    def words(self) -> str:
        """Month and weekday."""
        return tile_words(self.day)[1]


@dataclass(frozen=True, slots=True)
class Key:
    """One of the conditions that together give an effect."""

    title: StrOrPromise
    note: StrOrPromise
    state: str = "wait"
    """got, wait, or off (the effect that has not come yet)."""
    icon: str = "key"


@dataclass(frozen=True, slots=True)
class PathStep:
    """A step of «What happens next»: what, and who and when."""

    title: StrOrPromise
    note: StrOrPromise = ""
    state: str = ""
    """done, on (now), end (the last, square), or empty."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refused attempt: a branch off the chain, never hidden."""

    title: StrOrPromise
    text: StrOrPromise
    marks: Sequence[ClauseMark] = ()
    when: StrOrPromise = ""


@dataclass(frozen=True, slots=True)
class ChainStep:
    """A step of a case, with its refused branches and its note in the margin."""

    title: StrOrPromise
    state: str
    """done, now, todo."""
    when: StrOrPromise = ""
    """Line above the title: date, person."""
    text: StrOrPromise = ""
    icon: str = ""
    refusals: Sequence[Refusal] = ()
    marks: Sequence[ClauseMark] = ()
    note: StrOrPromise = ""
    """One sentence in the margin."""
    actions: Sequence[Action] = ()

    @property
    def icon_name(self) -> str:
        """The icon of the pin."""
        return self.icon or {"done": "check", "now": "hourglass", "todo": "clock"}[self.state]

    @property
    def state_words(self) -> str:
        """The state said aloud."""
        return {"done": _("Done"), "now": _("Now"), "todo": _("Ahead")}[self.state]


class ClauseState(StrEnum):
    """How the platform lives by a clause."""

    CHARTER = "charter"
    DEFAULT = "default"
    ACT = "act"
    PLANNED = "planned"
    QUESTION = "question"
    PERSON = "person"

    @property
    def icon(self) -> str:
        """Icon in trees and legends."""
        return {
            "charter": "circle-check",
            "default": "circle-dashed",
            "act": "signature",
            "planned": "circle-dotted",
            "question": "alert-triangle",
            "person": "user",
        }[self.value]

    @property
    def label(self) -> str:
        """Words in legends."""
        return {
            "charter": _("by the charter"),
            "default": _("silent, a default applies"),
            "act": _("changed by an act"),
            "planned": _("planned"),
            "question": _("needs interpretation"),
            "person": _("done by a person"),
        }[self.value]


@dataclass(frozen=True, slots=True)
class TreeClause:
    """A clause in the table of contents; children form the next level."""

    number: str
    title: StrOrPromise
    url: str
    state: str = ClauseState.CHARTER
    is_current: bool = False
    children: Sequence["TreeClause"] = ()

    @property
    def clause_state(self) -> ClauseState:
        """The state as an enum."""
        return ClauseState(self.state)


@dataclass(frozen=True, slots=True)
class TreeChapter:
    """A chapter of the table of contents."""

    title: StrOrPromise
    clauses: Sequence[TreeClause]


@dataclass(frozen=True, slots=True)
class Silence:
    """A question the charter leaves open, and what applies meanwhile."""

    question: StrOrPromise
    answer: StrOrPromise
    mark: ClauseMark


@dataclass(frozen=True, slots=True)
class Record:
    """A record that rests on a clause, or any row of a short list."""

    title: StrOrPromise
    url: str = ""
    note: StrOrPromise = ""
    icon: str = "file-text"
    state: State | None = None
    mark: ClauseMark | None = None


@dataclass(frozen=True, slots=True)
class QueueItem:
    """Something that waits for the reader."""

    title: StrOrPromise
    url: str
    text: StrOrPromise = ""
    waits: StrOrPromise = ""
    """Who waits and since when."""
    tile: DateTile | None = None
    state: State | None = None
    marks: Sequence[ClauseMark] = ()
    note: StrOrPromise = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of a key-value list."""

    label: StrOrPromise
    value: object
    mark: ClauseMark | None = None


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """What happened, by whom, on which basis."""

    when: datetime.date
    """A date or an aware moment."""
    title: StrOrPromise
    actor: StrOrPromise = ""
    text: StrOrPromise = ""
    icon: str = "history"
    tone: str = ""
    marks: Sequence[ClauseMark] = ()


@dataclass(frozen=True, slots=True)
class ClauseBar:
    """One bar of the strip."""

    number: str
    state: str
    title: StrOrPromise = ""
    url: str = ""
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class StripChapter:
    """Bars of one chapter."""

    label: str
    bars: Sequence[ClauseBar]


class Seat(StrEnum):
    """A seat at a vote."""

    FOR = "for"
    AGAINST = "against"
    ABSTAINED = "abstained"
    VOTED = "voted"  # how is not shown
    PRESENT = "present"
    ABSENT = "absent"
    PENDING = "pending"  # the seat waits for its act: neither votes nor counts
    FILLED = "filled"  # composition of an organ, outside a vote
    VACANT = "vacant"
    RECUSED = "recused"  # the matter concerns the member

    @property
    def label(self) -> str:
        """Words in the legend."""
        return {
            "for": _("for"),
            "against": _("against"),
            "abstained": _("abstained"),
            "voted": _("voted"),
            "present": _("not yet"),
            "absent": pgettext("seats", "absent"),
            "pending": _("seat waits for its act"),
            "filled": _("filled"),
            "vacant": _("vacant"),
            "recused": _("concerned, does not vote"),
        }[self.value]


@dataclass(frozen=True, slots=True)
class SeatCount:
    """A legend entry of the seats row."""

    seat: Seat
    count: int


@dataclass(frozen=True, slots=True)
class Seats:
    """A row of seats with the line that has to be reached."""

    seats: Sequence[str]
    """One :class:`Seat` for each seat, in the order drawn."""
    line: float | None = None
    """The line is drawn after this many seats; 7.5 stands in the middle of the eighth."""
    line_label: StrOrPromise = ""

    @property
    def counts(self) -> list[SeatCount]:
        """How many of each, in the order of the enum, only those present."""
        return [SeatCount(seat, n) for seat in Seat if (n := sum(1 for s in self.seats if s == seat.value))]

    @property
    def words(self) -> str:
        """The row said aloud."""
        parts = [f"{entry.seat.label}: {entry.count}" for entry in self.counts]
        if self.line_label:
            parts.append(str(self.line_label))
        return "; ".join(parts)


@dataclass(frozen=True, slots=True)
class LegendItem:
    """A swatch and its words."""

    label: StrOrPromise
    css: str
    """Swatch class: k-leaf, k-ink, k-apricot, k-honey, k-plum, k-sky, k-berry, or ln-* for a line."""
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its words."""

    value: StrOrPromise
    label: StrOrPromise
    mark: ClauseMark | None = None


@dataclass(frozen=True, slots=True)
class EmptyState:
    """A page or a list with nothing in it: why, and what to do."""

    title: StrOrPromise
    text: StrOrPromise = ""
    action: Action | None = None
    mark: ClauseMark | None = None
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Tab:
    """A part of a page that has its own address."""

    label: StrOrPromise
    url: str
    is_current: bool = False
    count: int | None = None
    icon: str = ""


@dataclass(frozen=True, slots=True)
class QuickFilter:
    """A quick selection above a list, with its count."""

    label: StrOrPromise
    url: str
    is_current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The question before something that cannot be undone."""

    title: StrOrPromise
    text: StrOrPromise
    submit: StrOrPromise
    action_url: str = ""
    cancel_url: str = ""
    consequences: Sequence[StrOrPromise] = field(default_factory=tuple)
    marks: Sequence[ClauseMark] = ()
    is_final: bool = True
    """Draws the button in berry; False draws it in ink."""


@dataclass(frozen=True, slots=True)
class VoteResult:
    """Numbers over their share of the bar, with the threshold drawn through it."""

    votes_for: int
    votes_against: int
    votes_abstained: int
    threshold: float
    threshold_label: StrOrPromise
    base: int
    """What the shares are counted from: those present, or all seats."""
