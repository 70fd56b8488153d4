"""What the pages of sessions show."""

from .choices import Leaders, leaders_of, organ_choices, waiting_for
from .items import ItemRules
from .lines import ItemLine, ListedLine, RollLine, VoteLine
from .rooms import SessionRoom
from .words import agenda_told, item_state, item_told, proposal_state, session_state, session_title

__all__ = [
    "ItemLine",
    "ItemRules",
    "Leaders",
    "ListedLine",
    "RollLine",
    "SessionRoom",
    "VoteLine",
    "agenda_told",
    "item_state",
    "item_told",
    "leaders_of",
    "organ_choices",
    "proposal_state",
    "session_state",
    "session_title",
    "waiting_for",
]
