"""My keys for programs: making, seeing once, revoking."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eduklaster.kernel import clock
from eduklaster.kernel.errors import DomainError
from eduklaster.people.access import require_signed_in, viewer_of
from eduklaster.procedures.web import show_refusal
from eduklaster.ui.components import Crumb

from ..enums import KeyScope
from ..forms import KeyForm
from ..presenters import key_lines
from ..selectors import keys_of
from ..services import key_make, key_revoke


def _mine() -> Crumb:
    return Crumb(_("My data"), reverse("people:me"))


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show the keys of the reader: what they may do, until when, when they were used last."""
    user = require_signed_in(viewer_of(request))
    context = {"keys": key_lines(keys_of(user)), "crumbs": [_mine(), Crumb(_("My keys for programs"))]}
    return render(request, "api/keys.html", context)


@login_required
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def make(request: HttpRequest) -> HttpResponse:
    """Make a key and show it, this once; password or second factor is asked again first, as for a second factor itself."""
    viewer = viewer_of(request)
    user = require_signed_in(viewer)
    form = KeyForm(request.POST or None, initial={"expires_on": clock.today() + timedelta(days=90)})
    back = reverse("api:keys")
    crumbs = [_mine(), Crumb(_("My keys for programs"), back), Crumb(_("New key"))]
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            key, secret = key_make(
                user=user,
                name=given["name"],
                scope=KeyScope(given["scope"]),
                expires_on=given["expires_on"],
                actor=viewer.actor(),
            )
        except DomainError as error:
            show_refusal(form, error)
        else:
            site = request.build_absolute_uri("/").rstrip("/")
            return render(request, "api/key_made.html", {"key": key, "secret": secret, "site": site, "crumbs": crumbs})
    context = {
        "form": form,
        "title": _("New key"),
        "lead": _("A program that has the key acts as you, no more."),
        "submit": _("Make the key"),
        "back": back,
        "crumbs": crumbs,
    }
    return render(request, "procedures/form_page.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """Make a key useless at once."""
    viewer = viewer_of(request)
    try:
        key_revoke(user=require_signed_in(viewer), key_id=number, actor=viewer.actor())
    except DomainError as error:
        if error.status == 404:
            raise
        messages.error(request, error.message)
    else:
        messages.success(request, _("The key is revoked."))
    return HttpResponseRedirect(reverse("api:keys"))
