"""Amendments, recommendations, redlines, impacts and replays as pages show them."""

from .adoption import AdoptionPage
from .amendments import AmendmentPage, beginning_of
from .impact import ImpactPage
from .recommendations import RecommendationCard, places_offered, recommending_verdict
from .redline import RedlinePage
from .replays import replayed_line

__all__ = [
    "AdoptionPage",
    "AmendmentPage",
    "ImpactPage",
    "RecommendationCard",
    "RedlinePage",
    "beginning_of",
    "places_offered",
    "recommending_verdict",
    "replayed_line",
]
