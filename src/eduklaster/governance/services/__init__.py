"""Seats follow the charter's rules; votes are recorded by roll call and computed exactly."""

from ..seating import DEFAULT_RULE
from .ballots import BallotResult, ballot_record, seats_concerned, vote_check
from .chairs import chair_seat
from .drafts import filling_matter, holder_by_post, matter_title, seating_prepare
from .elections import by_persons, contest_count, election_check
from .hosts import host_members_enter, host_rule
from .seats import seat_abolish, seat_fill, seat_vacate, seats_follow, seats_sync
from .tallies import Contest, RollCallInput, alternates_check, roll_and_tally
from .terms import terms_end
from .turns import turns_follow

__all__ = [
    "DEFAULT_RULE",
    "BallotResult",
    "Contest",
    "RollCallInput",
    "alternates_check",
    "ballot_record",
    "by_persons",
    "chair_seat",
    "contest_count",
    "election_check",
    "filling_matter",
    "holder_by_post",
    "host_members_enter",
    "host_rule",
    "matter_title",
    "roll_and_tally",
    "seat_abolish",
    "seat_fill",
    "seat_vacate",
    "seating_prepare",
    "seats_concerned",
    "seats_follow",
    "seats_sync",
    "terms_end",
    "turns_follow",
    "vote_check",
]
