"""Reading cases and acts, and asking the charter what may happen next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from eduklaster.charter import chains
from eduklaster.charter.matters import Chain, chain_of
from eduklaster.charter.messages import act_kind_words
from eduklaster.charter.resolver import Rulebook
from eduklaster.charter.schema import Charter
from eduklaster.clusters.models import CharterVersion, Cluster
from eduklaster.clusters.selectors import calendar_of, charter_of, rulebook_of, shaping_read, version_governing
from eduklaster.kernel.errors import NotFound

from .enums import ActState, CaseState, DelegationState, StepState
from .models import Act, Case, CaseStep, Delegation
from .registry import known_facts


def case_get(cluster: Cluster, case_id: int) -> Case:
    """Return a case of a cluster.

    Raises:
        NotFound: There is none.
    """
    try:
        return Case.objects.select_related("cluster", "version").get(cluster=cluster, pk=case_id)
    except Case.DoesNotExist:
        raise NotFound from None


def charter_for(case: Case) -> Charter:
    """Return the charter that governs a case: the version under which it opened."""
    return charter_of(case.version).charter


def rulebook_for(case: Case, on: date) -> Rulebook:
    """Return the rules of a case on a day: its charter version, with what the cluster has set by acts."""
    return rulebook_of(case.cluster, on, case.version)


def chain_for(case: Case) -> Chain:
    """Return the chain of a case: by its charter version and the rules set by acts as they were when it was opened."""
    charter = charter_for(case)
    rulebook = Rulebook(charter, shaping_read(case.set_rules)) if case.set_rules else None
    return chain_of(charter, case.matter, rulebook=rulebook, on=case.opened_on)


def progress_of(case: Case, on: date, steps: list[CaseStep] | None = None) -> chains.Progress:
    """Return what has happened in a case, as the charter language understands it."""
    rows = steps if steps is not None else list(case.steps.all())
    done = {
        row.step: chains.Done(row.done_on, str(row.act_id) if row.act_id else None, row.data.get("party"))
        for row in sorted(rows, key=lambda r: (r.done_on or date.max, r.position))
        if row.state == StepState.DONE
    }
    declined = next((row.step for row in rows if row.state == StepState.DECLINED), None)
    return chains.Progress(
        done=done,
        declined=declined,
        is_closed=case.state in {CaseState.STOPPED, CaseState.LOST},
        facts=known_facts(case, on),
        ground=case.ground or None,
        opened_on=case.opened_on,
    )


@dataclass(frozen=True, slots=True)
class CaseNow:
    """A case with everything that a page or a service asks of it, read once."""

    case: Case
    chain: Chain
    progress: chains.Progress
    steps: dict[str, CaseStep]
    open_ids: tuple[str, ...]


def case_now(case: Case, on: date) -> CaseNow:
    """Return a case as it stands on a day."""
    rows = list(case.steps.select_related("act").order_by("position"))
    chain = chain_for(case)
    progress = progress_of(case, on, rows)
    open_steps = chains.next_steps(chain, progress, on=on, calendar=calendar_of(case.cluster))
    return CaseNow(case, chain, progress, {row.step: row for row in rows}, tuple(s.id for s in open_steps))


def cases_of(cluster: Cluster) -> QuerySet[Case]:
    """Return the cases of a cluster, newest first."""
    return Case.objects.filter(cluster=cluster).order_by("-opened_on", "-pk")


def cases_about(subject_type: str, subject_id: str) -> QuerySet[Case]:
    """Return the cases about one thing, newest first."""
    return Case.objects.filter(subject_type=subject_type, subject_id=subject_id).order_by("-opened_on", "-pk")


def steps_waiting(cluster: Cluster, on: date) -> QuerySet[CaseStep]:
    """Return the steps of a cluster that are somebody's turn, the most urgent first."""
    return (
        CaseStep.objects.filter(case__cluster=cluster, state=StepState.OPEN)
        .filter(Q(not_before__isnull=True) | Q(not_before__lte=on))
        .exclude(case__state__in=[CaseState.STOPPED, CaseState.LOST, CaseState.DECLINED])
        .select_related("case")
        .order_by("due_on", "case_id", "position")
    )


def acts_of(cluster: Cluster) -> QuerySet[Act]:
    """Return the registered acts of a cluster, newest first."""
    return Act.objects.filter(cluster=cluster).exclude(state=ActState.DRAFT).order_by("-on", "-pk")


def act_get(cluster: Cluster, act_id: int) -> Act:
    """Return a registered act of a cluster.

    Raises:
        NotFound: There is none.
    """
    try:
        return acts_of(cluster).get(pk=act_id)
    except Act.DoesNotExist:
        raise NotFound from None


def version_of_act(act: Act) -> CharterVersion:
    """Return the charter version under which an act was made: that of its case, else the one in force on its day."""
    step = act.steps.select_related("case__version").order_by("pk").first()
    return step.case.version if step is not None else version_governing(act.cluster, act.on)


def act_citation(act: Act, language: str) -> str:
    """Return how people cite an act: the cluster's own word for its kind, number, issuer and date."""
    charter = charter_of(version_governing(act.cluster, act.on)).charter
    kind = act_kind_words(act.kind, language, charter)
    return f"{kind} № {act.number}/{act.year}, {act.issuer_label.in_(language)}, {act.on:%d.%m.%Y}"


def delegations_on(cluster: Cluster, on: date) -> QuerySet[Delegation]:
    """Return the delegations of a cluster that hold on a day, unless the giver has lost the duty meanwhile."""
    return Delegation.objects.filter(cluster=cluster, valid_from__lte=on, valid_until__gte=on, revoked_on=None)


def delegation_state(row: Delegation, on: date) -> DelegationState:
    """Return how a delegation stands on a day."""
    if row.revoked_on is not None:
        return DelegationState.REVOKED
    if row.valid_until < on:
        return DelegationState.OVER
    return DelegationState.HOLDS if row.valid_from <= on else DelegationState.PLANNED


@dataclass(frozen=True, slots=True)
class Adopted:
    """A decision that one organ has adopted and that another act still has to approve: the act, the step that waits."""

    case: Case
    act: Act
    step: CaseStep


def adopted_not_approved(cases: QuerySet[Case]) -> list[Adopted]:
    """Return which of some cases wait for their second key: voted and carried, the act after it open, soonest term first."""
    voted = CaseStep.objects.filter(case=OuterRef("pk"), kind="vote", state=StepState.DONE, act__isnull=False)
    acting = CaseStep.objects.filter(case=OuterRef("pk"), state=StepState.OPEN).exclude(kind="vote")
    steps = Prefetch("steps", CaseStep.objects.select_related("act").order_by("position"), to_attr="steps_in_order")
    rows = cases.filter(Exists(voted), Exists(acting), state=CaseState.OPEN)
    found = []
    for case in rows.select_related("cluster", "version").prefetch_related(steps):
        chain = chain_for(case)
        act: Act | None = None
        for row in case.steps_in_order:
            step = chain.step(row.step)
            if row.kind == "vote" and row.state == StepState.DONE:
                act = row.act
            elif act and row.state == StepState.OPEN and step.produces != "none" and not step.declaratory:
                found.append(Adopted(case, act, row))
                break
    return sorted(found, key=lambda one: (one.step.due_on or date.max, one.case.pk))
