"""Admitting, releasing and excluding participants; founders, acknowledgements, agreements, holdings, components."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from eduklaster.charter.messages import say
from eduklaster.charter.verdicts import Citation, Verdict
from eduklaster.clusters.models import CharterVersion, Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.clusters.services import cluster_lock
from eduklaster.journal.services import Actor, journal_write
from eduklaster.kernel import bus
from eduklaster.kernel.errors import InputError, RuleRefusal, StateError
from eduklaster.kernel.text import Localized
from eduklaster.people.models import Organisation, Person
from eduklaster.procedures.models import Act, Case
from eduklaster.procedures.services import case_stop

from .enums import AgreementState, FounderState, ParticipantKind, ParticipantState
from .events import ComponentFounded, ParticipantAdmitted, ParticipantReleased
from .models import Acknowledgement, Agreement, AgreementParty, Component, Founder, Holding, Participant
from .selectors import category_of


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
    *, cluster: Cluster, new: NewParticipant, on: date, actor: Actor, act: Act | None = None
) -> Participant:
    """Enter a participant in the register from a day, on the basis that the charter names for its category.

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
        Agreement.objects.filter(
            cluster=participant.cluster,
            parties__organisation=participant.organisation_id,
            state=AgreementState.SIGNED,
            survives_leaving=False,
        ).update(state=AgreementState.TERMINATED, valid_until=on)
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


# ─── founders ──────────────────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def founder_list(
    *,
    cluster: Cluster,
    organisation: Organisation,
    position: str,
    category: str,
    number: str,
    clause: str = "",
    actor: Actor,
    on: date,
) -> Founder:
    """List an organisation in the founders' register; listed is not founder until it has signed.

    Raises:
        InputError: The organisation or the number is in the register already.
    """
    cluster_lock(cluster)
    if Founder.objects.filter(cluster=cluster, organisation=organisation).exists():
        raise InputError("founder.listed", _("This organisation is in the register already."), field="organisation")
    if Founder.objects.filter(cluster=cluster, number=number).exists():
        raise InputError("founder.number", _("This number of the register is taken."), field="number")
    order = (Founder.objects.filter(cluster=cluster).aggregate(last=Max("order"))["last"] or 0) + 1
    founder = Founder.objects.create(
        cluster=cluster,
        organisation=organisation,
        position=position,
        category=category,
        number=number,
        order=order,
        clause=clause,
    )
    journal_write(
        chain=cluster.code,
        actor=actor,
        action="founder.listed",
        subject=founder,
        on=on,
        citations=[{"kind": "clause", "ref": clause}] if clause else [],
        facts={"number": number},
    )
    return founder


@dataclass(frozen=True, slots=True)
class Authority:
    """What shows that a signatory may sign for an organisation."""

    kind: str
    document: str
    file: Any = None


@transaction.atomic
def founder_authority_set(
    *, founder: Founder, signatory: Person, authority: Authority, on: date, actor: Actor
) -> Founder:
    """Record who signs for a listed organisation and what shows that they may.

    Raises:
        StateError: The row is signed already.
        InputError: The document is not named.
    """
    cluster_lock(founder.cluster_id)
    founder.refresh_from_db()
    if founder.state != FounderState.LISTED:
        raise StateError("founder.signed", _("This row is signed already."))
    if not authority.kind or not authority.document.strip():
        raise InputError(
            "founder.authority", _("Name the document that lets this person sign."), field="authority_document"
        )
    founder.signatory, founder.authority_kind = signatory, authority.kind
    founder.authority_document = authority.document.strip()
    if authority.file is not None:
        founder.authority_file = authority.file
    founder.save()
    journal_write(
        chain=founder.cluster.code,
        actor=actor,
        action="founder.authority",
        subject=founder,
        on=on,
        facts={"number": founder.number, "kind": authority.kind},
    )
    return founder


@transaction.atomic
def founder_sign(*, founder: Founder, on: date, actor: Actor) -> Founder:
    """Mark a row of the register as signed; who may sign and whether it is open is the chain's question.

    Raises:
        StateError: It is signed already.
        InputError: Nothing shows that the signatory may sign.
    """
    cluster_lock(founder.cluster_id)
    founder.refresh_from_db()
    if founder.state != FounderState.LISTED:
        raise StateError("founder.signed", _("This row is signed already."))
    if not founder.authority_document:
        raise InputError(
            "founder.authority", _("Name the document that lets this person sign."), field="authority_document"
        )
    founder.state, founder.signed_on = FounderState.SIGNED, on
    founder.save(update_fields=["state", "signed_on"])
    journal_write(
        chain=founder.cluster.code,
        actor=actor,
        action="founder.signed",
        subject=founder,
        on=on,
        citations=[{"kind": "clause", "ref": founder.clause}] if founder.clause else [],
        facts={"number": founder.number},
    )
    return founder


@transaction.atomic
def founder_admit(*, founder: Founder, on: date, actor: Actor, act: Act | None = None) -> Participant:
    """Make a signed founder a participant; doing it twice returns the same participant."""
    cluster_lock(founder.cluster_id)
    founder.refresh_from_db()
    if founder.participant_id:
        return Participant.objects.get(pk=founder.participant_id)
    participant = participant_admit(
        cluster=founder.cluster,
        new=NewParticipant(category=founder.category, organisation_id=founder.organisation_id),
        on=on,
        actor=actor,
        act=act,
    )
    founder.participant = participant
    founder.save(update_fields=["participant"])
    # The seat of a founder hangs on the register row, which is tied only now; the handlers are idempotent.
    bus.publish(ParticipantAdmitted(participant.pk, on, actor.user_id))
    return participant


