"""Pages of recommendations: filing one, reading it, answering it, taking it back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.web import cluster_page
from eduklaster.kernel.errors import NotFound
from eduklaster.people.access import require_signed_in, viewer_of
from eduklaster.procedures.access import doer_of
from eduklaster.procedures.services.standing import refusal
from eduklaster.procedures.web import form_page
from eduklaster.ui.components import Crumb

from ..access import amendment_visible, may_keep, recommendation_visible
from ..enums import Answer
from ..forms import AnswerForm, RecommendationForm
from ..models import Amendment, Recommendation
from ..presenters import RecommendationCard, places_offered, recommending_verdict
from ..services import RecommendationDraft, recommendation_answer, recommendation_file, recommendation_withdraw
from .amendments import list_crumb


def _url(amendment: Amendment) -> str:
    return reverse("amendments:amendment", args=[amendment.cluster.code, amendment.pk])


def _crumbs(row: Recommendation) -> list[Crumb]:
    return [
        list_crumb(row.amendment.cluster),
        Crumb(f"№ {row.amendment.number}", _url(row.amendment)),
        Crumb(_("Recommendation № %(number)s") % {"number": row.number}),
    ]


@require_http_methods(["GET", "POST"])
@cluster_page
def recommend(request: HttpRequest, cluster: Cluster, amendment: int) -> HttpResponse:
    """File a recommendation; who is asked for none reads who is."""
    viewer = viewer_of(request, cluster)
    found = amendment_visible(cluster, viewer, amendment)
    require_signed_in(viewer)
    doer = doer_of(viewer)
    verdict, marks = recommending_verdict(found, viewer)
    if request.method == "GET" and not verdict.allowed:
        raise refusal(verdict, doer, cluster=cluster, case=found.case)

    def save(values: dict[str, Any]) -> str:
        recommendation_file(
            amendment=found,
            draft=RecommendationDraft(values["text"], values["clause"]),
            doer=doer,
            on=viewer.on,
        )
        return _url(found)

    return form_page(
        request,
        cluster,
        RecommendationForm(
            request.POST or None, places=places_offered(found), initial={"clause": request.GET.get("clause", "")}
        ),
        save,
        title=_("Recommend"),
        lead=found.title.in_(cluster.language),
        submit=_("File the recommendation"),
        back=_url(found),
        crumbs=[list_crumb(cluster), Crumb(f"№ {found.number}", _url(found)), Crumb(_("Recommend"))],
        done=_("The recommendation is filed; its answer will be written to you."),
        context={"marks": marks},
    )


@require_safe
@cluster_page
def recommendation_detail(request: HttpRequest, cluster: Cluster, recommendation: int) -> HttpResponse:
    """Show a recommendation with its answer."""
    viewer = viewer_of(request, cluster)
    row = recommendation_visible(cluster, viewer, recommendation)
    context = {"card": RecommendationCard(row, viewer), "cluster": cluster, "crumbs": _crumbs(row)}
    return render(request, "amendments/recommendation.html", context)


@require_http_methods(["GET", "POST"])
@cluster_page
def answer(request: HttpRequest, cluster: Cluster, recommendation: int) -> HttpResponse:
    """Answer a recommendation: accept it, in part, or decline it with the reason."""
    viewer = viewer_of(request, cluster)
    row = recommendation_visible(cluster, viewer, recommendation)
    require_signed_in(viewer)
    doer = doer_of(viewer)
    if not may_keep(row.amendment, doer):
        raise NotFound

    def save(values: dict[str, Any]) -> str:
        recommendation_answer(
            cluster=cluster, recommendation_id=row.pk, answer=Answer(values["answer"]), text=values["text"], doer=doer,
            on=viewer.on,
        )  # fmt: skip
        return _url(row.amendment)

    return form_page(
        request,
        cluster,
        AnswerForm(request.POST or None, initial={"answer": row.answer, "text": row.answer_text}),
        save,
        title=_("Answer a recommendation"),
        submit=_("Record the answer"),
        back=_url(row.amendment),
        crumbs=_crumbs(row),
        done=_("The answer is recorded; whoever recommended it is told."),
        template="amendments/answer.html",
        context={"card": RecommendationCard(row, viewer)},
    )


@require_http_methods(["GET", "POST"])
@cluster_page
def take_back(request: HttpRequest, cluster: Cluster, recommendation: int) -> HttpResponse:
    """Let whoever gave a recommendation take it back."""
    viewer = viewer_of(request, cluster)
    row = recommendation_visible(cluster, viewer, recommendation)
    require_signed_in(viewer)
    doer = doer_of(viewer)
    if row.party not in doer.parties:
        raise NotFound

    def save(_values: dict[str, Any]) -> str:
        recommendation_withdraw(cluster=cluster, recommendation_id=row.pk, doer=doer, on=viewer.on)
        return _url(row.amendment)

    return form_page(
        request,
        cluster,
        forms.Form(request.POST if request.method == "POST" else None),
        save,
        title=_("Take the recommendation back"),
        lead=_("It needs no answer any more. Its text stays in the history."),
        submit=_("Take it back"),
        back=_url(row.amendment),
        crumbs=_crumbs(row),
        done=_("The recommendation is withdrawn."),
        template="amendments/answer.html",
        context={"card": RecommendationCard(row, viewer)},
    )
