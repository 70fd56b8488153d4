"""The description of the API: for programs as OpenAPI, for people as one page drawn here, without scripts."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from pydantic_core import to_json

from ..documentation import page_of_docs
from ..frame import framed
from ..service import API


@cache
def description() -> dict[str, Any]:
    """Return the description, made once."""
    found: dict[str, Any] = API.get_openapi_schema()
    return found


def _openapi(request: HttpRequest) -> HttpResponse:
    return HttpResponse(to_json(description()), content_type="application/json")


openapi = require_safe(framed(_openapi, lambda _request: None))
"""The description as OpenAPI 3.1."""


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Show every operation with what it takes and answers."""
    return render(
        request, "api/docs.html", {"page": page_of_docs(description()), "root": request.build_absolute_uri("/api/v1/")}
    )
