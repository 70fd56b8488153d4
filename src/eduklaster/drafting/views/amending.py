"""Amendments: a draft of one is begun, taken up again, filed."""

from __future__ import annotations

from django import forms
from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from eduklaster.amendments.access import amendment_visible
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import today_in
from eduklaster.clusters.web import cluster_page
from eduklaster.kernel.errors import DomainError, NotFound
from eduklaster.people.access import require_signed_in, viewer_of
from eduklaster.procedures.access import doer_of
from eduklaster.procedures.web import refusal_marks, show_refusal

from ..amending import draft_amend, draft_revise, draft_submit
from ..checking import check
from ..enums import Stage
from ..models import Draft
from ..trials import run
from .common import draft_page, show


class SubmitForm(forms.Form):
    """What the amendment is called and what it is for."""

    title = forms.CharField(label=gettext_lazy("Name of the amendment"), max_length=200)
    why = forms.CharField(
        label=gettext_lazy("What the change is for"), max_length=8000, widget=forms.Textarea(attrs={"rows": 4})
    )


@require_POST
@cluster_page
def begin(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Begin a draft from the version in force."""
    viewer = viewer_of(request, cluster)
    draft = draft_amend(owner=require_signed_in(viewer), cluster=cluster, on=viewer.on)
    return redirect("drafting:clauses", draft.pk)


@require_POST
@cluster_page
def revise(request: HttpRequest, cluster: Cluster, amendment: int) -> HttpResponse:
    """Take the draft of a filed amendment up again."""
    viewer = viewer_of(request, cluster)
    found = amendment_visible(cluster, viewer, amendment)
    draft = draft_revise(owner=require_signed_in(viewer), doer=doer_of(viewer), amendment=found)
    return redirect("drafting:clauses", draft.pk)


@draft_page
def submit(request: HttpRequest, draft: Draft) -> HttpResponse:
    """File the draft as an amendment, or bring a filed one up to date."""
    if draft.amends is None:
        raise NotFound
    cluster = draft.amends.cluster
    viewer = viewer_of(request, cluster)
    filed = draft.amendment
    initial = {"title": filed.title.in_(cluster.language), "why": filed.why} if filed else {}
    form: forms.Form = (
        forms.Form(request.POST if request.method == "POST" else None)
        if filed
        else SubmitForm(request.POST or None, initial=initial)
    )
    marks = []
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            amendment = draft_submit(
                draft=draft,
                title=values.get("title", ""),
                why=values.get("why", ""),
                doer=doer_of(viewer),
                on=today_in(cluster),
            )
        except DomainError as error:
            show_refusal(form, error)
            marks = refusal_marks(cluster, error)
        else:
            flash.success(request, _("The amendment is changed.") if filed else _("The amendment is filed."))
            return redirect("amendments:amendment", cluster.code, amendment.pk)
    loaded = check(draft.data).loaded
    context = {
        "form": form,
        "marks": marks,
        "filed": filed,
        "cluster_name": cluster.short_name,
        "failed": sum(not r.passed for r in run(draft.cases, loaded, viewer.language)) if loaded else 0,
        "title": _("File the amendment"),
    }
    return show(request, draft, "submit", Stage.LIVE, context, 422 if form.errors else 200)
