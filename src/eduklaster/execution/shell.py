"""What the room puts into the shell of every page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.remaining import Remaining, register_remaining
from eduklaster.people.access import viewer_of
from eduklaster.ui.components import Action
from eduklaster.ui.navigation import NavItem, Onward, register_navigation, register_onward

from .access import tasks_visible_to
from .enums import AT_WORK, TaskState
from .models import Task
from .presenters import may_give_from, task_records


def tabs(request: HttpRequest) -> Sequence[NavItem]:
    """Return the tab of tasks and terms, for those who are something in the cluster; duties and reports stand under it."""
    cluster = getattr(request, "cluster", None)
    if not isinstance(cluster, Cluster) or not viewer_of(request, cluster).capacities:
        return []
    url = reverse("execution:tasks", args=[cluster.code])
    is_here = request.resolver_match is not None and request.resolver_match.app_name == "execution"
    return [NavItem(pgettext("execution", "Tasks"), url, "clipboard-check", is_current=is_here)]


def from_act(request: HttpRequest, key: int) -> Onward | None:
    """Return the tasks that rest on an act, and the way to give one from it."""
    return _from(request, f"act:{key}", Q(act_id=key))


def from_item(request: HttpRequest, key: int) -> Onward | None:
    """Return the tasks that were given at an item, and the way to give one from it."""
    return _from(request, f"item:{key}", Q(item_id=key))


def _from(request: HttpRequest, decision: str, rests: Q) -> Onward | None:
    cluster = getattr(request, "cluster", None)
    if not isinstance(cluster, Cluster):
        return None
    viewer = viewer_of(request, cluster)
    if not viewer.capacities:
        return None
    give = reverse("execution:task_give", args=[cluster.code]) + f"?decision={decision}"
    actions = [Action(_("Give a task"), give, "quiet", "plus")] if may_give_from(cluster, viewer, decision) else []
    return Onward(
        _("Tasks from this decision"), task_records(tasks_visible_to(cluster, viewer).filter(rests), viewer.on), actions
    )


def tasks_left(cluster: Cluster, on: date) -> Iterable[Remaining]:
    """Return how many tasks are neither done nor withdrawn."""
    rows = Task.objects.filter(cluster=cluster, state__in=[*AT_WORK, TaskState.REPORTED, TaskState.CONTESTED])
    yield Remaining(_("Tasks that are not done"), rows.count(), reverse("execution:tasks", args=[cluster.code]), True)


def register() -> None:
    """Register the tab and the parts of pages of decisions; called once when the room starts."""
    register_navigation(tabs, order=53)
    register_remaining(tasks_left)
    register_onward("procedures.act", from_act)
    register_onward("organ_sessions.agendaitem", from_item)
