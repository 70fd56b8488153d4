"""Opening cases, doing and declining their steps, registering acts.

Every write takes the lock of the cluster first; so the last act of a chain brings its effect about once, whatever is
tried at the same time, and numbers have no gaps.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from eduklaster.charter import chains
from eduklaster.charter.matters import Chain, chain_of
from eduklaster.charter.resolver import Scope
from eduklaster.charter.schema import Step
from eduklaster.charter.verdicts import Citation, Verdict
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import calendar_of, charter_of, version_governing
from eduklaster.clusters.services import cluster_lock
from eduklaster.journal.services import Actor, journal_write
from eduklaster.kernel import bus, clock
from eduklaster.kernel.errors import InputError, StateError
from eduklaster.kernel.text import Localized

from .enums import ActKind, ActState, CaseState, StepState
from .errors import ChainRefused, ClusterReadOnly, PaperNoteMissing
from .events import ActRegistered, CaseClosed, StepOpened
from .models import Act, ActBasis, Case, CaseStep, Counter, Evidence, Refusal, StepMark
from .parties import Doer, Standing, best_party, concrete_parties, standing_for
from .registry import Effect, effects_of, gate_verdict
from .selectors import CaseNow, case_now, charter_for, rulebook_for

_MULTI = {"founders", "participants"}


def number_next(cluster: Cluster, series: str, year: int) -> int:
    """Return the next number of a series; the caller holds the cluster's lock, so there are no gaps and no races."""
    Counter.objects.get_or_create(cluster=cluster, series=series, year=year)
    counter = Counter.objects.select_for_update().get(cluster=cluster, series=series, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last


# ─── acts ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class ActDraft:
    """What an act says. `issuer` is a concrete party."""

    kind: str
    issuer: str
    issuer_label: Localized
    title: Localized
    on: date
    text: str = ""
    effective_on: date | None = None
    is_binding: bool = True
    is_public: bool = True
    basis_note: str = ""
    citations: Sequence[Mapping[str, str]] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
    signed_by_id: int | None = None


@transaction.atomic
def act_register(
    *, cluster: Cluster, draft: ActDraft, actor: Actor, basis: Sequence[Act] = (), corrects: Act | None = None
) -> Act:
    """Give an act its number in the series of its issuer and year, and make it part of the record for good.

    Raises:
        InputError: The act is dated before an act it rests on.
    """
    cluster_lock(cluster)
    late = [act for act in basis if act.on > draft.on]
    if late:
        raise InputError(
            "act.before_basis",
            _("The act cannot be dated before the act it rests on (%(on)s)."),
            field="on",
            on=late[0].on.isoformat(),
        )
    number = number_next(cluster, f"act:{draft.issuer}:{draft.kind}", draft.on.year)
    act = Act.objects.create(
        cluster=cluster,
        kind=draft.kind,
        issuer=draft.issuer,
        issuer_label=draft.issuer_label,
        year=draft.on.year,
        number=number,
        on=draft.on,
        title=draft.title,
        text=draft.text,
        effective_on=draft.effective_on,
        is_binding=draft.is_binding,
        is_public=draft.is_public,
        state=ActState.REGISTERED,
        basis_note=draft.basis_note,
        corrects=corrects,
        citations=list(draft.citations),
        data=dict(draft.data),
        signed_by_id=draft.signed_by_id,
        registered_at=clock.now(),
    )
    ActBasis.objects.bulk_create(ActBasis(act=act, rests_on=other) for other in {a.pk: a for a in basis}.values())
    if corrects is not None:
        corrects.state = ActState.CORRECTED
        corrects.save(update_fields=["state"])
    journal_write(
        chain=cluster.code,
        actor=actor,
        action="act.registered",
        subject=act,
        on=draft.on,
        citations=draft.citations,
        facts={
            "kind": draft.kind,
            "issuer": draft.issuer,
            "number": number,
            "basis": [a.pk for a in basis],
            "corrects": corrects.pk if corrects else None,
        },
    )
    bus.publish(ActRegistered(act.pk))
    return act


@transaction.atomic
def act_correct(*, act: Act, text: str, title: Localized, on: date, actor: Actor) -> Act:
    """Correct an act by a later act of the same issuer; the first one stays readable and is never changed.

    Raises:
        StateError: The act has been corrected already; correct the later one.
    """
    cluster_lock(act.cluster_id)
    act.refresh_from_db()
    if act.state != ActState.REGISTERED:
        raise StateError("act.corrected", _("This act has been corrected already; correct the later act."))
    draft = ActDraft(
        kind=act.kind,
        issuer=act.issuer,
        issuer_label=act.issuer_label,
        title=title,
        on=on,
        text=text,
        effective_on=act.effective_on,
        is_binding=act.is_binding,
        is_public=act.is_public,
        citations=act.citations,
    )
    return act_register(cluster=act.cluster, draft=draft, actor=actor, basis=[act], corrects=act)


# ─── cases ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class CaseDraft:
    """What a case is about."""

    matter: str
    title: Localized
    subject: tuple[str, str] = ("", "")
    ground: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    payload: Mapping[str, Any] = field(default_factory=dict)
    is_public: bool = True


def _refuse(
    verdict: Verdict, doer: Doer, *, cluster: Cluster, case: Case | None, step: str = "", label: str = ""
) -> ChainRefused:
    """Return the refusal; the attempt itself is kept by `refusal_record`, outside the transaction that fails."""
    error = ChainRefused(verdict, get_language() or cluster.language)
    error.attempt = Attempt(
        cluster.pk, case.pk if case else None, step, doer.actor, label or doer.actor.capacity, verdict
    )  # type: ignore[attr-defined]
    return error


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt that was refused."""

    cluster_id: int
    case_id: int | None
    step: str
    actor: Actor
    label: str
    verdict: Verdict


@transaction.atomic
def refusal_record(error: ChainRefused) -> Refusal | None:
    """Keep a refused attempt in the history of its case. Call it after the refused transaction has ended."""
    attempt: Attempt | None = getattr(error, "attempt", None)
    if attempt is None or attempt.case_id is None:
        return None
    cluster_lock(attempt.cluster_id)
    row = Refusal.objects.create(
        cluster_id=attempt.cluster_id,
        case_id=attempt.case_id,
        step=attempt.step,
        at=clock.now(),
        attempted_by_id=attempt.actor.user_id,
        attempted_as=attempt.label[:300],
        verdict=attempt.verdict.as_json(),
    )
    journal_write(
        chain=row.cluster.code,
        actor=attempt.actor,
        action="step.refused",
        subject=("procedures.case", str(attempt.case_id)),
        on=clock.today(row.cluster.time_zone),
        rule=attempt.verdict.code,
        citations=[c.as_json() for c in attempt.verdict.citations],
        facts={"step": attempt.step, "code": attempt.verdict.code},
    )
    return row


@transaction.atomic
def case_open(*, cluster: Cluster, draft: CaseDraft, doer: Doer, on: date) -> Case:
    """Open a case under the charter version in force; its first steps become somebody's turn.

    Raises:
        ClusterReadOnly: The cluster is terminated.
        ChainRefused: The ground is none of the charter's, or another party opens such a matter.
        StateError: Such a case about the same subject is open already.
    """
    cluster_lock(cluster)
    cluster.refresh_from_db()
    if not cluster.is_writable:
        raise ClusterReadOnly
    version = version_governing(cluster, on)
    charter = charter_of(version).charter
    chain = chain_of(charter, draft.matter)
    if chains.grounds_of(chain):
        verdict = chains.ground_verdict(chain, draft.ground or None)
        if not verdict.allowed:
            raise _refuse(verdict, doer, cluster=cluster, case=None)
    type_, identifier = draft.subject
    if (
        identifier
        and Case.objects.filter(
            cluster=cluster,
            matter=draft.matter,
            subject_type=type_,
            subject_id=identifier,
            state=CaseState.OPEN,
        ).exists()
    ):
        raise StateError("case.open_already", _("Such a case about the same subject is under way already."))
    case = Case(
        cluster=cluster,
        version=version,
        matter=draft.matter,
        kind=chain.matter.kind,
        year=on.year,
        title=draft.title,
        subject_type=type_,
        subject_id=identifier,
        ground=draft.ground,
        facts=dict(draft.facts),
        payload=dict(draft.payload),
        opened_by_id=doer.actor.user_id,
        opened_as=doer.actor.capacity[:300],
        opened_on=on,
        is_public=draft.is_public,
    )
    case.opened_as_party = next(
        (
            p
            for prefix in ("participant:", "organisation:", "office:", "chair:", "member:", "person:")
            for p in sorted(doer.parties)
            if p.startswith(prefix)
        ),
        "",
    )
    _check_opener(case, chain, doer)
    case.number = number_next(cluster, "case", on.year)
    case.save()
    CaseStep.objects.bulk_create(
        CaseStep(
            case=case,
            step=step.id,
            position=position,
            kind=step.kind,
            parties=list(step.by) if isinstance(step.by, list) else [step.by],
        )
        for position, step in enumerate(chain.steps)
    )
    journal_write(
        chain=cluster.code,
        actor=doer.actor,
        action="case.opened",
        subject=case,
        on=on,
        rule=draft.matter,
        citations=[{"kind": "clause", "ref": chain.matter.clause}] if chain.matter.clause else [],
        facts={"matter": draft.matter, "number": case.reference, "ground": draft.ground, "version": version.number},
    )
    _refresh(case, on)
    return case


def _check_opener(case: Case, chain: Chain, doer: Doer) -> None:
    """Refuse somebody who may neither open the matter nor do its first step."""
    first = chain.steps[0]
    openers = first.model_copy(update={"by": [*chain.matter.opened_by]}) if chain.matter.opened_by else first
    if doer.is_secretary or standing_for(case, openers, doer) or standing_for(case, first, doer):
        return
    verdict = chains.may(chain, chains.Progress(ground=case.ground or None), first.id, by=best_party(doer))
    if verdict.allowed:
        citation = Citation.of(first)
        verdict = Verdict(
            False,
            "chain.wrong_party",
            (citation,) if citation else (),
            {"matter": chain.id, "step": first.id, "by": best_party(doer), "parties": list(chain.matter.opened_by)},
        )
    raise _refuse(verdict, doer, cluster=case.cluster, case=None)


def _refresh(case: Case, on: date) -> CaseNow:
    """Bring the states of the steps in line with the chain: open what is due, skip what is not needed or has lapsed."""
    now = case_now(case, on)
    calendar = calendar_of(case.cluster)
    closed = case.state in {CaseState.STOPPED, CaseState.LOST, CaseState.DECLINED}
    rulebook = rulebook_for(case, on)
    for step in now.chain.steps:
        row = now.steps[step.id]
        if row.state in {StepState.DONE, StepState.DECLINED, StepState.LOST}:
            continue
        if closed or not chains.is_needed(step, now.progress):
            state = StepState.SKIPPED
        elif step.id in now.open_ids:
            state = StepState.OPEN
        elif step.kind == "reply" and (over := chains.over_on(now.chain, now.progress, step, calendar)) and over <= on:
            state = StepState.SKIPPED
        else:
            state = StepState.WAITING
        if state == row.state and row.opened_on:
            continue
        was, row.state = row.state, state
        if state == StepState.OPEN:
            opened = chains.opened_on(now.chain, now.progress, step, calendar) or on
            row.opened_on = opened
            row.due_on = chains.deadline(now.chain, step.id, opened=opened, calendar=calendar).facts.get("due")
            if row.due_on is None and step.decline:
                term = rulebook.ask("order.decline_within", on=on, scope=Scope(matter=case.matter, step=step.id)).value
                row.due_on = chains.add_period(opened, term, calendar)
        row.save(update_fields=["state", "opened_on", "due_on"])
        if state == StepState.OPEN and was != StepState.OPEN:
            bus.publish(StepOpened(case.pk, row.pk))
    return now


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


def _locked(cluster: Cluster, case_ids: Sequence[int]) -> list[Case]:
    cluster_lock(cluster)
    cluster.refresh_from_db()
    if not cluster.is_writable:
        raise ClusterReadOnly
    rows = list(
        Case.objects.select_for_update(of=("self",))
        .select_related("cluster", "version")
        .filter(cluster=cluster, pk__in=case_ids)
        .order_by("pk")
    )
    if len(rows) != len(set(case_ids)) or not rows:
        raise InputError("case.unknown", _("One of the cases does not exist."))
    return rows


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
    cases = _locked(cluster, case_ids)
    basis: list[Act] = []
    prepared: list[tuple[Case, CaseNow, Step, Standing]] = []
    for case in cases:
        now, wanted, standing = _may_do(case, step, doer, on, given, len(cases))
        basis += [
            now.steps[b].act
            for b in (given.cites if given.cites is not None else wanted.basis)
            if b in now.steps and now.steps[b].act_id
        ]  # type: ignore[misc]
        prepared.append((case, now, wanted, standing))
    if len({c.matter for c in cases}) > 1:
        raise InputError("case.mixed", _("One act can serve only cases of one matter."))
    first_case, _now, wanted, standing = prepared[0]
    act = (
        _issue(first_case, wanted, standing, doer, on, given, basis, len(cases)) if wanted.produces != "none" else None
    )
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
    standing = standing_for(case, wanted, doer)
    cites = set(given.cites) if given.cites is not None else set(wanted.basis)
    with_acts = {b for b in cites if b in now.steps and (now.steps[b].act_id or now.steps[b].state == StepState.DONE)}
    marks = _marks_of(case, now, wanted)
    verdict = chains.may(
        now.chain,
        now.progress,
        step,
        by=standing.party if standing else best_party(doer),
        on=on,
        cites=with_acts,
        facts=given.facts,
        calendar=calendar_of(case.cluster),
        cases=number,
        **marks,
    )
    if not verdict.allowed:
        raise _refuse(verdict, doer, cluster=case.cluster, case=case, step=step)
    if (refusal := gate_verdict(case, step, on)) is not None:
        raise _refuse(refusal, doer, cluster=case.cluster, case=case, step=step)
    assert standing is not None  # noqa: S101 -- an allowed verdict for a party without standing would be a fault of the engine
    if standing.on_paper and not given.note.strip():
        raise PaperNoteMissing
    if given.facts:
        case.facts = {**case.facts, **given.facts}
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


def _is_collective(step: Step) -> bool:
    return any(party in _MULTI for party in (step.by if isinstance(step.by, list) else [step.by]))


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
    case: Case,
    step: Step,
    standing: Standing,
    doer: Doer,
    on: date,
    given: StepInput,
    basis: list[Act],
    number: int,
) -> Act:
    issuer = (
        standing.concrete
        if standing.concrete.split(":")[0] in {"office", "organ", "participant", "founder"}
        else standing.party
    )
    if issuer.startswith("chair:"):
        issuer = f"organ:{issuer.partition(':')[2]}"
    label = party_label(case, issuer) if ":" in standing.party else Localized.same(doer.label_of(standing.concrete))
    citation = Citation.of(step)
    is_effect = chains.effect_step(chain_of(charter_for(case), case.matter), case_now(case, on).progress).id == step.id
    draft = ActDraft(
        kind=step.produces,
        issuer=issuer,
        issuer_label=label,
        title=given.act_title or case.title,
        on=on,
        text=given.act_text,
        effective_on=on if is_effect else None,
        is_binding=step.produces not in {ActKind.RECOMMENDATION, ActKind.SUBMISSION},
        is_public=case.is_public,
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
    row.data = {**row.data, **given.data, "party": standing.party, "on_paper": standing.on_paper}
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
    _refresh(case, on)


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
    (case,) = _locked(cluster, [case_id])
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
    if not verdict.allowed:
        raise _refuse(verdict, doer, cluster=cluster, case=case, step=step, label=label)
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
    (case,) = _locked(cluster, [case_id])
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
    if not verdict.allowed:
        raise _refuse(verdict, doer, cluster=cluster, case=case, step=step)
    assert standing is not None  # noqa: S101 -- see _may_do
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
    _refresh(case, on)
    return case


@transaction.atomic
def step_lose(
    *, cluster: Cluster, case_ids: Sequence[int], step: str, doer: Doer, on: date, data: Mapping[str, Any]
) -> None:
    """Record that an organ voted and the motion was not carried: the cases end there."""
    for case in _locked(cluster, case_ids):
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
        _refresh(case, on)
        bus.publish(CaseClosed(case.pk, CaseState.LOST, on))


@transaction.atomic
def case_stop(*, case: Case, reason: str, actor: Actor, on: date) -> Case:
    """Stop a case that has become moot, for instance because the participant has left.

    Raises:
        StateError: The case is closed already.
    """
    (locked,) = _locked(case.cluster, [case.pk])
    if locked.state != CaseState.OPEN:
        raise StateError("case.closed", _("This case is closed already."))
    locked.state, locked.closed_on, locked.closing_reason = CaseState.STOPPED, on, reason
    locked.save(update_fields=["state", "closed_on", "closing_reason"])
    journal_write(
        chain=case.cluster.code,
        actor=actor,
        action="case.stopped",
        subject=locked,
        on=on,
        facts={"reason": reason},
    )
    _refresh(locked, on)
    bus.publish(CaseClosed(locked.pk, CaseState.STOPPED, on))
    return locked


@transaction.atomic
def evidence_add(*, case: Case, title: str, text: str, doer: Doer, on: date, file: Any = None) -> Evidence:
    """Attach a statement or a checked file to an open case.

    Raises:
        StateError: The case is closed.
        InputError: There is neither a text nor a file.
    """
    (locked,) = _locked(case.cluster, [case.pk])
    if locked.state != CaseState.OPEN:
        raise StateError("case.closed", _("This case is closed already."))
    if not text.strip() and file is None:
        raise InputError("evidence.empty", _("Write what it shows, or attach a file."), field="text")
    import hashlib

    digest = hashlib.sha256(b"".join(file.chunks())).hexdigest() if file is not None else ""
    row = Evidence.objects.create(
        case=locked,
        title=title,
        text=text,
        file=file or "",
        sha256=digest,
        added_by_id=doer.actor.user_id,
        added_as=doer.actor.capacity[:300],
        added_on=on,
    )
    journal_write(
        chain=case.cluster.code,
        actor=doer.actor,
        action="evidence.added",
        subject=locked,
        on=on,
        facts={"evidence": row.pk, "sha256": digest},
    )
    return row


def cases_tick(cluster: Cluster, on: date) -> int:
    """Open the steps whose waiting time has run out; returns how many cases were looked at. Run daily, safe to repeat."""
    ids = list(Case.objects.filter(cluster=cluster, state=CaseState.OPEN).order_by("pk").values_list("pk", flat=True))
    for case_id in ids:
        with transaction.atomic():
            (case,) = _locked(cluster, [case_id])
            _refresh(case, on)
    return len(ids)


__all__ = [
    "ActDraft",
    "Attempt",
    "CaseDraft",
    "StepInput",
    "act_correct",
    "act_register",
    "case_open",
    "case_stop",
    "cases_tick",
    "concrete_parties",
    "evidence_add",
    "number_next",
    "party_label",
    "refusal_record",
    "step_decline",
    "step_do",
    "step_lose",
    "step_mark",
]
