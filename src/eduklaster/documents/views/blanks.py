"""The blank of a cluster's documents: what stands on it, changing it, its Word files."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.web import cluster_page
from eduklaster.kernel.errors import DomainError, InputError, NotFound
from eduklaster.people.access import require_secretary, require_signed_in, viewer_of
from eduklaster.ui.components import Crumb

from ..forms import BlankForm
from ..look import look_of
from ..profiles import profile_for
from ..rendering import docx, pdf
from ..rendering.blank import blank as platform_blank
from ..selectors import blank_of, blanks_of
from ..services import blank_replace
from ..trying import specimen
from .common import DOCX, PDF, file_bytes, file_response

PLACEHOLDERS = [
    "host",
    "organisation",
    "unit",
    "letterhead",
    "name",
    "date",
    "number",
    "place",
    "heading",
    "addressee",
    "approval",
    "body",
    "signatures",
    "agreed_word",
    "agreed",
    "visas_word",
    "visas",
    "seen_title",
    "seen",
    "copy_of",
    "note",
    "check",
    "draft",
]


def _crumbs(cluster: Cluster, *more: Crumb) -> list[Crumb]:
    return [Crumb(_("Documents"), reverse("documents:list", args=[cluster.code])), *more]


@require_safe
@cluster_page
def blank(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Show the blank in use and its earlier versions."""
    viewer = viewer_of(request, cluster)
    if not viewer.capacities:
        raise NotFound
    profile = profile_for(cluster.calendar, viewer.on)
    current = blank_of(cluster)
    context = {
        "blank": current,
        "look": look_of(profile, current.parameters if current else {}),
        "place": current.place.in_(cluster.language) if current else "",
        "standard": str(profile.standard),
        "versions": blanks_of(cluster),
        "may_change": viewer.is_secretary,
        "cluster": cluster,
        "crumbs": _crumbs(cluster, Crumb(_("Blank of documents"))),
    }
    return render(request, "documents/blank.html", context)


@cluster_page
def blank_change(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Change the blank: a new version of it."""
    viewer = viewer_of(request, cluster)
    require_signed_in(viewer)
    require_secretary(viewer)
    profile = profile_for(cluster.calendar, viewer.on)
    current = blank_of(cluster)
    look = look_of(profile, current.parameters if current else {})
    initial = {
        **look.as_data(),
        "letterhead": "\n".join(look.letterhead),
        "place": current.place.in_(cluster.language) if current else "",
    }
    bound = request.method == "POST"
    form = BlankForm(
        request.POST if bound else None, request.FILES if bound else None, initial=initial, profile=profile
    )
    if bound and form.is_valid():
        file = form.cleaned_data["template"]
        try:
            blank_replace(
                cluster=cluster,
                place=form.cleaned_data["place"],
                parameters=form.parameters,
                note=form.cleaned_data["note"],
                template=(file.name, file.read()) if file else None,
                keeps_template=not form.cleaned_data["drops_template"],
                actor=viewer.actor(),
            )
        except DomainError as error:
            field = error.field if isinstance(error, InputError) and error.field in form.fields else None
            form.add_error(field, error.message)
        else:
            messages.success(request, _("The new blank is in use."))
            return redirect("documents:blank", cluster.code)
    context = {
        "form": form,
        "placeholders": PLACEHOLDERS,
        "has_template": bool(current and current.docx),
        "cluster": cluster,
        "back": reverse("documents:blank", args=[cluster.code]),
        "crumbs": _crumbs(
            cluster, Crumb(_("Blank of documents"), reverse("documents:blank", args=[cluster.code])), Crumb(_("Change"))
        ),
    }
    return render(request, "documents/blank_change.html", context, status=422 if form.errors else 200)


@require_safe
@cluster_page
def blank_sample(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Hand out the platform's Word blank with its placeholders, as a beginning."""
    viewer = viewer_of(request, cluster)
    if not viewer.capacities:
        raise NotFound
    look = look_of(profile_for(cluster.calendar, viewer.on), {}).as_data()
    return file_response(platform_blank(cluster.language, "sheet", look), DOCX, f"{cluster.code}-blank.docx")


@require_safe
@cluster_page
def blank_specimen_pdf(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Hand out a specimen by the blank in use, marked as a draft."""
    viewer = viewer_of(request, cluster)
    if not viewer.capacities:
        raise NotFound
    shown = specimen(cluster, viewer.on, blank_of(cluster))
    return file_response(pdf(shown, is_draft=True), PDF, f"{cluster.code}-specimen.pdf")


@require_safe
@cluster_page
def blank_specimen_docx(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Hand out a specimen on the Word blank in use, marked as a draft."""
    viewer = viewer_of(request, cluster)
    if not viewer.capacities:
        raise NotFound
    current = blank_of(cluster)
    template = file_bytes(current.docx) if current and current.docx else None
    shown = specimen(cluster, viewer.on, current)
    return file_response(docx(shown, template, is_draft=True), DOCX, f"{cluster.code}-specimen.docx")


@require_safe
@cluster_page
def blank_file(request: HttpRequest, cluster: Cluster, version: int) -> HttpResponse:
    """Hand out the cluster's own Word blank of a version."""
    viewer = viewer_of(request, cluster)
    found = blanks_of(cluster).filter(version=version).exclude(docx="").first()
    if found is None or not viewer.capacities:
        raise NotFound
    return file_response(file_bytes(found.docx), DOCX, f"{cluster.code}-blank-{version}.docx")
