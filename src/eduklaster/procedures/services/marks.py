"""Steps that several do, each its own part: a mark for each, and the end of such a step."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from eduklaster.charter import chains
from eduklaster.charter.schema import Step
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.models import Cluster
from eduklaster.journal.services import journal_write
from eduklaster.kernel.errors import StateError

from ..enums import StepState
from ..models import Case, StepMark
from ..parties import Doer
from ..selectors import CaseNow, case_now, rulebook_for
from .cases import cases_locked
from .standing import permitted

_MULTI = {"founders", "participants"}
"""Parties each of whom does its part; see `step_mark`."""


def signatures_of(case: Case, now: CaseNow, step: Step) -> dict[str, Any]:
    """Return the number of signatures behind a step that ends a collective one, for the founding minimum."""
    collective = [
        s for s in now.chain.steps if s.id in (step.after or now.chain.predecessors(step)) and _is_collective(s)
    ]
    if not collective and not step.at_least:
        return {}
    count = StepMark.objects.filter(step__case=case, step__step__in=[s.id for s in collective] or [step.id]).count()
    least = None
    if case.kind == "found" and collective:
        least = rulebook_for(case, case.opened_on).ask("founding.minimum", on=case.opened_on).value
    return {"signatures": count, "least": least}


def close_collective(now: CaseNow, wanted: Step, on: date) -> bool:
    """End the open steps before `wanted` in which several have done their part; whether enough did is asked after."""
    closed = False
    for before in chains.required_before(now.chain, now.progress, wanted):
        row = now.steps[before.id]
        if _is_collective(before) and row.state == StepState.OPEN and row.marks.exists():
            last = row.marks.order_by("-on").values_list("on", flat=True)[0]
            row.state, row.done_on, row.data = StepState.DONE, min(last, on), {**row.data, "marks": row.marks.count()}
            row.save(update_fields=["state", "done_on", "data"])
            closed = True
    return closed


def _is_collective(step: Step) -> bool:
    return all(party in _MULTI for party in (step.by if isinstance(step.by, list) else [step.by]))


@transaction.atomic
def step_mark(
    *,
    cluster: Cluster,
    case_id: int,
    step: str,
    party: str,
    label: str,
    doer: Doer,
    on: date,
    facts: Mapping[str, Any] | None = None,
    data: Mapping[str, Any] | None = None,
) -> StepMark:
    """Record one party's part in a step that several do: a founder's signature, a party's signature of an agreement.

    `facts` are facts of this party (`authority_document`); they are checked against the step's `needs`.

    Raises:
        ChainRefused: The step is not open, a fact is missing, or the party is none of those who are to do it.
        StateError: The party has done it already.
    """
    (case,) = cases_locked(cluster, [case_id])
    now = case_now(case, on)
    wanted = now.chain.step(step)
    permitted(case, now, wanted, doer, on, label=label, facts=dict(facts or {}))
    row = now.steps[step]
    if StepMark.objects.filter(step=row, party=party).exists():
        raise StateError("step.marked", _("This has been recorded already."))
    mark = StepMark.objects.create(
        step=row, party=party, label=label[:300], on=on, by_id=doer.actor.user_id, data=dict(data or {})
    )
    citation = Citation.of(wanted)
    journal_write(
        chain=cluster.code,
        actor=doer.actor,
        action="step.marked",
        subject=case,
        on=on,
        rule=f"{case.matter}.{step}",
        citations=[citation.as_json()] if citation else [],
        facts={"step": step, "party": party},
    )
    return mark
