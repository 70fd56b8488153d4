"""Units and projects of the cluster, and acknowledgement of the charter."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import version_in_force
from eduklaster.clusters.web import cluster_page
from eduklaster.kernel.errors import NotFound
from eduklaster.kernel.text import Localized
from eduklaster.people.access import require_secretary, require_signed_in, viewer_of
from eduklaster.people.selectors import names_shown_to
from eduklaster.procedures.access import doer_of
from eduklaster.procedures.web import form_page
from eduklaster.ui.components import Crumb, Fact
from eduklaster.ui.typography import local_date

from ..access import may_speak_for, participants_represented
from ..forms import UNIT_KINDS, HeadForm, UnitForm
from ..models import Component
from ..selectors import acknowledgements_missing, components_on, participant_get, participants_on
from ..services import acknowledge, component_head_change, unit_propose
from .common import participants_crumbs
from .participants import registers, shown_name


@require_safe
@cluster_page
def component_list(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Show the units and projects of the cluster."""
    viewer = viewer_of(request, cluster)
    kinds = dict(UNIT_KINDS)
    rows = components_on(cluster, viewer.on).select_related("organisation").order_by("pk")
    context = {
        "cluster": cluster,
        "rows": [(row, kinds.get(row.kind, row.kind)) for row in rows],
        "may_propose": bool(viewer.capacities),
        "tabs": registers(cluster, viewer, "components"),
        "crumbs": participants_crumbs(cluster, Crumb(_("Units and projects"))),
    }
    return render(request, "membership/components.html", context)


@require_safe
@cluster_page
def component_card(request: HttpRequest, cluster: Cluster, component: int) -> HttpResponse:
    """Show a unit or project."""
    viewer = viewer_of(request, cluster)
    row = Component.objects.filter(cluster=cluster, pk=component).select_related("organisation", "head").first()
    if row is None:
        raise NotFound
    facts = [
        Fact(_("Kind"), dict(UNIT_KINDS).get(row.kind, row.kind)),
        Fact(_("Founded"), local_date(row.founded_on)),
        Fact(_("Named in the charter itself"), _("yes") if row.is_founding else _("no")),
    ]
    if row.organisation:
        facts.append(Fact(_("Organisation"), row.organisation.short_name))
    if row.head_id and row.head and row.head_id in names_shown_to(viewer, {row.head_id}):
        facts.append(Fact(_("Head"), row.head.full_name))
    if row.closed_on:
        facts.append(Fact(_("Closed"), local_date(row.closed_on)))
    url = reverse("membership:components", args=[cluster.code])
    context = {
        "cluster": cluster,
        "component": row,
        "facts": facts,
        "may_change_head": viewer.is_secretary and row.closed_on is None,
        "crumbs": participants_crumbs(cluster, Crumb(_("Units and projects"), url), Crumb(str(row.name))),
    }
    return render(request, "membership/component.html", context)


@cluster_page
def component_head(request: HttpRequest, cluster: Cluster, component: int) -> HttpResponse:
    """Record that a unit has another head: the seat of the one before is vacated, the next needs an act."""
    viewer = viewer_of(request, cluster)
    require_signed_in(viewer)
    require_secretary(viewer)
    row = Component.objects.filter(cluster=cluster, pk=component).first()
    if row is None:
        raise NotFound
    back = reverse("membership:component", args=[cluster.code, row.pk])
    units = reverse("membership:components", args=[cluster.code])

    def save(data: dict[str, Any]) -> str:
        component_head_change(
            component=row, head=data["head"], on=data["on"], basis=data["basis"], actor=viewer.actor()
        )
        return back

    return form_page(
        request,
        cluster,
        HeadForm(request.POST or None, viewer=viewer, initial={"on": viewer.on}),
        save,
        title=_("Another head"),
        lead=_("A seat that hangs on this post is vacated the same day; the next head is seated as the charter says."),
        submit=_("Record"),
        back=back,
        done=_("Recorded."),
        crumbs=participants_crumbs(
            cluster, Crumb(_("Units and projects"), units), Crumb(str(row.name), back), Crumb(_("Another head"))
        ),
    )


@cluster_page
def component_new(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Propose a unit: opens the matter by which the charter forms one."""
    viewer = viewer_of(request, cluster)
    require_signed_in(viewer)
    if not viewer.capacities:
        raise NotFound
    form = UnitForm(request.POST or None, viewer=viewer)
    url = reverse("membership:components", args=[cluster.code])

    def save(data: dict[str, Any]) -> str:
        case = unit_propose(
            cluster=cluster,
            name=Localized.same(data["name"]),
            code=data["code"],
            kind=data["kind"],
            head=data["head"],
            doer=doer_of(viewer),
            on=viewer.on,
        )
        return reverse("procedures:case", args=[cluster.code, case.pk])

    return form_page(
        request,
        cluster,
        form,
        save,
        title=_("Propose a unit or project"),
        submit=_("Open the case"),
        back=url,
        crumbs=participants_crumbs(cluster, Crumb(_("Units and projects"), url), Crumb(_("New"))),
    )


@cluster_page
def acknowledgement(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Confirm that the charter in force was read; show the secretary who has not."""
    viewer = viewer_of(request, cluster)
    require_signed_in(viewer)
    version = version_in_force(cluster, viewer.on)
    own = participants_represented(viewer)
    if version is None or not (own or viewer.is_secretary):
        raise NotFound
    if request.method == "POST":
        wanted = request.POST.get("participant", "")
        row = participant_get(cluster, int(wanted)) if wanted.isdecimal() else None
        if row is None or not may_speak_for(viewer, row):
            raise NotFound
        acknowledge(participant=row, version=version, on=viewer.on, actor=viewer.actor(f"participant:{row.pk}"))
        messages.success(request, _("Confirmed."))
        return HttpResponseRedirect(request.path)
    missing = acknowledgements_missing(cluster, viewer.on).select_related("organisation", "person").order_by("number")
    missing_ids = {row.pk for row in missing}
    mine = participants_on(cluster, viewer.on).filter(pk__in=own).select_related("organisation", "person")
    context = {
        "cluster": cluster,
        "version": version,
        "mine": [(row, shown_name(row, viewer), row.pk in missing_ids) for row in mine],
        "missing": [(row, shown_name(row, viewer)) for row in missing] if viewer.is_secretary else None,
        "tabs": registers(cluster, viewer, "acknowledge"),
        "crumbs": participants_crumbs(cluster, Crumb(_("Acknowledgement"))),
    }
    return render(request, "membership/acknowledge.html", context)
