"""Import of organisations: upload, preview, choices, application."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.web import cluster_page
from eduklaster.kernel.errors import DomainError, NotFound
from eduklaster.ui.components import Crumb, QuickFilter

from .. import imports
from ..access import Viewer, require_secretary, viewer_of
from ..forms import UploadForm
from ..imports.headers import BY_FIELD, CHOICE_CLASSES
from ..models import ImportBatch
from .common import form_page, organisations_crumbs, refusals_shown

PAGE_SIZE = 50
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _workbook(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=_XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@cluster_page
def import_upload(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Choose a file."""
    viewer = viewer_of(request, cluster)
    require_secretary(viewer)
    form = UploadForm(request.POST or None, request.FILES or None)

    def save(values: dict[str, Any]) -> str:
        batch = imports.batch_upload(
            cluster=cluster, content=form.content(), file_name=values["file"].name, actor=viewer.actor()
        )
        return reverse("people:import_preview", args=[cluster.code, batch.pk])

    if request.method == "POST" and not form.is_bound:
        form = UploadForm(request.POST, request.FILES)
    return form_page(
        request,
        form,
        save,
        title=_("Import organisations"),
        submit=_("Look at the rows"),
        template="people/import.html",
        back=reverse("people:organisations", args=[cluster.code]),
        context={"cluster": cluster, "limit": imports.MAX_ROWS},
        lead=_("A preview shows what would happen to every row; nothing is written until you say so."),
        crumbs=organisations_crumbs(cluster, Crumb(_("Import"))),
    )


@require_safe
@cluster_page
def import_template(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Hand out the empty list."""
    require_secretary(viewer_of(request, cluster))
    return _workbook(imports.template_workbook(), "organisations")


def _batch(request: HttpRequest, cluster: Cluster, batch: int) -> tuple[Viewer, ImportBatch]:
    viewer = viewer_of(request, cluster)
    require_secretary(viewer)
    found = ImportBatch.objects.filter(cluster=cluster, pk=batch, state=ImportBatch.State.PREVIEW).first()
    if found is None:
        raise NotFound
    return viewer, found


def _value_words(field: str, value: str) -> str:
    """Return a cell as it is shown: a value that the head of its column gave, such as «inn», by its name."""
    choices = CHOICE_CLASSES.get(field)
    return str(choices(value).label) if choices and value in choices.values else value


def _row_shown(row: dict[str, Any]) -> dict[str, Any]:
    wrong: dict[str, list[str]] = {}
    for problem in row["problems"]:
        wrong.setdefault(problem["field"], []).append(imports.problem_words(problem))
    fields = dict.fromkeys([*row["cells"], *wrong])
    cells = [
        {
            "title": BY_FIELD[field].title,
            "value": _value_words(field, row["cells"].get(field, "")),
            "problems": wrong.get(field, []),
            "changes": field in row["changes"],
        }
        for field in BY_FIELD
        if field in fields
    ]
    return {**row, "shown": cells}


@require_http_methods(["GET", "HEAD", "POST"])
@cluster_page
def import_preview(request: HttpRequest, cluster: Cluster, batch: int) -> HttpResponse:
    """Show the rows with what would happen to each; keep the choices made for similar ones."""
    _viewer, found = _batch(request, cluster, batch)
    here = reverse("people:import_preview", args=[cluster.code, found.pk])
    if request.method == "POST":
        choices = {
            int(name.removeprefix("choice-")): str(value)
            for name, value in request.POST.items()
            if name.startswith("choice-") and name.removeprefix("choice-").isdecimal()
        }
        refusals_shown(request, lambda: imports.batch_choose(batch=found, choices=choices), _("The choices are kept."))
        return HttpResponseRedirect(f"{here}?{request.GET.urlencode()}" if request.GET else here)
    summary = imports.summary_of(found)
    state = request.GET.get("state", "")
    rows = [row for row in found.rows if not state or row["state"] == state]
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    labels = [
        ("", _("All"), summary.total),
        ("new", _("New"), summary.new),
        ("same", _("Known"), summary.same),
        ("similar", _("Similar"), summary.similar),
        ("error", _("With mistakes"), summary.error),
    ]
    return render(
        request,
        "people/import_preview.html",
        {
            "batch": found,
            "cluster": cluster,
            "summary": summary,
            "page": page,
            "rows": [_row_shown(row) for row in page.object_list],
            "filters": [
                QuickFilter(label, f"?state={value}" if value else here, state == value, count)
                for value, label, count in labels
            ],
            "crumbs": organisations_crumbs(
                cluster, Crumb(_("Import"), reverse("people:import", args=[cluster.code])), Crumb(found.file_name)
            ),
        },
    )


@require_safe
@cluster_page
def import_faulty(request: HttpRequest, cluster: Cluster, batch: int) -> HttpResponse:
    """Hand out the faulty rows with what is wrong."""
    _viewer, found = _batch(request, cluster, batch)
    return _workbook(imports.faulty_workbook(found), "faulty-rows")


@require_POST
@cluster_page
def import_apply(request: HttpRequest, cluster: Cluster, batch: int) -> HttpResponse:
    """Write all rows, or none."""
    viewer, found = _batch(request, cluster, batch)
    try:
        result = imports.batch_apply(
            batch=found, actor=viewer.actor(), leave_out_faulty=request.POST.get("leave_out") == "on"
        )
    except DomainError as error:
        messages.error(request, error.message)
        imports.batch_refresh(batch=found)
        return HttpResponseRedirect(reverse("people:import_preview", args=[cluster.code, found.pk]))
    messages.success(
        request,
        _("Imported: %(created)s new, %(changed)s changed, %(unchanged)s as they were; %(persons)s persons entered.")
        % result,
    )
    return HttpResponseRedirect(reverse("people:organisations", args=[cluster.code]))


@require_POST
@cluster_page
def import_discard(request: HttpRequest, cluster: Cluster, batch: int) -> HttpResponse:
    """Throw a preview away."""
    viewer, found = _batch(request, cluster, batch)
    refusals_shown(
        request,
        lambda: imports.batch_discard(batch=found, actor=viewer.actor()),
        _("The list was discarded; nothing was written."),
    )
    return HttpResponseRedirect(reverse("people:import", args=[cluster.code]))
