"""Public redline of an amendment, what it would change in the running cluster, and past votes counted again."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.web import cluster_page
from eduklaster.governance.access import ballots_visible_to
from eduklaster.people.access import require_signed_in, viewer_of
from eduklaster.ui.components import Crumb
from eduklaster.votes.replays import ballots_replayed

from ..access import amendment_visible
from ..impact import impact_of
from ..presenters import ImpactPage, RedlinePage, replayed_line
from .amendments import list_crumb

_PAGE = 25


@require_safe
@cluster_page
def redline(request: HttpRequest, cluster: Cluster, amendment: int) -> HttpResponse:
    """Show what the amendment changes, place by place and rule by rule."""
    viewer = viewer_of(request, cluster)
    found = amendment_visible(cluster, viewer, amendment)
    url = reverse("amendments:amendment", args=[cluster.code, found.pk])
    context = {
        "page": RedlinePage(found, shows_all=request.GET.get("all") == "1"),
        "amendment": found,
        "cluster": cluster,
        "crumbs": [list_crumb(cluster), Crumb(f"№ {found.number}", url), Crumb(_("What it changes"))],
    }
    return render(request, "amendments/redline.html", context)


@require_safe
@cluster_page
def impact(request: HttpRequest, cluster: Cluster, amendment: int) -> HttpResponse:
    """Show which cases, seats, offices and terms would change, computed from the records of today."""
    viewer = viewer_of(request, cluster)
    found = amendment_visible(cluster, viewer, amendment)
    require_signed_in(viewer)
    url = reverse("amendments:amendment", args=[cluster.code, found.pk])
    context = {
        "page": ImpactPage(impact_of(found, viewer.on), viewer),
        "amendment": found,
        "cluster": cluster,
        "crumbs": [list_crumb(cluster), Crumb(f"№ {found.number}", url), Crumb(_("What it means for us"))],
    }
    return render(request, "amendments/impact.html", context)


@require_safe
@cluster_page
def replay(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Count past votes again by the charter version under which they were held; whatever disagrees is marked."""
    viewer = viewer_of(request, cluster)
    page = Paginator(ballots_visible_to(cluster, viewer), _PAGE).get_page(request.GET.get("page"))
    found = ballots_replayed(cluster, ballots_visible_to(cluster, viewer).filter(pk__in=[b.pk for b in page]))
    context = {
        "page": page,
        "rows": [replayed_line(one, cluster) for one in found],
        "differing": sum(not one.agrees for one in found),
        "cluster": cluster,
        "crumbs": [list_crumb(cluster), Crumb(_("Votes counted again"))],
    }
    return render(request, "amendments/replay.html", context)
