"""Declining a step with a reason, and losing a vote on one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from eduklaster.charter import chains
from eduklaster.charter.resolver import Scope
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import calendar_of
from eduklaster.journal.services import journal_write
from eduklaster.kernel import bus

from ..enums import CaseState, StepState
from ..events import CaseClosed
from ..models import Case
from ..parties import Doer, best_party, standing_for
from ..selectors import case_now, rulebook_for
from .cases import case_refresh, cases_locked
from .standing import of_standing, refusal
from .steps import StepInput, may_do


@transaction.atomic
def step_decline(*, cluster: Cluster, case_id: int, step: str, doer: Doer, on: date, reason: str) -> Case:
    """Refuse to do a step, with a reason where the charter asks for one; the case closes or goes back.

    Raises:
        ChainRefused: The step cannot be declined, not by this party, not so late, or not without a reason.
    """
    (case,) = cases_locked(cluster, [case_id])
    now = case_now(case, on)
    wanted = now.chain.step(step)
    standing = standing_for(case, wanted, doer)
    within = rulebook_for(case, on).ask("order.decline_within", on=on, scope=Scope(matter=case.matter, step=step)).value
    verdict = chains.may_decline(
        now.chain,
        now.progress,
        step,
        by=standing.party if standing else best_party(doer),
        reason=reason,
        on=on,
        calendar=calendar_of(cluster),
        within=within,
    )
    verdict = of_standing(verdict, standing, now.chain, wanted, doer)
    if not verdict.allowed:
        raise refusal(verdict, doer, cluster=cluster, case=case, step=step)
    assert standing is not None  # noqa: S101 -- of_standing has refused it
    row = now.steps[step]
    then = verdict.facts.get("then")
    row.done_on, row.done_by_id, row.note = on, doer.actor.user_id, reason.strip()
    row.done_as = doer.label_of(standing.concrete)[:300]
    if then == "back":
        after = chains.after_decline(now.chain, now.progress, step)
        for name, other in now.steps.items():
            if other.state == StepState.DONE and name not in after.done:
                other.data = {
                    **other.data,
                    "returned": [
                        *other.data.get("returned", []),
                        {"on": on.isoformat(), "reason": reason.strip()},
                    ],
                }
                other.state, other.done_on = StepState.WAITING, None
                other.save(update_fields=["state", "done_on", "data"])
        row.state, row.done_on = StepState.WAITING, None
        row.save(update_fields=["state", "done_on", "done_by", "note", "done_as"])
    else:
        row.state = StepState.DECLINED
        row.save(update_fields=["state", "done_on", "done_by", "note", "done_as"])
        case.state, case.closed_on, case.closing_reason = CaseState.DECLINED, on, reason.strip()
        case.save(update_fields=["state", "closed_on", "closing_reason"])
        bus.publish(CaseClosed(case.pk, CaseState.DECLINED, on))
    journal_write(
        chain=cluster.code,
        actor=doer.actor,
        action="step.declined",
        subject=case,
        on=on,
        rule=f"{case.matter}.{step}",
        citations=[c.as_json() for c in verdict.citations],
        facts={"step": step, "then": then},
    )
    case_refresh(case, on)
    return case


@transaction.atomic
def step_lose(
    *, cluster: Cluster, case_ids: Sequence[int], step: str, doer: Doer, on: date, data: Mapping[str, Any]
) -> None:
    """Record that an organ voted and the motion was not carried: the cases end there."""
    for case in cases_locked(cluster, case_ids):
        now, wanted, standing = may_do(case, step, doer, on, StepInput(), len(case_ids))
        row = now.steps[step]
        row.state, row.done_on, row.done_by_id = StepState.LOST, on, doer.actor.user_id
        row.done_as, row.data = doer.label_of(standing.concrete)[:300], {**row.data, **data}
        row.save(update_fields=["state", "done_on", "done_by", "done_as", "data"])
        case.state, case.closed_on = CaseState.LOST, on
        case.save(update_fields=["state", "closed_on"])
        citation = Citation.of(wanted)
        journal_write(
            chain=cluster.code,
            actor=doer.actor,
            action="step.lost",
            subject=case,
            on=on,
            rule=f"{case.matter}.{step}",
            citations=[citation.as_json()] if citation else [],
            facts={"step": step},
        )
        case_refresh(case, on)
        bus.publish(CaseClosed(case.pk, CaseState.LOST, on))
