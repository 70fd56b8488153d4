"""Writing amendments and recommendations."""

from .adoption import (
    DeclaredAct,
    acts_to_declare,
    adoption_declare,
    adoption_open,
    adoption_rejected,
    is_ahead,
    way_to_declare,
    ways_of,
)
from .amendments import AmendmentDraft, amendment_file, amendment_revise
from .recommendations import (
    RecommendationDraft,
    recommendation_answer,
    recommendation_file,
    recommendation_withdraw,
)

__all__ = [
    "AmendmentDraft",
    "DeclaredAct",
    "RecommendationDraft",
    "acts_to_declare",
    "adoption_declare",
    "adoption_open",
    "adoption_rejected",
    "amendment_file",
    "amendment_revise",
    "is_ahead",
    "recommendation_answer",
    "recommendation_file",
    "recommendation_withdraw",
    "way_to_declare",
    "ways_of",
]
