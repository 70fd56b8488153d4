"""What pages say of seats, choices and organs: words, chips, clause marks."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from eduklaster.ui.components import ClauseMark, State
from eduklaster.ui.components import Seat as SeatShape

from ..enums import Choice, SeatState
from ..models import Seat

SEAT_SHAPES = {
    SeatState.FILLED: SeatShape.FILLED,
    SeatState.PENDING: SeatShape.PENDING,
    SeatState.VACANT: SeatShape.VACANT,
    SeatState.SUSPENDED: SeatShape.ABSENT,
}
_TONES = {
    SeatState.FILLED: ("ok", "circle-check"),
    SeatState.PENDING: ("", "circle-dashed"),
    SeatState.VACANT: ("warn", "circle-dotted"),
    SeatState.SUSPENDED: ("warn", "hand-stop"),
    SeatState.ABOLISHED: ("", "circle-minus"),
}
CHOICE_SHAPES = {
    Choice.FOR: SeatShape.FOR,
    Choice.AGAINST: SeatShape.AGAINST,
    Choice.ABSTAIN: SeatShape.ABSTAINED,
    Choice.VOTED: SeatShape.VOTED,
    Choice.PRESENT: SeatShape.PRESENT,
    Choice.RECUSED: SeatShape.RECUSED,
    Choice.ABSENT: SeatShape.ABSENT,
}
CHOICE_TONES = {
    Choice.FOR: ("ok", "check"),
    Choice.AGAINST: ("no", "x"),
    Choice.ABSTAIN: ("", "minus"),
    Choice.VOTED: ("ok", "check"),
    Choice.PRESENT: ("", "user-check"),
    Choice.RECUSED: ("plum", "hand-stop"),
    Choice.ABSENT: ("", "user-minus"),
}


def said_words(choice: Choice) -> str:
    """Return what a member said, short enough for a button or a chip."""
    short = {Choice.VOTED: _("voted"), Choice.PRESENT: _("present"), Choice.RECUSED: _("concerned")}
    return short.get(choice) or str(choice.label)


def seat_state(state: SeatState) -> State:
    """Return the chip of a seat's state."""
    tone, icon = _TONES[state]
    return State(state.label, tone, icon)


def seat_label(seat: Seat, shown: bool) -> str:
    """Return what a seat stands for; a participant that is a person is named only where names are shown."""
    if seat.participant is not None and seat.participant.kind == "person" and not shown:
        return _("Participant № %(number)s") % {"number": seat.participant.number}
    return str(seat.label)


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule in words: what it is about, what it says, where that comes from."""

    title: str
    words: str
    origin: str
    mark: ClauseMark | None

    @property
    def note(self) -> str:
        """The origin in words where the mark alone does not say it: an act, an interpretation."""
        return self.origin if self.mark is not None and self.mark.kind not in {"charter", "default"} else ""


def kind_words(kind: str) -> str:
    """Return what an organ is for."""
    return {
        "constituent": _("constituent"),
        "approving": _("approves acts"),
        "governing": _("governs"),
        "advisory": _("advises"),
        "executive": _("executes"),
        "working": _("works out"),
    }[kind]
