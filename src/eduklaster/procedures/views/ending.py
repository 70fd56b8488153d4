"""What is left to settle after the acts of the charter have ended a cluster, and closing it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from eduklaster.clusters.enums import ClusterState
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.remaining import remaining_of
from eduklaster.clusters.services import cluster_close
from eduklaster.clusters.web import cluster_page
from eduklaster.kernel.errors import NotFound
from eduklaster.people.access import require_secretary, viewer_of
from eduklaster.ui.components import Crumb
from eduklaster.ui.typography import local_date

from ..web import form_page


@cluster_page
def winding_up(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Say to everybody that the cluster has ended, to those inside what is left; let the secretary close it when nothing has to end."""
    viewer = viewer_of(request, cluster)
    is_closed = cluster.state == ClusterState.TERMINATED
    if not is_closed and cluster.state != ClusterState.WINDING_UP:
        raise NotFound
    left = remaining_of(cluster, viewer.on) if viewer.capacities else []
    first = [one for one in left if one.must_end]
    here = reverse("procedures:winding_up", args=[cluster.code])
    if request.method == "POST":
        require_secretary(viewer)

    def save(data: dict[str, Any]) -> str:
        cluster_close(cluster=cluster, actor=viewer.actor(require_secretary(viewer).party), on=viewer.on)
        return here

    if is_closed and cluster.terminated_on:
        lead = _("Closed on %(day)s. Its records stay readable; nothing is written to them.") % {
            "day": local_date(cluster.terminated_on)
        }
    else:
        lead = _("An act has ended the cluster. What is left is settled here, then it is closed for good.")
    return form_page(
        request,
        cluster,
        forms.Form(request.POST if request.method == "POST" else None),
        save,
        title=_("End of the cluster"),
        lead=lead,
        submit=_("Close the cluster"),
        done=_("The cluster is closed; its records stay readable."),
        back=reverse("clusters:charter", args=[cluster.code]),
        crumbs=[
            Crumb(str(cluster.charter_word), reverse("clusters:charter", args=[cluster.code])),
            Crumb(_("End of the cluster")),
        ],
        template="procedures/ending.html",
        context={
            "is_inside": bool(viewer.capacities),
            "first": first,
            "going_on": [one for one in left if not one.must_end],
            "may_close": viewer.is_secretary and not is_closed and not first,
            "is_ending": True,
        },
    )
