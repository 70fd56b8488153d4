"""Doing and declining a step."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from eduklaster.charter.matters import Chain, parties_of
from eduklaster.charter.messages import parties_words, sentence_of, step_words
from eduklaster.charter.schema import Step
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.marks import marks_of
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.clusters.web import cluster_page
from eduklaster.kernel.errors import DomainError, NotFound
from eduklaster.people.access import require_signed_in, viewer_of
from eduklaster.ui.components import Crumb

from ..access import doer_of
from ..documents import act_drafted, is_drafted
from ..forms import DeclineForm, StepForm
from ..models import Case
from ..parties import Standing, standing_for
from ..presenters import language
from ..registry import recorded_facts, step_page
from ..selectors import chain_for
from ..services import (
    StepInput,
    step_decline,
    step_do,
)
from ..services.standing import wrong_party
from ..web import show_refusal
from .common import visible_case


@cluster_page
def step(request: HttpRequest, cluster: Cluster, case: int, step: str) -> HttpResponse:
    """Do a step of a case."""
    viewer = viewer_of(request, cluster)
    require_signed_in(viewer)
    found = visible_case(cluster, viewer, case)
    chain = chain_for(found)
    try:
        wanted = chain.step(step)
    except KeyError:
        raise NotFound from None
    if page := step_page(wanted.kind):
        return redirect(page, cluster.code, found.pk, step)
    doer = doer_of(viewer)
    standing = standing_for(found, wanted, doer)
    form = StepForm(
        request.POST or None,
        step=wanted,
        on_paper=bool(standing and standing.on_paper),
        recorded=recorded_facts(found, viewer.on),
        initial={"on": viewer.on, "act_title": str(found.title), "act_text": act_drafted(found, wanted)},
    )
    if request.method == "POST" and form.is_valid():
        given = StepInput(
            note=form.cleaned_data["note"],
            facts=form.facts,
            act_title=form.title,
            act_text=form.cleaned_data.get("act_text", ""),
            signed_by_id=viewer.person_id if wanted.produces != "none" and standing and not standing.on_paper else None,
        )
        try:
            step_do(cluster=cluster, case_ids=[found.pk], step=step, doer=doer, on=form.cleaned_data["on"], given=given)
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Done: %(step)s.") % {"step": step_words(wanted, language())})
            return redirect("procedures:case", cluster.code, found.pk)
    return _step_page(request, cluster, found, chain, wanted, standing, form, "procedures/step.html")


def _step_page(
    request: HttpRequest,
    cluster: Cluster,
    case: Case,
    chain: Chain,
    wanted: Step,
    standing: Standing | None,
    form: Any,
    template: str,
) -> HttpResponse:
    """Show whose step it is, and the form to whoever may do it; others read why they may not."""
    viewer = viewer_of(request, cluster)
    charter = rulebook_of(cluster, viewer.on, case.version).charter
    citation = Citation.of(wanted)
    who = parties_words(parties_of(wanted), language(), charter)
    why_not = "" if standing else sentence_of(wrong_party(chain, wanted, doer_of(viewer)), language(), charter)
    context = {
        "case": case,
        "step": wanted,
        "title": step_words(wanted, language()),
        "form": form,
        "whose": _("This step is done by: %(who)s.") % {"who": who},
        "why_not": why_not,
        "row": case.steps.filter(step=wanted.id, state="open").first() if is_drafted(wanted) else None,
        "marks": marks_of([citation] if citation else [], cluster, charter, case.version),
        "back": reverse("procedures:case", args=[cluster.code, case.pk]),
        "crumbs": [
            Crumb(_("Cases"), reverse("procedures:cases", args=[cluster.code])),
            Crumb(f"№ {case.reference}", reverse("procedures:case", args=[cluster.code, case.pk])),
            Crumb(step_words(wanted, language())),
        ],
    }
    return render(request, template, context, status=422 if form.is_bound and form.errors else 200)


@cluster_page
def decline(request: HttpRequest, cluster: Cluster, case: int, step: str) -> HttpResponse:
    """Decline a step with a reason."""
    viewer = viewer_of(request, cluster)
    require_signed_in(viewer)
    found = visible_case(cluster, viewer, case)
    chain = chain_for(found)
    try:
        wanted = chain.step(step)
    except KeyError:
        raise NotFound from None
    doer = doer_of(viewer)
    standing = standing_for(found, wanted, doer)
    form = DeclineForm(request.POST or None, initial={"on": viewer.on})
    if request.method == "POST" and form.is_valid():
        try:
            step_decline(
                cluster=cluster,
                case_id=found.pk,
                step=step,
                doer=doer,
                on=form.cleaned_data["on"],
                reason=form.cleaned_data["reason"],
            )
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Declined. The reason is part of the case."))
            return redirect("procedures:case", cluster.code, found.pk)
    return _step_page(request, cluster, found, chain, wanted, standing, form, "procedures/decline.html")
