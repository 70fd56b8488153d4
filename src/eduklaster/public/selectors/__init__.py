"""What everybody may read, field by field. Nothing here can carry a name, a contact or a case about somebody's standing."""

from .answers import AnswerLine, proposal_answers
from .clusters import (
    DecisionLine,
    act_by_number,
    cluster_cards,
    cluster_home,
    decision_line,
    guest_of,
    public_acts,
    public_decisions,
    term_words,
)
from .meetings import (
    Choices,
    Decision,
    Meeting,
    News,
    decision_get,
    decisions_page,
    meeting_get,
    meetings_page,
    news_of,
)

__all__ = [
    "AnswerLine",
    "Choices",
    "Decision",
    "DecisionLine",
    "Meeting",
    "News",
    "act_by_number",
    "cluster_cards",
    "cluster_home",
    "decision_get",
    "decision_line",
    "decisions_page",
    "guest_of",
    "meeting_get",
    "meetings_page",
    "news_of",
    "proposal_answers",
    "public_acts",
    "public_decisions",
    "term_words",
]
