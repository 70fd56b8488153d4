"""Public pages: find, choose, show."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import cluster_get, clusters_listed
from eduklaster.clusters.web import cluster_page

from .forms import CheckForm
from .selectors import DecisionLine, act_by_number, cluster_cards, cluster_home, public_decisions

if TYPE_CHECKING:
    _ActsFeedBase = Feed[DecisionLine, Cluster]
else:
    _ActsFeedBase = Feed  # Django's class takes no parameters at run time


def _language() -> str:
    return (get_language() or "uk")[:2]


def front(request: HttpRequest) -> HttpResponse:
    """Show the clusters of this installation; who is signed in goes to their own work unless they ask for the list."""
    if request.user.is_authenticated and "clusters" not in request.GET:
        return redirect("desk:start")
    cards = cluster_cards(_language())
    return render(
        request,
        "public/front.html",
        {"cards": cards, "participants_count": sum(card.participants_count for card in cards)},
    )


@cluster_page
def cluster(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Show what a cluster is and decides."""
    return render(request, "public/cluster.html", {"home": cluster_home(cluster, _language())})


def check(request: HttpRequest) -> HttpResponse:
    """Check a document by its number: does a registered act with it exist?"""
    form = CheckForm(request.GET or None)
    found: list[DecisionLine] | None = None
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        found = act_by_number(cluster_get(data["cluster"]), data["kind"], data["number"], data["year"], _language())
    context = {"form": form, "found": found}
    return render(request, "public/check.html", context, status=422 if form.errors else 200)


def statement(request: HttpRequest, page: str) -> HttpResponse:
    """Show the privacy or the accessibility statement."""
    return render(request, f"public/{page}.html")


def robots(request: HttpRequest) -> HttpResponse:
    """Tell search engines what to read."""
    address = request.build_absolute_uri(reverse("public:sitemap"))
    text = f"User-agent: *\nDisallow: /accounts/\nDisallow: /demo/\nSitemap: {address}\n"
    return HttpResponse(text, content_type="text/plain")


def sitemap(request: HttpRequest) -> HttpResponse:
    """List the public pages."""
    names = ["public:cluster", "clusters:charter", "membership:participants", "procedures:acts"]
    urls = [request.build_absolute_uri(reverse("public:front"))]
    urls += [request.build_absolute_uri(reverse(name, args=[row.code])) for row in clusters_listed() for name in names]
    return render(request, "public/sitemap.xml", {"urls": urls}, content_type="application/xml")


class ActsFeed(_ActsFeedBase):
    """The public acts of a cluster as an Atom feed."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Cluster:
        """Find the cluster."""
        return cluster_get(kwargs["cluster"])

    def title(self, obj: Cluster) -> str:
        """Name of the feed."""
        return str(obj.short_name)

    def link(self, obj: Cluster) -> str:
        """Address of the register of acts."""
        return reverse("procedures:acts", args=[obj.code])

    def items(self, obj: Cluster) -> list[DecisionLine]:
        """The newest acts."""
        return public_decisions(obj, _language(), limit=50)

    def item_title(self, item: DecisionLine) -> str:
        """Kind, number and title."""
        return f"{item.kind} № {item.number}: {item.title}"

    def item_description(self, item: DecisionLine) -> str:
        """Who issued it."""
        return item.issuer

    def item_link(self, item: DecisionLine) -> str:
        """Address of the act."""
        return item.url

    def item_updateddate(self, item: DecisionLine) -> datetime:
        """The day of the act."""
        return datetime.combine(item.on, time(), UTC)
