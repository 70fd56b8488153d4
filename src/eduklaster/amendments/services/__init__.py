"""Writing amendments and recommendations."""

from .amendments import AmendmentDraft, amendment_file, amendment_revise
from .recommendations import (
    RecommendationDraft,
    recommendation_answer,
    recommendation_file,
    recommendation_withdraw,
)

__all__ = [
    "AmendmentDraft",
    "RecommendationDraft",
    "amendment_file",
    "amendment_revise",
    "recommendation_answer",
    "recommendation_file",
    "recommendation_withdraw",
]
