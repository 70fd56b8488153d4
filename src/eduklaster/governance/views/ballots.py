"""Pages of recorded votes."""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2
from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.clusters.web import cluster_page
from eduklaster.kernel.errors import NotFound
from eduklaster.people.access import viewer_of
from eduklaster.procedures.access import cases_visible_to
from eduklaster.ui.components import Action, ClauseMark, Crumb, EmptyState
from eduklaster.ui.listing import DayColumn, ListFilter, ListPage, ListTable, Quick
from eduklaster.ui.typography import local_date

from ..access import ballots_visible_to, organ_name
from ..models import Ballot
from ..presenters import ballot_page, ballot_state


class BallotTable(ListTable):
    """The register of votes, without persons."""

    question = django_tables2.Column(verbose_name=gettext_lazy("Question"), orderable=False)
    on = DayColumn(verbose_name=gettext_lazy("Day"))
    organ = django_tables2.Column(verbose_name=gettext_lazy("Organ"))
    votes = django_tables2.Column(
        verbose_name=gettext_lazy("For · against · abstained"), accessor="verdict", orderable=False
    )
    outcome = django_tables2.Column(
        verbose_name=gettext_lazy("Outcome"), accessor="is_carried", order_by=("is_carried",)
    )

    class Meta(ListTable.Meta):
        model = Ballot
        fields = ("question", "on", "organ", "votes", "outcome")
        sequence = fields

    def __init__(self, *args: Any, names: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = names

    def render_question(self, value: Any, record: Ballot) -> str:
        """Link to the vote."""
        return format_html(
            '<a href="{}">{}</a>', reverse("governance:ballot", args=[record.cluster.code, record.pk]), value
        )

    def value_question(self, value: Any) -> str:
        """The question alone, for exports."""
        return str(value)

    def render_organ(self, value: str) -> str:
        """The name of the organ."""
        return self.names.get(value, value)

    def render_votes(self, value: dict[str, Any]) -> str:
        """The numbers."""
        facts = value.get("facts", {})
        if facts.get("by_consensus"):
            return _("by consensus")
        return f"{facts.get('for_', 0)} · {facts.get('against', 0)} · {facts.get('abstain', 0)}"

    def render_outcome(self, record: Ballot) -> str:
        """Carried or not, in words."""
        return str(ballot_state(record).label)


class BallotFilter(ListFilter):
    """Filters of the register of votes."""

    q = django_filters.CharFilter(method="search", label=gettext_lazy("Words of the question"))
    is_carried = django_filters.TypedChoiceFilter(
        label=gettext_lazy("Outcome"),
        choices=[("True", gettext_lazy("carried")), ("False", gettext_lazy("not carried"))],
        coerce=lambda value: value == "True",
        widget=forms.HiddenInput,
    )

    class Meta:
        model = Ballot
        fields = ("is_carried",)

    def search(self, queryset: Any, name: str, value: str) -> Any:
        """Find words of the question in any language."""
        return queryset.filter(
            Q(question__uk__icontains=value) | Q(question__ru__icontains=value) | Q(question__en__icontains=value)
        )


@require_safe
@cluster_page
def ballot_list(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Show the votes that the reader may see."""
    viewer = viewer_of(request, cluster)
    charter = rulebook_of(cluster, viewer.on).charter
    names = {name: str(organ_name(organ)) for name, organ in charter.organs.items()}
    return ListPage(
        request,
        ballots_visible_to(cluster, viewer).select_related("cluster"),
        BallotTable,
        BallotFilter,
        title=_("Votes"),
        lead=_("Every vote with the rule that applied then. Who voted how is seen by the members and the secretary."),
        empty=EmptyState(_("No votes yet"), _("A vote appears when an organ decides on a step of a case.")),
        quick=Quick("is_carried", [("True", gettext_lazy("carried")), ("False", gettext_lazy("not carried"))]),
        table_kwargs={"names": names},
    ).response()


@require_safe
@cluster_page
def ballot_detail(request: HttpRequest, cluster: Cluster, ballot: int) -> HttpResponse:
    """Show a recorded vote: numbers, the rule as it was, the verdict; the roll call for those inside."""
    viewer = viewer_of(request, cluster)
    found = ballots_visible_to(cluster, viewer).filter(pk=ballot).select_related("cluster", "act").first()
    if found is None:
        raise NotFound
    cases = list(
        cases_visible_to(cluster, viewer).filter(ballots=found).select_related("cluster", "version").order_by("pk")
    )
    act = None
    if found.act is not None:
        act = ClauseMark(
            "act",
            _("act № %(number)s of %(day)s")
            % {"number": f"{found.act.number}/{found.act.year}", "day": local_date(found.act.on)},
            reverse("procedures:act", args=[cluster.code, found.act_id]),
        )
    context = {
        "page": ballot_page(found, cases, viewer),
        "cases": cases,
        "act": act,
        "actions": [
            Action(_("To the case"), reverse("procedures:case", args=[cluster.code, case.pk]), "ink", "arrow-right")
            for case in cases[:1]
        ],
        "cluster": cluster,
        "crumbs": [Crumb(_("Votes"), reverse("governance:ballots", args=[cluster.code])), Crumb(local_date(found.on))],
    }
    return render(request, "governance/ballot.html", context)
