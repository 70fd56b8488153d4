"""What stands in whose calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from django.core.signing import BadSignature, Signer
from django.db.models import Max, Prefetch, Q, QuerySet
from django.utils.translation import override

from eduklaster.charter.schema import Charter
from eduklaster.clusters.enums import ClusterState
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import charter_of, published, today_in, version_governing
from eduklaster.execution.access import parties_with_seats
from eduklaster.execution.models import Task
from eduklaster.execution.selectors import waiting_for_me
from eduklaster.execution.selectors.charter_days import charter_duties_of
from eduklaster.journal.selectors import changes_of
from eduklaster.kernel import clock
from eduklaster.people.models import Person, User
from eduklaster.procedures.access import doer_for
from eduklaster.procedures.models import CaseStep
from eduklaster.procedures.parties import Doer, is_turn_of
from eduklaster.procedures.selectors import chain_for, steps_waiting
from eduklaster.sessions.models import AgendaItem, Session
from eduklaster.sessions.presenters import agenda_told
from eduklaster.sessions.selectors import announced

from .maker import Appointment
from .models import Subscription
from .presenters import duty_appointment, session_appointment, task_appointment, term_appointment
from .registry import public_page

KEPT = timedelta(days=366)
"""How long what is over stays in a feed."""
_SIGNER = Signer(salt="eduklaster.calendars", sep=".")
_MOST_STEPS = 400


def token_of(subscription: Subscription) -> str:
    """Return the secret part of a feed's address: who has only the database cannot make it."""
    return _SIGNER.sign(subscription.secret)


def account_of_token(token: str) -> tuple[Subscription, User] | None:
    """Return whose feed an address opens; None where it was revoked, the account is closed, or it was never ours."""
    try:
        secret = _SIGNER.unsign(token)
    except BadSignature:
        return None
    found = Subscription.objects.select_related("person").filter(secret=secret).first()
    account = User.objects.filter(person=found.person, is_active=True).first() if found else None
    return (found, account) if found and account else None


def subscription_of(person_id: int) -> Subscription | None:
    """Return the feed of a person, if they have made one."""
    return Subscription.objects.filter(person_id=person_id).first()


def sessions_announced(cluster: Cluster) -> QuerySet[Session]:
    """Return the sessions that everybody may know of: announced ones, the cancelled among them, of the last year and to come.

    None where the cluster does not publish what concerns its organs (`publication.scope`).
    """
    rows = announced(cluster)
    if "organs" not in published(cluster, today_in(cluster)):
        return rows.none()
    return rows.filter(starts_at__gte=clock.now() - KEPT).order_by("starts_at", "pk")


def sessions_calling(person: Person) -> QuerySet[Session]:
    """Return the sessions to which somebody was ever called, each with `is_called`: whether the last call was to them too."""
    mine = Max("deliveries__version", filter=Q(deliveries__person=person))
    return (
        Session.objects.filter(starts_at__gte=clock.now() - KEPT)
        .annotate(called=mine, last=Max("deliveries__version"))
        .filter(called__isnull=False)
        .select_related("cluster")
        .order_by("starts_at", "pk")
    )


def terms_of(doer: Doer, cluster: Cluster) -> Iterator[CaseStep]:
    """Yield the open steps with a term that wait for somebody in a cluster, the most urgent first."""
    rows = steps_waiting(cluster, today_in(cluster)).filter(due_on__isnull=False)
    rows = rows.select_related("case__version", "case__cluster").prefetch_related("marks")
    for row in rows[:_MOST_STEPS]:
        marked = {mark.party for mark in row.marks.all()}
        if is_turn_of(row.case, chain_for(row.case).step(row.step), doer, marked):
            yield row


def tasks_of(doer: Doer, cluster: Cluster) -> list[Task]:
    """Return the tasks that somebody has to do; whose report they check has no day of its own."""
    parties = parties_with_seats(cluster, doer, today_in(cluster))
    return [row.task for row in waiting_for_me(cluster, parties, set()) if row.why == "do"]


def duties_of(doer: Doer, cluster: Cluster) -> Iterator[Appointment]:
    """Yield the days of the coming year by which the charter obliges somebody, or an organ that they speak for."""
    on = today_in(cluster)
    version = version_governing(cluster, on)
    charter = charter_of(version).charter
    changed_at, _number = _since(version.effective_from or on)
    for row in charter_duties_of(cluster, doer, on, on + KEPT):
        yield duty_appointment(row, cluster, charter, changed_at)


def personal_feed(person: Person, language: str) -> list[Appointment]:
    """Return what stands in somebody's own calendar, in their language."""
    with override(language):
        found = list(_sessions(sessions_calling(person), is_own=True))
        for cluster in Cluster.objects.exclude(state=ClusterState.TERMINATED).order_by("code"):
            doer = doer_for(person, cluster, today_in(cluster))
            steps, tasks = list(terms_of(doer, cluster)), tasks_of(doer, cluster)
            cases = changes_of(cluster.code, "procedures.case", {row.case_id for row in steps}) if steps else {}
            given = changes_of(cluster.code, "execution.task", {row.pk for row in tasks}) if tasks else {}
            for row in steps:
                found.append(term_appointment(row, *cases.get(str(row.case_id), _since(row.case.opened_on))))
            for task in tasks:
                found.append(task_appointment(task, *given.get(str(task.pk), _since(task.set_on))))
            found += duties_of(doer, cluster)
        return found


def _since(day: date) -> tuple[datetime, int]:
    return datetime.combine(day, time(), UTC), 0


def cluster_feed(cluster: Cluster) -> list[Appointment]:
    """Return the announced sessions of a cluster as everybody may know of them, in the cluster's language."""
    with override(cluster.language):
        return list(_sessions(sessions_announced(cluster), is_own=False))


def _sessions(rows: QuerySet[Session], *, is_own: bool) -> Iterator[Appointment]:
    if is_own:
        items = AgendaItem.objects.select_related("case__version", "proposal").order_by("position", "pk")
        rows = rows.prefetch_related(Prefetch("items", items))
    sessions = list(rows)
    changes: dict[tuple[int, str], datetime] = {}
    charters: dict[int, Charter] = {}
    for cluster in {row.cluster_id: row.cluster for row in sessions}.values():
        ids = [row.pk for row in sessions if row.cluster_id == cluster.pk]
        for key, (at, _number) in changes_of(cluster.code, "organ_sessions.session", ids).items():
            changes[cluster.pk, key] = at
        charters[cluster.pk] = charter_of(version_governing(cluster, today_in(cluster))).charter
    for row in sessions:
        changed_at = changes.get((row.cluster_id, str(row.pk)), row.created_at)
        charter = charters[row.cluster_id]
        is_called = not is_own or row.called == row.last  # type: ignore[attr-defined]
        if is_own:
            agenda = agenda_told(row.items.all()) if is_called else []
            yield session_appointment(row, charter, changed_at=changed_at, agenda=agenda, is_called=is_called)
        else:
            yield session_appointment(row, charter, changed_at=changed_at, page=public_page())
