"""A longer term: asked for by the owner, granted by whoever gave the task."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.kernel import bus
from eduklaster.kernel.errors import InputError, StateError
from eduklaster.procedures.parties import Doer

from ..access import require_owner, require_setter
from ..enums import AT_WORK, Answer
from ..events import ExtensionAnswered, ExtensionAsked
from ..models import Extension
from .common import task_locked, written


@transaction.atomic
def extension_ask(*, cluster: Cluster, task_id: int, until: date, reason: str, doer: Doer, on: date) -> Extension:
    """Ask for a later day. One wish at a time.

    Raises:
        InputError: No reason, or a day that is not later than the term and today.
        StateError: A wish waits for its answer already.
    """
    task = task_locked(cluster, task_id, *AT_WORK)
    require_owner(task, doer, on)
    if task.extensions.filter(answer=Answer.WAITING).exists():
        raise StateError("task.extension_waits", _("A longer term is asked for already; wait for the answer."))
    if not reason.strip():
        raise InputError("task.extension_reason", _("Say why more time is needed."), field="reason")
    if until <= max(task.due_on, on):
        raise InputError("task.extension_day", _("Choose a day after the present term."), field="until")
    row = Extension.objects.create(task=task, asked_on=on, before=task.due_on, until=until, reason=reason.strip())
    written(task, doer, "extension_asked", on, extension=row.pk, until=until, reason=row.reason)
    bus.publish(ExtensionAsked(task.pk))
    return row


@transaction.atomic
def extension_answer(*, cluster: Cluster, task_id: int, is_granted: bool, note: str, doer: Doer, on: date) -> Extension:
    """Grant a longer term, or decline it with the reason.

    Raises:
        StateError: Nothing is asked.
        InputError: A refusal without a reason.
    """
    task = task_locked(cluster, task_id, *AT_WORK)
    require_setter(task, doer, rulebook_of(cluster, on).charter)
    row = task.extensions.select_for_update().filter(answer=Answer.WAITING).first()
    if row is None:
        raise StateError("task.extension_none", _("No longer term is asked for."))
    if not is_granted and not note.strip():
        raise InputError("task.extension_note", _("Say why the term stays."), field="note")
    row.answer, row.note, row.answered_on = Answer.YES if is_granted else Answer.NO, note.strip(), on
    row.save(update_fields=["answer", "note", "answered_on"])
    if is_granted:
        task.due_on = max(task.due_on, row.until)
        task.save(update_fields=["due_on"])
    action = "extended" if is_granted else "extension_declined"
    written(task, doer, action, on, extension=row.pk, before=row.before, note=row.note)
    bus.publish(ExtensionAnswered(task.pk, is_granted))
    return row
