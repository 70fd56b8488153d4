"""Proposing a duty for participants, by the charter's matter."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.clusters.web import cluster_page
from eduklaster.kernel.errors import NotFound
from eduklaster.kernel.text import Localized
from eduklaster.people.access import require_signed_in, viewer_of
from eduklaster.procedures.access import doer_of
from eduklaster.procedures.web import form_page
from eduklaster.ui.components import Crumb

from ..forms import DutyForm
from ..services import duty_propose


@cluster_page
def duty_new(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Propose a duty: it holds by the decision of the charter's matter, and not before."""
    viewer = viewer_of(request, cluster)
    require_signed_in(viewer)
    if not viewer.capacities:
        raise NotFound
    charter = rulebook_of(cluster, viewer.on).charter
    form = DutyForm(request.POST if request.method == "POST" else None, charter=charter, reader=viewer.language)

    def save(data: dict[str, Any]) -> str:
        case = duty_propose(
            cluster=cluster,
            label=Localized.same(data["label"]),
            categories=data["categories"],
            valid_from=data["valid_from"],
            valid_until=data["valid_until"],
            why=data["why"],
            doer=doer_of(viewer),
            on=viewer.on,
        )
        return reverse("procedures:case", args=[cluster.code, case.pk])

    return form_page(
        request,
        cluster,
        form,
        save,
        title=_("Propose a duty for participants"),
        lead=_("The duty appears on the cards of participants when the decision takes effect, with its act."),
        submit=_("Open the case"),
        done=_("The case is open."),
        back=reverse("procedures:matters", args=[cluster.code]),
        crumbs=[
            Crumb(_("Cases"), reverse("procedures:cases", args=[cluster.code])),
            Crumb(_("Open a case"), reverse("procedures:matters", args=[cluster.code])),
            Crumb(_("Propose a duty for participants")),
        ],
    )
