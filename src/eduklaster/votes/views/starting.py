"""An election on a step of a case outside of sessions: whoever conducts it says who has come, and opens its rounds."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from eduklaster.charter.messages import value_words
from eduklaster.charter.resolver import Scope
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.marks import mark_of
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.web import cluster_page
from eduklaster.governance.selectors import composition_on
from eduklaster.people.access import viewer_of
from eduklaster.procedures.access import doer_of
from eduklaster.procedures.presenters import language
from eduklaster.procedures.selectors import rulebook_for
from eduklaster.procedures.web import form_page
from eduklaster.ui.components import Crumb

from ..access import election_step
from ..enums import Came
from ..forms import PresenceForm
from ..models import Vote
from ..presenters import VotePage
from ..selectors import round_waiting, rules_before
from ..services import OpenedVote, election_open
from .cards import cards_page


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@cluster_page
def start(request: HttpRequest, cluster: Cluster, case: int, step: str) -> HttpResponse:
    """Open an election on a step of a case, or its next round, with those who have come."""
    viewer = viewer_of(request, cluster)
    place = election_step(cluster, viewer, case, step)
    before = round_waiting(place.case.pk, step)
    title = _("Open the next round") if before else _("Open the election")
    book = rulebook_for(place.case, viewer.on)
    form = PresenceForm(
        request.POST if request.method == "POST" else None,
        seats=composition_on(cluster, place.organ, viewer.on),
        initial=_came(before, "all" in request.GET, viewer.on, cluster, place.organ),
    )
    opened: list[OpenedVote] = []

    def save(values: dict[str, Any]) -> str:
        doer = doer_of(viewer)
        opened.append(election_open(cluster=cluster, place=place, came=form.came, doer=doer, on=viewer.on))
        return reverse("votes:control", args=[cluster.code, opened[0].vote.pk])

    back = reverse("procedures:case", args=[cluster.code, case])
    crumbs = [
        Crumb(_("Cases"), reverse("procedures:cases", args=[cluster.code])),
        Crumb(f"№ {place.case.reference}", back),
        Crumb(title),
    ]
    rules = rules_before(book, Scope(organ=place.organ, matter=place.case.matter, step=step), viewer.on)
    answer = form_page(
        request,
        cluster,
        form,
        save,
        title=title,
        lead=place.case.title,
        submit=title,
        back=back,
        crumbs=crumbs,
        template="votes/start.html",
        context={
            "entries": [(now, form[f"seat_{now.seat.pk}"]) for now in form.seats],
            "candidates": VotePage.standing_of(place.case, before, viewer),
            "rules": [
                (
                    rule.spec.title.in_(language()),
                    value_words(key, rule.value, language()),
                    mark_of(Citation.of(rule), cluster, book.charter),
                )
                for key, rule in rules.items()
            ],
        },
    )
    return cards_page(request, opened[0], crumbs, viewer) if opened and opened[0].cards else answer


def _came(before: Vote | None, is_all: bool, on: date, cluster: Cluster, organ: str) -> dict[str, str]:
    """Return who is marked before anything is entered: those of the round before, or everybody where that was asked."""
    if is_all:
        return {f"seat_{now.seat.pk}": Came.HERE for now in composition_on(cluster, organ, on)}
    words = {"holder": Came.HERE, "alternate": Came.ALTERNATE}
    rows = before.roll if before is not None else []
    return {f"seat_{row['seat']}": words[row["standing"]] for row in rows if row["standing"] in words}
