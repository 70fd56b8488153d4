"""Opening, stopping and refreshing cases; what was refused; evidence."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, override

from eduklaster.charter import chains
from eduklaster.charter.calendar import add_period
from eduklaster.charter.matters import Chain, chain_of
from eduklaster.charter.resolver import Rulebook, Scope
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import (
    calendar_of,
    charter_of,
    rulebook_of,
    shaping_kept,
    shaping_read,
    version_governing,
)
from eduklaster.clusters.services import cluster_lock
from eduklaster.journal.services import Actor, journal_write
from eduklaster.kernel import bus, clock
from eduklaster.kernel.errors import InputError, StateError
from eduklaster.kernel.text import LANGUAGES, Localized
from eduklaster.people.models import Person

from ..enums import CaseState, StepState
from ..errors import ChainRefused
from ..events import CaseClosed, CaseOpened, StepOpened
from ..models import Case, CaseFollow, CaseStep, Evidence, Refusal
from ..parties import Doer, best_party, may_open
from ..selectors import CaseNow, case_now, rulebook_for
from .acts import number_next
from .standing import of_standing, refusal


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


def batch_title(cases: Sequence[Case]) -> Localized:
    """Return what a vote or an act about several cases is called.

    Each case is named; what all titles begin with («Admission: …») is said once; one case gives its own title.
    """
    if len(cases) == 1:
        return Localized(cases[0].title)
    titles = {}
    for language in LANGUAGES:
        own = [case.title.in_(language) for case in cases]
        if len(heads := {title.partition(": ")[0] for title in own}) == 1 and all(": " in title for title in own):
            titles[language] = f"{heads.pop()}: " + "; ".join(title.partition(": ")[2] for title in own)
            continue
        with override(language):
            words = ngettext("%(count)s case: %(titles)s", "%(count)s cases: %(titles)s", len(cases))
            titles[language] = words % {
                "count": len(cases),
                "titles": "; ".join(own),
            }
    return Localized(titles)


@transaction.atomic
def refusal_record(error: ChainRefused) -> Refusal | None:
    """Keep a refused attempt in the history of its case. Call it after the refused transaction has ended."""
    attempt = error.attempt
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
        facts={"step": attempt.step, "code": attempt.verdict.code, "matter": row.case.matter if row.case else ""},
    )
    return row


@transaction.atomic
def case_open(*, cluster: Cluster, draft: CaseDraft, doer: Doer, on: date) -> Case:
    """Open a case under the charter version in force; its first steps become somebody's turn.

    Raises:
        ClusterReadOnly: The cluster is terminated.
        ChainRefused: The cluster does not decide such a matter, the ground is none of the charter's, or another party opens such a matter.
        StateError: Such a case about the same subject is open already.
    """
    cluster_lock(cluster)
    cluster.refresh_from_db()
    version = version_governing(cluster, on)
    charter = charter_of(version).charter
    decided = chains.opening_verdict(charter, draft.matter)
    if not decided.allowed:
        raise refusal(decided, doer, cluster=cluster, case=None)
    set_rules = shaping_kept(cluster, on)
    chain = chain_of(charter, draft.matter, rulebook=Rulebook(charter, shaping_read(set_rules)), on=on)
    if chains.grounds_of(chain):
        verdict = chains.ground_verdict(chain, draft.ground or None)
        if not verdict.allowed:
            raise refusal(verdict, doer, cluster=cluster, case=None)
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
        set_rules=set_rules,
        opened_by_id=doer.actor.user_id,
        opened_as=doer.actor.capacity[:300],
        opened_on=on,
        is_public=draft.is_public,
        audience=rulebook_of(cluster, on, version).ask("case.audience", on=on, scope=Scope(matter=draft.matter)).value,
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
        facts={
            "matter": draft.matter,
            "number": case.reference,
            "ground": draft.ground,
            "version": version.number,
            "steps": [step.id for step in chain.steps],
        },
    )
    bus.publish(CaseOpened(case.pk))
    case_refresh(case, on)
    return case


def _check_opener(case: Case, chain: Chain, doer: Doer) -> None:
    """Refuse somebody who may neither open the matter nor do its first step."""
    if may_open(case, chain, doer):
        return
    first = chain.steps[0]
    verdict = chains.may(chain, chains.Progress(ground=case.ground or None), first.id, by=best_party(doer))
    verdict = of_standing(verdict, None, chain, first, doer, chain.matter.opened_by)
    raise refusal(verdict, doer, cluster=case.cluster, case=None)


def case_refresh(case: Case, on: date) -> CaseNow:
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
                row.due_on = add_period(opened, term, calendar)
        row.save(update_fields=["state", "opened_on", "due_on"])
        if state == StepState.OPEN and was != StepState.OPEN:
            bus.publish(StepOpened(case.pk, row.pk))
    return now


def cases_locked(cluster: Cluster, case_ids: Sequence[int]) -> list[Case]:
    """Lock the cluster and then the cases, in the order of their keys, and return them.

    Raises:
        ClusterReadOnly: The cluster is terminated.
        InputError: One of the cases does not exist in this cluster.
    """
    cluster_lock(cluster)
    cluster.refresh_from_db()
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
def case_stop(*, case: Case, reason: str, actor: Actor, on: date) -> Case:
    """Stop a case that has become moot, for instance because the participant has left.

    Raises:
        StateError: The case is closed already.
    """
    (locked,) = cases_locked(case.cluster, [case.pk])
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
    case_refresh(locked, on)
    bus.publish(CaseClosed(locked.pk, CaseState.STOPPED, on))
    return locked


@transaction.atomic
def evidence_add(*, case: Case, title: str, text: str, doer: Doer, on: date, file: Any = None) -> Evidence:
    """Attach a statement or a checked file to an open case.

    Raises:
        StateError: The case is closed.
        InputError: There is neither a text nor a file.
    """
    (locked,) = cases_locked(case.cluster, [case.pk])
    if locked.state != CaseState.OPEN:
        raise StateError("case.closed", _("This case is closed already."))
    if not text.strip() and file is None:
        raise InputError("evidence.empty", _("Write what it shows, or attach a file."), field="text")
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


@transaction.atomic
def case_follow(*, case: Case, person: Person, wanted: bool) -> None:
    """Remember, or forget, that a person wants to hear how a case ends. The caller has checked that they may see it."""
    if wanted:
        CaseFollow.objects.get_or_create(case=case, person=person, defaults={"since_at": clock.now()})
    else:
        CaseFollow.objects.filter(case=case, person=person).delete()


def cases_tick(cluster: Cluster, on: date) -> int:
    """Open the steps whose waiting time has run out; returns how many cases were looked at. Run daily, safe to repeat."""
    ids = list(Case.objects.filter(cluster=cluster, state=CaseState.OPEN).order_by("pk").values_list("pk", flat=True))
    for case_id in ids:
        with transaction.atomic():
            (case,) = cases_locked(cluster, [case_id])
            case_refresh(case, on)
    return len(ids)
