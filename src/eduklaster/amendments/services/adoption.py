"""A first charter on its way: put to its own chain, or declared where the cluster adopted it before it came here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from eduklaster.charter.matters import Chain, chain_of, matters_in, parties_of
from eduklaster.charter.messages import act_kind_words, matter_words, parties_words
from eduklaster.charter.schema import Charter, Step
from eduklaster.clusters.enums import ClusterState, VersionState
from eduklaster.clusters.models import CharterVersion, Cluster
from eduklaster.clusters.selectors import charter_of, version_governing
from eduklaster.clusters.services import (
    clause_texts_set,
    cluster_lock,
    cluster_state_set,
    version_add,
    version_put_in_force,
)
from eduklaster.journal.services import Actor, journal_write
from eduklaster.kernel.errors import InputError, NotFound, StateError
from eduklaster.kernel.text import LANGUAGES, Localized
from eduklaster.procedures.enums import CaseState
from eduklaster.procedures.models import Case
from eduklaster.procedures.parties import Doer, standing_for
from eduklaster.procedures.selectors import case_now
from eduklaster.procedures.services import CaseDraft, StepInput, case_open, step_do

ADOPTING = ("found", "adopt_charter")
"""Kinds of matters by which a first charter comes into force: alone, or with the cluster."""
_NO_SINGLE_ACT = {"none", "signature", "agreement"}


def ways_of(charter: Charter) -> list[Chain]:
    """Return the chains by which this charter lets itself come into force, founding first."""
    found = [chain_of(charter, matter) for matter in matters_in(charter)]
    return sorted(
        (chain for chain in found if chain.matter.kind in ADOPTING), key=lambda c: ADOPTING.index(c.matter.kind)
    )


def is_ahead(cluster: Cluster, version: CharterVersion, chain: Chain) -> bool:
    """Say whether a chain is still to be gone: the text is not in force, or the cluster not founded."""
    if chain.matter.kind == "found":
        return cluster.state == ClusterState.FORMING
    return version.state not in {VersionState.IN_FORCE, VersionState.SUPERSEDED}


def way_to_declare(cluster: Cluster, version: CharterVersion, matter: str) -> Chain:
    """Return the chain of a text whose acts may be entered as made before.

    Raises:
        NotFound: The charter has no such chain, or it has been gone already.
    """
    chain = next((one for one in ways_of(charter_of(version).charter) if one.id == matter), None)
    if chain is None or not is_ahead(cluster, version, chain):
        raise NotFound
    return chain


def _chosen(cluster: Cluster, matter: str, on: date) -> tuple[CharterVersion, Chain]:
    """Return the text and the chain that is to bring it into force.

    Raises:
        NotFound: This charter has no such chain.
        StateError: The text is in force, or the cluster founded; or a case decides on it already.
    """
    version = version_governing(cluster, on)
    chain = next((chain for chain in ways_of(charter_of(version).charter) if chain.id == matter), None)
    if chain is None:
        raise NotFound
    if not is_ahead(cluster, version, chain):
        raise StateError(
            "adoption.over", _("The charter is in force already: it is changed by its own procedure of amendment.")
        )
    if Case.objects.filter(cluster=cluster, kind__in=ADOPTING, state=CaseState.OPEN).exists():
        raise StateError("adoption.under_way", _("A case decides on this charter already."))
    return version, chain


@transaction.atomic
def adoption_open(*, cluster: Cluster, matter: str, doer: Doer, on: date) -> Case:
    """Put the first charter to the chain by which it says itself that it comes into force.

    A text that was rejected or withdrawn is put anew as a version of its own; the former one keeps what became of it.

    Raises:
        NotFound: The charter has no such chain.
        StateError: It is in force already, or a case decides on it.
        ChainRefused: The charter lets others open the matter.
    """
    cluster_lock(cluster)
    cluster.refresh_from_db()
    version, _chain = _chosen(cluster, matter, on)
    if version.state in {VersionState.REJECTED, VersionState.WITHDRAWN}:
        version = _anew(version, doer.actor, on)
    charter = charter_of(version).charter
    case = case_open(
        cluster=cluster,
        draft=CaseDraft(
            matter,
            Localized({code: matter_words(charter, matter, code) for code in LANGUAGES}),
            subject=("clusters.charterversion", str(version.pk)),
            payload={"version_id": version.pk},
        ),
        doer=doer,
        on=on,
    )
    first = case_now(case, on).chain.steps[0]
    standing = standing_for(case, first, doer) if first.kind == "proposal" else None
    if standing is not None and not standing.on_paper:
        step_do(cluster=cluster, case_ids=[case.pk], step=first.id, doer=doer, on=on, given=StepInput())
        case.refresh_from_db()
    return case


def adoption_rejected(cluster: Cluster, on: date) -> CharterVersion:
    """Return the text of a first charter that was not adopted and may be changed before it is put again.

    That is the one that was voted down, declined or withdrawn, or one put again after it on which no case is open yet.

    Raises:
        StateError: It is adopted or in force, nothing was decided on it, or a case decides on it now.
    """
    version = version_governing(cluster, on)
    cases = Case.objects.filter(cluster=cluster, kind__in=ADOPTING)
    if cases.filter(state=CaseState.OPEN).exists():
        raise StateError("adoption.under_way", _("A case decides on this charter already."))
    if version.state not in {VersionState.REJECTED, VersionState.WITHDRAWN, VersionState.DRAFT} or not cases.exists():
        raise StateError(
            "adoption.not_rejected",
            _("Only a first charter that was not adopted goes back to its draft."),
        )
    return version


def _anew(version: CharterVersion, actor: Actor, on: date) -> CharterVersion:
    texts = dict(version.texts.values_list("clause", "text"))
    again = version_add(cluster=version.cluster, source=version.source, actor=actor, on=on, casebook=version.casebook)
    if texts:
        clause_texts_set(version=again, texts=texts, actor=actor, on=on)
    return again


def acts_to_declare(chain: Chain) -> list[Step]:
    """Return the steps of a chain whose acts bring its effect about, in order; signatures of many are no single act."""
    upto = [step.id for step in chain.steps].index(chain.effect_step.id)
    return [step for step in chain.steps[: upto + 1] if step.produces not in _NO_SINGLE_ACT]


@dataclass(frozen=True, slots=True)
class DeclaredAct:
    """An act made before the cluster came to the platform: the step of the chain that it was, its number, its day."""

    step: str
    number: str
    on: date


@transaction.atomic
def adoption_declare(
    *, cluster: Cluster, matter: str, acts: Sequence[DeclaredAct], in_force_from: date, actor: Actor, on: date
) -> CharterVersion:
    """Put a first charter in force by acts that were made on paper before; the journal says that they are declared.

    The chain of the charter says which acts there have to be: each issued by whom the chain names, none before the one
    that it rests on.

    Raises:
        NotFound: The charter has no such chain.
        StateError: It is in force already, or a case decides on it.
        InputError: An act is missing, lies in the future or before its basis, or the charter would be in force before it.
    """
    cluster_lock(cluster)
    cluster.refresh_from_db()
    version, chain = _chosen(cluster, matter, on)
    charter, language = charter_of(version).charter, cluster.language
    given = {act.step: act for act in acts}
    cited: dict[str, str] = {}
    for step in acts_to_declare(chain):
        act = given.get(step.id)
        if act is None or not act.number.strip():
            raise InputError("adoption.act", _("Name the number and the day of this act."), field=f"number_{step.id}")
        late = [given[name].on for name in step.basis if name in given and given[name].on > act.on]
        if late or act.on > on:
            raise InputError(
                "adoption.day",
                _("The act was made before today, and not before the act that it rests on."),
                field=f"on_{step.id}",
            )
        cited[step.id] = (
            f"{act_kind_words(step.produces, language, charter)} № {act.number.strip()}, "
            f"{parties_words(parties_of(step), language, charter)}, {act.on:%d.%m.%Y}"
        )
    last = max((act.on for act in given.values()), default=in_force_from)
    if in_force_from < last or in_force_from > on:
        raise InputError(
            "adoption.from", _("A charter is in force from the day of its last act or later."), field="in_force_from"
        )
    *before, approved = list(cited.values()) or [""]
    if version.state != VersionState.IN_FORCE:
        version = version_put_in_force(
            version=version, effective_from=in_force_from, actor=actor, adopted_by=before[-1] if before else "",
            approved_by=approved,
        )  # fmt: skip
    journal_write(
        chain=cluster.code,
        actor=actor,
        action="charter.declared",
        subject=version,
        on=in_force_from,
        rule=matter,
        citations=[{"kind": "clause", "ref": chain.matter.clause}] if chain.matter.clause else [],
        facts={"number": version.number, "acts": "; ".join(cited.values())},
    )
    if chain.matter.kind == "found":
        cluster_state_set(cluster=cluster, state=ClusterState.ACTIVE, actor=actor, on=in_force_from)
    return version
