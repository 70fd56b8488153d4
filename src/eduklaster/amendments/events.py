"""Facts that the room publishes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ConsultationOpened:
    """Recommendations are taken from now on; those whom the charter names are asked."""

    amendment_id: int


@dataclass(frozen=True, slots=True)
class RecommendationFiled:
    """Somebody recommends; those who answer are told."""

    recommendation_id: int


@dataclass(frozen=True, slots=True)
class RecommendationAnswered:
    """A recommendation has its answer; whoever filed it is told."""

    recommendation_id: int
