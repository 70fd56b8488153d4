"""The register of tasks, one task, giving a task."""

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
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.web import cluster_page
from eduklaster.governance.access import require_capacity
from eduklaster.people.access import Viewer, viewer_of
from eduklaster.procedures.access import doer_of, is_insider
from eduklaster.procedures.web import form_page
from eduklaster.ui.components import Action, Crumb, EmptyState
from eduklaster.ui.listing import DayColumn, ListFilter, ListPage, ListTable, Quick
from eduklaster.ui.typography import own_words

from ..access import charter_on, gives_tasks, parties_with_seats, require_giver, task_visible, tasks_visible_to
from ..enums import TaskState
from ..forms import TaskForm
from ..models import Task
from ..presenters import (
    TaskPage,
    decision_choices,
    owners_offered,
    powers_offered,
    task_state,
    task_url,
    term_words,
)
from ..selectors.tasks import is_over
from ..services import task_set


def tasks_crumb(cluster: Cluster) -> Crumb:
    """Return the crumb of the register of tasks."""
    return Crumb(pgettext("execution", "Tasks"), reverse("execution:tasks", args=[cluster.code]))


def open_task(request: HttpRequest, cluster: Cluster, task: int) -> TaskPage:
    """Return a task with everything its page needs, for those who may see it."""
    viewer = viewer_of(request, cluster)
    require_capacity(viewer)
    return TaskPage(task_visible(cluster, viewer, task), viewer)


class TaskTable(ListTable):
    """The register of tasks."""

    title = django_tables2.Column(verbose_name=pgettext_lazy("execution", "Task"))
    owner = django_tables2.Column(
        verbose_name=gettext_lazy("Who has to do it"), accessor="owner_label", orderable=False
    )
    due_on = DayColumn(verbose_name=pgettext_lazy("execution", "Term"))
    state = django_tables2.Column(verbose_name=gettext_lazy("State"))

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        """Keep the reader for the day."""
        self._viewer = viewer
        super().__init__(*args, **kwargs)

    def render_title(self, record: Task) -> str:
        """Number and title, leading to the task."""
        words = own_words(record.title, record.cluster.language)
        return format_html('<a href="{}">№ {} {}</a>', task_url(record), record.reference, words)

    def value_title(self, record: Task) -> str:
        """Number and title for files."""
        return str(record)

    def render_owner(self, value: Any) -> str:
        """Who, in the reader's language."""
        return str(value)

    def render_state(self, record: Task) -> str:
        """The word of the state, or that it is overdue."""
        return str(task_state(record, self._viewer.on).label)


class TaskFilter(ListFilter):
    """Words, state, whose, overdue."""

    q = django_filters.CharFilter(method="search", label=gettext_lazy("Words of the task"))
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), choices=TaskState.choices, widget=forms.HiddenInput
    )
    whose = django_filters.ChoiceFilter(
        label=gettext_lazy("Whose"),
        method="of",
        choices=[("mine", gettext_lazy("mine")), ("check", gettext_lazy("for me to check"))],
    )
    term = django_filters.ChoiceFilter(
        label=pgettext_lazy("execution", "Term"), method="by_term", choices=[("over", gettext_lazy("overdue"))]
    )

    class Meta:
        model = Task
        fields = ("state",)

    def search(self, queryset: Any, name: str, value: str) -> Any:
        """Find words of title and text."""
        return queryset.filter(Q(title__icontains=value) | Q(text__icontains=value))

    @property
    def _viewer(self) -> Viewer:
        return viewer_of(self.request, self.request.cluster)

    def of(self, queryset: Any, name: str, value: str) -> Any:
        """Keep the reader's own tasks, or those that the reader checks."""
        viewer = self._viewer
        assert viewer.cluster is not None  # noqa: S101 -- a page of a cluster
        parties = parties_with_seats(viewer.cluster, doer_of(viewer), viewer.on)
        return queryset.filter(**{"owner__in" if value == "mine" else "controller__in": parties})

    def by_term(self, queryset: Any, name: str, value: str) -> Any:
        """Keep the tasks whose term is over."""
        return queryset.filter(is_over(self._viewer.on))


@require_safe
@cluster_page
def task_list(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Show the tasks that the reader may see, the nearest term first."""
    viewer = viewer_of(request, cluster)
    require_capacity(viewer)
    calendar = reverse("execution:calendar", args=[cluster.code])
    actions = [Action(_("Calendar of duties"), calendar, "quiet", "calendar-due")]
    if is_insider(viewer):
        reports = reverse("execution:head_reports", args=[cluster.code])
        actions.append(Action(_("Reports of the head"), reports, "quiet", "chart-bar"))
    if gives_tasks(charter_on(cluster, viewer), doer_of(viewer)):
        give = reverse("execution:task_give", args=[cluster.code])
        actions.insert(0, Action(_("Give a task"), give, "key", "plus"))
    return ListPage(
        request,
        tasks_visible_to(cluster, viewer),
        TaskTable,
        TaskFilter,
        table_kwargs={"viewer": viewer},
        title=pgettext("execution", "Tasks"),
        lead=_("What decisions ask of somebody, by which day, and what came of it."),
        quick=Quick("state", TaskState.choices),
        actions=actions,
        empty=EmptyState(_("No task yet"), _("A task is given from a resolution, an order or an item of the minutes.")),
        export_name="tasks",
    ).response(context={"crumbs": [Crumb(pgettext("execution", "Tasks"))]})


@require_safe
@cluster_page
def task_detail(request: HttpRequest, cluster: Cluster, task: int) -> HttpResponse:
    """Show a task: what, who, until when, what came of it, what can be done now."""
    page = open_task(request, cluster, task)
    context = {"page": page, "task": page.task, "cluster": cluster}
    crumbs = [tasks_crumb(cluster), Crumb(f"№ {page.task.reference}")]
    return render(request, "execution/task.html", {**context, "crumbs": crumbs})


@require_http_methods(["GET", "POST"])
@cluster_page
def task_new(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Give a task from a decision."""
    viewer = viewer_of(request, cluster)
    require_capacity(viewer)
    charter = charter_on(cluster, viewer)
    require_giver(charter, doer_of(viewer))
    named = request.GET.get("decision", "")
    decisions = decision_choices(cluster, viewer, charter, named)
    missing = EmptyState(
        _("There is no decision yet"),
        _("A task is given from a resolution, an order or an item of the minutes."),
        Action(_("To the sessions"), reverse("sessions:list", args=[cluster.code]), "quiet", "calendar-event"),
    )
    form = TaskForm(
        request.POST or None,
        decisions=decisions,
        owners=owners_offered(cluster, viewer.on),
        powers=powers_offered(charter, viewer),
        term=term_words(cluster, viewer, charter),
        initial={"decision": named},
    )

    def save(_values: dict[str, Any]) -> str:
        return task_url(task_set(cluster=cluster, draft=form.draft, doer=doer_of(viewer), on=viewer.on))

    return form_page(
        request,
        cluster,
        form,
        save,
        title=_("Give a task"),
        submit=_("Give the task"),
        back=reverse("execution:tasks", args=[cluster.code]),
        crumbs=[tasks_crumb(cluster), Crumb(_("Give a task"))],
        done=_("The task is given; whoever has to do it is told."),
        template="execution/from_act.html",
        context={"missing": None if decisions else missing},
    )
