"""Seats follow the charter's rules; votes are recorded by roll call and computed exactly."""

from .ballots import BallotResult, RollCallInput, ballot_record, roll_and_tally, seats_concerned
from .chairs import chair_seat
from .seats import DEFAULT_RULE, seat_abolish, seat_fill, seat_vacate, seats_sync

__all__ = [
    "DEFAULT_RULE",
    "BallotResult",
    "RollCallInput",
    "ballot_record",
    "chair_seat",
    "roll_and_tally",
    "seat_abolish",
    "seat_fill",
    "seat_vacate",
    "seats_concerned",
    "seats_sync",
]
