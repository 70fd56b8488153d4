"""The register of cases, a case, its history."""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.web import cluster_page
from eduklaster.kernel.errors import NotFound
from eduklaster.people.access import require_signed_in, viewer_of
from eduklaster.ui.components import Action, Crumb, EmptyState
from eduklaster.ui.listing import DayColumn, ListFilter, ListPage, ListTable, Quick
from eduklaster.ui.typography import own_words

from ..access import cases_visible_to
from ..enums import CaseState
from ..models import Case
from ..presenters import case_page
from ..services import case_follow
from .common import visible_case


class CaseTable(ListTable):
    """The register of cases."""

    title = django_tables2.Column(verbose_name=gettext_lazy("Case"), order_by=("opened_on", "pk"))
    reference = django_tables2.Column(verbose_name="№", accessor="reference", orderable=False)
    opened_on = DayColumn(verbose_name=gettext_lazy("Opened"))
    state = django_tables2.Column(verbose_name=gettext_lazy("State"))

    class Meta(ListTable.Meta):
        model = Case
        fields = ("title", "reference", "opened_on", "state")
        sequence = fields

    def render_title(self, value: Any, record: Case) -> str:
        """Link to the case."""
        return format_html(
            '<a href="{}">{}</a>',
            reverse("procedures:case", args=[record.cluster.code, record.pk]),
            own_words(value, record.cluster.language),
        )

    def value_title(self, value: Any) -> str:
        """The title alone, for exports."""
        return str(value)


class CaseFilter(ListFilter):
    """Filters of the register of cases."""

    q = django_filters.CharFilter(method="search", label=gettext_lazy("Words of the title"))
    state = django_filters.ChoiceFilter(label=gettext_lazy("State"), choices=CaseState.choices)
    year = django_filters.NumberFilter(label=gettext_lazy("Year"))

    class Meta:
        model = Case
        fields = ("state", "year")

    def search(self, queryset: Any, name: str, value: str) -> Any:
        """Find words of the title in any language."""
        return queryset.filter(
            Q(title__uk__icontains=value) | Q(title__ru__icontains=value) | Q(title__en__icontains=value)
        )


@cluster_page
def case_list(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Show the cases that the reader may see."""
    viewer = viewer_of(request, cluster)
    page = ListPage(
        request,
        cases_visible_to(cluster, viewer).select_related("cluster"),
        CaseTable,
        CaseFilter,
        title=_("Cases"),
        empty=EmptyState(_("No cases yet"), _("A case appears when somebody opens a matter of the charter.")),
        quick=Quick("state", CaseState.choices),
        actions=[Action(_("Open a case"), reverse("procedures:matters", args=[cluster.code]), "key")]
        if viewer.is_signed_in
        else [],
    )
    return page.response()


@cluster_page
def case_detail(request: HttpRequest, cluster: Cluster, case: int) -> HttpResponse:
    """Show a case: its chain, its keys, what was refused, what is next."""
    viewer = viewer_of(request, cluster)
    found = visible_case(cluster, viewer, case)
    return render(
        request,
        "procedures/case.html",
        {
            "page": case_page(found, viewer),
            "viewer": viewer,
            "may_follow": viewer.person_id is not None and found.state == CaseState.OPEN,
            "is_followed": viewer.person_id is not None and found.follows.filter(person_id=viewer.person_id).exists(),
            "evidence": found.evidence.all() if viewer.is_signed_in else [],
            "may_add_evidence": found.state == CaseState.OPEN and bool(viewer.capacities),
            "crumbs": [
                Crumb(_("Cases"), reverse("procedures:cases", args=[cluster.code])),
                Crumb(f"№ {found.reference}"),
            ],
        },
    )


@require_POST
@cluster_page
def follow(request: HttpRequest, cluster: Cluster, case: int) -> HttpResponse:
    """Let the reader hear how a case ends, or stop that."""
    viewer = viewer_of(request, cluster)
    user = require_signed_in(viewer)
    found = visible_case(cluster, viewer, case)
    if user.person is None:
        raise NotFound
    wanted = "stop" not in request.POST
    case_follow(case=found, person=user.person, wanted=wanted)
    messages.success(
        request, _("You will be written to when this case ends.") if wanted else _("You no longer follow this case.")
    )
    return redirect("procedures:case", cluster.code, found.pk)
