"""An election on a step of a case outside of sessions: whoever conducts it says who has come, and opens its rounds."""

from __future__ import annotations

from collections.abc import Callable
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
from eduklaster.governance.presenters import organ_of
from eduklaster.governance.selectors import composition_on, nominees_of
from eduklaster.kernel.errors import NotFound
from eduklaster.kernel.text import Localized
from eduklaster.people.access import Viewer, require_signed_in, viewer_of
from eduklaster.procedures.access import cases_visible_to, doer_of
from eduklaster.procedures.models import Case
from eduklaster.procedures.presenters import language
from eduklaster.procedures.selectors import chain_for, rulebook_for
from eduklaster.procedures.web import form_page
from eduklaster.ui.components import Crumb

from ..access import require_conductor
from ..enums import Came, VoteKind
from ..forms import PresenceForm
from ..models import Vote
from ..presenters import VotePage
from ..selectors import round_waiting
from ..services import OpenedVote, Presence, VoteDraft, next_round_open, vote_open
from .cards import cards_page

_RULES = (
    "voting.method",
    "voting.threshold",
    "voting.base",
    "quorum.threshold",
    "voting.election",
    "voting.secret_least",
)
Opener = Callable[[Presence], OpenedVote]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@cluster_page
def start(request: HttpRequest, cluster: Cluster, case: int, step: str) -> HttpResponse:
    """Open an election on a step of a case with those who have come."""
    viewer = viewer_of(request, cluster)
    require_signed_in(viewer)
    found = cases_visible_to(cluster, viewer).select_related("cluster", "version").filter(pk=case).first()
    if found is None or step not in {one.id for one in chain_for(found).steps}:
        raise NotFound
    organ = organ_of(chain_for(found).step(step))
    if organ is None or not nominees_of(found):
        raise NotFound
    waiting = round_waiting(found.pk, step)

    def opener(presence: Presence) -> OpenedVote:
        doer = doer_of(viewer)
        if waiting is not None:
            return next_round_open(cluster=cluster, vote=waiting, presence=presence, doer=doer, on=viewer.on)
        draft = VoteDraft(organ, Localized(), VoteKind.ELECTION, found.pk, step)
        return vote_open(cluster=cluster, draft=draft, presence=presence, doer=doer, on=viewer.on)

    title = _("Open the next round") if waiting else _("Open the election")
    return _opening(request, viewer, found, organ, step, opener, title, waiting)


def _opening(
    request: HttpRequest,
    viewer: Viewer,
    case: Case,
    organ: str,
    step: str,
    opener: Opener,
    title: str,
    before: Vote | None,
) -> HttpResponse:
    cluster = case.cluster
    book = rulebook_for(case, viewer.on)
    require_conductor(book.charter, organ, doer_of(viewer))
    scope = Scope(organ=organ, matter=case.matter, step=step)
    form = PresenceForm(
        request.POST if request.method == "POST" else None,
        seats=composition_on(cluster, organ, viewer.on),
        initial=_came(before, "all" in request.GET, viewer.on, cluster, organ),
    )
    opened: list[OpenedVote] = []

    def save(values: dict[str, Any]) -> str:
        opened.append(opener(form.presence))
        return reverse("votes:control", args=[cluster.code, opened[0].vote.pk])

    back = reverse("procedures:case", args=[cluster.code, case.pk])
    crumbs = [
        Crumb(_("Cases"), reverse("procedures:cases", args=[cluster.code])),
        Crumb(f"№ {case.reference}", back),
        Crumb(title),
    ]
    rules = {key: book.ask(key, on=viewer.on, scope=scope) for key in _RULES}
    answer = form_page(
        request,
        cluster,
        form,
        save,
        title=title,
        lead=case.title,
        submit=title,
        back=back,
        crumbs=crumbs,
        template="votes/start.html",
        context={
            "entries": [(now, form[f"seat_{now.seat.pk}"]) for now in form.seats],
            "candidates": VotePage.standing_of(case, before, viewer),
            "rules": [
                (
                    rule.spec.title.in_(language()),
                    value_words(key, rule.value, language()),
                    mark_of(Citation.of(rule), cluster, book.charter),
                )
                for key, rule in rules.items()
                if key != "voting.secret_least" or rules["voting.method"].value != "open"
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
