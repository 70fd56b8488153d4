"""What the views of the room share: one way to show a form, call a service and answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from eduklaster.clusters.models import Cluster
from eduklaster.kernel.errors import AccessError, DomainError, InputError, NotFound, StateError
from eduklaster.kernel.sorting import UkKey
from eduklaster.ui.components import Crumb

from ..access import Viewer


def form_page(
    request: HttpRequest,
    form: BaseForm,
    save: Callable[[dict[str, Any]], str],
    *,
    title: StrOrPromise,
    submit: StrOrPromise,
    back: str,
    crumbs: Sequence[Crumb] = (),
    lead: StrOrPromise = "",
    done: StrOrPromise = "",
    template: str = "people/form.html",
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show a form, or hand its values to `save`, which calls a service and returns where to go.

    A refusal stands beside its field, or above the form, with the status of the refusal.
    """
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                target = save(form.cleaned_data)
            except (AccessError, NotFound):
                raise
            except DomainError as error:
                field = error.field if isinstance(error, InputError) and error.field in form.fields else None
                form.add_error(field, error.message)
                status = 409 if isinstance(error, StateError) else 422
            else:
                if done:
                    messages.success(request, str(done))
                return HttpResponseRedirect(target)
    values = {"form": form, "title": title, "lead": lead, "submit": submit, "back": back, "crumbs": crumbs}
    return render(request, template, {**values, **(context or {})}, status=status)


def refusals_shown(request: HttpRequest, call: Callable[[], object], done: StrOrPromise = "") -> bool:
    """Call a service for a one-button form; a refusal that is no matter of access becomes a message. True where it worked."""
    try:
        call()
    except (AccessError, NotFound):
        raise
    except DomainError as error:
        messages.error(request, error.message)
        return False
    if done:
        messages.success(request, str(done))
    return True


def organisations_crumbs(cluster: Cluster, *more: Crumb) -> list[Crumb]:
    """Return the way to a page below the list of organisations."""
    return [Crumb(_("Organisations"), reverse("people:organisations", args=[cluster.code])), *more]


def people_crumbs(cluster: Cluster, *more: Crumb) -> list[Crumb]:
    """Return the way to a page below the list of persons."""
    return [Crumb(_("People"), reverse("people:persons", args=[cluster.code])), *more]


def hide_unless(allowed: bool) -> None:
    """Answer «not there» to those for whom a page does not exist."""
    if not allowed:
        raise NotFound


def sees_people(viewer: Viewer) -> bool:
    """Whether the list of persons exists for a viewer."""
    return viewer.is_secretary or viewer.is_organ_member


def alphabetical(*fields: str) -> Callable[[Any, QuerySet[Any], bool], tuple[QuerySet[Any], bool]]:
    """Return the `order_<column>` of a table whose column stands in the order of the Ukrainian and Russian alphabet."""

    def order(table: Any, rows: QuerySet[Any], is_descending: bool) -> tuple[QuerySet[Any], bool]:
        keys = [UkKey(field) for field in fields]
        return rows.order_by(*(key.desc() if is_descending else key.asc() for key in keys), "pk"), True

    return order


def remember_language(response: HttpResponse, language: str) -> None:
    """Keep the language of the pages on this device."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        samesite="Lax",
        secure=settings.LANGUAGE_COOKIE_SECURE,
    )
