"""Telling people: each thing once, in a letter of its own or in a digest."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from eduklaster.amendments.models import Amendment, Recommendation
from eduklaster.amendments.selectors import consultation_on
from eduklaster.charter.calendar import add_period, subtract_period
from eduklaster.charter.resolver import Scope
from eduklaster.clusters.enums import ClusterState
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import calendar_of, rulebook_of, today_in, version_in_force
from eduklaster.execution.enums import AT_WORK, Answer
from eduklaster.execution.models import Task
from eduklaster.execution.selectors import tasks_open
from eduklaster.execution.selectors.charter_days import charter_duties
from eduklaster.kernel import clock
from eduklaster.kernel.errors import InputError
from eduklaster.people.models import Person
from eduklaster.post.services import letter_put
from eduklaster.procedures.enums import StepState
from eduklaster.procedures.models import Case, CaseStep, Delegation
from eduklaster.procedures.selectors import rulebook_for, steps_waiting
from eduklaster.sessions.enums import SessionState
from eduklaster.sessions.models import Proposal, Session
from eduklaster.sessions.selectors import day_of

from .enums import CALLS, Occasion, Rhythm
from .models import Choice, Notice
from .presenters import duty_data, letter_of
from .selectors import (
    applicants,
    persons_acting,
    persons_advising,
    persons_answering,
    persons_asked,
    persons_called,
    persons_concerned,
    persons_in_turn,
    persons_proposing,
    recipient_of,
    rhythm_of,
    task_happened,
    task_party,
)

REMINDER = "reminder.before"
"""The rule of the charter that says how long before its term a step is recalled."""
STALE = timedelta(days=14)
_STATES = {
    Occasion.CONVENED: {SessionState.NOTICED},
    Occasion.MOVED: {SessionState.PLANNED},
    Occasion.CANCELLED: {SessionState.CANCELLED},
    Occasion.HELD: {SessionState.CLOSED, SessionState.SIGNED},
}
"""In which states of a session it is still true what is to be told."""


def step_announce(*, step_id: int) -> int:
    """Tell those whose turn it is; returns how many were told. Nothing when the step is no longer open.

    Where its term is over already, one letter says so at once.
    """
    row = _step(step_id)
    if row is None:
        return 0
    on = today_in(row.case.cluster)
    is_over = row.due_on is not None and row.due_on < on  # then the reminder would follow within the hour
    return _tell_all(persons_in_turn(row, on), Occasion.OVERDUE if is_over else Occasion.TURN, row)


def _step(step_id: int) -> CaseStep | None:
    rows = CaseStep.objects.select_related("case__cluster", "case__version")
    return rows.filter(pk=step_id, state=StepState.OPEN).exclude(case__cluster__state=ClusterState.TERMINATED).first()


def _tell_all(people: Iterable[Person], occasion: Occasion, row: CaseStep) -> int:
    # A step that comes back opens on another day, and an extended term is another term: both are told anew.
    when = row.opened_on if occasion == Occasion.TURN else row.due_on
    key = f"step:{row.pk}:{when}"
    return sum(_tell(p, occasion, key, row.case.cluster, case=row.case, step=row) for p in people)


def case_announce(*, case_id: int, occasion: Occasion) -> int:
    """Tell who is concerned that a case was opened or has ended; returns how many were told.

    Records of long ago, entered later, are no news: nobody is told.
    """
    case = Case.objects.select_related("cluster", "version", "opened_by").get(pk=case_id)
    on = today_in(case.cluster)
    happened = case.closed_on if occasion == Occasion.CLOSED else case.opened_on
    if happened is None or happened < on - STALE:
        return 0
    people: Iterable[Person] = (
        persons_concerned(case, on)
        if occasion == Occasion.CLOSED
        else Person.objects.filter(pk__in=applicants(case, on)).order_by("pk")
    )
    key = f"case:{case.pk}:{case.state}"
    return sum(_tell(person, occasion, key, case.cluster, case=case) for person in people)


def delegation_announce(*, delegation_id: int) -> int:
    """Tell an alternate that they may act."""
    row = Delegation.objects.select_related("person", "cluster").get(pk=delegation_id)
    if row.revoked_on is not None:
        return 0
    return _tell(row.person, Occasion.DELEGATED, f"delegation:{row.pk}", row.cluster, delegation=row)


def session_announce(*, session_id: int, occasion: Occasion) -> int:
    """Tell members and alternates that a session is called, moved, cancelled or over; returns how many were told.

    What has changed again since is told by its own notice, and what was held long ago is no news: then nobody is told.
    """
    session = Session.objects.select_related("cluster").get(pk=session_id)
    is_true = session.state in _STATES[occasion]
    is_past = (
        day_of(session) < today_in(session.cluster) - STALE
        if occasion == Occasion.HELD
        else session.starts_at < clock.now()
    )
    if not is_true or is_past:
        return 0
    key = f"session:{session.pk}:{session.version}"
    people = persons_called(session)
    return sum(_tell(person, occasion, key, session.cluster, session=session) for person in people)


def proposal_announce(*, proposal_id: int, occasion: Occasion) -> int:
    """Tell those who propose that their proposal is filed or has its answer; returns how many were told.

    Records of long ago, entered later, are no news: nobody is told.
    """
    proposal = Proposal.objects.select_related("cluster").get(pk=proposal_id)
    on = today_in(proposal.cluster)
    happened = proposal.disposed_on if occasion == Occasion.ANSWERED else proposal.filed_on
    if happened is None or happened < on - STALE:
        return 0
    key = f"proposal:{proposal.pk}:{proposal.state}:{happened}"
    people = persons_proposing(proposal, on)
    return sum(_tell(person, occasion, key, proposal.cluster, proposal=proposal) for person in people)


def task_announce(*, task_id: int, occasion: Occasion) -> int:
    """Tell whoever has a task, checks it or decides about it; returns how many were told. Nothing about old records."""
    task = Task.objects.select_related("cluster").exclude(cluster__state=ClusterState.TERMINATED).get(pk=task_id)
    on = today_in(task.cluster)
    happened = task_happened(task, occasion)
    if happened is None or happened < on - STALE:
        return 0
    # A second wish for more time on the same day is another thing to tell.
    wishes = f":{task.extensions.count()}" if occasion in {Occasion.LONGER, Occasion.EXTENDED, Occasion.KEPT} else ""
    return _tell_task(task, occasion, f"task:{task.pk}:{task.state}:{task.due_on}:{happened}{wishes}", on)


def _tell_task(task: Task, occasion: Occasion, key: str, on: date) -> int:
    people = persons_acting(task.cluster, task_party(task, occasion), on)
    return sum(_tell(person, occasion, key, task.cluster, task=task) for person in people)


def consultation_announce(*, amendment_id: int) -> int:
    """Ask everybody whom the charter names for recommendations; returns how many were told. Nothing once it is over."""
    amendment = Amendment.objects.select_related("cluster", "case__version", "case__cluster").get(pk=amendment_id)
    on = today_in(amendment.cluster)
    consultation = consultation_on(amendment.case, on)
    if consultation is None or not consultation.is_open_on(on):
        return 0
    key = f"amendment:{amendment.pk}:{consultation.first}"
    people = persons_asked(amendment, on)
    return sum(_tell(person, Occasion.CONSULTED, key, amendment.cluster, amendment=amendment) for person in people)


def recommendation_announce(*, recommendation_id: int, occasion: Occasion) -> int:
    """Tell those who answer that a recommendation is filed, or whoever gave it that it has its answer; returns how many.

    Records of long ago, entered later, are no news: nobody is told.
    """
    row = Recommendation.objects.select_related("amendment__cluster", "amendment__case__opened_by").get(
        pk=recommendation_id
    )
    cluster = row.amendment.cluster
    on = today_in(cluster)
    happened = row.answered_on if occasion == Occasion.REPLIED else row.filed_on
    if happened is None or happened < on - STALE:
        return 0
    people = persons_advising(row, on) if occasion == Occasion.REPLIED else persons_answering(row.amendment, on)
    key = f"recommendation:{row.pk}:{happened}:{row.answer}"
    return sum(_tell(person, occasion, key, cluster, recommendation=row) for person in people)


@transaction.atomic
def _tell(person: Person, occasion: Occasion, subject: str, cluster: Cluster, **about: Model | dict[str, Any]) -> int:
    """Note one thing for one person, once; `about` names what it is about, by the columns of a notice."""
    rhythm = Rhythm.AT_ONCE if occasion in CALLS else rhythm_of(person.pk)
    to = recipient_of(person, cluster)
    if rhythm == Rhythm.NEVER or to is None:
        return 0
    key = f"{person.pk}:{subject}:{occasion}"
    defaults = {"person": person, "occasion": occasion, "made_at": clock.now(), **about}
    notice, is_new = Notice.objects.get_or_create(key=key, defaults=defaults)
    if is_new and rhythm == Rhythm.AT_ONCE:
        _settle([notice], letter_put(draft=letter_of(f"notice:{key}", [notice], to)).pk)
    return int(is_new)


def _settle(notices: Iterable[Notice], letter_id: int | None) -> None:
    ids = [notice.pk for notice in notices]
    Notice.objects.filter(pk__in=ids).update(settled_at=clock.now(), letter_id=letter_id)


def reminders_tick(cluster: Cluster, on: date) -> int:
    """Recall the steps, tasks and days of the charter of a cluster whose term is near or over; returns how many people were told. Safe to repeat."""
    told = 0
    calendar = calendar_of(cluster)
    for row in steps_waiting(cluster, on).filter(due_on__isnull=False).select_related("case__cluster", "case__version"):
        assert row.due_on is not None  # noqa: S101 -- filtered above
        period = rulebook_for(row.case, on).ask(REMINDER, on=on, scope=Scope(matter=row.case.matter, step=row.step))
        if on > row.due_on:
            occasion = Occasion.OVERDUE
        elif on >= subtract_period(row.due_on, period.value, calendar):
            occasion = Occasion.SOON
        else:
            continue
        told += _tell_all(persons_in_turn(row, on), occasion, row)
    return told + _tasks_recalled(cluster, on) + _duties_recalled(cluster, on)


def _duties_recalled(cluster: Cluster, on: date) -> int:
    """Recall what the charter itself obliges somebody to, each day once to each who acts for the party."""
    if version_in_force(cluster, on) is None:
        return 0
    period = rulebook_of(cluster, on).ask(REMINDER, on=on).value
    told = 0
    for row in charter_duties(cluster, on, on, add_period(on, period, calendar_of(cluster))):
        duty = duty_data(row, cluster, on)
        for party in row.parties:
            if party.startswith(("office:", "chair:", "organ:")):
                key = f"duty:{row.key}:{row.when}"
                people = persons_acting(cluster, party, on)
                told += sum(_tell(person, Occasion.DUTY, key, cluster, duty=duty) for person in people)
    return told


def _tasks_recalled(cluster: Cluster, on: date) -> int:
    """Recall the tasks whose term is near or over to whoever has them."""
    told, calendar = 0, calendar_of(cluster)
    rulebook = rulebook_of(cluster, on)
    for task in tasks_open(cluster).filter(state__in=AT_WORK):
        period = rulebook.ask(REMINDER, on=on, scope=Scope(organ=task.organ))
        if on > task.due_on:
            occasion = Occasion.OVERDUE
        elif on >= subtract_period(task.due_on, period.value, calendar):
            occasion = Occasion.SOON
        else:
            continue
        told += _tell_task(task, occasion, f"task:{task.pk}:{task.due_on}", on)
    return told


def digests_send(*, rhythm: Rhythm) -> int:
    """Send everybody with a rhythm one letter about what has gathered; returns how many letters. Safe to repeat.

    What is no longer true (a step or task that is done meanwhile) is left out.
    """
    people = Choice.objects.filter(rhythm=rhythm, person__in=Notice.objects.filter(settled_at=None).values("person"))
    return sum(_digest(choice) for choice in people.select_related("person").order_by("person_id"))


@transaction.atomic
def _digest(choice: Choice) -> int:
    rows = list(
        Notice.objects.select_for_update(of=("self",))
        .filter(person=choice.person, settled_at=None)
        .select_related(
            "case__cluster",
            "case__version",
            "step",
            "delegation__cluster",
            "session__cluster",
            "proposal__cluster",
            "task__cluster",
            "amendment__cluster",
            "amendment__case__version",
            "recommendation__amendment__cluster",
        )
        .order_by("made_at", "pk")
    )
    fresh = [row for row in rows if _is_true_still(row)]
    to = recipient_of(choice.person, None)
    letter_id = None
    if fresh and to is not None:
        key = f"digest:{choice.person_id}:{fresh[0].pk}"  # what was gathered before is settled already
        letter_id = letter_put(draft=letter_of(key, fresh, to)).pk
    _settle(fresh, letter_id)
    _settle([row for row in rows if row not in fresh], None)
    return int(letter_id is not None)


def _is_true_still(row: Notice) -> bool:
    if row.task is not None and row.occasion in {Occasion.GIVEN, Occasion.SOON, Occasion.OVERDUE}:
        return row.task.state in AT_WORK
    if row.task is not None and row.occasion == Occasion.LONGER:
        return row.task.extensions.filter(answer=Answer.WAITING).exists()
    return row.step is None or row.step.state == StepState.OPEN


@transaction.atomic
def rhythm_set(*, person: Person, rhythm: str) -> Choice:
    """Remember how often a person wants letters about work. Letters about the account itself and calls to
    sessions come in any case.

    Raises:
        InputError: There is no such rhythm.
    """
    if rhythm not in Rhythm.values:
        raise InputError("notices.rhythm", _("Choose how often letters come."), field="rhythm")
    choice, _is_new = Choice.objects.update_or_create(
        person=person, defaults={"rhythm": rhythm, "changed_at": clock.now()}
    )
    if rhythm == Rhythm.AT_ONCE:
        _digest(choice)
    elif rhythm == Rhythm.NEVER:
        _settle(Notice.objects.filter(person=person, settled_at=None), None)
    return choice
