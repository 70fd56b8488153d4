"""The text of a draft: sent, read as a tree, corrected, taken over."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from eduklaster.clusters.presenters.reading import language
from eduklaster.kernel.errors import DomainError, InputError

from .. import services
from ..document import document_of, lines_of
from ..enums import Stage
from ..forms import start
from ..models import Draft
from .common import Data, account, draft_page, show


@draft_page
def text(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Send the cluster's own text and see its tree."""
    form = start.UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["document"]
        try:
            services.document_upload(draft=draft, content=file.read(), name=file.name)
        except DomainError as error:
            form.add_error("document", error.message)
        else:
            return redirect("drafting:text", draft.pk)
    return text_page(request, draft, form, 422 if form.is_bound else 200)


def text_page(request: HttpRequest, draft: Draft, form: Any, status: int = 200, error: str = "") -> HttpResponse:
    """Show the text as it was read, with its corrections."""
    document = document_of(draft)
    words = language()
    context = {
        "form": form,
        "document": document,
        "lines": lines_of(document) if document else [],
        "warnings": [w.message(words) for w in document.warnings] if document else [],
        "node_kinds": [
            ("heading", _("heading")), ("clause", _("clause")), ("item", _("item")), ("paragraph", _("paragraph")),
            ("annex", _("annex")), ("title", _("title")), ("stamp", _("approval stamp")),
        ],
        "is_taken": bool(draft.texts),
        "error": error,
    }  # fmt: skip
    return show(request, draft, "text", Stage.TEXT, context, status)


@require_POST
@draft_page
def correct(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Make one correction of the tree, or take the last one back."""
    if "undo" in request.POST:
        services.document_undo(draft=draft)
        return redirect("drafting:text", draft.pk)
    form = start.CorrectionForm(request.POST)
    try:
        if not form.is_valid():
            raise InputError("draft.correction", _("Name a piece of the text and what to do with it."))
        services.document_correct(draft=draft, edit=_edit(draft, form.cleaned_data))
    except DomainError as error:
        return text_page(request, draft, start.UploadForm(), 422, error.message)
    return redirect("drafting:text", draft.pk)


def _edit(draft: Draft, data: Data) -> Data:
    edit: Data = {"do": data["do"], "node": data["node"]}
    match data["do"]:
        case "split":
            edit["offset"] = data["offset"] or _offset(draft, data["node"], data["before"])
        case "number":
            edit["number"] = data["number"] or None
        case "kind":
            edit["kind"] = data["kind"]
        case "level":
            edit["by"] = data["by"] or 1
    return edit


def _offset(draft: Draft, node: str, before: str) -> int:
    """Return where the words before which a piece is split begin."""
    document = document_of(draft)
    try:
        found = document.find(node).text.find(before.strip()) if document and before.strip() else -1
    except KeyError:
        found = -1
    if found < 1:
        raise InputError("draft.split", _("Copy the words with which the second half begins."))
    return found


@require_POST
@draft_page
def adopt(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Take the corrected text over as the clause tree."""
    try:
        services.document_adopt(draft=draft, by=account(request))
    except DomainError as error:
        return text_page(request, draft, start.UploadForm(), 422, error.message)
    flash.success(request, _("The clauses of your text are the clauses of the charter now."))
    return redirect("drafting:identity", draft.pk)
