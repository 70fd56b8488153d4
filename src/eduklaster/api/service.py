"""The API put together: its operations, and the frame around each address."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from .contract import Taken, api_made, taken_by_address
from .endpoints import (
    acts,
    adoption,
    agenda,
    amending,
    amendments,
    attendance,
    ballots,
    calendars,
    case_steps,
    cases,
    charter,
    clusters,
    delegations,
    documents,
    drafts,
    duties,
    evidence,
    holders,
    openings,
    organs,
    papers,
    participants,
    proofs,
    proposals,
    public,
    recommendations,
    roll_calls,
    search,
    session_steps,
    sessions,
    tasks,
    tasks_done,
    vote_opening,
    votes,
)
from .frame import framed
from .problems import problem_response

API = api_made()
_MODULES = (
    clusters, public, charter, amendments, amending, adoption, recommendations, organs, openings, holders, participants, proposals, sessions, session_steps, agenda,
    papers, attendance, vote_opening, votes, ballots, roll_calls, cases, case_steps, evidence, acts, tasks, tasks_done, proofs, duties, delegations, calendars, documents, drafts, search,
)  # fmt: skip
for _router in dict.fromkeys(one.router for one in _MODULES):  # operations at one address share a router
    API.add_router("", _router)

_CONVERTER = re.compile(r"<(?:\w+:)?(\w+)>")


def taken_of(request: HttpRequest) -> Taken | None:
    """Return what the called operation takes; None where no operation is called."""
    match = request.resolver_match
    address = "/" + _CONVERTER.sub(r"{\1}", match.route) if match else ""
    return taken_by_address(API).get((address, request.method or ""))


def addresses() -> list[URLPattern]:
    """Return the addresses of the operations, without names: they are no pages."""
    patterns = [one for one in API.urls[0] if isinstance(one, URLPattern) and one.name != "api-root"]
    for pattern in patterns:
        pattern.callback = csrf_exempt(framed(pattern.callback, taken_of))  # a session is asked for its token inside
        pattern.name = None
    return patterns


def _missing(request: HttpRequest) -> HttpResponse:
    return problem_response(404, "not_found", _("This page does not exist."))


missing = csrf_exempt(framed(_missing, lambda _request: None))
"""What every other address under the API answers."""
