"""Pages of one cluster: finds it by its code in the address and gives it to the view and to the shell."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse

from .models import Cluster
from .selectors import cluster_get

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Cluster, P], HttpResponse]


def cluster_page(view: View[P]) -> Callable[..., HttpResponse]:
    """Pass the cluster named in the address to a view, and to the shell as `request.cluster`.

    A code that leads nowhere answers 404.
    """

    @wraps(view)
    def find(request: HttpRequest, cluster: str, *args: Any, **kwargs: Any) -> HttpResponse:
        found = cluster_get(cluster)
        request.cluster = found  # type: ignore[attr-defined]
        return view(request, found, *args, **kwargs)

    return find
