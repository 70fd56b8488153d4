"""Opening a case."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from eduklaster.charter.chains import opening_verdict
from eduklaster.charter.matters import chain_of, matters_in
from eduklaster.charter.messages import matter_words
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.enums import ClusterState
from eduklaster.clusters.marks import marks_of
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of, version_in_force
from eduklaster.clusters.web import cluster_page
from eduklaster.kernel.errors import DomainError, NotFound
from eduklaster.kernel.text import Localized
from eduklaster.people.access import require_signed_in, viewer_of
from eduklaster.ui.components import Crumb

from ..access import doer_of
from ..forms import OpenCaseForm
from ..presenters import language
from ..registry import open_page
from ..services import (
    CaseDraft,
    case_open,
)
from ..services.standing import refusal
from ..web import show_refusal


@cluster_page
def matter_list(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Show the matters of the charter that can be opened, with where to start each."""
    viewer = viewer_of(request, cluster)
    require_signed_in(viewer)
    charter = rulebook_of(cluster, viewer.on).charter
    rows = []
    behind = {"found"} if cluster.state != ClusterState.FORMING else set()
    if version_in_force(cluster, viewer.on) is not None:
        behind.add("adopt_charter")
    for matter_id in matters_in(charter):
        chain = chain_of(charter, matter_id)
        if chain.matter.kind in behind:
            continue
        page = open_page(chain.matter.kind)
        url = reverse(page, args=[cluster.code]) if page else reverse("procedures:open", args=[cluster.code, matter_id])
        sources = [c for c in [_first_citation(chain)] if c]
        rows.append(
            {
                "title": matter_words(charter, matter_id, language()),
                "url": url,
                "marks": marks_of(sources, cluster, charter),
            }
        )
    context = {
        "rows": rows,
        "crumbs": [Crumb(_("Cases"), reverse("procedures:cases", args=[cluster.code])), Crumb(_("Open a case"))],
    }
    return render(request, "procedures/matters.html", context)


def _first_citation(chain: Any) -> Any:

    return Citation("clause", chain.matter.clause) if chain.matter.clause else Citation.of(chain.steps[0])


@cluster_page
def case_create(request: HttpRequest, cluster: Cluster, matter: str) -> HttpResponse:
    """Open a case of a matter that has no form of its own."""
    viewer = viewer_of(request, cluster)
    require_signed_in(viewer)
    charter = rulebook_of(cluster, viewer.on).charter
    if matter not in matters_in(charter):
        verdict = opening_verdict(charter, matter)
        if not verdict.allowed:
            raise refusal(verdict, doer_of(viewer), cluster=cluster, case=None)
        raise NotFound
    chain = chain_of(charter, matter)
    if page := open_page(chain.matter.kind):
        return redirect(page, cluster.code)
    form = OpenCaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        draft = CaseDraft(
            matter, Localized.same(form.cleaned_data["title"]), payload={"why": form.cleaned_data["note"]}
        )
        try:
            case = case_open(cluster=cluster, draft=draft, doer=doer_of(viewer), on=viewer.on)
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("The case is open."))
            return redirect("procedures:case", cluster.code, case.pk)
    context = {
        "form": form,
        "title": matter_words(charter, matter, language()),
        "chain": chain,
        "back": reverse("procedures:matters", args=[cluster.code]),
        "crumbs": [
            Crumb(_("Cases"), reverse("procedures:cases", args=[cluster.code])),
            Crumb(_("Open a case"), reverse("procedures:matters", args=[cluster.code])),
            Crumb(matter_words(charter, matter, language())),
        ],
    }
    return render(request, "procedures/open.html", context, status=422 if form.errors else 200)
