"""What the pages of sessions show."""

from .items import ItemRules
from .rooms import (
    ItemLine,
    ListedLine,
    RollLine,
    SessionRoom,
    VoteLine,
    agenda_told,
    item_told,
    organ_choices,
    proposal_state,
    session_state,
    session_title,
    waiting_for,
)

__all__ = [
    "ItemLine",
    "ItemRules",
    "ListedLine",
    "RollLine",
    "SessionRoom",
    "VoteLine",
    "agenda_told",
    "item_told",
    "organ_choices",
    "proposal_state",
    "session_state",
    "session_title",
    "waiting_for",
]
