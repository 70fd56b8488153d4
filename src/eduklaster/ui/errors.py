"""Pages of refusal by the server itself.

Django's own views find 403.html, 404.html and 500.html; here is what they cannot do: tell 413 from 400, keep the reader's
look on the page about an old form, say in words that an address only takes forms, and show a refusal of a service that
no view has caught.
"""

from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

from eduklaster.kernel.errors import DomainError


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request makes no sense; 413 where too much was sent."""
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without its token: nothing was changed, and how to send it again."""
    return render(request, "403_csrf.html", status=403)


def refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Show a refusal of a service as a page, for a view that has no form to show it in."""
    return render(request, "ui/refusal.html", {"error": error}, status=error.status)


def not_allowed(request: HttpRequest, answer: HttpResponseNotAllowed) -> HttpResponse:
    """405 with a page for people: the address only takes a form; `Allow` still says what it takes."""
    page = render(request, "405.html", status=405)
    page["Allow"] = answer["Allow"]
    return page


class RefusalMiddleware:
    """Turns a refusal that no view has caught into a page that says why; nothing was changed by then."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; an empty refusal of the method becomes a page where a person looks."""
        answer = self._get_response(request)
        if isinstance(answer, HttpResponseNotAllowed) and request.method == "GET" and not answer.content:
            return not_allowed(request, answer)
        return answer

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer for a refusal; leave every other error to Django."""
        return refused(request, exception) if isinstance(exception, DomainError) else None
