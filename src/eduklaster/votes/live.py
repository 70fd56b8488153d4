"""The state of a vote for everybody who watches it, once a second, for next to nothing.

A middleware answers `/live/<token>` before sessions, accounts and languages are asked for: plain numbers, no names, no words.
Each process asks the database at most once in `FRESH_SECONDS` for a vote, however many watch it; a watcher who has the
present state already gets 304 without a body.
"""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from .enums import Method
from .models import Vote
from .selectors import counts_now, entitled_count, voted_count

PREFIX = "/live/"
FRESH_SECONDS = 0.4
KEPT_AT_MOST = 512
_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,64}")


@dataclass(frozen=True, slots=True)
class Known:
    """An answer and when it was read."""

    at: float
    body: bytes
    tag: str


_known: dict[str, Known] = {}


def live_url(vote: Vote) -> str:
    """Return the live address of a vote."""
    return f"{PREFIX}{vote.token}"


def state_of(vote: Vote) -> dict[str, object]:
    """Return what everybody with the address may see: numbers; of a vote that is not open only how many have voted."""
    state: dict[str, object] = {"state": vote.state, "voted": voted_count(vote), "entitled": entitled_count(vote)}
    if vote.method == Method.OPEN:
        state["counts"] = counts_now(vote)
    return state


def forget() -> None:
    """Drop every kept answer; for tests."""
    _known.clear()


def _read(token: str) -> Known:
    found = _known.get(token)
    now = time.monotonic()
    if found is not None and now - found.at < FRESH_SECONDS:
        return found
    vote = Vote.objects.filter(token=token).first()
    body = json.dumps(state_of(vote), sort_keys=True).encode() if vote is not None else b""
    if len(_known) >= KEPT_AT_MOST:
        _known.clear()
    _known[token] = Known(now, body, f'"{hashlib.sha256(body).hexdigest()[:20]}"')
    return _known[token]


class LiveMiddleware:
    """Answers live addresses at the door."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the way on for all other addresses."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a live address, or pass the request on."""
        if not request.path.startswith(PREFIX):
            return self.get_response(request)
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        token = request.path[len(PREFIX) :]
        known = _read(token) if _TOKEN.fullmatch(token) else None
        if known is None or not known.body:
            return HttpResponse(status=404)
        if request.headers.get("if-none-match") == known.tag:
            answer = HttpResponse(status=304)
        else:
            answer = HttpResponse(known.body, content_type="application/json")
        answer["ETag"] = known.tag
        answer["Cache-Control"] = "no-cache, private"
        return answer
