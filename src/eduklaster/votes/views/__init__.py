"""Pages of votes: for members, for whoever conducts, for the projector, for everybody."""

from .cards import cards_page
from .conducting import annul, close, control, record
from .objecting import objection
from .results import screen, slips, vote_detail, vote_list
from .starting import start
from .voting import ballot, card

__all__ = [
    "annul",
    "ballot",
    "card",
    "cards_page",
    "close",
    "control",
    "objection",
    "record",
    "screen",
    "slips",
    "start",
    "vote_detail",
    "vote_list",
]
