"""Look and language of the pages: two small forms that work without a script."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe

from eduklaster.ui.appearance import appearance_of, remember
from eduklaster.ui.forms import AppearanceForm


def _way_back(request: HttpRequest) -> str:
    """Address the form came from, if it is ours."""
    target = request.POST.get("next") or request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return target
    return "/"


@require_http_methods(["GET", "HEAD", "POST"])
def appearance_set(request: HttpRequest) -> HttpResponse:
    """Show the settings of the look, or keep them and go back."""
    if request.method != "POST":
        current = appearance_of(request)
        form = AppearanceForm(initial={"theme": current.theme, "contrast": current.contrast, "text": current.text})
        return render(request, "ui/appearance.html", {"form": form, "next": _way_back(request)})
    form = AppearanceForm(request.POST)
    if not form.is_valid():
        return render(request, "ui/appearance.html", {"form": form, "next": _way_back(request)}, status=422)
    response = HttpResponseRedirect(_way_back(request))
    remember(response, form.appearance)
    return response


@require_safe
def kit(request: HttpRequest) -> HttpResponse:
    """Every component on one page; only in the demo and in tests."""
    if str(getattr(settings, "MODE", "")) not in {"demo", "test"}:
        raise Http404
    from eduklaster.ui.kit import kit_context

    return render(request, "ui/kit.html", kit_context(request))
