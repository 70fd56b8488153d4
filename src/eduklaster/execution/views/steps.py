"""What is done with one task: taken on, reported, checked, extended, contested, decided, taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.web import cluster_page
from eduklaster.procedures.access import doer_of
from eduklaster.procedures.web import form_page
from eduklaster.ui.components import Action, Crumb, EmptyState
from eduklaster.ui.typography import local_date, own_words

from ..access import require_controller, require_owner, require_setter
from ..enums import Answer
from ..forms import (
    CheckForm,
    ContestForm,
    ExtensionAnswerForm,
    ExtensionForm,
    ReportForm,
    RulingForm,
    WithdrawForm,
)
from ..models import Proof
from ..presenters import TaskPage, act_choices, task_url
from ..services import (
    contest_decide,
    extension_answer,
    extension_ask,
    report_accept,
    report_return,
    task_contest,
    task_report,
    task_take,
    task_withdraw,
)
from .tasks import open_task, tasks_crumb


def _step(
    request: HttpRequest,
    page: TaskPage,
    form: forms.Form,
    service: Callable[[dict[str, Any], dict[str, Any]], Any],
    title: str,
    done: str,
    lead: str = "",
    submit: str = "",
    template: str = "procedures/form_page.html",
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show the form of a step, or do it; `service` takes what all steps say and what was entered."""
    task = page.task
    common = {"cluster": page.cluster, "task_id": task.pk, "doer": doer_of(page.viewer), "on": page.viewer.on}

    def save(values: dict[str, Any]) -> str:
        service(common, values)
        return task_url(task)

    return form_page(
        request,
        page.cluster,
        form,
        save,
        title=title,
        lead=lead or own_words(task.title, page.cluster.language),
        submit=submit or title,
        back=task_url(task),
        crumbs=[tasks_crumb(page.cluster), Crumb(f"№ {task.reference}", task_url(task)), Crumb(title)],
        done=done,
        template=template,
        context={"task": task, **(context or {})},
    )


@require_POST
@cluster_page
def task_taken(request: HttpRequest, cluster: Cluster, task: int) -> HttpResponse:
    """Take a task on."""
    page = open_task(request, cluster, task)
    task_take(cluster=cluster, task_id=task, doer=doer_of(page.viewer), on=page.viewer.on)
    return HttpResponseRedirect(task_url(page.task))


@require_http_methods(["GET", "POST"])
@cluster_page
def task_done(request: HttpRequest, cluster: Cluster, task: int) -> HttpResponse:
    """Report that a task is done."""
    page = open_task(request, cluster, task)
    require_owner(page.task, doer_of(page.viewer), page.viewer.on)
    form = ReportForm(request.POST or None, request.FILES or None, proof=page.task.proof)
    return _step(
        request,
        page,
        form,
        lambda common, values: task_report(**common, text=values["text"], proofs=values["proofs"]),
        _("Report that it is done"),
        _("The report is handed in; whoever checks it is told."),
    )


@require_http_methods(["GET", "POST"])
@cluster_page
def task_checked(request: HttpRequest, cluster: Cluster, task: int) -> HttpResponse:
    """Accept or return a report."""
    page = open_task(request, cluster, task)
    require_controller(page.task, doer_of(page.viewer), page.viewer.on)

    def answer(common: dict[str, Any], values: dict[str, Any]) -> None:
        if values["answer"] == "yes":
            report_accept(**common, note=values["reason"])
        else:
            report_return(**common, reason=values["reason"])

    form = CheckForm(request.POST or None)
    return _step(
        request,
        page,
        form,
        answer,
        _("Check the report"),
        _("The answer is recorded."),
        submit=_("Record the answer"),
        template="execution/check.html",
        context={"report": next((row for row in page.reports if row.answer == Answer.WAITING), None)},
    )


@require_http_methods(["GET", "POST"])
@cluster_page
def task_longer(request: HttpRequest, cluster: Cluster, task: int) -> HttpResponse:
    """Ask for more time."""
    page = open_task(request, cluster, task)
    require_owner(page.task, doer_of(page.viewer), page.viewer.on)
    return _step(
        request,
        page,
        ExtensionForm(request.POST or None),
        lambda common, values: extension_ask(**common, until=values["until"], reason=values["reason"]),
        _("Ask for more time"),
        _("The wish is recorded; whoever gave the task answers it."),
    )


