"""One way to show a form, call a service, and show a refusal with its clause; for the pages of all rooms above."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django_stubs_ext import StrOrPromise

from eduklaster.clusters.marks import marks_of
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of, today_in
from eduklaster.kernel.errors import AccessError, DomainError, InputError, NotFound, RuleRefusal, StateError
from eduklaster.ui.components import ClauseMark, Crumb
from eduklaster.ui.controls import REFUSED

from .errors import ChainRefused
from .models import Case
from .services import refusal_record


def refusal_kept(error: DomainError) -> None:
    """Keep a refused attempt in the history of its case, unless the case itself came to nothing with it."""
    attempt = error.attempt if isinstance(error, ChainRefused) else None
    if isinstance(error, ChainRefused) and attempt and Case.objects.filter(pk=attempt.case_id or 0).exists():
        refusal_record(error)


def refusal_marks(cluster: Cluster, error: DomainError) -> list[ClauseMark]:
    """Return the marks of the clauses by which something was refused."""
    if not isinstance(error, RuleRefusal):
        return []
    charter = rulebook_of(cluster, today_in(cluster)).charter
    return marks_of(error.verdict.citations, cluster, charter)


def show_refusal(form: Any, error: DomainError) -> None:
    """Put a refusal beside its field, or on top of the form; keep a refused attempt in the history of the case."""
    field = error.field if isinstance(error, InputError) and error.field in form.fields else None
    code = REFUSED if isinstance(error, RuleRefusal | AccessError | StateError) else "invalid"
    form.add_error(field, ValidationError(error.message, code=code))
    refusal_kept(error)


def form_page(
    request: HttpRequest,
    cluster: Cluster,
    form: BaseForm,
    save: Callable[[dict[str, Any]], str],
    *,
    title: StrOrPromise,
    submit: StrOrPromise,
    back: str,
    crumbs: Sequence[Crumb],
    lead: StrOrPromise = "",
    done: StrOrPromise = "",
    template: str = "procedures/form_page.html",
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show a form, or hand its values to `save`, which calls a service and returns where to go.

    A refusal stands beside its field or above the form, with its clause, and answers 422.
    """
    status, marks = 200, []
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                target = save(form.cleaned_data)
            except (AccessError, NotFound):
                raise
            except DomainError as error:
                show_refusal(form, error)
                marks = refusal_marks(cluster, error)
                status = 409 if isinstance(error, StateError) else 422
            else:
                if done:
                    messages.success(request, str(done))
                return HttpResponseRedirect(target)
    values = {
        "cluster": cluster,
        "form": form,
        "title": title,
        "lead": lead,
        "submit": submit,
        "back": back,
        "crumbs": crumbs,
        "refusal_marks": marks,
    }
    return render(request, template, {**values, **(context or {})}, status=status)
