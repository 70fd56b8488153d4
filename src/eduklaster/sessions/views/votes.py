"""The page on which a live vote is opened at an item of a session under way."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from eduklaster.charter.messages import value_words
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.marks import mark_of
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.web import cluster_page
from eduklaster.kernel.errors import NotFound
from eduklaster.procedures.access import doer_of
from eduklaster.procedures.presenters import language
from eduklaster.procedures.web import form_page
from eduklaster.ui.components import Crumb
from eduklaster.votes.selectors import rules_before
from eduklaster.votes.services import OpenedVote
from eduklaster.votes.views import cards_page

from ..enums import SessionState
from ..forms import VoteForm
from ..models import AgendaItem
from ..presenters import ItemRules, SessionRoom
from ..selectors import asked_now, item_rulebook, item_scope, vote_asks
from ..services import item_round_open, item_vote_open
from .sessions import open_room, session_url, sessions_crumb


def _item(room: SessionRoom, pk: int) -> AgendaItem:
    found = room.session.items.select_related("case__version", "case__cluster").filter(pk=pk).first()
    if found is None or room.session.state != SessionState.OPEN:
        raise NotFound
    return found


def _crumbs(room: SessionRoom, item: AgendaItem, words: str) -> list[Crumb]:
    url = reverse("sessions:item", args=[room.cluster.code, room.session.pk, item.pk])
    return [
        sessions_crumb(room.cluster),
        Crumb(room.title, session_url(room.session)),
        Crumb(item.title, url),
        Crumb(words),
    ]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@cluster_page
def item_vote(request: HttpRequest, cluster: Cluster, session: int, item: int) -> HttpResponse:
    """Open a live vote at an item, with the rule that will apply beside the form."""
    room = open_room(request, cluster, session)
    found = _item(room, item)
    if ItemRules(room, found).waits_for_consensus:
        return HttpResponseRedirect(reverse("sessions:consensus", args=[cluster.code, session, item]))
    rules = rules_before(item_rulebook(found), item_scope(found), room.day)
    form = VoteForm(
        request.POST if request.method == "POST" else None,
        initial={"question": found.title, "places": 1},
        asks=vote_asks(found),
        rows=room.rows,
        is_case=found.case_id is not None,
    )
    opened: list[OpenedVote] = []

    def save(values: dict[str, Any]) -> str:
        opened.append(item_vote_open(cluster=cluster, item_id=item, ask=form.ask, doer=doer_of(room.viewer)))
        return reverse("votes:control", args=[cluster.code, opened[0].vote.pk])

    answer = form_page(
        request,
        cluster,
        form,
        save,
        title=_("Open a vote"),
        lead=found.title,
        submit=_("Open the vote"),
        back=reverse("sessions:item", args=[cluster.code, session, item]),
        crumbs=_crumbs(room, found, _("Open a vote")),
        template="sessions/item_vote.html",
        context={
            "room": room,
            "here": len(asked_now(room.session, room.rows)),
            "rules": [
                (
                    r.spec.title.in_(language()),
                    value_words(key, r.value, language()),
                    mark_of(Citation.of(r), cluster, room.charter),
                )
                for key, r in rules.items()
            ],
        },
    )
    return _cards(request, room, found, opened[0]) if opened and opened[0].cards else answer


@require_POST
@cluster_page
def item_round(request: HttpRequest, cluster: Cluster, session: int, item: int, vote: int) -> HttpResponse:
    """Open the next round of an election."""
    room = open_room(request, cluster, session)
    found = _item(room, item)
    opened = item_round_open(cluster=cluster, item_id=item, vote_id=vote, doer=doer_of(room.viewer))
    if opened.cards:
        return _cards(request, room, found, opened)
    return HttpResponseRedirect(reverse("votes:control", args=[cluster.code, opened.vote.pk]))


def _cards(request: HttpRequest, room: SessionRoom, item: AgendaItem, opened: OpenedVote) -> HttpResponse:
    return cards_page(request, opened, _crumbs(room, item, _("One-time cards")), room.viewer)
