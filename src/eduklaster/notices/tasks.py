"""Background jobs of the room: thin, they call a service."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from eduklaster.clusters.enums import ClusterState
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import today_in

from . import services
from .enums import Occasion, Rhythm

_AGAIN = RetryStrategy(max_attempts=6, exponential_wait=10)


@app.task(name="notices.step", retry=_AGAIN)
def step_announce(step_id: int) -> None:
    """Tell those whose turn it is."""
    services.step_announce(step_id=step_id)


@app.task(name="notices.case", retry=_AGAIN)
def case_announce(case_id: int, occasion: str) -> None:
    """Tell who is concerned by a case."""
    services.case_announce(case_id=case_id, occasion=Occasion(occasion))


@app.task(name="notices.delegation", retry=_AGAIN)
def delegation_announce(delegation_id: int) -> None:
    """Tell an alternate."""
    services.delegation_announce(delegation_id=delegation_id)


@app.task(name="notices.session", retry=_AGAIN)
def session_announce(session_id: int, occasion: str) -> None:
    """Tell the members of an organ about a session."""
    services.session_announce(session_id=session_id, occasion=Occasion(occasion))


@app.task(name="notices.proposal", retry=_AGAIN)
def proposal_announce(proposal_id: int, occasion: str) -> None:
    """Tell the author of a proposal."""
    services.proposal_announce(proposal_id=proposal_id, occasion=Occasion(occasion))


@app.task(name="notices.task", retry=_AGAIN)
def task_announce(task_id: int, occasion: str) -> None:
    """Tell who is concerned by a task."""
    services.task_announce(task_id=task_id, occasion=Occasion(occasion))


@app.task(name="notices.consultation", retry=_AGAIN)
def consultation_announce(amendment_id: int) -> None:
    """Ask those whom the charter names for recommendations."""
    services.consultation_announce(amendment_id=amendment_id)


@app.task(name="notices.recommendation", retry=_AGAIN)
def recommendation_announce(recommendation_id: int, occasion: str) -> None:
    """Tell about a recommendation or its answer."""
    services.recommendation_announce(recommendation_id=recommendation_id, occasion=Occasion(occasion))


@app.periodic(cron="20 * * * *")
@app.task(queueing_lock="notices_reminders", name="notices.reminders")
def reminders(timestamp: int) -> None:
    """Recall terms in every cluster by its own day."""
    for cluster in Cluster.objects.exclude(state=ClusterState.TERMINATED).order_by("pk"):
        services.reminders_tick(cluster, today_in(cluster))


@app.periodic(cron="0 5 * * *")
@app.task(queueing_lock="notices_daily", name="notices.daily")
def daily(timestamp: int) -> None:
    """Send the digests of the day."""
    services.digests_send(rhythm=Rhythm.DAILY)


@app.periodic(cron="0 5 * * 1")
@app.task(queueing_lock="notices_weekly", name="notices.weekly")
def weekly(timestamp: int) -> None:
    """Send the digests of the week."""
    services.digests_send(rhythm=Rhythm.WEEKLY)
