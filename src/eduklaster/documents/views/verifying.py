"""The public page that says whether a document is genuine. Nobody needs an account; no person is named."""

from __future__ import annotations

import hashlib

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from eduklaster.kernel.errors import NotFound
from eduklaster.ui.components import Crumb

from ..forms import FileForm, NumberForm
from ..presenters import Checked, checked, signed_lines
from ..selectors import copies_of, document_by_code, documents_by_hash, documents_by_number, standings_of


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Check by number and date, by code, or by the file itself."""
    if request.method == "POST":
        return _by_file(request)
    if code := request.GET.get("code", "").strip():
        found = document_by_code(code)
        if found is not None:
            return redirect("documents:verified", found.code)
    form = NumberForm(request.GET if "number" in request.GET else None)
    results: list[Checked] | None = [] if code else None
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        rows = list(documents_by_number(data["number"], data["on"], data["cluster"])[:20])
        standings = standings_of(rows)
        results = [checked(row, standings[row.pk]) for row in rows]
    context = {"form": form, "file_form": FileForm(), "results": results, "code": code}
    return render(request, "documents/verify.html", context, status=422 if form.errors else 200)


def _by_file(request: HttpRequest) -> HttpResponse:
    file_form = FileForm(request.POST, request.FILES)
    results: list[Checked] | None = None
    if file_form.is_valid():
        rows = list(documents_by_hash(_hash(file_form))[:20])
        standings = standings_of(rows)
        results = [checked(row, standings[row.pk]) for row in rows]
    context = {"form": NumberForm(), "file_form": file_form, "results": results, "is_file": True}
    return render(request, "documents/verify.html", context, status=422 if file_form.errors else 200)


def _hash(form: FileForm) -> str:
    digest = hashlib.sha256()
    for chunk in form.cleaned_data["file"].chunks():
        digest.update(chunk)
    return digest.hexdigest()


@require_http_methods(["GET", "HEAD", "POST"])
def verified(request: HttpRequest, code: str) -> HttpResponse:
    """Tell what is known of the document with a code, and compare a file with it."""
    found = document_by_code(code)
    if found is None:
        raise NotFound
    bound = request.method == "POST"
    form = FileForm(request.POST if bound else None, request.FILES if bound else None)
    same: bool | None = None
    if bound and form.is_valid():
        same = _hash(form) == found.sha256
    context = {
        "checked": checked(found, standings_of([found])[found.pk]),
        "copies": signed_lines(copies_of(found)),
        "code": found.code,
        "form": form,
        "same": same,
        "crumbs": [Crumb(_("Check a document"), reverse("documents:verify")), Crumb(found.code)],
    }
    return render(request, "documents/verified.html", context, status=422 if form.errors else 200)
