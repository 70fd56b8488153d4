"""Bringing back a signed copy, and handing it out."""

from __future__ import annotations

import re

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.web import cluster_page
from eduklaster.kernel.errors import InputError, NotFound, StateError
from eduklaster.people.access import require_secretary, viewer_of
from eduklaster.ui.components import Crumb

from .. import services
from ..access import document_visible
from ..forms import SignedCopyForm
from ..selectors import copies_of
from .common import file_bytes, file_response


@require_http_methods(["GET", "HEAD", "POST"])
@cluster_page
def signed_copy_new(request: HttpRequest, cluster: Cluster, document: int) -> HttpResponse:
    """Take a signed copy, check it and keep it."""
    viewer = viewer_of(request, cluster)
    require_secretary(viewer)
    found = document_visible(cluster, viewer, document)
    back = reverse("documents:document", args=[cluster.code, found.pk])
    bound = request.method == "POST"
    form = SignedCopyForm(request.POST if bound else None, request.FILES if bound else None)
    status = 200
    if bound:
        status = 422
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                services.signed_copy_add(document=found, name=file.name, content=file.read(), actor=viewer.actor())
            except (InputError, StateError) as refusal:
                form.add_error("file", refusal.message)
                status = refusal.status
            else:
                messages.success(request, _("The signed copy is kept."))
                return redirect(back)
    crumbs = [
        Crumb(_("Documents"), reverse("documents:list", args=[cluster.code])),
        Crumb(str(found), back),
        Crumb(_("Signed copy")),
    ]
    context = {"form": form, "document": found, "back": back, "crumbs": crumbs}
    return render(request, "documents/signed_copy.html", context, status=status)


@require_safe
@cluster_page
def signed_copy_file(request: HttpRequest, cluster: Cluster, document: int, copy: int) -> HttpResponse:
    """Hand out a signed copy as it came, to those who see the document."""
    found = document_visible(cluster, viewer_of(request, cluster), document)
    kept = copies_of(found).filter(pk=copy).first()
    if kept is None:
        raise NotFound
    ending = re.sub(r"[^a-z0-9]", "", kept.name.rpartition(".")[2].lower())[:8] or "bin"
    return file_response(file_bytes(kept.file), "application/octet-stream", f"{found.code}-signed.{ending}")
