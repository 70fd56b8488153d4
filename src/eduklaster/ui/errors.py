"""Pages of refusal by the server itself: 400, 403, 404, 413, 500 and a form sent from elsewhere."""

from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from eduklaster.kernel.errors import DomainError


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request makes no sense; 413 where too much was sent."""
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", status=413)
    return render(
        request, "400.html", {"is_suspicious": isinstance(exception, SuspiciousOperation)}, status=400
    )


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the reader may not; the sentence of the refusal is shown if there is one."""
    reason = str(exception) if exception is not None and str(exception) else ""
    return render(request, "403.html", {"reason": reason}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing lives at this address."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. Stands alone: no database, no session, no navigation."""
    return HttpResponse(render_to_string("500.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without its token: nothing was changed, and how to send it again."""
    return render(request, "403_csrf.html", status=403)


def refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Show a refusal of a service as a page, for a view that has no form to show it in."""
    return render(request, "ui/refusal.html", {"error": error}, status=error.status)


class RefusalMiddleware:
    """Turns a refusal that no view has caught into a page that says why; nothing was changed by then."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer for a refusal; leave every other error to Django."""
        return refused(request, exception) if isinstance(exception, DomainError) else None