# ─── agreements, holdings, components ──────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class AgreementInput:
    """What an agreement says. At least two parties; each is an organisation or a person."""

    kind: str
    subject: str
    organisations: Sequence[int]
    persons: Sequence[int] = ()
    number: str = ""
    signed_on: date | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    survives_leaving: bool = True
    is_public: bool = True


@transaction.atomic
def agreement_register(
    *, cluster: Cluster, given: AgreementInput, on: date, actor: Actor, file: Any = None
) -> Agreement:
    """Enter an agreement in the register. The parties are organisations and persons; the cluster can be none.

    Raises:
        InputError: Fewer than two parties, or an end before the start.
    """
    cluster_lock(cluster)
    if len(set(given.organisations)) + len(set(given.persons)) < 2:
        raise InputError("agreement.parties", _("An agreement has at least two parties."), field="organisations")
    if given.valid_from and given.valid_until and given.valid_until < given.valid_from:
        raise InputError("agreement.term", _("The last day lies before the first."), field="valid_until")
    agreement = Agreement.objects.create(
        cluster=cluster,
        kind=given.kind,
        subject=given.subject,
        number=given.number,
        signed_on=given.signed_on,
        valid_from=given.valid_from or given.signed_on,
        valid_until=given.valid_until,
        survives_leaving=given.survives_leaving,
        is_public=given.is_public,
        state=AgreementState.SIGNED if given.signed_on else AgreementState.DRAFT,
        file=file or "",
    )
    AgreementParty.objects.bulk_create(
        [AgreementParty(agreement=agreement, organisation_id=pk) for pk in dict.fromkeys(given.organisations)]
        + [AgreementParty(agreement=agreement, person_id=pk) for pk in dict.fromkeys(given.persons)]
    )
    journal_write(
        chain=cluster.code,
        actor=actor,
        action="agreement.registered",
        subject=agreement,
        on=on,
        facts={"kind": given.kind, "organisations": list(given.organisations)},
    )
    return agreement


@transaction.atomic
def agreement_end(*, agreement: Agreement, on: date, actor: Actor) -> Agreement:
    """End an agreement from a day.

    Raises:
        StateError: It is not in force.
    """
    cluster_lock(agreement.cluster_id)
    agreement.refresh_from_db()
    if agreement.state != AgreementState.SIGNED:
        raise StateError("agreement.state", _("This agreement is not in force."))
    agreement.state, agreement.valid_until = AgreementState.TERMINATED, on
    agreement.save(update_fields=["state", "valid_until"])
    journal_write(chain=agreement.cluster.code, actor=actor, action="agreement.ended", subject=agreement, on=on)
    return agreement


def cluster_owns_nothing(cluster: Cluster, on: date) -> Verdict:
    """Return the refusal for whoever would make the cluster an owner, with the charter's clause or the default."""
    resolved = rulebook_of(cluster, on).ask("cluster.legal_person", on=on)
    citation = Citation.of(resolved)
    return Verdict(False, "cluster.owns_nothing", (citation,) if citation else (), {}, (resolved,))


@transaction.atomic
def holding_record(
    *,
    cluster: Cluster,
    kind: str,
    name: str,
    holder: Organisation | None,
    on: date,
    actor: Actor,
    value: Any = None,
    currency: str = "",
    note: str = "",
) -> Holding:
    """Record an account or property that serves the cluster, with the organisation that holds it.

    Raises:
        RuleRefusal: No holder is named: the cluster itself owns nothing; the clause is cited.
    """
    if holder is None:
        verdict = cluster_owns_nothing(cluster, on)
        raise RuleRefusal(verdict, say(verdict, (get_language() or cluster.language)[:2]))
    cluster_lock(cluster)
    row = Holding.objects.create(
        cluster=cluster,
        kind=kind,
        name=name,
        holder=holder,
        value=value,
        currency=currency,
        note=note,
        recorded_on=on,
    )
    journal_write(
        chain=cluster.code, actor=actor, action="holding.recorded", subject=row, on=on, facts={"holder": holder.pk}
    )
    return row


@transaction.atomic
def component_found(
    *,
    cluster: Cluster,
    code: str,
    name: Localized,
    kind: str,
    on: date,
    actor: Actor,
    organisation: Organisation | None = None,
    head: Person | None = None,
    is_founding: bool = False,
) -> Component:
    """Enter a unit or project of the cluster; a seat of its head, where the charter gives one, is pending at first.

    Raises:
        InputError: The code is taken.
    """
    cluster_lock(cluster)
    if Component.objects.filter(cluster=cluster, code=code).exists():
        raise InputError("component.code", _("This code is taken."), field="code")
    row = Component.objects.create(
        cluster=cluster,
        code=code,
        name=name,
        kind=kind,
        organisation=organisation,
        head=head,
        head_since=on if head else None,
        founded_on=on,
        is_founding=is_founding,
    )
    journal_write(
        chain=cluster.code,
        actor=actor,
        action="component.founded",
        subject=row,
        on=on,
        facts={"code": code, "kind": kind},
    )
    bus.publish(ComponentFounded(row.pk, on, actor.user_id))
    return row
