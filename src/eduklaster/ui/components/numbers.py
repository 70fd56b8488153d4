"""Numbers as a picture: seats, the result of a vote, figures and their legend."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django_stubs_ext import StrOrPromise

from .marks import ClauseMark


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
class VoteResult:
    """Numbers over their share of the bar, with the threshold drawn through it."""

    votes_for: int
    votes_against: int
    votes_abstained: int
    threshold: float
    threshold_label: StrOrPromise
    base: int
    """What the shares are counted from: those present, or all seats."""
