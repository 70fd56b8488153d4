"""A first charter that was not adopted: taken back to its draft, put before the cluster again."""

from __future__ import annotations

from django import forms
from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from eduklaster.amendments.services import adoption_rejected
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import today_in
from eduklaster.clusters.web import cluster_page
from eduklaster.kernel.errors import AccessError, DomainError, NotFound
from eduklaster.people.access import require_signed_in, viewer_of
from eduklaster.ui.components import Confirmation

from ..checking import check
from ..enums import Stage
from ..models import Draft
from ..returning import draft_behind, draft_put_again, draft_take_back
from ..trials import run
from .common import account, refuse, show


@require_http_methods(["GET", "POST"])
@cluster_page
def take_back(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Take a first charter that was not adopted back to its draft, after a question."""
    viewer = viewer_of(request, cluster)
    user = require_signed_in(viewer)
    if request.method == "POST":
        draft = draft_take_back(cluster=cluster, by=user, on=viewer.on)
        flash.success(request, _("The draft is open again. Every change is kept as a state of its own."))
        return redirect("drafting:clauses", draft.pk)
    adoption_rejected(cluster, viewer.on)
    found = draft_behind(cluster, user)
    if found is None:
        raise AccessError("draft.writer", _("A charter goes back to its draft by whoever wrote it."))
    confirmation = Confirmation(
        _("Take the charter back to its draft?"),
        _(
            "You change it there and put it again. The earlier case and the text that it decided on stay on record; nothing is in force, so nobody’s rights change."
        ),
        _("Take it back to the draft"),
        cancel_url=reverse("amendments:adoption", args=[cluster.code]),
    )
    return render(request, "drafting/confirm.html", {"confirmation": confirmation, "draft": found})


def again_page(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Put the changed draft of a first charter before its cluster again, after a question."""
    cluster = draft.cluster
    if cluster is None:
        raise NotFound
    form = forms.Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            version = draft_put_again(draft=draft, by=account(request), on=today_in(cluster))
        except DomainError as error:
            refuse(form, error)
        else:
            flash.success(
                request, _("The changed charter is version %(number)s. Now open its case.") % {"number": version.number}
            )
            return redirect("amendments:adoption", cluster.code)
    loaded = check(draft.data).loaded
    context = {
        "form": form,
        "cluster": cluster,
        "failed": sum(not r.passed for r in run(draft.cases, loaded, cluster.language)) if loaded else 0,
        "title": _("Put it again"),
    }
    return show(request, draft, "again", Stage.LIVE, context, 422 if form.errors else 200)
