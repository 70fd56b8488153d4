"""The one-time cards of an anonymous vote, shown once."""

from __future__ import annotations

from collections.abc import Sequence

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe

from eduklaster.people.access import Viewer
from eduklaster.ui.components import Crumb

from ..presenters import VotePage
from ..services import OpenedVote


def cards_page(request: HttpRequest, opened: OpenedVote, crumbs: Sequence[Crumb], viewer: Viewer) -> HttpResponse:
    """Show the cards of an anonymous vote; this answer is the only place where their codes stand."""
    cluster = opened.vote.cluster
    address = request.build_absolute_uri(reverse("votes:card", args=[cluster.code, opened.vote.pk]))
    cards = [
        (code, address, mark_safe(segno.make(f"{address}?code={code}", mask=4).svg_inline(border=2, omitsize=True)))  # noqa: S308  # our own drawing
        for code in sorted(opened.cards)
    ]
    context = {
        "page": VotePage(opened.vote, viewer),
        "vote": opened.vote,
        "cards": cards,
        "cluster": cluster,
        "crumbs": crumbs,
    }
    return render(request, "votes/cards.html", context)
