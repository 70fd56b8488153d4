"""Histories of amendments and recommendations; the room's words."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from eduklaster.journal.words import ActionWord, FactWord, register_words
from eduklaster.people.access import Viewer
from eduklaster.people.registry import Refs, Subject, among, own_entries, register_history, register_neighbours
from eduklaster.procedures.models import Case

from .access import amendments_visible_to
from .enums import Answer, RecommendationState
from .models import Amendment, Recommendation

_AMENDMENT, _RECOMMENDATION = "amendments.amendment", "amendments.recommendation"


def _amendments(viewer: Viewer) -> QuerySet[Amendment]:
    return amendments_visible_to(viewer.cluster, viewer) if viewer.cluster else Amendment.objects.none()


def _recommendations(viewer: Viewer) -> QuerySet[Recommendation]:
    rows = Recommendation.objects.filter(amendment__in=_amendments(viewer).values("pk"))
    return rows.select_related("amendment")


def _amendment_title(viewer: Viewer, row: Amendment) -> str:
    return f"№ {row.number} · {row.title.in_(viewer.language)}"


def _recommendation_title(viewer: Viewer, row: Recommendation) -> str:
    return f"№ {row.number}, {row.party_label}"


def _refs(viewer: Viewer, row: Amendment) -> Refs:
    return {
        _AMENDMENT: [row.pk],
        _RECOMMENDATION: row.recommendations.values_list("pk", flat=True),
        "clusters.charterversion": [row.version_id],
        "procedures.case": [row.case_id],
    }


def of_case(viewer: Viewer, case: Case) -> Refs:
    """Return the amendment that a case decides on, with its recommendations."""
    rows = _amendments(viewer).filter(case=case)
    return {
        _AMENDMENT: rows.values_list("pk", flat=True),
        _RECOMMENDATION: _recommendations(viewer).filter(amendment__case=case).values_list("pk", flat=True),
    }


def _address(name: str, viewer: Viewer, pk: int) -> str:
    return reverse(name, args=[viewer.cluster.code if viewer.cluster else "", pk])


def register() -> None:
    """Register kinds, neighbours and words; called once when the room starts."""
    register_history(
        Subject(
            "amendment", _("Amendment"), among(_amendments), _amendment_title,
            lambda viewer, one: _address("amendments:amendment", viewer, one.pk), _refs, _AMENDMENT,
        )
    )  # fmt: skip
    register_history(
        Subject(
            "recommendation", _("Recommendation"), among(_recommendations), _recommendation_title,
            lambda viewer, one: _address("amendments:recommendation", viewer, one.pk), own_entries(_RECOMMENDATION),
            _RECOMMENDATION,
        )
    )  # fmt: skip
    register_neighbours("case", of_case)
    register_words(
        actions={
            "charter.taken_back": ActionWord(_("The charter went back to its draft"), "arrow-back-up"),
            "charter.put_again": ActionWord(_("The changed charter was put again"), "versions"),
            "charter.declared": ActionWord(_("Acts made before were declared"), "rubber-stamp"),
            "amendment.filed": ActionWord(_("An amendment was filed"), "send"),
            "amendment.revised": ActionWord(_("An amendment was changed"), "pencil"),
            "recommendation.filed": ActionWord(_("A recommendation was filed"), "message-2"),
            "recommendation.answered": ActionWord(_("A recommendation was answered"), "check"),
            "recommendation.withdrawn": ActionWord(_("A recommendation was taken back"), "circle-x"),
        },
        facts={
            "clusters.charterversion.acts": FactWord(_("Acts")),
            f"{_AMENDMENT}.number": FactWord(_("Number")),
            f"{_AMENDMENT}.version": FactWord(_("Version")),
            f"{_AMENDMENT}.base": FactWord(_("Changes version")),
            f"{_RECOMMENDATION}.number": FactWord(_("Number")),
            f"{_RECOMMENDATION}.clause": FactWord(_("Place of the text")),
            f"{_RECOMMENDATION}.state": FactWord(_("State"), choices=dict(RecommendationState.choices)),
            f"{_RECOMMENDATION}.answer": FactWord(_("Answer"), choices=dict(Answer.choices)),
        },
        rows={_AMENDMENT: _("Amendment"), _RECOMMENDATION: _("Recommendation")},
    )
