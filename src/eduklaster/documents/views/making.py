"""What documents a thing has, a draft with what it lacks, issuing it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.web import cluster_page
from eduklaster.kernel.errors import DomainError, NotFound
from eduklaster.people.access import Viewer, viewer_of
from eduklaster.ui.components import Crumb

from ..access import documents_visible_to, require_issuer, subject_visible
from ..drafts import Draft, draft_of
from ..models import IssuedDocument
from ..presenters import issued_lines
from ..registry import DocumentKind, kind_get, kinds_of
from ..rendering import docx, pdf
from ..services import document_issue
from .common import DOCX, PDF, file_response


@dataclass(frozen=True)
class _Option:
    """A document that can be made of a thing."""

    title: str
    url: str
    missing_count: int


@require_safe
@cluster_page
def choose(request: HttpRequest, cluster: Cluster, subject: str, pk: int) -> HttpResponse:
    """Show which documents can be made of a thing, and which were issued."""
    viewer = viewer_of(request, cluster)
    found: list[tuple[DocumentKind, Any]] = []
    for kind in kinds_of(subject):
        thing = kind.visible(cluster, viewer).filter(pk=pk).first()
        if thing is not None and kind.applies(thing):
            found.append((kind, thing))
    if not found:
        raise NotFound
    options = [
        _Option(
            str(kind.title),
            reverse("documents:draft", args=[cluster.code, kind.key, pk]),
            len(draft_of(cluster, kind, thing).missing),
        )
        for kind, thing in found
    ]
    rows = documents_visible_to(cluster, viewer).filter(subject_type=subject, subject_id=pk)
    context = {
        "options": options,
        "issued": issued_lines(cluster, rows),
        "back": found[0][0].page(found[0][1], cluster),
        "crumbs": _crumbs(cluster),
    }
    return render(request, "documents/choose.html", context)


def _crumbs(cluster: Cluster, *more: Crumb) -> list[Crumb]:
    return [Crumb(_("Documents"), reverse("documents:list", args=[cluster.code])), *more]


def _draft(request: HttpRequest, cluster: Cluster, kind: str, pk: int) -> tuple[Viewer, Draft]:
    viewer = viewer_of(request, cluster)
    found = kind_get(kind)
    return viewer, draft_of(cluster, found, subject_visible(found, cluster, viewer, pk))


def _page(request: HttpRequest, viewer: Viewer, made: Draft, form: forms.Form, status: int = 200) -> HttpResponse:
    cluster, kind, pk = made.cluster, made.kind, made.subject.pk
    rows: Any = documents_visible_to(cluster, viewer).filter(kind=kind.key, subject_id=pk)
    context = {
        "draft": made,
        "content": made.content,
        "form": form,
        "may_issue": kind.may_issue(cluster, viewer, made.subject),
        "issued": issued_lines(cluster, rows),
        "standard": str(made.profile.standard),
        "back": kind.page(made.subject, cluster),
        "needs_place": any(requisite.key == "place" for requisite in made.missing) and viewer.is_secretary,
        "crumbs": _crumbs(cluster, Crumb(str(kind.title))),
    }
    return render(request, "documents/draft.html", context, status=status)


@require_safe
@cluster_page
def draft(request: HttpRequest, cluster: Cluster, kind: str, pk: int) -> HttpResponse:
    """Show what a document would say and what it lacks by the standard."""
    viewer, made = _draft(request, cluster, kind, pk)
    return _page(request, viewer, made, forms.Form())


@require_safe
@cluster_page
def draft_pdf(request: HttpRequest, cluster: Cluster, kind: str, pk: int) -> HttpResponse:
    """Hand out the draft, marked as one across the page."""
    _viewer, made = _draft(request, cluster, kind, pk)
    return file_response(pdf(made.snapshot(), is_draft=True), PDF, f"{kind}-{pk}-draft.pdf")


@require_safe
@cluster_page
def draft_docx(request: HttpRequest, cluster: Cluster, kind: str, pk: int) -> HttpResponse:
    """Hand out the draft for Word, on the cluster's blank."""
    _viewer, made = _draft(request, cluster, kind, pk)
    return file_response(docx(made.snapshot(), made.template(), is_draft=True), DOCX, f"{kind}-{pk}-draft.docx")


@require_POST
@cluster_page
def issue(request: HttpRequest, cluster: Cluster, kind: str, pk: int) -> HttpResponse:
    """Issue the document; what it lacks refuses it."""
    viewer, made = _draft(request, cluster, kind, pk)
    require_issuer(made.kind, cluster, viewer, made.subject)
    form = forms.Form(request.POST)
    form.is_valid()
    try:
        document: IssuedDocument = document_issue(
            cluster=cluster, kind=made.kind, subject=made.subject, actor=viewer.actor()
        )
    except DomainError as error:
        form.add_error(None, error.message)
        return _page(request, viewer, made, form, status=422)
    messages.success(request, _("The document is issued; anybody can check it by its code."))
    return redirect("documents:document", cluster.code, document.pk)
