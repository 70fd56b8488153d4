"""Words for people: a sentence for every verdict, the source of an answer, and the names of everything in a charter.

The words stand in `messages.yaml`, in Ukrainian, Russian and English. Everything here returns plain text.
"""

from .names import (
    act_kind_words,
    charter_words,
    choice_words,
    ground_words,
    matter_kind_words,
    matter_words,
    parties_words,
    party_words,
    room_words,
    step_kind_words,
    step_words,
)
from .sentences import codes, placeholders, say, sentence_of
from .sources import citation_words, clause_words, origin_label, origin_words
from .values import day_words, number_words, period_words, plural_form, threshold_words, unit_words, value_words

__all__ = [
    "act_kind_words",
    "charter_words",
    "choice_words",
    "citation_words",
    "clause_words",
    "codes",
    "day_words",
    "ground_words",
    "matter_kind_words",
    "matter_words",
    "number_words",
    "origin_label",
    "origin_words",
    "parties_words",
    "party_words",
    "period_words",
    "placeholders",
    "plural_form",
    "room_words",
    "say",
    "sentence_of",
    "step_kind_words",
    "step_words",
    "threshold_words",
    "unit_words",
    "value_words",
]
