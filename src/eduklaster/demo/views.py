"""«Sign in as…»: one click for each person, in a demo installation only."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from eduklaster.clusters.models import Cluster
from eduklaster.people.models import User

from .enums import DEMO_PASSWORD
from .reading import CLUSTERS
from .selectors import DemoSignIn, demo_is_open, demo_sign_ins

P = ParamSpec("P")


def demo_only(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Answer «not there» outside a demo installation."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not demo_is_open():
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def _fits(row: DemoSignIn, words: list[str]) -> bool:
    text = " ".join((str(row.role), row.name, str(row.what), row.email)).casefold()
    return all(word in text for word in words)


@require_safe
@demo_only
def index(request: HttpRequest) -> HttpResponse:
    """Show who can be signed in as, by cluster; `q` finds by role, name and what they do."""
    query = request.GET.get("q", "").strip()
    rows = [row for row in demo_sign_ins() if _fits(row, query.casefold().split())]
    clusters = {cluster.code: cluster for cluster in Cluster.objects.filter(code__in=CLUSTERS)}
    groups = [(clusters.get(code), [row for row in rows if row.cluster_code == code]) for code in (*CLUSTERS, "")]
    context = {
        "groups": [(cluster, people) for cluster, people in groups if people],
        "query": query,
        "password": DEMO_PASSWORD,
        "language": get_language(),
    }
    return render(request, "demo/index.html", context)


@require_POST
@demo_only
def sign_in(request: HttpRequest, key: str) -> HttpResponse:
    """Sign the reader in as one of the demo's people and go to their cluster."""
    row = next((row for row in demo_sign_ins() if row.key == key), None)
    if row is None:
        raise Http404
    user = get_object_or_404(User, email=row.email, is_demo=True, is_active=True)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return HttpResponseRedirect(settings.LOGIN_REDIRECT_URL)
