"""Proposals: filed by a participant, admitted or outside the competence, accepted, declined or deferred, answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from eduklaster.charter.calendar import add_period
from eduklaster.charter.resolver import Resolved, Scope
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import calendar_of, rulebook_of
from eduklaster.clusters.services import cluster_lock
from eduklaster.journal.services import journal_write
from eduklaster.kernel import bus
from eduklaster.kernel.errors import AccessError, InputError, StateError
from eduklaster.membership.models import Participant
from eduklaster.procedures.parties import Doer

from ..access import answered_by_keeper, require_keeper
from ..enums import ProposalState, SessionState
from ..events import ProposalDisposed, ProposalFiled
from ..models import Proposal, Session
from ..selectors import day_of
from .common import written
from .planning import proposal_put, session_next

DISPOSED = {ProposalState.ACCEPTED, ProposalState.DECLINED, ProposalState.DEFERRED, ProposalState.OUTSIDE}


@dataclass(frozen=True, slots=True)
class ProposalDraft:
    """What is proposed to which organ, by which participant."""

    organ: str
    title: str
    text: str
    participant_id: int | None = None


def _rule(cluster: Cluster, key: str, organ: str, on: date) -> Resolved:
    return rulebook_of(cluster, on).ask(key, on=on, scope=Scope(organ=organ))


def _cited(*rules: Resolved) -> list[dict[str, str]]:
    return [c.as_json() for rule in rules if (c := Citation.of(rule))]


def _journal(proposal: Proposal, doer: Doer, action: str, on: date, citations: list[dict[str, str]]) -> None:
    journal_write(
        chain=proposal.cluster.code,
        actor=doer.actor,
        action=f"proposal.{action}",
        subject=proposal,
        on=on,
        citations=citations,
        facts={"number": proposal.number, "state": proposal.state, "due_on": proposal.due_on},
    )


@transaction.atomic
def proposal_file(*, cluster: Cluster, draft: ProposalDraft, doer: Doer, label: str, on: date) -> Proposal:
    """File a proposal of a participant with an organ; its answer is due by the charter's term or its default.

    It comes onto the agenda of the session that is being prepared, else of the next one.

    Raises:
        AccessError: Somebody who neither represents the participant nor sits in an organ, nor keeps the records.
        InputError: No organ, title or text.
    """
    cluster_lock(cluster)
    charter = rulebook_of(cluster, on).charter
    if draft.organ not in charter.organs:
        raise InputError("proposal.organ", _("Choose the organ."), field="organ")
    if not draft.title.strip():
        raise InputError("proposal.title", _("Name the proposal."), field="title")
    if not draft.text.strip():
        raise InputError("proposal.text", _("Say what you propose and why."), field="text")
    if doer.actor.person_id is None:
        raise AccessError("proposal.person", _("A proposal has an author; sign in as a person."))
    participant = _participant(cluster, draft.participant_id)
    speaks = participant is not None and f"participant:{participant.pk}" in doer.parties
    sits = any(party.startswith(("member:", "chair:", "office:")) for party in doer.parties)
    if not (speaks or doer.is_secretary or (participant is None and sits)):
        raise AccessError("proposal.capacity", _("Proposals are filed by participants and by members of organs."))
    rule = _rule(cluster, "proposals.disposed_within", draft.organ, on)
    last = Proposal.objects.filter(cluster=cluster).aggregate(last=Max("number"))["last"] or 0
    proposal = Proposal.objects.create(
        cluster=cluster,
        organ=draft.organ,
        number=last + 1,
        participant=participant,
        author_id=doer.actor.person_id,
        author_label=label,
        title=draft.title.strip(),
        text=draft.text.strip(),
        filed_on=on,
        due_on=add_period(on, rule.value, calendar_of(cluster)),
        citations=_cited(rule),
    )
    _journal(proposal, doer, "filed", on, proposal.citations)
    _onto_agenda(proposal, doer, on)
    bus.publish(ProposalFiled(proposal.pk))
    return proposal


def _onto_agenda(proposal: Proposal, doer: Doer, on: date) -> None:
    """Put a proposal onto the agenda that is being prepared; without one, it comes onto the next."""
    session = session_next(proposal.cluster, proposal.organ)
    if session is not None and day_of(session) >= on:
        item = proposal_put(session, proposal)
        written(session, doer, "item_added", item=item.pk, title=item.title)


def _participant(cluster: Cluster, pk: int | None) -> Participant | None:
    if pk is None:
        return None
    found = Participant.objects.filter(cluster=cluster, pk=pk, left_on__isnull=True).first()
    if found is None:
        raise InputError("proposal.participant", _("Choose a participant of the cluster."), field="participant")
    return found


def _locked(cluster: Cluster, pk: int, *states: ProposalState) -> Proposal:
    cluster_lock(cluster)
    proposal = Proposal.objects.select_for_update(of=("self",)).select_related("cluster").get(pk=pk, cluster=cluster)
    if proposal.state not in states:
        raise StateError("proposal.state", _("The proposal is %(state)s already."), state=proposal.get_state_display())
    return proposal


@transaction.atomic
def proposal_admit(
    *, cluster: Cluster, proposal_id: int, is_within: bool, reason: str, doer: Doer, on: date
) -> Proposal:
    """Say whether the organ may decide on a proposal; one outside its competence is answered with the reason."""
    proposal = _locked(cluster, proposal_id, ProposalState.FILED)
    require_keeper(cluster, proposal.organ, doer, rulebook_of(cluster, on).charter)
    if is_within:
        proposal.state = ProposalState.ADMITTED
        proposal.save(update_fields=["state"])
        _journal(proposal, doer, "admitted", on, [])
        return proposal
    if not reason.strip():
        raise InputError("proposal.reason", _("Say whose competence it is and why."), field="reason")
    return _dispose(proposal, ProposalState.OUTSIDE, reason, on, doer, None, None)


@transaction.atomic
def proposal_dispose(
    *,
    cluster: Cluster,
    proposal_id: int,
    state: ProposalState,
    reason: str,
    doer: Doer,
    on: date,
    deferred_to: date | None = None,
    session_id: int | None = None,
) -> Proposal:
    """Accept, decline with a reason, or defer to a date, in a session that is open.

    Between sessions the keeper only defers, unless the rule `proposals.answered_in` lets the keeper answer as well. The
    author is told, and the answer is published within the charter's term.

    Raises:
        InputError: A refusal without a reason, or a deferral to no later day.
        StateError: The answer is the organ's, and no session is open (`proposal.no_session`).
    """
    proposal = _locked(cluster, proposal_id, ProposalState.FILED, ProposalState.ADMITTED, ProposalState.DEFERRED)
    require_keeper(cluster, proposal.organ, doer, rulebook_of(cluster, on).charter)
    if state not in {ProposalState.ACCEPTED, ProposalState.DECLINED, ProposalState.DEFERRED}:
        raise InputError("proposal.disposition", _("Accept, decline or defer."), field="state")
    if state == ProposalState.DECLINED and not reason.strip():
        raise InputError("proposal.reason", _("Say why it is declined; the author reads this."), field="reason")
    session = None
    if session_id is not None:
        session = Session.objects.filter(
            cluster=cluster, organ=proposal.organ, pk=session_id, state=SessionState.OPEN
        ).first()
        if session is None:
            raise StateError("proposal.session", _("The session is not open."))
        if session.entered_at is not None:  # it answered on its own day
            on = day_of(session)
    elif state != ProposalState.DEFERRED:
        _require_session(cluster, proposal.organ, on)
    if state == ProposalState.DEFERRED and (deferred_to is None or deferred_to <= on):
        raise InputError("proposal.deferred_to", _("Say until which later day it is deferred."), field="deferred_to")
    return _dispose(proposal, state, reason, on, doer, deferred_to, session)


def _require_session(cluster: Cluster, organ: str, on: date) -> None:
    if not answered_by_keeper(cluster, organ, on):
        rule = _rule(cluster, "proposals.answered_in", organ, on)
        raise StateError(
            "proposal.no_session",
            _("The organ answers in its session (%(source)s); until then the answer can only be put off."),
            source=rule.clause or rule.act or rule.default,
        )


def _dispose(
    proposal: Proposal,
    state: ProposalState,
    reason: str,
    on: date,
    doer: Doer,
    deferred_to: date | None,
    session: Session | None,
) -> Proposal:
    rule = _rule(proposal.cluster, "decisions.published_within", proposal.organ, on)
    proposal.state, proposal.answer, proposal.disposed_on = state, reason.strip(), on
    proposal.deferred_to = deferred_to if state == ProposalState.DEFERRED else None
    proposal.session = session
    proposal.publish_by = add_period(on, rule.value, calendar_of(proposal.cluster))
    proposal.save()
    _journal(proposal, doer, str(state), on, _cited(rule))
    bus.publish(ProposalDisposed(proposal.pk))
    return proposal


@transaction.atomic
def proposal_withdraw(*, cluster: Cluster, proposal_id: int, doer: Doer, on: date) -> Proposal:
    """Let the author, or the participant on whose behalf it was filed, take a proposal back before it is answered."""
    proposal = _locked(cluster, proposal_id, ProposalState.FILED, ProposalState.ADMITTED)
    speaks = proposal.participant_id is not None and f"participant:{proposal.participant_id}" in doer.parties
    if doer.actor.person_id != proposal.author_id and not speaks:
        raise AccessError("proposal.author", _("Only its author takes a proposal back."))
    proposal.state = ProposalState.WITHDRAWN
    proposal.save(update_fields=["state"])
    _journal(proposal, doer, "withdrawn", on, [])
    return proposal
