"""What a person can do with sessions and proposals.

Each write takes the lock of the cluster first and journals what it changed. Who may keep a session is asked inside.
"""

from .agenda import (
    ItemFields,
    agenda_move,
    conflict_declare,
    item_add,
    item_finish,
    item_minute,
    item_remove,
    paper_add,
    paper_remove,
    upload_checked,
)
from .attendance import attendance_set
from .consensus import consensus_fail, consensus_reach
from .leading import leaders_set
from .notices import delivery_read, session_notify
from .opening import questions_put
from .paper import PaperSession, minutes_bring, session_enter
from .planning import SessionPlan, session_move, session_plan, session_reconvene
from .proposals import ProposalDraft, proposal_admit, proposal_dispose, proposal_file, proposal_withdraw
from .sessions import minutes_sign, session_cancel, session_close, session_fail, session_open
from .votes import Ask, item_round_open, item_vote_open

__all__ = [
    "Ask",
    "ItemFields",
    "PaperSession",
    "ProposalDraft",
    "SessionPlan",
    "agenda_move",
    "attendance_set",
    "conflict_declare",
    "consensus_fail",
    "consensus_reach",
    "delivery_read",
    "item_add",
    "item_finish",
    "item_minute",
    "item_remove",
    "item_round_open",
    "item_vote_open",
    "leaders_set",
    "minutes_bring",
    "minutes_sign",
    "paper_add",
    "paper_remove",
    "proposal_admit",
    "proposal_dispose",
    "proposal_file",
    "proposal_withdraw",
    "questions_put",
    "session_cancel",
    "session_close",
    "session_enter",
    "session_fail",
    "session_move",
    "session_notify",
    "session_open",
    "session_plan",
    "session_reconvene",
    "upload_checked",
]
