"""Pages of organs and their composition on a day."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.web import cluster_page
from eduklaster.kernel.errors import NotFound
from eduklaster.people.access import Viewer, viewer_of
from eduklaster.procedures.presenters import adopted_records, language
from eduklaster.ui.components import Crumb

from ..access import organ_name
from ..forms import (
    OnDayForm,
)
from ..presenters import Room


def _day(request: HttpRequest, viewer: Viewer) -> tuple[date, OnDayForm]:
    form = OnDayForm(request.GET if "on" in request.GET else None, initial={"on": viewer.on})
    day = form.cleaned_data.get("on") if form.is_bound and form.is_valid() else None
    return day or viewer.on, form


@require_safe
@cluster_page
def organ_list(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Show the organs of the charter with their composition on a day."""
    viewer = viewer_of(request, cluster)
    on, form = _day(request, viewer)
    room = Room(cluster, viewer, on)
    context = {
        "rows": room.organs(),
        "form": form,
        "on": on,
        "is_today": on == viewer.on,
        "roles": [row for row in room.designations if not row.organ],
        "cluster": cluster,
        "viewer": viewer,
        "crumbs": [Crumb(_("Organs"))],
    }
    return render(request, "governance/organs.html", context)


@require_safe
@cluster_page
def organ_card(request: HttpRequest, cluster: Cluster, organ: str) -> HttpResponse:
    """Show an organ: its seats, the rules of quorum and majority, its history."""
    viewer = viewer_of(request, cluster)
    on, form = _day(request, viewer)
    room = Room(cluster, viewer, on)
    found = room.charter.organs.get(organ)
    if found is None:
        raise NotFound
    context = {
        "organ": found,
        "row": room.organ_row(organ, found),
        "seats": room.seat_rows(organ),
        "seat_rules": room.seat_rules(organ, found),
        "powers": [(power.label.in_(language()), room.mark(power)) for power in found.powers],
        "rules": room.rules(organ) if not found.is_organisation else [],
        "adopted": adopted_records(room.adopted(organ), viewer) if on == viewer.on else [],
        "history": room.history(organ),
        "actions": room.actions(organ, found),
        "designations": [row for row in room.designations if row.organ == organ],
        "form": form,
        "on": on,
        "is_today": on == viewer.on,
        "is_named": bool(viewer.capacities),
        "cluster": cluster,
        "crumbs": [
            Crumb(_("Organs"), reverse("governance:organs", args=[cluster.code])),
            Crumb(str(organ_name(found))),
        ],
    }
    return render(request, "governance/organ.html", context)
