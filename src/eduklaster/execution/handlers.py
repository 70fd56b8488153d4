"""What opens the sessions: execution of earlier decisions, and the powers that were contested."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import today_in
from eduklaster.kernel.text import LANGUAGES, Localized
from eduklaster.sessions.enums import SessionState
from eduklaster.sessions.models import AgendaItem, Session
from eduklaster.sessions.registry import ListedRow, Opening, register_opening
from eduklaster.sessions.selectors import day_of

from .enums import Answer
from .models import Contest, Task
from .selectors import tasks_heard, tasks_open

_UNDECIDED = (SessionState.FAILED, SessionState.CANCELLED)


def is_wanted(session: Session) -> bool:
    """Say whether an organ has given tasks that are not over."""
    return tasks_open(session.cluster).filter(organ=session.organ).exists()


def title(cluster: Cluster) -> str:
    """Name the item that opens a session."""
    with translation.override(cluster.language):
        return _("Execution of earlier decisions")


def standing_words(task: Task, on: date) -> str:
    """Return how a task stands on a day, in the language that is active."""
    late = (on - task.due_on).days
    if late > 0 and task.stopped_on is None:
        overdue = ngettext("overdue by %(count)s day", "overdue by %(count)s days", late) % {"count": late}
        return f"{task.get_state_display()}; {overdue}"
    return str(task.get_state_display())


def rows(session: Session) -> list[ListedRow]:
    """Return the tasks that are overdue or due on the day of a session, as they stand; before that day, as of today."""
    on = day_of(session)
    told_on = min(on, today_in(session.cluster))
    return [_row(task, told_on) for task in tasks_heard(session.cluster, session.organ, on)]


def _row(task: Task, on: date) -> ListedRow:
    words = {}
    for code in LANGUAGES:
        with translation.override(code):
            words[code] = standing_words(task, on)
    is_late = task.due_on < on and task.stopped_on is None
    return ListedRow(task.pk, str(task), Localized(task.owner_label), task.due_on, Localized(words), is_late)


def page(cluster: Cluster, key: int) -> str:
    """Lead to a task."""
    return reverse("execution:task", args=[cluster.code, key])


def questions(session: Session) -> Sequence[tuple[int, str]]:
    """Return the contests that wait for the organ of a session and stand on no agenda of its."""
    free = Q(item__isnull=True) | Q(item__session__state__in=_UNDECIDED, item__continued_by__isnull=True)
    found = Contest.objects.filter(
        free, task__cluster=session.cluster, decides=f"organ:{session.organ}", answer=Answer.WAITING
    ).select_related("task")
    with translation.override(session.cluster.language):
        words = _("Whether task № %(number)s lies within the powers: %(title)s")
        return [(c.pk, words % {"number": c.task.reference, "title": c.task.title}) for c in found.order_by("pk")]


def placed(item: AgendaItem, key: int) -> None:
    """Remember on which item a contest stands."""
    Contest.objects.filter(pk=key).update(item=item)


def register() -> None:
    """Open the sessions; called once when the room starts."""
    register_opening(Opening(is_wanted, title, rows, page, questions, placed))
