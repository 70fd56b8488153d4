"""Reading amendments: the list, one of them, its consultation, what is unanswered."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from eduklaster.charter.amending import Consultation, consultation_of
from eduklaster.charter.compare import Comparison, compare
from eduklaster.charter.matters import Chain
from eduklaster.charter.schema import Charter
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import calendar_of, charter_of, rulebook_of
from eduklaster.procedures.models import Case
from eduklaster.procedures.selectors import chain_for, progress_of

from .enums import RecommendationState
from .models import Amendment, Recommendation


def amendments_of(cluster: Cluster) -> QuerySet[Amendment]:
    """Return the amendments of a cluster's charter, newest first, with how many recommendations each has and lacks an answer to."""
    return (
        Amendment.objects.filter(cluster=cluster)
        .select_related("case__version", "case__cluster", "version", "base", "cluster")
        .annotate(recommendation_count=_counted(RecommendationState.WAITING, RecommendationState.ANSWERED))
        .annotate(waiting_count=_counted(RecommendationState.WAITING))
        .annotate(state=F("version__state"))
        .order_by("-number")
    )


def _counted(*states: RecommendationState) -> Coalesce:
    """Count in a query of its own: joined rows would be counted by the list's selections as amendments."""
    rows = Recommendation.objects.filter(amendment=OuterRef("pk"), state__in=states).order_by().values("amendment")
    return Coalesce(Subquery(rows.annotate(number=Count("pk")).values("number")), 0)


def amendment_of_case(case: Case) -> Amendment | None:
    """Return the amendment that a case decides on; None where it decides on none."""
    return Amendment.objects.filter(case=case).select_related("version", "base", "cluster").first()


def consultation_on(case: Case, on: date, chain: Chain | None = None) -> Consultation | None:
    """Return the consultation of a case as it stands on a day; None where the charter's chain has none."""
    return consultation_of(chain or chain_for(case), progress_of(case, on), calendar_of(case.cluster))


def unanswered_of(amendment: Amendment) -> list[Recommendation]:
    """Return the recommendations that wait for their answer."""
    return list(amendment.recommendations.filter(state=RecommendationState.WAITING).order_by("number"))


def clause_known(charter: Charter, clause: str) -> bool:
    """Say whether a text has a place."""
    return any(place.id == clause for _depth, place, _parent in charter.clause_walk())


def rules_compared(amendment: Amendment) -> Comparison:
    """Return the rules of both versions side by side, by the acts of the day on which the amendment was filed."""
    first, second = (rulebook_of(v.cluster, amendment.filed_on, v) for v in (amendment.base, amendment.version))
    return compare(first, second)


def charters_of(amendment: Amendment) -> tuple[Charter, Charter]:
    """Return the charter that is amended and the charter as it would be."""
    return charter_of(amendment.base).charter, charter_of(amendment.version).charter
