"""The description of the API: for programs as OpenAPI, for people as one page drawn here, without scripts."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe
from pydantic_core import to_json

from eduklaster.kernel.text import LANGUAGES

from ..contract import Taken
from ..documentation import page_of_docs
from ..frame import framed
from ..problems import fault, malformed
from ..service import API
from ..words import worded


@cache
def description(language: str = "en") -> dict[str, Any]:
    """Return the description in a language, made once for each."""
    found: dict[str, Any] = API.get_openapi_schema()
    with override(language):
        worded_found: dict[str, Any] = worded(found)
    return worded_found


def _openapi(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("lang", get_language() or "uk")
    if asked not in LANGUAGES:
        return malformed([fault("query", "lang", "literal_error", {"expected": ", ".join(LANGUAGES)})])
    response = HttpResponse(to_json(description(asked)), content_type="application/json")
    response["Content-Language"] = asked
    return response


openapi = require_safe(framed(_openapi, lambda _request: Taken(frozenset({"lang"}))))
"""The description as OpenAPI 3.1, in the language of `?lang=`, else in that of the request."""


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Show every operation with what it takes and answers."""
    return render(
        request,
        "api/docs.html",
        {
            "page": page_of_docs(description((get_language() or "uk")[:2])),
            "root": request.build_absolute_uri("/api/v1/"),
        },
    )
