"""The API put together: its operations, and the frame around each address."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from .contract import api_made, parameters_by_address
from .endpoints import (
    amendments,
    calendars,
    cases,
    charter,
    clusters,
    documents,
    duties,
    organs,
    participants,
    proposals,
    public,
    recommendations,
    search,
    sessions,
    tasks,
    tasks_done,
    votes,
)
from .frame import framed
from .problems import problem_response

API = api_made()
for _endpoints in (
    clusters, public, charter, amendments, recommendations, organs, participants, proposals, sessions, votes, cases, tasks,
    tasks_done, duties, calendars, documents, search,
):  # fmt: skip
    API.add_router("", _endpoints.router)

_CONVERTER = re.compile(r"<(?:\w+:)?(\w+)>")


def parameters_of(request: HttpRequest) -> frozenset[str] | None:
    """Return the parameters that the called operation knows; None where no operation is called."""
    match = request.resolver_match
    address = "/" + _CONVERTER.sub(r"{\1}", match.route) if match else ""
    return parameters_by_address(API).get((address, request.method or ""))


def addresses() -> list[URLPattern]:
    """Return the addresses of the operations, without names: they are no pages."""
    patterns = [one for one in API.urls[0] if isinstance(one, URLPattern) and one.name != "api-root"]
    for pattern in patterns:
        pattern.callback = csrf_exempt(
            framed(pattern.callback, parameters_of)
        )  # a session is asked for its token inside
        pattern.name = None
    return patterns


def _missing(request: HttpRequest) -> HttpResponse:
    return problem_response(404, "not_found", _("This page does not exist."))


missing = csrf_exempt(framed(_missing, lambda _request: None))
"""What every other address under the API answers."""
