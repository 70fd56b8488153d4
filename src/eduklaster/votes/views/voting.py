"""The member's page: a choice, a question whether it is meant, a receipt. Made for five hundred telephones at once."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.web import cluster_page
from eduklaster.journal.services import Actor
from eduklaster.kernel.errors import AccessError, DomainError, NotFound
from eduklaster.people.models import User
from eduklaster.ui.context import Shell
from eduklaster.ui.navigation import NavItem

from ..enums import Method, VoteState
from ..forms import CardForm, SaidForm
from ..models import Vote, VoteRight
from ..presenters import VotePage
from ..sealing import tracker_new
from ..selectors import rights_of, vote_light
from ..services import card_cast, vote_cast


class BareShell(Shell):
    """A shell without tabs: nobody is asked who may do what, so the page costs a handful of queries."""

    @property
    def navigation(self) -> list[NavItem]:
        """No tabs."""
        return []


def _vote(cluster: Cluster, pk: int) -> Vote:
    found = vote_light(cluster, pk)
    if found is None:
        raise NotFound
    return found


def _page(request: HttpRequest, vote: Vote, stage: str, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "page": VotePage(vote),
        "vote": vote,
        "cluster": vote.cluster,
        "stage": stage,
        "shell": BareShell(request),
    }
    return render(request, "votes/ballot.html", {**context, **more}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@cluster_page
def ballot(request: HttpRequest, cluster: Cluster, vote: int) -> HttpResponse:
    """Let a member vote: choose, confirm, get the receipt."""
    if not isinstance(request.user, User):
        raise AccessError("people.sign_in", _("Sign in to do this."))
    rights = rights_of(vote, request.user.person_id)
    if not rights:
        raise NotFound
    form = SaidForm.of(request.POST if request.method == "POST" else request.GET)
    right = _chosen(rights, form.cleaned_data.get("seat"))
    said = form.cleaned_data.get("said") or ""
    more: dict[str, Any] = {"right": right, "rights": rights, "said": said}
    if request.method == "POST":
        actor = Actor(request.user.pk, "member", request.user.person_id)
        try:
            result = vote_cast(
                cluster=cluster,
                vote_id=vote,
                seat_id=right.seat_id,
                said=said,
                actor=actor,
                tracker=form.cleaned_data["tracker"],
            )
        except DomainError as error:
            return _page(request, _vote(cluster, vote), "refused", error.status, message=error.message, **more)
        left = [one for one in rights if not one.is_used and one.pk != right.pk]
        words = _words(result.vote, said)
        return _page(request, result.vote, "done", tracker=result.tracker, chosen=words, left=left, **more)
    found = _vote(cluster, vote)
    if found.state != VoteState.OPEN:
        return _page(request, found, "over", **more)
    if right.is_used:
        return _page(request, found, "used", **more)
    if said:
        return _confirm(request, found, **more)
    return _page(request, found, "choose", **more)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@cluster_page
def card(request: HttpRequest, cluster: Cluster, vote: int) -> HttpResponse:
    """Let whoever drew a one-time card vote, without an account."""
    found = _vote(cluster, vote)
    if found.method != Method.ANONYMOUS:
        raise NotFound
    form = SaidForm.of(request.POST if request.method == "POST" else request.GET)
    code, said = form.cleaned_data.get("code") or "", form.cleaned_data.get("said") or ""
    more: dict[str, Any] = {"code": code, "said": said, "card_form": CardForm(initial={"code": code})}
    if request.method == "POST":
        try:
            result = card_cast(
                cluster=cluster, vote_id=vote, code=code, said=said, tracker=form.cleaned_data["tracker"]
            )
        except DomainError as error:
            return _page(request, found, "refused", error.status, message=error.message, **more)
        return _page(request, found, "done", tracker=result.tracker, chosen=_words(found, said), **more)
    if found.state != VoteState.OPEN:
        return _page(request, found, "over", **more)
    if not code:
        return _page(request, found, "code", **more)
    if said:
        return _confirm(request, found, **more)
    return _page(request, found, "choose", **more)


def _confirm(request: HttpRequest, vote: Vote, **more: Any) -> HttpResponse:
    chosen = _words(vote, more["said"])
    if not chosen:
        return _page(request, vote, "choose", 422, message=_("Choose one of the answers."), **more)
    tracker = tracker_new() if vote.method != Method.OPEN else ""
    return _page(request, vote, "confirm", tracker=tracker, chosen=chosen, **more)


def _words(vote: Vote, said: str) -> list[str]:
    """Return the chosen answers in words; nothing where one of them is not on the ballot."""
    labels = VotePage(vote).labels
    parts = said.split(",")
    return [labels[part] for part in parts] if all(part in labels for part in parts) else []


def _chosen(rights: list[VoteRight], seat: int | None) -> VoteRight:
    """Return the right for the seat asked for, or the first that is not used, or the last."""
    named = [right for right in rights if right.seat_id == seat]
    free = [right for right in rights if not right.is_used]
    return (named or free or rights)[0]
