"""The head's reports: the list, one report, beginning, writing and handing it in."""

from __future__ import annotations

from typing import Any

import django_tables2
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from eduklaster.charter.messages import act_kind_words
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.marks import marks_of
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.web import cluster_page
from eduklaster.governance.access import require_capacity
from eduklaster.kernel.errors import AccessError, NotFound
from eduklaster.people.access import Viewer, viewer_of
from eduklaster.people.forms import day_field
from eduklaster.procedures.access import doer_of, is_insider
from eduklaster.procedures.presenters import language
from eduklaster.procedures.web import form_page
from eduklaster.ui.components import Action, Crumb, EmptyState, Fact, Figure, State
from eduklaster.ui.listing import DayColumn, ListPage, ListTable

from ..access import charter_on, head_reports_visible_to
from ..enums import ReportState, TaskState
from ..forms import words_field
from ..models import HeadReport
from ..selectors.head import figures_of
from ..selectors.tasks import party_label
from ..services.head import head_report_begin, head_report_send, head_report_write, may_report
from .tasks import tasks_crumb


class ReportForm(forms.Form):
    """The period and the head's own words."""

    since = day_field(label=gettext_lazy("From the day"))
    until = day_field(label=gettext_lazy("Until the day"))
    text = words_field(gettext_lazy("In the head's own words"), required=False, rows=8)


class WordsForm(forms.Form):
    """The head's own words."""

    text = words_field(gettext_lazy("In the head's own words"), required=False, rows=12)


def _crumb(cluster: Cluster) -> Crumb:
    return Crumb(_("Reports of the head"), reverse("execution:head_reports", args=[cluster.code]))


def _url(report: HeadReport) -> str:
    return reverse("execution:head_report", args=[report.cluster.code, report.pk])


def _viewer(request: HttpRequest, cluster: Cluster) -> Viewer:
    viewer = viewer_of(request, cluster)
    require_capacity(viewer)
    if not is_insider(viewer):
        raise NotFound
    return viewer


def _found(cluster: Cluster, viewer: Viewer, pk: int) -> HeadReport:
    found = head_reports_visible_to(cluster, viewer).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


class HeadReportTable(ListTable):
    """The reports of the head."""

    number = django_tables2.Column(verbose_name=gettext_lazy("Report of the head"))
    since = DayColumn(verbose_name=gettext_lazy("From the day"))
    until = DayColumn(verbose_name=gettext_lazy("Until the day"))
    state = django_tables2.Column(verbose_name=gettext_lazy("State"))

    def render_number(self, record: HeadReport) -> str:
        """Number, leading to the report."""
        return format_html('<a href="{}">{}</a>', _url(record), record)

    def value_number(self, record: HeadReport) -> str:
        """Number for files."""
        return str(record)

    def render_state(self, record: HeadReport) -> str:
        """The word of the state."""
        return str(record.get_state_display())


