"""Offices of a cluster with their dated holders."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.web import cluster_page
from eduklaster.kernel.errors import NotFound
from eduklaster.ui.components import Crumb

from .. import services
from ..access import office_name, require_secretary_or_admin, viewer_of
from ..forms import EndForm, OfficeForm
from ..panels import holding_links
from ..selectors import holding_get, names_shown_to, office_history, office_holders
from .common import form_page


@require_safe
@cluster_page
def office_list(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Show every office of the charter and who holds it; names of those who agreed, unless the reader is inside the cluster."""
    viewer = viewer_of(request, cluster)
    rows = office_holders(cluster, viewer.on)
    people = {holding.person_id for row in rows for holding in (row.holder, row.acting) if holding is not None}
    return render(
        request,
        "people/offices.html",
        {
            "rows": rows,
            "named": names_shown_to(viewer, people),
            "viewer": viewer,
            "cluster": cluster,
            "may_assign": viewer.is_secretary or viewer.is_admin,
            "crumbs": [Crumb(_("Offices"))],
        },
    )


@require_safe
@cluster_page
def office_card(request: HttpRequest, cluster: Cluster, office: str) -> HttpResponse:
    """Show everybody who held an office, with days and acts."""
    viewer = viewer_of(request, cluster)
    history = list(office_history(cluster, office))
    row = next((row for row in office_holders(cluster, viewer.on) if row.office == office), None)
    if row is None and not history:
        raise NotFound
    name = row.name if row else office_name(cluster, office, viewer.on)
    links = holding_links(viewer, history)
    return render(
        request,
        "people/office.html",
        {
            "name": name,
            "office": office,
            "rows": [(holding, links.get(holding.pk, [])) for holding in history],
            "named": names_shown_to(viewer, {holding.person_id for holding in history}),
            "viewer": viewer,
            "cluster": cluster,
            "may_assign": viewer.is_secretary or viewer.is_admin,
            "crumbs": [Crumb(_("Offices"), reverse("people:offices", args=[cluster.code])), Crumb(str(name))],
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@cluster_page
def office_assign(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Enter a holder of an office, from an act that was signed elsewhere."""
    viewer = viewer_of(request, cluster)
    require_secretary_or_admin(viewer)

    def save(values: dict[str, Any]) -> str:
        services.office_assign(cluster=cluster, actor=viewer.actor(), **values)
        return reverse("people:office", args=[cluster.code, values["office"]])

    form = OfficeForm(
        request.POST or None,
        viewer=viewer,
        cluster=cluster,
        on=viewer.on,
        initial={"valid_from": viewer.on, "office": request.GET.get("office", "")},
    )
    return form_page(
        request,
        form,
        save,
        title=_("Enter the holder of an office"),
        submit=_("Enter"),
        lead=_("For an act that was signed outside the platform. The former holder’s time ends the same day."),
        back=reverse("people:offices", args=[cluster.code]),
        done=_("The holder is entered."),
        crumbs=[Crumb(_("Offices"), reverse("people:offices", args=[cluster.code])), Crumb(_("Holder of the office"))],
    )


@require_http_methods(["GET", "HEAD", "POST"])
@cluster_page
def office_end(request: HttpRequest, cluster: Cluster, holding: int) -> HttpResponse:
    """End a holder's time."""
    viewer = viewer_of(request, cluster)
    require_secretary_or_admin(viewer)
    row = holding_get(cluster, holding)
    name = office_name(cluster, row.office, viewer.on)

    def save(values: dict[str, Any]) -> str:
        services.office_end(holding=row, on=values["on"], actor=viewer.actor())
        return reverse("people:office", args=[cluster.code, row.office])

    return form_page(
        request,
        EndForm(request.POST or None, initial={"on": viewer.on}),
        save,
        title=_("End a holder’s time"),
        submit=_("End"),
        lead=f"{name}: {row.person.full_name}",
        back=reverse("people:office", args=[cluster.code, row.office]),
        done=_("The time in office has ended; whatever it allowed ended with it."),
        crumbs=[Crumb(_("Offices"), reverse("people:offices", args=[cluster.code])), Crumb(str(name))],
    )
