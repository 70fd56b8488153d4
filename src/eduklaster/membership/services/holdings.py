"""Accounts and property that serve the cluster, each with the organisation that holds it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import get_language

from eduklaster.charter.messages import say
from eduklaster.charter.verdicts import Citation, Verdict
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.clusters.services import cluster_lock
from eduklaster.journal.services import Actor, journal_write
from eduklaster.kernel.errors import RuleRefusal
from eduklaster.people.models import Organisation

from ..models import Holding


def cluster_owns_nothing(cluster: Cluster, on: date) -> Verdict:
    """Return the refusal for whoever would make the cluster an owner, with the charter's clause or the default."""
    resolved = rulebook_of(cluster, on).ask("cluster.legal_person", on=on)
    citation = Citation.of(resolved)
    return Verdict(False, "cluster.owns_nothing", (citation,) if citation else (), {}, (resolved,))


@transaction.atomic
def holding_record(
    *,
    cluster: Cluster,
    kind: str,
    name: str,
    holder: Organisation | None,
    on: date,
    actor: Actor,
    value: Any = None,
    currency: str = "",
    note: str = "",
) -> Holding:
    """Record an account or property that serves the cluster, with the organisation that holds it.

    Raises:
        RuleRefusal: No holder is named: the cluster itself owns nothing; the clause is cited.
    """
    if holder is None:
        verdict = cluster_owns_nothing(cluster, on)
        raise RuleRefusal(verdict, say(verdict, (get_language() or cluster.language)[:2]))
    cluster_lock(cluster)
    row = Holding.objects.create(
        cluster=cluster,
        kind=kind,
        name=name,
        holder=holder,
        value=value,
        currency=currency,
        note=note,
        recorded_on=on,
    )
    journal_write(
        chain=cluster.code, actor=actor, action="holding.recorded", subject=row, on=on, facts={"holder": holder.pk}
    )
    return row
