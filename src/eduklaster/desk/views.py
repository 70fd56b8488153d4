"""Home and search."""

from __future__ import annotations

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.web import cluster_page
from eduklaster.people.access import require_signed_in, viewer_of
from eduklaster.people.models import User
from eduklaster.ui.components import Action, EmptyState

from .selectors import clusters_of, home_of, search


def start(request: HttpRequest) -> HttpResponse:
    """Lead a signed-in person home: to their cluster, or to a choice of clusters."""
    viewer = viewer_of(request)
    if not viewer.is_signed_in:
        return redirect("public:front")
    clusters = clusters_of(viewer)
    if len(clusters) == 1 and "all" not in request.GET:
        return redirect("desk:home", clusters[0].code)
    return render(request, "desk/start.html", {"clusters": clusters})


@cluster_page
def home(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Show what waits for the reader in a cluster, and why."""
    viewer = viewer_of(request, cluster)
    if not viewer.is_signed_in:
        return redirect_to_login(request.get_full_path())
    require_signed_in(viewer)
    empty = EmptyState(
        _("Nothing waits for you"),
        _("When it is your turn in a case, it stands here with its day and its clause."),
        Action(_("See the cases"), reverse("procedures:cases", args=[cluster.code])),
    )
    person = viewer.user.person if isinstance(viewer.user, User) else None
    context = {
        "home": home_of(viewer, cluster),
        "viewer": viewer,
        "empty": empty,
        "cluster": cluster,
        "given_name": person.given_name if person else "",
    }
    return render(request, "desk/home.html", context)


@cluster_page
def find(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Search a cluster for what the reader may see."""
    words = request.GET.get("q", "")
    groups = search(viewer_of(request, cluster), cluster, words)
    empty = EmptyState(_("Nothing found"), _("Try a shorter word or its beginning."), icon="search")
    return render(request, "desk/search.html", {"groups": groups, "words": words, "empty": empty, "cluster": cluster})
