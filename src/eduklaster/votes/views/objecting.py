"""The page on which a member demands a meeting instead of a vote by correspondence."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.marks import marks_of
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.web import cluster_page
from eduklaster.journal.services import Actor
from eduklaster.kernel.errors import NotFound
from eduklaster.people.access import require_signed_in, viewer_of
from eduklaster.procedures.web import form_page
from eduklaster.ui.components import Crumb
from eduklaster.ui.typography import local_date

from ..access import vote_visible
from ..forms import ObjectionForm
from ..presenters import VotePage
from ..selectors import frozen_rules, objecting_until, rights_of
from ..services import vote_object
from .results import votes_crumb


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@cluster_page
def objection(request: HttpRequest, cluster: Cluster, vote: int) -> HttpResponse:
    """Let a member who is asked by correspondence demand a meeting, while the charter allows it."""
    viewer = viewer_of(request, cluster)
    user = require_signed_in(viewer)
    found = vote_visible(cluster, viewer, vote)
    rights = rights_of(found.pk, viewer.person_id)
    last = objecting_until(found)
    if not rights or last is None:
        raise NotFound
    page = VotePage(found, viewer)
    citation = Citation.of(frozen_rules(found)["voting.objection_period"])

    def save(values: dict[str, Any]) -> str:
        vote_object(
            cluster=cluster,
            vote_id=vote,
            seat_id=values["seat"],
            reason=values["reason"],
            actor=Actor(user.pk, "member", viewer.person_id),
        )
        return page.url

    return form_page(
        request,
        cluster,
        ObjectionForm(request.POST if request.method == "POST" else None, initial={"seat": rights[0].seat_id}),
        save,
        title=_("Demand a meeting"),
        lead=_(
            "Objections are taken until %(day)s. One is enough: the vote ends, what has been cast is not counted, and the"
            " question goes to a meeting."
        )
        % {"day": local_date(last)},
        submit=_("Demand a meeting"),
        back=reverse("votes:ballot", args=[cluster.code, found.pk]),
        crumbs=[votes_crumb(cluster), Crumb(page.title, page.url), Crumb(_("Demand a meeting"))],
        done=_("The vote has ended. The question goes to a meeting."),
        context={"marks": marks_of([citation] if citation else [], cluster, page.charter, page.version)},
    )
