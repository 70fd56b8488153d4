"""Evidence of a case."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.web import cluster_page
from eduklaster.kernel.errors import DomainError, NotFound
from eduklaster.people.access import require_signed_in, viewer_of
from eduklaster.ui.components import Crumb

from ..access import doer_of
from ..forms import EvidenceForm
from ..services import (
    evidence_add,
)
from ..web import show_refusal
from .common import visible_case


@cluster_page
def evidence(request: HttpRequest, cluster: Cluster, case: int) -> HttpResponse:
    """Attach evidence to a case."""
    viewer = viewer_of(request, cluster)
    require_signed_in(viewer)
    found = visible_case(cluster, viewer, case)
    if not viewer.capacities:
        raise NotFound
    form = EvidenceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            evidence_add(case=found, doer=doer_of(viewer), on=viewer.on, **form.cleaned_data)
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("The evidence is attached."))
            return redirect("procedures:case", cluster.code, found.pk)
    context = {
        "case": found,
        "form": form,
        "back": reverse("procedures:case", args=[cluster.code, found.pk]),
        "crumbs": [
            Crumb(_("Cases"), reverse("procedures:cases", args=[cluster.code])),
            Crumb(f"№ {found.reference}", reverse("procedures:case", args=[cluster.code, found.pk])),
            Crumb(_("Evidence")),
        ],
    }
    return render(request, "procedures/evidence.html", context, status=422 if form.errors else 200)


@cluster_page
def evidence_file(request: HttpRequest, cluster: Cluster, case: int, evidence: int) -> HttpResponse:
    """Hand out a file of a case to somebody who may see the case."""
    viewer = viewer_of(request, cluster)
    require_signed_in(viewer)
    found = visible_case(cluster, viewer, case)
    row = found.evidence.filter(pk=evidence).exclude(file="").first()
    if row is None or not viewer.capacities:
        raise NotFound
    name = str(row.file.name).rpartition("/")[2]
    response: HttpResponse = FileResponse(row.file.open("rb"), as_attachment=True, filename=name)  # type: ignore[assignment]
    response["X-Content-Type-Options"] = "nosniff"
    return response
