"""The register of acts, an act, its correction."""

from __future__ import annotations

import re
from typing import Any

import django_filters
import django_tables2
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eduklaster.charter.messages import act_kind_words
from eduklaster.charter.schema import Charter
from eduklaster.clusters.marks import marks_of
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import charter_of, rulebook_of, version_governing
from eduklaster.clusters.web import cluster_page
from eduklaster.kernel.errors import DomainError, NotFound
from eduklaster.kernel.text import Localized
from eduklaster.people.access import require_signed_in, viewer_of
from eduklaster.ui.components import Crumb, EmptyState
from eduklaster.ui.listing import DayColumn, ListFilter, ListPage, ListTable, Quick
from eduklaster.ui.typography import own_words

from ..access import acts_visible_to, cases_visible_to
from ..enums import ActKind
from ..forms import CorrectionForm
from ..models import Act
from ..selectors import version_of_act
from ..services import (
    act_correct,
)
from ..web import show_refusal


class ActTable(ListTable):
    """The register of acts."""

    kinds: dict[str, str] = {}

    title = django_tables2.Column(verbose_name=gettext_lazy("Act"), orderable=False)
    number = django_tables2.Column(verbose_name="№", order_by=("year", "number"))
    on = DayColumn(verbose_name=gettext_lazy("Date"))
    kind = django_tables2.Column(verbose_name=gettext_lazy("Kind"))
    issuer_label = django_tables2.Column(verbose_name=gettext_lazy("Issued by"), order_by=("issuer",))

    class Meta(ListTable.Meta):
        model = Act
        fields = ("title", "number", "on", "kind", "issuer_label")
        sequence = fields

    def render_title(self, value: Any, record: Act) -> str:
        """Link to the act."""
        return format_html(
            '<a href="{}">{}</a>',
            reverse("procedures:act", args=[record.cluster.code, record.pk]),
            own_words(value, record.cluster.language),
        )

    def value_title(self, value: Any) -> str:
        """The title alone, for exports."""
        return str(value)

    def render_issuer_label(self, value: Any, record: Act) -> str:
        """Who issued it."""
        return own_words(value, record.cluster.language)

    def value_issuer_label(self, value: Any) -> str:
        """The issuer alone, for exports."""
        return str(value)

    def render_kind(self, record: Act) -> str:
        """The kind, by the cluster's own word."""
        return self.kinds[record.kind]

    def render_number(self, value: int, record: Act) -> str:
        """Number and year."""
        return f"{value}/{record.year}"


def _kind_filter(kinds: list[tuple[str, str]]) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(label=gettext_lazy("Kind"), choices=kinds)


_NUMBER = re.compile(r"\s*(?:№\s*)?(?P<number>\d{1,6})(?:/(?P<year>\d{4}))?\s*")


class ActFilter(ListFilter):
    """Filters of the register of acts."""

    q = django_filters.CharFilter(method="search", label=gettext_lazy("Words of the act"))
    kind = django_filters.ChoiceFilter(label=gettext_lazy("Kind"), choices=ActKind.choices)
    year = django_filters.NumberFilter(label=gettext_lazy("Year"))

    class Meta:
        model = Act
        fields = ("kind", "year")

    def search(self, queryset: Any, name: str, value: str) -> Any:
        """Find words of the title or the text, or the number: «7», «№ 7/2026»."""
        if numbered := _NUMBER.fullmatch(value):
            found = queryset.filter(number=numbered["number"])
            return found.filter(year=numbered["year"]) if numbered["year"] else found
        return queryset.filter(
            Q(title__uk__icontains=value)
            | Q(title__ru__icontains=value)
            | Q(title__en__icontains=value)
            | Q(text__icontains=value)
        )


@cluster_page
def act_list(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Show the acts that the reader may see."""
    viewer = viewer_of(request, cluster)
    charter = charter_of(version_governing(cluster, viewer.on)).charter
    kinds = [(kind, act_kind_words(kind, viewer.language, charter)) for kind in ActKind.values]
    page = ListPage(
        request,
        acts_visible_to(cluster, viewer).select_related("cluster").distinct(),
        type("ClusterActTable", (ActTable,), {"kinds": dict(kinds)}),
        type("ClusterActFilter", (ActFilter,), {"kind": _kind_filter(kinds)}),
        title=_("Acts"),
        empty=EmptyState(_("No acts yet"), _("An act appears when a step that issues one is done.")),
        quick=Quick("kind", kinds),
    )
    return page.response()


def _with_kinds(rows: QuerySet[Act], language: str, charter: Charter) -> list[dict[str, Any]]:
    return [{"act": row, "kind": act_kind_words(row.kind, language, charter)} for row in rows.distinct()]


@cluster_page
def act_detail(request: HttpRequest, cluster: Cluster, act: int) -> HttpResponse:
    """Show an act with what it rests on and what rests on it."""
    viewer = viewer_of(request, cluster)
    found = acts_visible_to(cluster, viewer).filter(pk=act).first()
    if found is None:
        raise NotFound
    version = version_of_act(found)
    charter = rulebook_of(cluster, viewer.on, version).charter
    visible = acts_visible_to(cluster, viewer)
    context = {
        "act": found,
        "marks": marks_of(found.citations, cluster, charter, version),
        "kind": act_kind_words(found.kind, viewer.language, charter),
        "bases": _with_kinds(visible.filter(cited_by__act=found), viewer.language, charter),
        "followers": _with_kinds(visible.filter(bases__rests_on=found), viewer.language, charter),
        "cases": cases_visible_to(cluster, viewer).filter(steps__act=found).distinct(),
        "may_correct": found.state == "registered" and viewer.is_secretary,
        "crumbs": [
            Crumb(_("Acts"), reverse("procedures:acts", args=[cluster.code])),
            Crumb(f"№ {found.number}/{found.year}"),
        ],
    }
    return render(request, "procedures/act.html", context)


@cluster_page
def act_correction(request: HttpRequest, cluster: Cluster, act: int) -> HttpResponse:
    """Correct an act by a later one."""
    viewer = viewer_of(request, cluster)
    require_signed_in(viewer)
    found = acts_visible_to(cluster, viewer).filter(pk=act).first()
    if found is None or not viewer.is_secretary:
        raise NotFound
    form = CorrectionForm(
        request.POST or None, initial={"on": viewer.on, "title": str(found.title), "text": found.text}
    )
    if request.method == "POST" and form.is_valid():
        try:
            later = act_correct(
                act=found,
                text=form.cleaned_data["text"],
                title=Localized.same(form.cleaned_data["title"]),
                on=form.cleaned_data["on"],
                actor=viewer.actor(),
            )
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("The correction is registered; the first act stays readable."))
            return redirect("procedures:act", cluster.code, later.pk)
    context = {
        "act": found,
        "form": form,
        "back": reverse("procedures:act", args=[cluster.code, found.pk]),
        "crumbs": [
            Crumb(_("Acts"), reverse("procedures:acts", args=[cluster.code])),
            Crumb(f"№ {found.number}/{found.year}", reverse("procedures:act", args=[cluster.code, found.pk])),
            Crumb(_("Correction")),
        ],
    }
    return render(request, "procedures/correct.html", context, status=422 if form.errors else 200)
