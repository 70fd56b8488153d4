"""Doing the steps of cases; the last act brings the effect about."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from eduklaster.charter import chains
from eduklaster.charter.schema import Step
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import calendar_of
from eduklaster.journal.services import Actor, journal_write
from eduklaster.kernel import bus
from eduklaster.kernel.errors import InputError
from eduklaster.kernel.text import Localized

from ..enums import ActKind, CaseState, StepState
from ..errors import PaperNoteMissing
from ..events import CaseClosed, StepDone
from ..models import Act, Case, CaseStep
from ..parties import Doer, Standing
from ..registry import Effect, effects_of, recorded_facts
from ..selectors import CaseNow, case_now, chain_for, charter_for
from .acts import ActDraft, act_register
from .cases import batch_title, case_refresh, cases_locked
from .marks import close_collective, signatures_of
from .standing import permitted


@dataclass(frozen=True, slots=True)
class StepInput:
    """What somebody brings to a step. `cites` are steps whose acts the new act rests on; None: all that the chain asks."""

    note: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    cites: Collection[str] | None = None
    act_title: Localized | None = None
    act_text: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    signed_by_id: int | None = None


@transaction.atomic
def step_do(
    *,
    cluster: Cluster,
    case_ids: Sequence[int],
    step: str,
    doer: Doer,
    on: date,
    given: StepInput = StepInput(),
) -> list[Case]:
    """Do one step of one case, or of several by one act where the charter allows a batch.

    The act, if the step issues one, cites the acts it rests on. The act that ends the chain brings the effect about, once.

    Raises:
        ChainRefused: Not this party, not yet, a missing basis, a missing fact: the verdict names the clause.
        PaperNoteMissing: The secretary records somebody else's paper and does not say which.
    """
    cases = cases_locked(cluster, case_ids)
    basis: list[Act] = []
    prepared: list[tuple[Case, CaseNow, Step, Standing]] = []
    for case in cases:
        now, wanted, standing = may_do(case, step, doer, on, given, len(cases))
        cited = given.cites if given.cites is not None else wanted.basis
        basis += [act for b in cited if b in now.steps and (act := now.steps[b].act) is not None]
        prepared.append((case, now, wanted, standing))
    if len({c.matter for c in cases}) > 1:
        raise InputError("case.mixed", _("One act can serve only cases of one matter."))
    _case, _now, wanted, standing = prepared[0]
    act = _issue(cases, wanted, standing, doer, on, given, basis) if wanted.produces != "none" else None
    for case, _now, case_step, case_standing in prepared:
        _record(case, case_step, case_standing, doer, on, given, act)
        _advance(case, on, doer.actor)
    return cases


def may_do(
    case: Case, step: str, doer: Doer, on: date, given: StepInput, number: int
) -> tuple[CaseNow, Step, Standing]:
    """Return the case as it stands, the step and who does it, with what was entered kept; refuse where it may not be done now."""
    now = case_now(case, on)
    try:
        wanted = now.chain.step(step)
    except KeyError:
        raise InputError("step.unknown", _("This case has no such step.")) from None
    if close_collective(now, wanted, on):
        now = case_now(case, on)
    cites = set(given.cites) if given.cites is not None else set(wanted.basis)
    with_acts = {b for b in cites if b in now.steps and (now.steps[b].act_id or now.steps[b].state == StepState.DONE)}
    recorded = recorded_facts(case, on)
    entered = {name: value for name, value in given.facts.items() if name not in recorded}
    marks = signatures_of(case, now, wanted)
    standing = permitted(case, now, wanted, doer, on, cites=with_acts, facts=entered, cases=number, **marks)
    if standing.on_paper and not given.note.strip():
        raise PaperNoteMissing
    if entered:
        case.facts = {**case.facts, **entered}
        case.save(update_fields=["facts"])
    return now, wanted, standing


def party_label(case: Case, party: str) -> Localized:
    """Return a concrete party in words, from the charter's names of organs, offices and bodies."""
    charter = charter_for(case)
    head, _sep, name = party.partition(":")
    source: Any = None
    if head in {"organ", "chair", "member"}:
        source = charter.organs.get(name)
    elif head == "office":
        source = charter.offices.get(name)
    elif head == "body":
        source = charter.bodies.get(name)
    return (
        Localized(source.name.model_dump())
        if source
        else Localized.same(case.opened_as if party in {"author", "applicant"} else party)
    )


