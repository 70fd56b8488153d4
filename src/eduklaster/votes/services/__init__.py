"""Votes are opened with everything frozen, cast by many at once, and closed with a count that anybody can check."""

from .casting import CastResult, card_cast, vote_cast, vote_record
from .closing import input_again, vote_annul, vote_close
from .objecting import vote_object
from .opening import OpenedVote, Presence, next_round_open, vote_open
from .standing import VoteDraft
from .starting import election_open

__all__ = [
    "CastResult",
    "OpenedVote",
    "Presence",
    "VoteDraft",
    "card_cast",
    "election_open",
    "input_again",
    "next_round_open",
    "vote_annul",
    "vote_cast",
    "vote_close",
    "vote_object",
    "vote_open",
    "vote_record",
]
