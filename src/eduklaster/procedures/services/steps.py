"""Doing, marking, declining and losing the steps of cases; the last act brings the effect about."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from eduklaster.charter import chains
from eduklaster.charter.resolver import Scope
from eduklaster.charter.schema import Step
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import calendar_of
from eduklaster.journal.services import Actor, journal_write
from eduklaster.kernel import bus
from eduklaster.kernel.errors import InputError, StateError
from eduklaster.kernel.text import Localized

from ..enums import ActKind, CaseState, StepState
from ..errors import PaperNoteMissing
from ..events import CaseClosed, StepDone
from ..models import Act, Case, CaseStep, StepMark
from ..parties import Doer, Standing, best_party, standing_for
from ..registry import Effect, effects_of, recorded_facts, with_gate
from ..selectors import CaseNow, case_now, chain_for, charter_for, rulebook_for
from .acts import ActDraft, act_register
from .cases import batch_title, case_refresh, cases_locked, of_standing, refusal

_MULTI = {"founders", "participants"}
"""Parties each of whom does its part; see `step_mark`."""


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
        now, wanted, standing = _may_do(case, step, doer, on, given, len(cases))
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


def _may_do(
    case: Case, step: str, doer: Doer, on: date, given: StepInput, number: int
) -> tuple[CaseNow, Step, Standing]:
    now = case_now(case, on)
    try:
        wanted = now.chain.step(step)
    except KeyError:
        raise InputError("step.unknown", _("This case has no such step.")) from None
    if _close_collective(now, wanted, on):
        now = case_now(case, on)
    standing = standing_for(case, wanted, doer)
    cites = set(given.cites) if given.cites is not None else set(wanted.basis)
    with_acts = {b for b in cites if b in now.steps and (now.steps[b].act_id or now.steps[b].state == StepState.DONE)}
    marks = _marks_of(case, now, wanted)
    recorded = recorded_facts(case, on)
    entered = {name: value for name, value in given.facts.items() if name not in recorded}
    verdict = chains.may(
        now.chain,
        now.progress,
        step,
        by=standing.party if standing else best_party(doer),
        on=on,
        cites=with_acts,
        facts=entered,
        calendar=calendar_of(case.cluster),
        cases=number,
        **marks,
    )
    verdict = with_gate(of_standing(verdict, standing, now.chain, wanted, doer), case, step, on)
    if not verdict.allowed:
        raise refusal(verdict, doer, cluster=case.cluster, case=case, step=step)
    assert standing is not None  # noqa: S101 -- of_standing has refused it
    if standing.on_paper and not given.note.strip():
        raise PaperNoteMissing
    if entered:
        case.facts = {**case.facts, **entered}
        case.save(update_fields=["facts"])
    return now, wanted, standing


def _marks_of(case: Case, now: CaseNow, step: Step) -> dict[str, Any]:
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


def _close_collective(now: CaseNow, wanted: Step, on: date) -> bool:
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
    standing = standing_for(case, wanted, doer)
    verdict = chains.may(
        now.chain,
        now.progress,
        step,
        by=standing.party if standing else best_party(doer),
        on=on,
        facts=dict(facts or {}),
        calendar=calendar_of(cluster),
    )
    verdict = of_standing(verdict, standing, now.chain, wanted, doer)
    if not verdict.allowed:
        raise refusal(verdict, doer, cluster=cluster, case=case, step=step, label=label)
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
        now, wanted, standing = _may_do(case, step, doer, on, StepInput(), len(case_ids))
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
