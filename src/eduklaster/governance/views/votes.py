"""The page on which a vote is recorded by roll call."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.web import cluster_page
from eduklaster.kernel.errors import DomainError
from eduklaster.people.access import Viewer, require_signed_in, viewer_of
from eduklaster.procedures.access import doer_of
from eduklaster.procedures.models import Case
from eduklaster.procedures.registry import step_page
from eduklaster.procedures.services.cases import batch_title
from eduklaster.procedures.web import show_refusal
from eduklaster.ui.components import Crumb

from ..access import cases_together, require_recorder
from ..enums import Choice
from ..forms import (
    OnDayForm,
    RollCallForm,
)
from ..presenters import VoteSheet, step_voted_on
from ..selectors import composition_on, nominees_of
from ..services import ballot_record


def _cases(request: HttpRequest, cluster: Cluster, viewer: Viewer, case_id: int) -> list[Case]:
    """Return the case of the address, and the others of a batch: of the same matter, seen by the reader."""
    given = request.POST.getlist("case") or request.GET.getlist("case")
    return cases_together(
        cluster, viewer, case_id, {int(number) for number in given if number.isdigit() and len(number) < 12}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@cluster_page
def vote(request: HttpRequest, cluster: Cluster, case: int, step: str) -> HttpResponse:
    """Record a vote by roll call."""
    viewer = viewer_of(request, cluster)
    require_signed_in(viewer)
    cases = _cases(request, cluster, viewer, case)
    wanted, organ = step_voted_on(cases[0], step)
    if wanted.elects and nominees_of(cases[0]) and (page := step_page("election")):
        return redirect(page, cluster.code, case, step)
    doer = doer_of(viewer)
    require_recorder(cases[0], wanted, doer)
    day = _vote_day(request, viewer)
    sheet = VoteSheet(cases, wanted, viewer, day, composition_on(cluster, organ, day))
    rows, preset = sheet.rows(), request.POST.get("preset")
    data: QueryDict | None = request.POST or None
    if preset in _presets():
        data = RollCallForm.filled(request.POST, rows, Choice(preset))
    form = RollCallForm(data, rows=rows, asks=sheet.asks, initial={"on": day})
    count = None
    if request.method == "POST" and preset is None and form.is_valid():
        given = sheet.given(form.choices, form.circumstances, by_alternate=form.alternates)
        if "check" in request.POST:
            count = sheet.count(form.choices, form.circumstances)
        else:
            try:
                result = ballot_record(
                    cluster=cluster,
                    organ=organ,
                    case_ids=[row.pk for row in cases],
                    step=step,
                    given=given,
                    doer=doer,
                    on=form.cleaned_data["on"],
                    note=form.cleaned_data["note"],
                )
            except DomainError as error:
                show_refusal(form, error)
            else:
                return redirect("governance:ballot", cluster.code, result.ballot.pk)
    back = reverse("procedures:case", args=[cluster.code, cases[0].pk])
    context = {
        "sheet": sheet,
        "form": form,
        "entries": [(row, form[row.field] if row.can_vote else None,
                     form[f"alternate_{row.seat_id}"] if row.can_vote and row.alternate else None)
                    for row in form.rows],
        "question": batch_title(cases),
        "presets": _presets().items(),
        "is_preset": preset in _presets(),
        "count": count,
        "cases": cases,
        "back": back,
        "crumbs": [
            Crumb(_("Cases"), reverse("procedures:cases", args=[cluster.code])),
            Crumb(f"№ {cases[0].reference}", back),
            Crumb(sheet.title),
        ],
    }  # fmt: skip
    return render(request, "governance/vote.html", context, status=422 if form.is_bound and form.errors else 200)


def _presets() -> dict[str, str]:
    """Return what can be filled in for all seats at once, with its words."""
    return {
        Choice.FOR.value: _("All present and for"),
        Choice.PRESENT.value: _("All present"),
        Choice.ABSENT.value: _("Nobody has come"),
    }


def _vote_day(request: HttpRequest, viewer: Viewer) -> date:
    """Return the day of the vote as it was entered, so that the composition of that day is shown."""
    form = OnDayForm(request.POST or request.GET)
    day = form.cleaned_data.get("on") if form.is_valid() else None
    return day or viewer.on
