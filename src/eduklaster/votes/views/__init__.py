"""Pages of votes: for members, for whoever conducts, for the projector, for everybody."""

from .conducting import annul, close, control, record
from .results import screen, slips, vote_detail, vote_list
from .voting import ballot, card

__all__ = ["annul", "ballot", "card", "close", "control", "record", "screen", "slips", "vote_detail", "vote_list"]
