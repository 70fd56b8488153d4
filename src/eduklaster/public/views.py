"""Public pages: find, choose, show."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import parse_http_date_safe
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import cluster_get, clusters_listed
from eduklaster.clusters.web import cluster_page
from eduklaster.ui.components import Crumb

from .forms import CheckForm
from .selectors import (
    DecisionLine,
    News,
    act_by_number,
    cluster_cards,
    cluster_home,
    decision_get,
    decisions_page,
    meeting_get,
    meetings_page,
    news_of,
    proposal_answers,
)

if TYPE_CHECKING:
    _NewsFeedBase = Feed[News, Cluster]
else:
    _NewsFeedBase = Feed  # Django's class takes no parameters at run time


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
    names = ["public:cluster", "clusters:charter", "membership:participants", "public:decisions", "public:sessions"]
    urls = [request.build_absolute_uri(reverse("public:front"))]
    urls += [request.build_absolute_uri(reverse(name, args=[row.code])) for row in clusters_listed() for name in names]
    return render(request, "public/sitemap.xml", {"urls": urls}, content_type="application/xml")


@require_safe
@cluster_page
def meetings(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Show the announced sessions of a cluster."""
    organ, year = request.GET.get("organ", ""), request.GET.get("year", "")
    page, rows, choices = meetings_page(cluster, _language(), page=request.GET.get("page", "1"), organ=organ, year=year)
    context = {
        "page": page, "rows": rows, "choices": choices, "organ": organ, "year": year, "cluster": cluster,
        "calendar": _calendar(request, cluster),
    }  # fmt: skip
    return render(request, "public/meetings.html", context)


def _calendar(request: HttpRequest, cluster: Cluster) -> str:
    address = request.build_absolute_uri(reverse("calendars:cluster", args=[cluster.code]))
    return f"webcal://{address.partition('://')[2]}"


@require_safe
@cluster_page
def meeting(request: HttpRequest, cluster: Cluster, session: int) -> HttpResponse:
    """Show one announced session: when, where, which public matters, what was decided."""
    row = meeting_get(cluster, session, _language())
    crumbs = [Crumb(_("Sessions"), reverse("public:sessions", args=[cluster.code])), Crumb(row.title)]
    answers = proposal_answers(cluster, _language(), session)
    context = {"meeting": row, "answers": answers, "crumbs": crumbs, "cluster": cluster}
    return render(request, "public/meeting.html", context)


@require_safe
@cluster_page
def decisions(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Show the public decisions of a cluster."""
    organ, year = request.GET.get("organ", ""), request.GET.get("year", "")
    page, rows, choices = decisions_page(
        cluster, _language(), page=request.GET.get("page", "1"), organ=organ, year=year
    )
    answers = proposal_answers(cluster, _language()) if page.number == 1 and not (organ or year) else []
    context = {
        "page": page,
        "rows": rows,
        "answers": answers,
        "choices": choices,
        "organ": organ,
        "year": year,
        "cluster": cluster,
    }
    return render(request, "public/decisions.html", context)


@require_safe
@cluster_page
def decision(request: HttpRequest, cluster: Cluster, act: int) -> HttpResponse:
    """Show one decision: number, day, what it is about, how the vote went, how to check it."""
    row = decision_get(cluster, act, _language())
    crumbs = [Crumb(_("Decisions"), reverse("public:decisions", args=[cluster.code])), Crumb(f"№ {row.line.number}")]
    return render(request, "public/decision.html", {"decision": row, "crumbs": crumbs, "cluster": cluster})


class NewsAtom(Atom1Feed):
    """An Atom feed that says the same as long as nothing has happened, even while it is empty."""

    def latest_post_date(self) -> datetime:
        """Return the moment of the last change, or that of the cluster's beginning."""
        moment: datetime = super().latest_post_date() if self.items else self.feed["since"]
        return moment


class NewsFeed(_NewsFeedBase):
    """Decisions and announced sessions of a cluster as an Atom feed, in the language of the cluster."""

    feed_type = NewsAtom
    with_sessions = True

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the feed, or «not modified» where the reader has these very bytes."""
        with override(cluster_get(kwargs["cluster"]).language):
            response = super().__call__(request, *args, **kwargs)
        etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        response["ETag"] = etag
        response["Cache-Control"] = "public, max-age=300"
        at = parse_http_date_safe(response.get("Last-Modified", ""))
        answer = get_conditional_response(request, etag=etag, last_modified=at, response=response)
        return answer if isinstance(answer, HttpResponse) else response

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Cluster:
        """Find the cluster."""
        return cluster_get(kwargs["cluster"])

    def title(self, obj: Cluster) -> str:
        """Name of the feed."""
        return _("%(cluster)s: sessions and decisions") % {"cluster": obj.short_name.in_(obj.language)}

    def link(self, obj: Cluster) -> str:
        """Address of the list of decisions."""
        return reverse("public:decisions", args=[obj.code])

    def feed_guid(self, obj: Cluster) -> str:
        """The name of the feed: its own, and the same for good (RFC 4287, 4.2.6)."""
        name = "public:news" if self.with_sessions else "public:feed"
        return f"urn:uuid:{uuid5(NAMESPACE_URL, settings.SITE_URL + reverse(name, args=[obj.code]))}"

    def author_name(self, obj: Cluster) -> str:
        """Who speaks: the cluster, never a person; a feed names its author (RFC 4287, 4.1.1)."""
        return str(obj.short_name.in_(obj.language))

    def feed_extra_kwargs(self, obj: Cluster) -> dict[str, Any]:
        """Since when there could have been news."""
        return {"since": obj.created_at}

    def items(self, obj: Cluster) -> list[News]:
        """The newest decisions and sessions."""
        return news_of(obj, with_sessions=self.with_sessions)

    def item_title(self, item: News) -> str:
        """Title."""
        return item.title

    def item_description(self, item: News) -> str:
        """Who issued it and when, or when and where it is held."""
        return item.text

    def item_link(self, item: News) -> str:
        """Address of the page."""
        return item.url

    def item_guid(self, item: News) -> str:
        """The name of the entry, the same for good."""
        return f"urn:uuid:{item.key}"

    def item_pubdate(self, item: News) -> datetime:
        """When it became known."""
        return item.published_at

    def item_updateddate(self, item: News) -> datetime:
        """When anything of it changed last."""
        return item.updated_at


class ActsFeed(NewsFeed):
    """The decisions alone."""

    with_sessions = False

    def title(self, obj: Cluster) -> str:
        """Name of the feed."""
        return str(obj.short_name.in_(obj.language))