@require_http_methods(["GET", "POST"])
@cluster_page
def task_longer_answer(request: HttpRequest, cluster: Cluster, task: int) -> HttpResponse:
    """Grant more time, or let the term stay."""
    page = open_task(request, cluster, task)
    require_setter(page.task, doer_of(page.viewer), page.charter)
    asked = next((row for row in page.extensions if row.answer == Answer.WAITING), None)
    return _step(
        request,
        page,
        ExtensionAnswerForm(request.POST or None),
        lambda common, values: extension_answer(**common, is_granted=values["answer"] == "yes", note=values["note"]),
        _("Answer the wish for more time"),
        _("The answer is recorded."),
        lead=f"{local_date(asked.before)} → {local_date(asked.until)}. {asked.reason}" if asked else "",
        submit=_("Record the answer"),
    )


@require_http_methods(["GET", "POST"])
@cluster_page
def task_powers(request: HttpRequest, cluster: Cluster, task: int) -> HttpResponse:
    """Contest the powers."""
    page = open_task(request, cluster, task)
    require_owner(page.task, doer_of(page.viewer), page.viewer.on)
    return _step(
        request,
        page,
        ContestForm(request.POST or None),
        lambda common, values: task_contest(**common, reason=values["reason"]),
        _("Contest the powers"),
        _("The term stands still until the question is decided."),
    )


@require_http_methods(["GET", "POST"])
@cluster_page
def task_ruling(request: HttpRequest, cluster: Cluster, task: int) -> HttpResponse:
    """Record what was decided about contested powers."""
    page = open_task(request, cluster, task)
    row = get_object_or_404(page.task.contests, answer=Answer.WAITING)
    acts = act_choices(cluster, page.viewer, page.charter, [row.decides], row.filed_on)
    return _step(
        request,
        page,
        RulingForm(request.POST or None, acts=acts),
        lambda common, values: contest_decide(
            **common, is_outside=values["answer"] == "outside", note=values["note"], act_id=_key(values["act"])
        ),
        _("Record the decision on the powers"),
        _("The decision is recorded; the owner is told."),
        lead=own_words(row.reason, cluster.language),
    )


@require_http_methods(["GET", "POST"])
@cluster_page
def task_back(request: HttpRequest, cluster: Cluster, task: int) -> HttpResponse:
    """Take a task back by an act."""
    page = open_task(request, cluster, task)
    require_setter(page.task, doer_of(page.viewer), page.charter)
    roles = page.charter.roles
    issuers = [page.task.set_by, f"organ:{roles.main_organ}", f"office:{roles.approving_office}"]
    acts = act_choices(cluster, page.viewer, page.charter, issuers, page.task.set_on)
    return _step(
        request,
        page,
        WithdrawForm(request.POST or None, acts=acts),
        lambda common, values: task_withdraw(**common, act_id=_key(values["act"])),
        _("Take the task back"),
        _("The task is withdrawn; whoever had it is told."),
        template="execution/from_act.html",
        context={
            "missing": None
            if acts
            else EmptyState(
                _("There is no act to take it back by"),
                _("A task is taken back by an act made after it: register the act first."),
                Action(_("To the acts"), reverse("procedures:acts", args=[cluster.code]), "quiet", "file-text"),
            )
        },
    )


def _key(choice: str) -> int | None:
    return int(choice.partition(":")[2]) if choice else None


@require_safe
@cluster_page
def proof_file(request: HttpRequest, cluster: Cluster, task: int, proof: int) -> HttpResponse:
    """Send a proof to those who may see the task, as a file to save."""
    page = open_task(request, cluster, task)
    found = get_object_or_404(Proof, pk=proof, report__task=page.task)
    return FileResponse(  # type: ignore[return-value]  # the stubs keep the two responses apart, Django does not
        found.file.open("rb"), as_attachment=True, filename=found.title, content_type=found.content_type
    )