@require_safe
@cluster_page
def head_report_list(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Show the reports of the head, latest first."""
    viewer = _viewer(request, cluster)
    actions = []
    if may_report(charter_on(cluster, viewer), doer_of(viewer)):
        actions.append(Action(_("Begin a report"), reverse("execution:head_report_new", args=[cluster.code]), "key"))
    return ListPage(
        request,
        head_reports_visible_to(cluster, viewer),
        HeadReportTable,
        title=_("Reports of the head"),
        lead=_("A period in figures from the records, with the head's own words, handed to whom the charter names."),
        actions=actions,
        empty=EmptyState(_("No report yet"), _("The head or the secretary begins one for a period.")),
    ).response(context={"crumbs": [tasks_crumb(cluster), Crumb(_("Reports of the head"))]})


@require_http_methods(["GET", "POST"])
@cluster_page
def head_report_new(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Begin a report about a period."""
    viewer = _viewer(request, cluster)
    if not may_report(charter_on(cluster, viewer), doer_of(viewer)):
        raise AccessError("head_report.author", _("The report is prepared by the head, or by the secretary."))
    initial = {"since": viewer.on.replace(month=1, day=1), "until": viewer.on}
    return form_page(
        request,
        cluster,
        ReportForm(request.POST or None, initial=initial),
        lambda values: _url(head_report_begin(cluster=cluster, doer=doer_of(viewer), on=viewer.on, **values)),
        title=_("Begin a report"),
        lead=_("The figures come from the records by themselves."),
        submit=_("Begin a report"),
        back=reverse("execution:head_reports", args=[cluster.code]),
        crumbs=[tasks_crumb(cluster), _crumb(cluster), Crumb(_("Begin a report"))],
    )


@require_safe
@cluster_page
def head_report_detail(request: HttpRequest, cluster: Cluster, head_report: int) -> HttpResponse:
    """Show a report: figures, words, to whom it goes."""
    viewer = _viewer(request, cluster)
    report = _found(cluster, viewer, head_report)
    charter = charter_on(cluster, viewer)
    figures: dict[str, Any] = report.figures or figures_of(cluster, report.since, report.until)
    actions = []
    if report.state == ReportState.DRAFT and may_report(charter, doer_of(viewer)):
        arguments = [cluster.code, report.pk]
        actions = [
            Action(_("Hand it in"), reverse("execution:head_report_send", args=arguments), "key", "send"),
            Action(
                _("Write in your own words"), reverse("execution:head_report_write", args=arguments), "quiet", "pencil"
            ),
        ]
    context = {
        "report": report,
        "state": State(report.get_state_display(), "ok" if report.state == ReportState.SENT else "now"),
        "actions": actions,
        "figures": [
            Figure(str(figures["cases"]), _("decisions took effect")),
            Figure(str(figures["given"]), _("tasks given")),
            Figure(str(figures["tasks"].get(TaskState.ACCEPTED, 0)), _("tasks done")),
            Figure(str(figures["overdue"]), _("tasks overdue")),
            Figure(str(figures["admitted"]), _("participants joined")),
            Figure(str(figures["left"]), _("participants left")),
        ],
        "acts": [Fact(act_kind_words(kind, language(), charter), count) for kind, count in figures["acts"].items()],
        "tasks": [Fact(TaskState(state).label, count) for state, count in figures["tasks"].items()],
        "sessions": [
            Fact(
                str(party_label(charter, f"organ:{organ}")),
                _("held: %(held)s, without quorum: %(failed)s") % row,
            )
            for organ, row in figures["sessions"].items()
        ],
        "author": str(party_label(charter, report.author)),
        "addressee": str(party_label(charter, report.addressee)),
        "marks": marks_of([Citation(**c) for c in report.citations], cluster, charter),
        "cluster": cluster,
        "crumbs": [tasks_crumb(cluster), _crumb(cluster), Crumb(str(report))],
    }
    return render(request, "execution/head_report.html", context)


@require_http_methods(["GET", "POST"])
@cluster_page
def head_report_words(request: HttpRequest, cluster: Cluster, head_report: int) -> HttpResponse:
    """Write the head's own words."""
    viewer = _viewer(request, cluster)
    report = _found(cluster, viewer, head_report)
    common: dict[str, Any] = {"cluster": cluster, "report_id": report.pk, "doer": doer_of(viewer), "on": viewer.on}
    return form_page(
        request,
        cluster,
        WordsForm(request.POST or None, initial={"text": report.text}),
        lambda values: _url(head_report_write(**common, text=values["text"])),
        title=_("Write in your own words"),
        submit=_("Save"),
        back=_url(report),
        crumbs=[
            tasks_crumb(cluster),
            _crumb(cluster),
            Crumb(str(report), _url(report)),
            Crumb(_("Write in your own words")),
        ],
    )


@require_http_methods(["GET", "POST"])
@cluster_page
def head_report_handed_in(request: HttpRequest, cluster: Cluster, head_report: int) -> HttpResponse:
    """Hand a report in, after asking."""
    viewer = _viewer(request, cluster)
    report = _found(cluster, viewer, head_report)
    common: dict[str, Any] = {"cluster": cluster, "report_id": report.pk, "doer": doer_of(viewer), "on": viewer.on}
    addressee = party_label(charter_on(cluster, viewer), report.addressee)
    return form_page(
        request,
        cluster,
        forms.Form(request.POST if request.method == "POST" else None),
        lambda _values: _url(head_report_send(**common)),
        title=_("Hand it in"),
        lead=_("It goes to: %(addressee)s. From then on the report is not changed.") % {"addressee": addressee},
        submit=_("Hand it in"),
        back=_url(report),
        crumbs=[tasks_crumb(cluster), _crumb(cluster), Crumb(str(report), _url(report))],
        done=_("The report is handed in."),
    )
