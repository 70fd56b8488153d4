"""Results: the list of votes, one vote, the projector, the published slips."""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.clusters.web import cluster_page
from eduklaster.governance.access import keeps, organ_name
from eduklaster.kernel.errors import NotFound
from eduklaster.people.access import viewer_of
from eduklaster.procedures.access import doer_of, is_insider
from eduklaster.ui.components import Action, Crumb, EmptyState
from eduklaster.ui.listing import DayColumn, ListFilter, ListPage, ListTable, Quick

from ..access import vote_visible, votes_visible_to
from ..enums import Method, VoteState
from ..models import Slip, Vote
from ..presenters import VotePage, vote_state
from ..selectors import next_round_of, rights_of, runoff_of, slips_published, votes_waiting_for
from .voting import BareShell


def votes_crumb(cluster: Cluster) -> Crumb:
    """Return the crumb of the list of votes."""
    return Crumb(_("Live votes"), reverse("votes:list", args=[cluster.code]))


class VoteTable(ListTable):
    """The list of live votes."""

    question = django_tables2.Column(verbose_name=gettext_lazy("Question"), orderable=False)
    on = DayColumn(verbose_name=gettext_lazy("Day"))
    organ = django_tables2.Column(verbose_name=gettext_lazy("Organ"))
    method = django_tables2.Column(verbose_name=gettext_lazy("How it is held"))
    state = django_tables2.Column(verbose_name=gettext_lazy("State"))

    class Meta(ListTable.Meta):
        model = Vote
        fields = ("question", "on", "organ", "method", "state")
        sequence = fields

    def __init__(self, *args: Any, names: dict[str, str], **kwargs: Any) -> None:
        """Know the names of the organs."""
        super().__init__(*args, **kwargs)
        self.names = names

    def render_question(self, value: Any, record: Vote) -> str:
        """Lead to the vote."""
        url = reverse("votes:vote", args=[record.cluster.code, record.pk])
        return format_html('<a href="{}">{}</a>', url, VotePage(record).title)

    def value_question(self, value: Any) -> str:
        """The question alone, for exports."""
        return str(value)

    def render_organ(self, value: str) -> str:
        """The name of the organ."""
        return self.names.get(value, value)

    def render_state(self, record: Vote) -> str:
        """The outcome in words."""
        return str(vote_state(record).label)


class VoteFilter(ListFilter):
    """Words of the question, state."""

    q = django_filters.CharFilter(method="search", label=gettext_lazy("Words of the question"))
    state = django_filters.ChoiceFilter(label=gettext_lazy("State"), choices=VoteState.choices)

    class Meta:
        model = Vote
        fields = ("state",)

    def search(self, queryset: Any, name: str, value: str) -> Any:
        """Find words of the question in any language."""
        return queryset.filter(
            Q(question__uk__icontains=value) | Q(question__ru__icontains=value) | Q(question__en__icontains=value)
        )


@require_safe
@cluster_page
def vote_list(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Show the votes that the reader may see, those that wait for the reader above."""
    viewer = viewer_of(request, cluster)
    charter = rulebook_of(cluster, viewer.on).charter
    names = {name: str(organ_name(organ)) for name, organ in charter.organs.items()}
    waiting = list(votes_waiting_for(cluster, viewer.person_id)) if viewer.person_id else []
    actions = [
        Action(
            _("Vote: %(question)s") % {"question": VotePage(vote).title},
            reverse("votes:ballot", args=[cluster.code, vote.pk]),
            "key" if place == 0 else "quiet",
            "checkbox",
        )
        for place, vote in enumerate(waiting)
    ]
    return ListPage(
        request,
        votes_visible_to(cluster, viewer),
        VoteTable,
        VoteFilter,
        title=_("Live votes"),
        lead=_("Votes that members cast themselves, with the rule that was frozen at opening."),
        actions=actions,
        empty=EmptyState(_("No votes yet"), _("A vote is opened at an item of the agenda of a session under way.")),
        quick=Quick("state", VoteState.choices),
        table_kwargs={"names": names},
    ).response()


@never_cache
@require_safe
@cluster_page
def vote_detail(request: HttpRequest, cluster: Cluster, vote: int) -> HttpResponse:
    """Show a vote: numbers, the rule with its clauses, the published slips; the roll for those inside."""
    viewer = viewer_of(request, cluster)
    found = vote_visible(cluster, viewer, vote)
    page = VotePage(found, viewer)
    receipt = request.GET.get("receipt", "").strip().upper()[:30]
    slip = Slip.objects.filter(vote=found, tracker=receipt).first() if receipt else None
    labels = {answer.code: answer.label for answer in page.answers}
    mine = rights_of(found.pk, viewer.person_id)
    context = {
        "page": page,
        "vote": found,
        "cluster": cluster,
        "crumbs": [votes_crumb(cluster), Crumb(page.title)],
        "is_insider": is_insider(viewer),
        "is_conductor": keeps(page.charter, found.organ, doer_of(viewer)),
        "may_vote": page.is_open and any(not right.is_used for right in mine),
        "next_round": next_round_of(found),
        "round_url": reverse("votes:start", args=[cluster.code, found.case_id, found.step])
        if found.case_id and runoff_of(found)
        else "",
        "objections": found.objections.select_related("seat"),
        "receipt": receipt,
        "slip_words": ", ".join(labels.get(one, one) for one in slip.said.split(",")) if slip else "",
        "slips": _slips(page, labels) if page.is_secret and found.state == VoteState.CLOSED else [],
    }
    return render(request, "votes/vote.html", context)


def _slips(page: VotePage, labels: dict[str, str]) -> list[tuple[str, str]]:
    rows = Slip.objects.filter(vote=page.vote).order_by("tracker").values_list("tracker", "said")
    return [(tracker, ", ".join(labels.get(one, one) for one in said.split(","))) for tracker, said in rows]


@never_cache
@require_safe
@cluster_page
def screen(request: HttpRequest, cluster: Cluster, token: str) -> HttpResponse:
    """Show a vote on the projector to whoever has its address: no names, no roll."""
    found = Vote.objects.filter(cluster=cluster, token=token).first()
    if found is None:
        raise NotFound
    found.cluster = cluster
    context = {"page": VotePage(found), "vote": found, "cluster": cluster, "shell": BareShell(request)}
    return render(request, "votes/screen.html", context)


@require_safe
@cluster_page
def slips(request: HttpRequest, cluster: Cluster, vote: int) -> HttpResponse:
    """Give the published list of slips as a file that anybody can check."""
    viewer = viewer_of(request, cluster)
    found = vote_visible(cluster, viewer, vote)
    if found.state != VoteState.CLOSED or found.method == Method.OPEN:
        raise NotFound
    page = VotePage(found, viewer)
    published = slips_published(found)
    published["answers"] |= {code: label for code, label in page.labels.items() if code.isdigit()}
    answer = JsonResponse(published, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="vote-{found.on.year}-{found.number}.json"'
    return answer
