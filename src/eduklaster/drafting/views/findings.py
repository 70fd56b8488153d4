"""What became of a finding of a living charter."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from eduklaster.clusters.enums import FindingState
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.presenters.health import finding_row
from eduklaster.clusters.presenters.reading import reading_of
from eduklaster.clusters.selectors import finding_code
from eduklaster.clusters.services import finding_note_set
from eduklaster.clusters.web import cluster_page
from eduklaster.kernel.errors import InputError, NotFound
from eduklaster.people.access import require_secretary, require_signed_in, viewer_of
from eduklaster.ui.components import Crumb

from ..forms.findings import FindingForm


@cluster_page
def finding(request: HttpRequest, cluster: Cluster, finding: str) -> HttpResponse:
    """Let the secretary record what became of a finding."""
    viewer = viewer_of(request, cluster)
    require_signed_in(viewer)
    capacity = require_secretary(viewer)
    reading = reading_of(cluster)
    found = next((f for f in reading.findings if finding_code(f) == finding), None)
    if found is None:
        raise NotFound
    note = reading.notes.get(finding)
    initial = {"state": note.state, "note": note.note, "act": note.act} if note else {"state": FindingState.OPEN}
    form = FindingForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        entered = form.cleaned_data
        try:
            finding_note_set(
                cluster=cluster, finding=finding, state=FindingState(entered["state"]), note=entered["note"],
                act=entered["act"], actor=viewer.actor(capacity.party), on=viewer.on,
            )  # fmt: skip
        except InputError as error:
            form.add_error(error.field or None, error.message)
        else:
            return redirect(f"{reverse('clusters:health', args=[cluster.code])}#{finding}")
    context = {
        "form": form,
        "row": finding_row(reading, found, may_edit=False),
        "back": reverse("clusters:health", args=[cluster.code]),
        "crumbs": [
            Crumb(str(cluster.charter_word), reverse("clusters:charter", args=[cluster.code])),
            Crumb(_("Health"), reverse("clusters:health", args=[cluster.code])),
            Crumb(_("Finding")),
        ],
    }
    return render(request, "drafting/finding.html", context, status=422 if form.is_bound else 200)
