"""Pages of whoever conducts a vote: how many have voted, entering votes by voice, closing, annulling."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.web import cluster_page
from eduklaster.kernel.errors import DomainError
from eduklaster.people.access import require_signed_in, viewer_of
from eduklaster.procedures.access import doer_of
from eduklaster.procedures.web import form_page
from eduklaster.ui.components import Crumb

from ..access import require_conductor, vote_visible
from ..enums import VoteState
from ..forms import CloseForm, ReasonForm, SaidForm
from ..models import Vote
from ..presenters import VotePage
from ..selectors import asks_chair
from ..services import vote_annul, vote_close, vote_record
from .results import votes_crumb


def _conducted(request: HttpRequest, cluster: Cluster, pk: int) -> VotePage:
    viewer = viewer_of(request, cluster)
    require_signed_in(viewer)
    found = vote_visible(cluster, viewer, pk)
    page = VotePage(found, viewer)
    require_conductor(page.charter, found.organ, doer_of(viewer))
    return page


def _control_url(vote: Vote) -> str:
    return reverse("votes:control", args=[vote.cluster.code, vote.pk])


@require_safe
@cluster_page
def control(request: HttpRequest, cluster: Cluster, vote: int) -> HttpResponse:
    """Show how the vote goes: who has voted, in an open vote also how; closing and annulling lead from here."""
    page = _conducted(request, cluster, vote)
    if page.vote.state != VoteState.OPEN:
        return HttpResponseRedirect(page.url)
    crumbs = [votes_crumb(cluster), Crumb(page.title, page.url), Crumb(_("Conducting"))]
    context = {"page": page, "vote": page.vote, "cluster": cluster, "crumbs": crumbs}
    return render(request, "votes/control.html", context)


@require_POST
@cluster_page
def record(request: HttpRequest, cluster: Cluster, vote: int) -> HttpResponse:
    """Enter a vote given by voice in an open vote."""
    page = _conducted(request, cluster, vote)
    form = SaidForm.of(request.POST)
    try:
        vote_record(
            cluster=cluster,
            vote_id=vote,
            seat_id=form.cleaned_data.get("seat") or 0,
            said=form.cleaned_data.get("said") or "",
            doer=doer_of(page.viewer) if page.viewer else doer_of(viewer_of(request, cluster)),
        )
    except DomainError as error:
        messages.error(request, error.message)
    return HttpResponseRedirect(_control_url(page.vote))


@require_http_methods(["GET", "HEAD", "POST"])
@cluster_page
def close(request: HttpRequest, cluster: Cluster, vote: int) -> HttpResponse:
    """Close the vote and count it."""
    page = _conducted(request, cluster, vote)
    form: Any = CloseForm(request.POST if request.method == "POST" else None)
    if not asks_chair(page.vote):
        del form.fields["chair_vote"]

    def save(values: dict[str, Any]) -> str:
        vote_close(
            cluster=cluster,
            vote_id=vote,
            doer=doer_of(viewer_of(request, cluster)),
            chair_vote=values.get("chair_vote") or None,
        )
        return page.url

    return form_page(
        request,
        cluster,
        form,
        save,
        title=_("Close the vote?"),
        lead=page.title,
        submit=_("Close and count"),
        back=_control_url(page.vote),
        crumbs=[votes_crumb(cluster), Crumb(page.title, page.url), Crumb(_("Closing"))],
        template="votes/close.html",
        context={"page": page, "vote": page.vote, "waiting": max(page.entitled - page.voted, 0)},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@cluster_page
def annul(request: HttpRequest, cluster: Cluster, vote: int) -> HttpResponse:
    """Stop a vote that went wrong."""
    page = _conducted(request, cluster, vote)

    def save(values: dict[str, Any]) -> str:
        vote_annul(cluster=cluster, vote_id=vote, reason=values["reason"], doer=doer_of(viewer_of(request, cluster)))
        return page.url

    return form_page(
        request,
        cluster,
        ReasonForm(request.POST if request.method == "POST" else None),
        save,
        title=_("Annul the vote"),
        lead=_(
            "Nothing is counted. Slips that are not open are destroyed unread. The vote stays on record as annulled."
        ),
        submit=_("Annul"),
        back=_control_url(page.vote),
        crumbs=[votes_crumb(cluster), Crumb(page.title, page.url), Crumb(_("Annulling"))],
        done=_("The vote is annulled."),
        context={"is_ending": True},
    )