def _issue(
    cases: Sequence[Case],
    step: Step,
    standing: Standing,
    doer: Doer,
    on: date,
    given: StepInput,
    basis: list[Act],
) -> Act:
    case = cases[0]
    issuer = (
        standing.concrete
        if standing.concrete.split(":")[0] in {"office", "organ", "participant", "founder"}
        else standing.party
    )
    if issuer.startswith("chair:"):
        issuer = f"organ:{issuer.partition(':')[2]}"
    label = party_label(case, issuer) if ":" in standing.party else Localized.same(doer.label_of(standing.concrete))
    citation = Citation.of(step)
    is_effect = chains.effect_step(chain_for(case), case_now(case, on).progress).id == step.id
    draft = ActDraft(
        kind=step.produces,
        issuer=issuer,
        issuer_label=label,
        title=given.act_title or batch_title(cases),
        on=on,
        text=given.act_text,
        effective_on=on if is_effect else None,
        is_binding=step.produces not in {ActKind.RECOMMENDATION, ActKind.SUBMISSION},
        is_public=case.is_open_to_all,
        citations=[citation.as_json()] if citation else [],
        data=dict(given.data),
        signed_by_id=given.signed_by_id,
    )
    return act_register(cluster=case.cluster, draft=draft, actor=doer.actor, basis=basis)


def _record(
    case: Case, step: Step, standing: Standing, doer: Doer, on: date, given: StepInput, act: Act | None
) -> None:
    row = CaseStep.objects.select_for_update().get(case=case, step=step.id)
    row.state, row.done_on, row.done_by_id, row.act = StepState.DONE, on, doer.actor.user_id, act
    row.done_as = doer.label_of(standing.concrete)[:300]
    row.note = given.note.strip()
    row.data = {
        **row.data,
        **given.data,
        "party": standing.party,
        "concrete": standing.concrete,
        "on_paper": standing.on_paper,
    }
    row.save(update_fields=["state", "done_on", "done_by", "act", "done_as", "note", "data"])
    citation = Citation.of(step)
    journal_write(
        chain=case.cluster.code,
        actor=doer.actor,
        action="step.done",
        subject=case,
        on=on,
        rule=f"{case.matter}.{step.id}",
        citations=[citation.as_json()] if citation else [],
        facts={"step": step.id, "party": standing.party, "on_paper": standing.on_paper, "act": act.pk if act else None},
    )
    bus.publish(StepDone(case.pk, row.pk))


def _advance(case: Case, on: date, actor: Actor) -> None:
    """Apply the effect if the chain has reached it, then open what follows."""
    now = case_now(case, on)
    if case.effective_on is None and chains.is_effective(
        now.chain, now.progress, on=on, calendar=calendar_of(case.cluster)
    ):
        row = now.steps[chains.effect_step(now.chain, now.progress).id]
        case.effective_on, case.state, case.closed_on = row.done_on, CaseState.EFFECTIVE, on
        case.save(update_fields=["effective_on", "state", "closed_on"])
        for handler in effects_of(case.kind):
            handler(Effect(case, row.act, row.done_on or on, actor))
        journal_write(
            chain=case.cluster.code,
            actor=actor,
            action="case.effective",
            subject=case,
            on=on,
            rule=case.matter,
            citations=row.act.citations if row.act else [],
            facts={"kind": case.kind, "act": row.act_id},
        )
        bus.publish(CaseClosed(case.pk, CaseState.EFFECTIVE, on))
    case_refresh(case, on)
