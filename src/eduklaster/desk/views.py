"""Home and search."""

from __future__ import annotations

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of, version_governing
from eduklaster.clusters.web import cluster_page
from eduklaster.people.access import require_signed_in, viewer_of
from eduklaster.people.models import User
from eduklaster.search.enums import Kind
from eduklaster.search.forms import SearchForm
from eduklaster.search.presenters import hits_of
from eduklaster.search.selectors import Asked, Found, search
from eduklaster.ui.components import Action, EmptyState, QuickFilter

from .selectors import clusters_of, home_of, named


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
    viewer = viewer_of(request, cluster)
    charter = rulebook_of(cluster, viewer.on, version_governing(cluster, viewer.on)).charter
    form = SearchForm(request.GET, charter=charter)
    asked = form.asked
    found = search(cluster, viewer, asked, request.GET.get("page", "1"))
    is_first = found.page.number == 1 and not asked.is_narrowed
    context = {
        "form": form,
        "asked": asked,
        "found": found,
        "kinds": _kinds(request, asked, found),
        "hits": hits_of(found, cluster, charter, viewer.language),
        "groups": named(viewer, cluster, asked.words, charter) if is_first else [],
        "empty": EmptyState(_("Nothing found"), _("Try other words, or take a filter away."), icon="search"),
        "cluster": cluster,
    }
    return render(request, "desk/search.html", context)


def _kinds(request: HttpRequest, asked: Asked, found: Found) -> list[QuickFilter]:
    """Return the kinds of what was found with their numbers, each an address that keeps everything else."""

    def address(kind: str) -> str:
        params = request.GET.copy()
        params.pop("page", None)
        params["kind"] = kind
        return f"?{params.urlencode()}"

    rows = [(str(label), kind) for kind, label in Kind.choices if kind in found.counts or kind == asked.kind]
    everything = QuickFilter(_("All"), address(""), not asked.kind, sum(found.counts.values()))
    chosen = [QuickFilter(label, address(kind), asked.kind == kind, found.counts.get(kind, 0)) for label, kind in rows]
    return [everything, *chosen] if rows else []
