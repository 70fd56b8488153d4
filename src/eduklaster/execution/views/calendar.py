"""The calendar of everything that the charter obliges somebody to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from eduklaster.charter.calendar import WeekCalendar, add_period
from eduklaster.charter.values import Period, Unit
from eduklaster.clusters.marks import marks_of
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.web import cluster_page
from eduklaster.governance.access import require_capacity
from eduklaster.people.access import viewer_of
from eduklaster.procedures.access import doer_of
from eduklaster.ui.components import ClauseMark, Crumb, EmptyState

from ..access import charter_on, parties_with_seats
from ..enums import DutyKind
from ..selectors.obligations import Obligation, obligations
from .tasks import tasks_crumb

_MONTHS = 3
"""Months on one page: a quarter is what one can plan."""


class CalendarForm(forms.Form):
    """From which month, whose, of which kind; all of it lives in the address."""

    since = forms.DateField(
        label=gettext_lazy("From the month"),
        required=False,
        input_formats=["%Y-%m", "%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "month"}, format="%Y-%m"),
    )
    whose = forms.ChoiceField(
        label=gettext_lazy("Whose"),
        required=False,
        choices=[("", pgettext_lazy("duties", "everybody's")), ("mine", gettext_lazy("mine"))],
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        required=False,
        choices=[("", pgettext_lazy("duties", "all kinds")), *DutyKind.choices],
    )


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A row of the calendar."""

    duty: Obligation
    marks: list[ClauseMark]
    is_late: bool
    kind: str


@dataclass(frozen=True, slots=True)
class Month:
    """A month with its rows."""

    first: date
    lines: list[DutyLine]


def _month_on(day: date, months: int) -> date:
    return add_period(day, Period(months, Unit.MONTH), WeekCalendar())


@require_safe
@cluster_page
def calendar(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Show three months of what is to be done, by whom, by which clause."""
    viewer = viewer_of(request, cluster)
    require_capacity(viewer)
    form = CalendarForm(request.GET or None)
    given = form.cleaned_data if form.is_bound and form.is_valid() else {}
    first = (given.get("since") or viewer.on).replace(day=1)
    after = _month_on(first, _MONTHS)
    rows: Sequence[Obligation] = obligations(cluster, viewer, first, after - timedelta(days=1))
    if given.get("kind"):
        rows = [row for row in rows if row.kind == given["kind"]]
    if given.get("whose"):
        mine = parties_with_seats(cluster, doer_of(viewer), viewer.on)
        rows = [row for row in rows if mine & set(row.parties)]
    charter = charter_on(cluster, viewer)
    lines = [
        DutyLine(
            row,
            marks_of(row.citations, cluster, charter),
            row.when < viewer.on and not row.is_stopped,
            str(DutyKind(row.kind).label),
        )
        for row in rows
    ]
    months = [Month(day, list(group)) for day, group in groupby(lines, key=lambda line: line.duty.when.replace(day=1))]
    kept = "".join(f"&{name}={given[name]}" for name in ("whose", "kind") if given.get(name))
    here = reverse("execution:calendar", args=[cluster.code])
    context = {
        "form": form if form.is_bound else CalendarForm(initial={"since": first}),
        "months": months,
        "first": first,
        "last": _month_on(first, _MONTHS - 1),
        "earlier": f"{here}?since={_month_on(first, -_MONTHS):%Y-%m}{kept}",
        "later": f"{here}?since={after:%Y-%m}{kept}",
        "empty": EmptyState(_("Nothing in these months"), _("Choose other months, another kind, or everybody's days.")),
        "cluster": cluster,
        "crumbs": [tasks_crumb(cluster), Crumb(_("Calendar of duties"))],
    }
    return render(request, "execution/calendar.html", context)
