"""The steps of a case: taken or declined."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Router

from eduklaster.charter.schema import Range, Step
from eduklaster.kernel.errors import InputError, NotFound
from eduklaster.kernel.text import Localized
from eduklaster.people.access import require_signed_in
from eduklaster.procedures.access import doer_of
from eduklaster.procedures.models import Case
from eduklaster.procedures.parties import standing_for
from eduklaster.procedures.registry import recorded_facts, step_page
from eduklaster.procedures.selectors import chain_for
from eduklaster.procedures.services import StepInput, step_decline, step_do

from ..contract import operation
from ..inputs import ActText, Code, Day, Fact, Flag, Heading, In, Note, PathId
from .cases import CaseCard, card, visible
from .common import at

router = Router(tags=["cases"])


class StepIn(In):
    """A step that is done."""

    model_config = In.model_config | {
        "json_schema_extra": {"examples": [{"act_title": "Про вступ ліцею № 5", "act_text": "Прийняти ліцей № 5."}]}
    }

    on: Day | None = None
    """Date of the step; without it today in the cluster."""
    note: Note = ""
    """A note; the secretary, who records somebody else's paper, says here which."""
    act_title: Heading | None = None
    """Heading of the act that the step issues; without it the title of the case."""
    act_text: ActText = ""
    """Text of the act."""
    facts: dict[Code, Flag | Fact] = {}
    """Facts that the charter asks for at this step: confirmations and numbers."""


class DeclineIn(In):
    """A step that is declined."""

    model_config = In.model_config | {"json_schema_extra": {"examples": [{"reason": "Бракує згоди засновника."}]}}

    reason: Note
    """Why; everybody who follows the case reads it."""
    on: Day | None = None
    """Date; without it today in the cluster."""


def _step(row: Case, name: str) -> Step:
    try:
        return chain_for(row).step(name)
    except KeyError:
        raise NotFound from None


def _facts(row: Case, step: Step, given: dict[str, bool | int], on: date) -> dict[str, bool | int]:
    """Return the facts that a step asks for, as its form does; one that it does not ask for is refused."""
    recorded = recorded_facts(row, on)
    wanted = {one.fact: one for one in step.needs if one.fact not in recorded}
    for name, value in given.items():
        asked = wanted.get(name)
        if asked is None:
            raise InputError("step.fact", _("This step asks for no such fact."), field=f"facts.{name}"[:100])
        if isinstance(value, bool) == isinstance(asked.must_be, Range):
            raise InputError("step.fact_kind", _("This fact is of another kind."), field=f"facts.{name}"[:100])
    return {name: value for name, value in given.items() if value is not False}


@operation(router, "post", "/clusters/{cluster}/cases/{case}/steps/{step}", CaseCard)
def take_step(request: HttpRequest, cluster: Code, case: PathId, step: Code, body: StepIn) -> CaseCard:
    """Take a step of a case: file, sign, approve, issue the order.

    Signing an act is taking the step that issues it. A vote by roll call is recorded with `recordRollCall`, an election
    opened with `openElection`. A refusal names clause or default and stays in the history of the case.
    """
    found, viewer = at(request, cluster)
    require_signed_in(viewer)
    row = visible(found, viewer, case)
    wanted = _step(row, step)
    if step_page(wanted.kind):
        raise InputError("step.own_page", _("This step is taken on a page of its own."), field="step")
    doer = doer_of(viewer)
    standing = standing_for(row, wanted, doer)
    is_own = wanted.produces != "none" and standing is not None and not standing.on_paper
    given = StepInput(
        note=body.note,
        facts=_facts(row, wanted, body.facts, viewer.on) if standing else {},
        act_title=Localized.same(body.act_title) if body.act_title and wanted.produces != "none" else None,
        act_text=body.act_text if wanted.produces != "none" else "",
        signed_by_id=viewer.person_id if is_own else None,
    )
    step_do(cluster=found, case_ids=[row.pk], step=step, doer=doer, on=body.on or viewer.on, given=given)
    return card(visible(found, viewer, case), viewer)


@operation(router, "post", "/clusters/{cluster}/cases/{case}/steps/{step}/declination", CaseCard)
def decline_step(request: HttpRequest, cluster: Code, case: PathId, step: Code, body: DeclineIn) -> CaseCard:
    """Decline a step, such as signing an order, with the reason."""
    found, viewer = at(request, cluster)
    require_signed_in(viewer)
    row = visible(found, viewer, case)
    _step(row, step)
    step_decline(
        cluster=found,
        case_id=row.pk,
        step=step,
        doer=doer_of(viewer),
        on=body.on or viewer.on,
        reason=body.reason,
    )
    return card(visible(found, viewer, case), viewer)
