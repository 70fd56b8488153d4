"""Pages on which matters about organs and offices are opened."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from eduklaster.charter.messages import matter_words
from eduklaster.clusters.marks import marks_of
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.web import cluster_page
from eduklaster.kernel.errors import DomainError
from eduklaster.people.access import viewer_of
from eduklaster.procedures.access import doer_of
from eduklaster.procedures.presenters import language
from eduklaster.procedures.services import case_open
from eduklaster.procedures.web import show_refusal
from eduklaster.ui.components import Crumb

from ..openings import Appointing, Composing, Designating, Dismissing, Electing, Opening


def _open_matter(request: HttpRequest, cluster: Cluster, kind: type[Opening], lead: str) -> HttpResponse:
    """Show the form of a matter and open its case."""
    viewer = viewer_of(request, cluster)
    opening = kind(cluster, viewer, request.POST.get("matter") or request.GET.get("matter") or "")
    charter, chain = opening.charter, opening.chain
    form = opening.form(request.POST if request.method == "POST" else None, request.GET.dict())
    if request.method == "POST" and form.is_valid():
        try:
            case = case_open(cluster=cluster, draft=opening.draft(form), doer=doer_of(viewer), on=viewer.on)
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("The case is open."))
            return redirect("procedures:case", cluster.code, case.pk)
    source = opening.source
    context = {
        "form": form,
        "title": matter_words(charter, chain.id, language()),
        "lead": lead,
        "matter": chain.id,
        "matters": opening.known if len(opening.known) > 1 else [],
        "marks": marks_of([source] if source else [], cluster, charter),
        "matter_url": reverse("clusters:matter", args=[cluster.code, chain.id]),
        "back": reverse("procedures:matters", args=[cluster.code]),
        "crumbs": [
            Crumb(_("Cases"), reverse("procedures:cases", args=[cluster.code])),
            Crumb(_("Open a case"), reverse("procedures:matters", args=[cluster.code])),
            Crumb(matter_words(charter, chain.id, language())),
        ],
    }
    return render(request, "governance/open.html", context, status=422 if form.is_bound and form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@cluster_page
def compose(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Propose who sits on the seats of an organ."""
    lead = _("Name a person for each seat. The seats are filled when the last act of the chain is signed, not earlier.")
    return _open_matter(request, cluster, Composing, lead)


@require_http_methods(["GET", "HEAD", "POST"])
@cluster_page
def elect(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Propose who presides over an organ."""
    return _open_matter(request, cluster, Electing, _("Only members in office can be proposed."))


@require_http_methods(["GET", "HEAD", "POST"])
@cluster_page
def appoint(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Propose who holds an office."""
    lead = _("The office is given by the last act of the chain, from its date.")
    return _open_matter(request, cluster, Appointing, lead)


@require_http_methods(["GET", "HEAD", "POST"])
@cluster_page
def dismiss(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Propose who leaves an office."""
    lead = _("Time in office ends with the last act of the chain, on its date; whoever acts for the holder goes on.")
    return _open_matter(request, cluster, Dismissing, lead)


@require_http_methods(["GET", "HEAD", "POST"])
@cluster_page
def designate(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Propose which organisation is an organ or holds a role."""
    lead = _("The organisation is asked for its consent; then the organ decides.")
    return _open_matter(request, cluster, Designating, lead)
