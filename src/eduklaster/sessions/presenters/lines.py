"""Lines of the page of a session: seats, votes, items of the agenda, and the list that opens it."""

from __future__ import annotations

from dataclasses import dataclass

from eduklaster.ui.components import State

from ..models import AgendaItem
from ..registry import ListedRow


@dataclass(frozen=True, slots=True)
class RollLine:
    """A seat of a session: who sits on it, how it takes part."""

    seat_id: int
    label: str
    holder: str
    alternate: str
    can_attend: bool
    how: str
    words: str
    tone: str
    note: str

    @property
    def field(self) -> str:
        """Name of its field in the form."""
        return f"seat_{self.seat_id}"


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """To whom the notice went, for which seat, when, and when it was read; `read` is empty until then."""

    name: str
    seat: str
    is_alternate: bool
    sent: str
    read: str


@dataclass(frozen=True, slots=True)
class VoteLine:
    """A live vote of an item; `round_url` opens the next round where one is needed."""

    title: str
    state: State
    url: str
    round_url: str


@dataclass(frozen=True, slots=True)
class ItemLine:
    """An item of the agenda as the page shows it."""

    item: AgendaItem
    number: str
    state: State
    url: str
    vote_url: str
    case_url: str
    act_label: str
    act_url: str
    conflicts: int
    live_url: str
    """Where a live vote is opened; empty where none may be, as at a session held on paper."""
    consensus_url: str
    """Where it is said whether all agreed."""
    votes: list[VoteLine]


@dataclass(frozen=True, slots=True)
class ListedLine:
    """A line of the list that opens a session; `url` is empty for those who may not see its row."""

    row: ListedRow
    url: str
