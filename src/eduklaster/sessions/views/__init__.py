"""Pages of sessions and proposals: find, call one service, choose a template."""

from .agenda import (
    conflict_new,
    item_consensus,
    item_detail,
    item_new,
    item_shift,
    item_take_off,
    paper_file,
    paper_new,
    paper_take_away,
)
from .paper import minutes_file, session_on_paper
from .proposals import (
    proposal_answer,
    proposal_detail,
    proposal_list,
    proposal_new,
    proposal_sort,
    proposal_take_back,
)
from .sessions import (
    session_again,
    session_detail,
    session_edit,
    session_list,
    session_new,
)
from .steps import (
    session_announce,
    session_attendance,
    session_begin,
    session_call_off,
    session_end,
    session_leaders,
    session_sign,
)
from .votes import item_round, item_vote

__all__ = [
    "conflict_new",
    "item_consensus",
    "item_detail",
    "item_new",
    "item_round",
    "item_shift",
    "item_take_off",
    "item_vote",
    "minutes_file",
    "paper_file",
    "paper_new",
    "paper_take_away",
    "proposal_answer",
    "proposal_detail",
    "proposal_list",
    "proposal_new",
    "proposal_sort",
    "proposal_take_back",
    "session_again",
    "session_announce",
    "session_attendance",
    "session_begin",
    "session_call_off",
    "session_detail",
    "session_edit",
    "session_end",
    "session_leaders",
    "session_list",
    "session_new",
    "session_on_paper",
    "session_sign",
]
