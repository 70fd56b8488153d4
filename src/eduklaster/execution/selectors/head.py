"""What the records say about a period: decisions, tasks, sessions, admissions and leavings; who reports to whom."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, F, Q

from eduklaster.charter.matters import resolve_party
from eduklaster.charter.schema import Charter
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.models import Cluster
from eduklaster.membership.models import Participant
from eduklaster.procedures.enums import ActState
from eduklaster.procedures.models import Act, Case
from eduklaster.sessions.enums import SessionState
from eduklaster.sessions.models import Session

from ..enums import AT_WORK, OPEN, TaskState
from ..models import Task

_HELD = (SessionState.OPEN, SessionState.CLOSED, SessionState.SIGNED)


def reporter_of(charter: Charter) -> tuple[str, str, list[dict[str, str]]]:
    """Return who reports, to whom, and by which clauses: the executive to whom the charter names, else to who appoints it.

    Where the charter names neither, the approving office hears the report, else the main organ.
    """
    main = f"organ:{charter.roles.main_organ}"
    author = charter.roles.executive or f"chair:{charter.roles.main_organ}"
    head, _sep, name = author.partition(":")
    if head == "organ":
        author = f"chair:{name}"
    office = charter.offices.get(name) if head == "office" else None
    wanted = (office.reports_to or office.appointed_by) if office else None
    addressee = resolve_party(charter, wanted or "approving_office") or main
    citation = Citation.of(office) if office else None
    return author, addressee, [citation.as_json()] if citation else []


def matter_of_report(charter: Charter) -> str:
    """Return the matter by which reports are handed in."""
    return next((name for name, matter in charter.matters.items() if matter.kind == "report"), "report")


def figures_of(cluster: Cluster, since: date, until: date) -> dict[str, Any]:
    """Return the figures of a period as plain data.

    `acts`: kind → number. `cases`: taken effect. `tasks`: state → number of those given in the period or open in it;
    `overdue`, `late`: open past their term, done after it. `sessions`: organ → held, without quorum. `admitted`, `left`.
    """
    span = (since, until)
    acts = Act.objects.filter(cluster=cluster, on__range=span).exclude(state=ActState.DRAFT)
    tasks = Task.objects.filter(cluster=cluster, set_on__lte=until).filter(Q(closed_on=None) | Q(closed_on__gte=since))
    waits = Q(state__in=[*AT_WORK, TaskState.REPORTED], due_on__lt=until)
    sessions = Session.objects.filter(cluster=cluster, starts_at__date__range=span)
    members = Participant.objects.filter(cluster=cluster)
    by_organ: dict[str, dict[str, int]] = {}
    for organ, state in sessions.values_list("organ", "state"):
        row = by_organ.setdefault(organ, {"held": 0, "failed": 0})
        row["held"] += state in _HELD
        row["failed"] += state == SessionState.FAILED
    return {
        "acts": dict(acts.values_list("kind").annotate(count=Count("pk")).order_by("kind")),
        "cases": Case.objects.filter(cluster=cluster, effective_on__range=span).count(),
        "tasks": dict(tasks.values_list("state").annotate(count=Count("pk")).order_by("state")),
        "given": tasks.filter(set_on__range=span).count(),
        "open": tasks.filter(state__in=OPEN).count(),
        "overdue": tasks.filter(waits).count(),
        "late": tasks.filter(state=TaskState.ACCEPTED, closed_on__gt=F("due_on")).count(),
        "sessions": by_organ,
        "admitted": members.filter(joined_on__range=span).count(),
        "left": members.filter(left_on__range=span).count(),
        "members": members.filter(joined_on__lte=until).filter(Q(left_on=None) | Q(left_on__gt=until)).count(),
    }
