"""Pages of amendments: the list, where one begins, one of them with its steps and recommendations."""

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

from eduklaster.clusters.enums import VersionState
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import version_in_force
from eduklaster.clusters.web import cluster_page
from eduklaster.people.access import viewer_of
from eduklaster.ui.components import Action, Crumb, EmptyState
from eduklaster.ui.listing import DayColumn, ListFilter, ListPage, ListTable, Quick
from eduklaster.ui.typography import own_words

from ..access import amendment_visible, amendments_visible_to
from ..models import Amendment
from ..presenters import AmendmentPage, beginning_of

_SHOWN = [
    VersionState.DRAFT, VersionState.CONSULTATION, VersionState.PUT_TO_VOTE, VersionState.ADOPTED, VersionState.IN_FORCE,
    VersionState.SUPERSEDED, VersionState.REJECTED, VersionState.WITHDRAWN,
]  # fmt: skip
STATES = [(state.value, state.label) for state in _SHOWN]


def list_crumb(cluster: Cluster) -> Crumb:
    """Return the way back to the list."""
    return Crumb(_("Amendments"), reverse("amendments:list", args=[cluster.code]))


class AmendmentTable(ListTable):
    """The register of amendments."""

    number = django_tables2.Column(verbose_name=gettext_lazy("Amendment"))
    filed_on = DayColumn(verbose_name=gettext_lazy("Filed"))
    recommendation_count = django_tables2.Column(verbose_name=gettext_lazy("Recommendations"))
    waiting_count = django_tables2.Column(verbose_name=gettext_lazy("Without an answer"))
    state = django_tables2.Column(verbose_name=gettext_lazy("State"))

    def __init__(self, *args: Any, cluster: Cluster, **kwargs: Any) -> None:
        """Keep the cluster for addresses."""
        self._cluster = cluster
        super().__init__(*args, **kwargs)

    def render_number(self, record: Amendment) -> str:
        """Number and title, leading to the amendment."""
        url = reverse("amendments:amendment", args=[self._cluster.code, record.pk])
        title = own_words(record.title, self._cluster.language)
        return format_html('<a href="{}">№ {} {}</a>', url, record.number, title)

    def value_number(self, record: Amendment) -> str:
        """Number and title for files."""
        return f"№ {record.number} {record.title}"

    def render_state(self, record: Amendment) -> str:
        """The word of the state."""
        return str(record.version.get_state_display())


class AmendmentFilter(ListFilter):
    """Words and state."""

    q = django_filters.CharFilter(method="search", label=gettext_lazy("Words of the amendment"))
    state = django_filters.ChoiceFilter(label=gettext_lazy("State"), choices=STATES, widget=forms.HiddenInput)

    class Meta:
        model = Amendment
        fields = ("state",)

    def search(self, queryset: Any, name: str, value: str) -> Any:
        """Find words of the title and of what it is for."""
        titles = Q(title__uk__icontains=value) | Q(title__ru__icontains=value) | Q(title__en__icontains=value)
        return queryset.filter(titles | Q(why__icontains=value))


@require_safe
@cluster_page
def amendment_list(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Show the amendments of the charter; everybody may read them."""
    viewer = viewer_of(request, cluster)
    actions = [Action(_("Votes counted again"), reverse("amendments:replay", args=[cluster.code]), "quiet", "refresh")]
    if version_in_force(cluster, viewer.on) is None:
        way = reverse("amendments:adoption", args=[cluster.code])
        actions.insert(0, Action(_("Adoption of the charter"), way, "key", "route"))
    elif viewer.capacities:
        actions.insert(
            0, Action(_("Propose a change"), reverse("amendments:begin", args=[cluster.code]), "key", "pencil")
        )
    return ListPage(
        request,
        amendments_visible_to(cluster, viewer),
        table_class=AmendmentTable,
        filterset_class=AmendmentFilter,
        table_kwargs={"cluster": cluster},
        title=_("Amendments of the charter"),
        quick=Quick("state", STATES),
        empty=EmptyState(
            _("The charter has not been amended"),
            _("Whoever may propose a change begins with a draft of the text and the rules."),
        ),
        lead=_("Every change of the text and its rules: what it changes, who recommended what, how it was decided."),
        actions=actions,
    ).response(context={"crumbs": [Crumb(_("Amendments"))]})


@require_safe
@cluster_page
def begin(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Say how this charter is amended, and lead to the draft."""
    viewer = viewer_of(request, cluster)
    context = {"page": beginning_of(cluster, viewer), "crumbs": [list_crumb(cluster), Crumb(_("Propose a change"))]}
    return render(request, "amendments/begin.html", context)


@require_safe
@cluster_page
def amendment_detail(request: HttpRequest, cluster: Cluster, amendment: int) -> HttpResponse:
    """Show an amendment: its steps, what it changes, its recommendations with their answers."""
    viewer = viewer_of(request, cluster)
    found = amendment_visible(cluster, viewer, amendment)
    context = {
        "page": AmendmentPage(found, viewer),
        "cluster": cluster,
        "crumbs": [list_crumb(cluster), Crumb(f"№ {found.number}")],
    }
    return render(request, "amendments/amendment.html", context)
