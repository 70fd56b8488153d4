"""How a first charter comes into force: the page, its opening, acts that were made before."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from eduklaster.charter.messages import matter_words
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.presenters.reading import language, reading_of
from eduklaster.clusters.web import cluster_page
from eduklaster.people.access import require_secretary, require_signed_in, viewer_of
from eduklaster.procedures.access import doer_of
from eduklaster.procedures.web import form_page
from eduklaster.ui.components import Crumb

from ..forms import DeclareForm
from ..presenters import AdoptionPage
from ..services import adoption_declare, adoption_open, way_to_declare
from .amendments import list_crumb


@require_safe
@cluster_page
def adoption(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Show how the first charter comes into force, and how far it is; everybody may read it."""
    context = {
        "page": AdoptionPage(cluster, viewer_of(request, cluster)),
        "cluster": cluster,
        "crumbs": [list_crumb(cluster), Crumb(_("Adoption of the charter"))],
    }
    return render(request, "amendments/adoption.html", context)


@require_POST
@cluster_page
def open_case(request: HttpRequest, cluster: Cluster, matter: str) -> HttpResponse:
    """Put the charter to its own chain."""
    viewer = viewer_of(request, cluster)
    require_signed_in(viewer)
    case = adoption_open(cluster=cluster, matter=matter, doer=doer_of(viewer), on=viewer.on)
    messages.success(request, _("The case is open."))
    return redirect("procedures:case", cluster.code, case.pk)


@cluster_page
def declare(request: HttpRequest, cluster: Cluster, matter: str) -> HttpResponse:
    """Enter the acts by which the charter came into force before the cluster came to the platform."""
    viewer = viewer_of(request, cluster)
    reading = reading_of(cluster)
    require_secretary(viewer)
    chain = way_to_declare(cluster, reading.version, matter)
    back = reverse("amendments:adoption", args=[cluster.code])
    form = DeclareForm(request.POST or None, chain=chain, charter=reading.charter, initial={"in_force_from": ""})

    def save(data: dict[str, Any]) -> str:
        adoption_declare(
            cluster=cluster,
            matter=matter,
            acts=form.acts,
            in_force_from=data["in_force_from"],
            actor=viewer.actor(),
            on=viewer.on,
        )
        return back

    return form_page(
        request,
        cluster,
        form,
        save,
        title=_("The charter is in force already"),
        lead=_(
            "Enter the acts by which it came into force on paper: «%(matter)s». The journal keeps that you declared them."
        )
        % {"matter": matter_words(reading.charter, matter, language())},
        submit=_("Enter the acts"),
        back=back,
        done=_("The charter is in force."),
        crumbs=[
            list_crumb(cluster),
            Crumb(_("Adoption of the charter"), back),
            Crumb(_("The charter is in force already")),
        ],
    )
