"""Letting an alternate act for a time: list, give, look, end."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_tables2
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from eduklaster.charter.delegation import KEY
from eduklaster.charter.messages import value_words
from eduklaster.charter.resolver import Scope
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.marks import marks_of
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.clusters.web import cluster_page
from eduklaster.journal.selectors import entries_about
from eduklaster.journal.words import action_words
from eduklaster.kernel.errors import DomainError, NotFound
from eduklaster.people.access import require_signed_in, viewer_of
from eduklaster.ui.components import Action, Crumb, EmptyState, HistoryEntry, State
from eduklaster.ui.listing import DayColumn, ListPage, ListTable

from ..access import alternates_for, delegable_duties, delegation_visible, delegations_visible_to
from ..enums import DelegationState
from ..forms import DelegationForm
from ..models import Delegation
from ..presenters import language
from ..selectors import delegation_state
from ..services import delegation_give, delegation_revoke
from ..web import show_refusal

_TONES: dict[str, str] = {DelegationState.HOLDS: "ok", DelegationState.PLANNED: "plum", DelegationState.REVOKED: "no"}


def _state(row: Delegation, on: date) -> State:
    found = delegation_state(row, on)
    return State(str(found.label), _TONES.get(found, ""))


class DelegationTable(ListTable):
    """Delegations that somebody gave or got."""

    label = django_tables2.Column(verbose_name=gettext_lazy("Duty"), orderable=False)
    person = django_tables2.Column(
        verbose_name=gettext_lazy("Alternate"), accessor="person__full_name", orderable=False
    )
    given_by = django_tables2.Column(
        verbose_name=gettext_lazy("Delegated by"), accessor="given_by__person__full_name", orderable=False
    )
    valid_from = DayColumn(verbose_name=gettext_lazy("First day"))
    valid_until = DayColumn(verbose_name=gettext_lazy("Last day"))
    state = django_tables2.Column(verbose_name=gettext_lazy("State"), accessor="pk", orderable=False)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        """Take the day for which states are told."""
        super().__init__(*args, **kwargs)
        self._on = on

    def render_label(self, value: Any, record: Delegation) -> str:
        """Link to the delegation."""
        url = reverse("procedures:delegation", args=[record.cluster.code, record.pk])
        return format_html('<a href="{}">{}</a>', url, value)

    def value_label(self, value: Any) -> str:
        """The duty alone, for exports."""
        return str(value)

    def render_state(self, record: Delegation) -> str:
        """Word of the state."""
        return str(_state(record, self._on).label)


@cluster_page
def delegation_list(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Show what the reader has delegated and what was delegated to them; the secretary sees all."""
    viewer = viewer_of(request, cluster)
    require_signed_in(viewer)
    give = Action(_("Delegate a duty"), reverse("procedures:delegation_new", args=[cluster.code]), "key", "user-check")
    return ListPage(
        request,
        delegations_visible_to(cluster, viewer),
        DelegationTable,
        title=_("Delegation"),
        lead=_("For the time of an absence an alternate acts for the holder of a duty."),
        empty=EmptyState(_("Nothing is delegated"), _("Name an alternate before a leave or a business trip.")),
        actions=[give] if delegable_duties(viewer) else [],
        table_kwargs={"on": viewer.on},
    ).response()


def _crumbs(cluster: Cluster, *more: Crumb) -> list[Crumb]:
    return [Crumb(_("Delegation"), reverse("procedures:delegations", args=[cluster.code])), *more]


@cluster_page
def delegation_new(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Delegate one of the reader's duties."""
    viewer = viewer_of(request, cluster)
    user = require_signed_in(viewer)
    duties = delegable_duties(viewer)
    if not duties:
        raise NotFound
    form = DelegationForm(
        request.POST or None,
        duties=duties,
        people=alternates_for(viewer),
        initial={"valid_from": viewer.on},
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            row = delegation_give(
                cluster=cluster,
                giver=user,
                party=given["party"],
                alternate=given["person"],
                valid_from=given["valid_from"],
                valid_until=given["valid_until"],
                note=given["note"],
                actor=viewer.actor(given["party"]),
                on=viewer.on,
            )
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("The duty is delegated. The alternate is written to."))
            return redirect("procedures:delegation", cluster.code, row.pk)
    rulebook = rulebook_of(cluster, viewer.on)
    rule = rulebook.ask(KEY, on=viewer.on, scope=Scope())
    citation = Citation.of(rule)
    context = {
        "form": form,
        "rule": value_words(KEY, rule.value, language()),
        "marks": marks_of([citation] if citation else [], cluster, rulebook.charter),
        "back": reverse("procedures:delegations", args=[cluster.code]),
        "crumbs": _crumbs(cluster, Crumb(_("Delegate a duty"))),
    }
    return render(request, "procedures/delegate.html", context, status=422 if form.errors else 200)


@cluster_page
def delegation_detail(request: HttpRequest, cluster: Cluster, delegation: int) -> HttpResponse:
    """Show a delegation with its history."""
    viewer = viewer_of(request, cluster)
    require_signed_in(viewer)
    row = delegation_visible(cluster, viewer, delegation)
    charter = rulebook_of(cluster, viewer.on).charter
    history = [
        HistoryEntry(
            entry.on,
            action_words(entry.action)[0],
            entry.capacity,
            icon=action_words(entry.action)[1],
            marks=marks_of(entry.citations, cluster, charter),
        )
        for entry in entries_about((cluster.code,), {"procedures.delegation": [str(row.pk)]})
    ]
    context = {
        "row": row,
        "state": _state(row, viewer.on),
        "may_end": row.revoked_on is None and row.valid_until >= viewer.on,
        "history": history,
        "crumbs": _crumbs(cluster, Crumb(str(row.label))),
    }
    return render(request, "procedures/delegation.html", context)


@require_POST
@cluster_page
def delegation_end(request: HttpRequest, cluster: Cluster, delegation: int) -> HttpResponse:
    """End a delegation at once."""
    viewer = viewer_of(request, cluster)
    user = require_signed_in(viewer)
    row = delegation_visible(cluster, viewer, delegation)
    delegation_revoke(
        delegation=row, user=user, is_secretary=viewer.is_secretary, actor=viewer.actor(row.party), on=viewer.on
    )
    messages.success(request, _("The delegation has ended."))
    return redirect("procedures:delegation", cluster.code, row.pk)
