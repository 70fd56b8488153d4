"""Entering the members of organs that the host composes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.marks import marks_of
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.web import cluster_page
from eduklaster.people.access import viewer_of
from eduklaster.procedures.web import form_page
from eduklaster.ui.components import Crumb

from ..access import host_organ, organ_name
from ..forms import MembersForm
from ..selectors import composition_on
from ..services import host_members_enter


@cluster_page
def members(request: HttpRequest, cluster: Cluster, organ: str) -> HttpResponse:
    """Enter who has come into an organ of the host, who has gone and who presides, with the paper that says so."""
    viewer = viewer_of(request, cluster)
    charter, found, rule = host_organ(cluster, viewer, organ)
    form = MembersForm(
        request.POST or None,
        seats=composition_on(cluster, organ, viewer.on),
        viewer=viewer,
        initial={"on": viewer.on},
    )
    back = reverse("governance:organ", args=[cluster.code, organ])

    def save(data: dict[str, Any]) -> str:
        host_members_enter(
            cluster=cluster,
            organ=organ,
            come=data["come"],
            gone=[int(seat) for seat in data.get("gone", [])],
            chair=data["chair"],
            note=data["note"],
            on=data["on"],
            actor=viewer.actor(),
        )
        return back

    source = Citation.of(rule)
    return form_page(
        request,
        cluster,
        form,
        save,
        title=_("Members: %(organ)s") % {"organ": organ_name(found)},
        lead=_("The host composes this organ by its own rules; here it is entered who sits in it."),
        submit=_("Enter"),
        back=back,
        done=_("The members are entered."),
        crumbs=[
            Crumb(_("Organs"), reverse("governance:organs", args=[cluster.code])),
            Crumb(str(organ_name(found)), back),
            Crumb(_("Members")),
        ],
        context={"marks": marks_of([source] if source else [], cluster, charter)},
    )
