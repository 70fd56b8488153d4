"""The addresses of the platform: one line for each room that answers requests."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from eduklaster.config.rooms import room_urls


def health(request: HttpRequest) -> HttpResponse:
    """Say that this process answers; for the supervisor and the load balancer."""
    return HttpResponse("ok", content_type="text/plain")


urlpatterns = [
    path("health", health, name="health"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("accounts/", include("allauth.urls")),
    *room_urls(
        "ui",
        "people",
        "clusters",
        "documents",
        "procedures",
        "membership",
        "governance",
        "votes",
        "sessions",
        "calendars",
        "execution",
        "amendments",
        "notices",
        "drafting",
        "desk",
        "history",
        "api",
        "public",
        "demo",
    ),
]

handler400 = "eduklaster.ui.errors.bad_request"
