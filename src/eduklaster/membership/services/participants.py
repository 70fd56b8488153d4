"""Admitting and releasing participants, and their word that they have read the charter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.models import CharterVersion, Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.clusters.services import cluster_lock
from eduklaster.journal.services import Actor, journal_write
from eduklaster.kernel import bus
from eduklaster.kernel.errors import InputError, StateError
from eduklaster.procedures.models import Act, Case
from eduklaster.procedures.services import (
    case_stop,
)

from ..enums import AgreementState, ParticipantKind, ParticipantState
from ..events import ParticipantAdmitted, ParticipantReleased
from ..models import Acknowledgement, Agreement, Founder, Participant
from ..selectors import category_of
from .agreements import agreement_end


@dataclass(frozen=True, slots=True)
class NewParticipant:
    """Who is to take part, and as what. Exactly one of organisation, person, community name is given."""

    category: str
    organisation_id: int | None = None
    person_id: int | None = None
    community_name: str = ""
    primary_group: str = ""
    other_groups: Sequence[str] = ()
    is_resident: bool = True
    resources: Mapping[str, Any] = field(default_factory=dict)

    @property
    def kind(self) -> ParticipantKind:
        """What takes part."""
        if self.organisation_id:
            return ParticipantKind.ORGANISATION
        return ParticipantKind.COMMUNITY if self.community_name else ParticipantKind.PERSON


@transaction.atomic
def participant_admit(
    *,
    cluster: Cluster,
    new: NewParticipant,
    on: date,
    actor: Actor,
    act: Act | None = None,
    founder: Founder | None = None,
) -> Participant:
    """Enter a participant in the register from a day, on the basis that the charter names for its category.

    `founder` is its signed row of the founders' register: seats of founders are given in the same breath.

    Raises:
        InputError: The charter has no such category, or the primary group is missing or unknown.
        StateError: It takes part already.
    """
    cluster_lock(cluster)
    rulebook = rulebook_of(cluster, on)
    category = category_of(rulebook, new.category)
    if category is None:
        raise InputError("participant.category", _("The charter has no such category."), field="category")
    groups = {g.id for g in rulebook.charter.participants.target_groups if g.of == "participants"}
    if rulebook.charter.participants.one_primary_group and groups and new.primary_group not in groups:
        raise InputError(
            "participant.group",
            _("Choose the one target group in which this participant stands."),
            field="primary_group",
        )
    same = Participant.objects.filter(cluster=cluster, left_on__isnull=True)
    if new.organisation_id and same.filter(organisation_id=new.organisation_id).exists():
        raise StateError("participant.already", _("This organisation is a participant already."))
    if new.person_id and new.kind == ParticipantKind.PERSON and same.filter(person_id=new.person_id).exists():
        raise StateError("participant.already", _("This person is a participant already."))
    last = Participant.objects.filter(cluster=cluster).aggregate(last=Max("number"))["last"] or 0
    participant = Participant.objects.create(
        cluster=cluster,
        number=last + 1,
        kind=new.kind,
        organisation_id=new.organisation_id,
        person_id=new.person_id,
        community_name=new.community_name,
        category=new.category,
        primary_group=new.primary_group,
        other_groups=list(new.other_groups),
        basis=category.basis,
        basis_act=act,
        is_resident=new.is_resident,
        joined_on=on,
        resources=dict(new.resources),
    )
    if founder is not None:
        founder.participant = participant
        founder.save(update_fields=["participant"])
    citation = Citation.of(category)
    journal_write(
        chain=cluster.code,
        actor=actor,
        action="participant.admitted",
        subject=participant,
        on=on,
        rule="participants.category",
        citations=[citation.as_json()] if citation else [],
        facts={"number": participant.number, "category": new.category, "act": act.pk if act else None},
    )
    bus.publish(ParticipantAdmitted(participant.pk, on, actor.user_id))
    return participant


@transaction.atomic
def participant_release(
    *, participant: Participant, state: ParticipantState, on: date, actor: Actor, act: Act | None = None
) -> Participant:
    """End a membership from a day, with everything that hangs on it: seats, running cases, agreements that end with it.

    Raises:
        StateError: It has ended already.
    """
    cluster_lock(participant.cluster_id)
    participant = Participant.objects.select_for_update(of=("self",)).select_related("cluster").get(pk=participant.pk)
    if participant.left_on is not None:
        raise StateError("participant.gone", _("This membership has ended already."))
    before = participant.state
    participant.state, participant.left_on, participant.left_by_act = state, max(on, participant.joined_on), act
    participant.save(update_fields=["state", "left_on", "left_by_act"])
    journal_write(
        chain=participant.cluster.code,
        actor=actor,
        action=f"participant.{state.value}",
        subject=participant,
        on=on,
        citations=act.citations if act else [],
        changes={"state": [before, state.value]},
        facts={"act": act.pk if act else None},
    )
    if participant.organisation_id:
        ending = Agreement.objects.filter(
            cluster=participant.cluster,
            parties__organisation=participant.organisation_id,
            state=AgreementState.SIGNED,
            survives_leaving=False,
        )
        for agreement in ending.order_by("pk").distinct():
            agreement_end(agreement=agreement, on=on, actor=actor, left=participant)
    for case in Case.objects.filter(
        cluster=participant.cluster,
        subject_type="membership.participant",
        subject_id=str(participant.pk),
        state="open",
    ):
        case_stop(case=case, reason=str(_("The participant has left the cluster.")), actor=actor, on=on)
    bus.publish(ParticipantReleased(participant.pk, on, actor.user_id))
    return participant


@transaction.atomic
def acknowledge(*, participant: Participant, version: CharterVersion, on: date, actor: Actor) -> Acknowledgement:
    """Record that a participant has read a version of the charter. Doing it twice changes nothing."""
    cluster_lock(participant.cluster_id)
    row, created = Acknowledgement.objects.get_or_create(
        participant=participant, version=version, defaults={"on": on, "by_id": actor.user_id}
    )
    if created:
        journal_write(
            chain=participant.cluster.code,
            actor=actor,
            action="charter.acknowledged",
            subject=participant,
            on=on,
            facts={"version": version.number},
        )
    return row
