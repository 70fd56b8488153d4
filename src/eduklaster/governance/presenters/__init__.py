"""Organs, votes and their results as pages show them: words, clause marks, rows of seats."""

from .ballots import BallotPage, CallRow, ballot_page, ballot_state, frozen_rules
from .organs import OrganRow, Room, SeatRow
from .sheets import Count, Needed, SheetRow, VoteSheet, heard, organ_of, step_voted_on
from .words import RuleLine, kind_words, said_words, seat_label, seat_state

__all__ = [
    "BallotPage",
    "CallRow",
    "Count",
    "Needed",
    "OrganRow",
    "Room",
    "RuleLine",
    "SeatRow",
    "SheetRow",
    "VoteSheet",
    "ballot_page",
    "ballot_state",
    "frozen_rules",
    "heard",
    "kind_words",
    "organ_of",
    "said_words",
    "seat_label",
    "seat_state",
    "step_voted_on",
]
