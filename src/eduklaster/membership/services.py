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

from eduklaster.charter.matters import chain_of, matter_for_kind
from eduklaster.charter.messages import say
from eduklaster.charter.verdicts import Citation, Verdict
from eduklaster.clusters.models import CharterVersion, Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.clusters.services import cluster_lock
from eduklaster.journal.services import Actor, journal_write
from eduklaster.kernel import bus
from eduklaster.kernel.errors import AccessError, InputError, RuleRefusal, StateError
from eduklaster.kernel.text import Localized
from eduklaster.people.models import Organisation, Person
from eduklaster.people.services import organisation_create
from eduklaster.procedures.models import Act, Case
from eduklaster.procedures.parties import Doer, standing_for
from eduklaster.procedures.selectors import chain_for
from eduklaster.procedures.services import (
    CaseDraft,
    StepInput,
    case_open,
    case_stop,
    cases_locked,
    evidence_add,
    step_do,
    step_mark,
)

from .access import require_founder
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
    return participant_admit(
        cluster=founder.cluster,
        new=NewParticipant(category=founder.category, organisation_id=founder.organisation_id),
        on=on,
        actor=actor,
        act=act,
        founder=founder,
    )


@transaction.atomic
def founder_accede(
    *,
    cluster: Cluster,
    organisation_id: int,
    category: str,
    position: str,
    authority: Authority,
    on: date,
    actor: Actor,
) -> Founder:
    """Enter and sign a row of the founders' register for whoever accedes after the founding.

    An organisation that was listed and had not signed signs its own row.
    """
    cluster_lock(cluster)
    row = Founder.objects.filter(cluster=cluster, organisation_id=organisation_id).first()
    if row is None:
        rows = Founder.objects.filter(cluster=cluster)
        order = (rows.aggregate(last=Max("order"))["last"] or 0) + 1
        taken = set(rows.values_list("number", flat=True))
        row = Founder.objects.create(
            cluster=cluster,
            organisation_id=organisation_id,
            number=next(str(n) for n in range(order, order + len(taken) + 1) if str(n) not in taken),
            order=order,
            position=position,
            category=category,
        )
    row.authority_kind, row.authority_document = authority.kind, authority.document.strip()
    row.state, row.signed_on = FounderState.SIGNED, on
    row.save()
    journal_write(
        chain=cluster.code, actor=actor, action="founder.acceded", subject=row, on=on, facts={"number": row.number}
    )
    return row


@transaction.atomic
def founders_list_by_charter(*, cluster: Cluster, on: date, actor: Actor) -> int:
    """List the founders that the charter names, with their organisations; returns how many were added."""
    cluster_lock(cluster)
    rulebook = rulebook_of(cluster, on)
    known = set(Founder.objects.filter(cluster=cluster).values_list("number", flat=True))
    added = 0
    for named in rulebook.charter.participants.founders:
        if named.number in known:
            continue
        name = named.organisation.in_(cluster.language)
        same = Organisation.objects.filter(official_name=name, merged_into__isnull=True).first()
        founder_list(
            cluster=cluster,
            organisation=same or organisation_create(actor=actor, cluster=cluster, official_name=name),
            position=named.position.in_(cluster.language)[:200],
            category=named.category,
            number=named.number,
            clause=named.clause,
            actor=actor,
            on=on,
        )
        added += 1
    return added


@transaction.atomic
def founder_sign_at_meeting(
    *, founder: Founder, case: Case, step: str, signatory: Person | None, authority: Authority, doer: Doer, on: date
) -> Founder:
    """Let a founder sign at its founding meeting: who signs, by which document, in the register and in the case.

    Raises:
        AccessError: Whoever signs acts neither for this organisation nor as the secretary.
        ChainRefused: The register is not open for signing, or there is no document; the clause is named.
        StateError: The row is signed already.
    """
    require_founder(doer.parties, founder, is_secretary=doer.is_secretary)
    step_mark(
        cluster=case.cluster,
        case_id=case.pk,
        step=step,
        party=f"founder:{founder.pk}",
        label=founder.organisation.short_name,
        doer=doer,
        on=on,
        facts={"authority_document": bool(authority.kind and authority.document.strip())},
        data={"authority_kind": authority.kind},
    )
    if signatory is None:
        raise InputError("founder.signatory", _("Say who signs."), field="signatory")
    founder_authority_set(founder=founder, signatory=signatory, authority=authority, on=on, actor=doer.actor)
    return founder_sign(founder=founder, on=on, actor=doer.actor)


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


# ─── matters opened from the pages of this room ────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Opening:
    """How the first step is done at once: on which paper the secretary relies, and the facts confirmed."""

    note: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


def _first_step(case: Case, doer: Doer, on: date, opening: Opening) -> Case:
    """Do the first step where it is this doer's, by themselves or on a named paper; else leave it to whom it belongs."""
    first = chain_for(case).steps[0]
    standing = standing_for(case, first, doer)
    if standing is None or (standing.on_paper and not opening.note.strip()):
        return case
    facts = {need.fact: True for need in first.needs if opening.facts.get(need.fact)}
    if len(facts) < len(first.needs):
        return case
    given = StepInput(note=opening.note, facts=facts)
    (done,) = step_do(cluster=case.cluster, case_ids=[case.pk], step=first.id, doer=doer, on=on, given=given)
    return done


@transaction.atomic
def admission_open(
    *,
    cluster: Cluster,
    new: NewParticipant,
    name: str,
    facts: Mapping[str, Any],
    authority: Authority | None,
    doer: Doer,
    on: date,
    opening: Opening = Opening(),
    position: str = "",
) -> Case:
    """Open the matter by which the charter lets such a participant come in, and hand in the application at once.

    Raises:
        InputError: The charter has no such category, or the primary group is missing.
        StateError: It takes part already, or its application is under way.
        ChainRefused: Another party opens this matter.
    """
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
    current = Participant.objects.filter(cluster=cluster, left_on__isnull=True)
    if new.organisation_id and current.filter(organisation_id=new.organisation_id).exists():
        raise StateError("participant.already", _("This organisation is a participant already."))
    parties = []
    if new.organisation_id:
        parties.append(f"organisation:{new.organisation_id}")
    if new.person_id:
        parties.append(f"person:{new.person_id}")
    if not doer.is_secretary and not set(parties) & doer.parties and doer.actor.person_id:
        parties.append(f"person:{doer.actor.person_id}")
    payload: dict[str, Any] = {
        "participant": {
            "category": new.category,
            "organisation_id": new.organisation_id,
            "person_id": new.person_id,
            "community_name": new.community_name,
            "primary_group": new.primary_group,
            "other_groups": list(new.other_groups),
            "is_resident": new.is_resident,
            "resources": dict(new.resources),
        },
        "applicant_parties": parties,
    }
    if authority is not None:
        payload["authority"] = {"kind": authority.kind, "document": authority.document.strip(), "position": position}
    subject = ("people.organisation", str(new.organisation_id)) if new.organisation_id else ("", "")
    if not new.organisation_id and new.person_id:
        subject = ("people.person", str(new.person_id))
    title = Localized({"uk": f"Вступ: {name}", "ru": f"Вступление: {name}", "en": f"Admission: {name}"})
    if chain_of(rulebook.charter, category.admission).matter.kind == "form_unit":
        payload["unit"] = {"code": f"unit-{new.organisation_id or 'c'}", "name": Localized.same(name), "kind": "unit"}
    case = case_open(
        cluster=cluster,
        draft=CaseDraft(category.admission, title, subject, facts=dict(facts), payload=payload),
        doer=doer,
        on=on,
    )
    return _first_step(case, doer, on, opening)


@transaction.atomic
def applicant_update(
    *, case: Case, resources: Mapping[str, str], facts: Mapping[str, Any], is_resident: bool, doer: Doer, on: date
) -> Case:
    """Complete what an applicant declared while its case is open.

    Raises:
        StateError: The case is closed.
        AccessError: Neither the applicant nor the secretary.
    """
    (locked,) = cases_locked(case.cluster, [case.pk])
    if locked.state != "open":
        raise StateError("case.closed", _("This case is closed already."))
    if not doer.is_secretary and not doer.parties & set(locked.payload.get("applicant_parties", [])):
        raise AccessError("applicant.not_yours", _("Only the applicant or the secretary completes an application."))
    given = {**locked.payload.get("participant", {}), "resources": dict(resources), "is_resident": is_resident}
    locked.payload = {**locked.payload, "participant": given}
    locked.facts = {**locked.facts, **facts}
    locked.save(update_fields=["payload", "facts"])
    journal_write(
        chain=case.cluster.code,
        actor=doer.actor,
        action="application.completed",
        subject=locked,
        on=on,
        facts={"resources": sorted(kind for kind, text in resources.items() if text), "facts": sorted(facts)},
    )
    return locked


@transaction.atomic
def leaving_notify(
    *, participant: Participant, documents: Sequence[str], doer: Doer, on: date, opening: Opening = Opening()
) -> Case:
    """Leave by one notice: opens the matter and gives the notice; the membership ends when the charter says.

    Raises:
        ChainRefused: Not a representative of this participant, or a document that the charter wants is missing.
        PaperNoteMissing: The secretary records a notice and does not say which paper.
    """
    cluster = participant.cluster
    charter = rulebook_of(cluster, on).charter
    name = str(participant)
    title = Localized({"uk": f"Вихід: {name}", "ru": f"Выход: {name}", "en": f"Leaving: {name}"})
    draft = CaseDraft(
        matter_for_kind(charter, "leave"),
        title,
        ("membership.participant", str(participant.pk)),
        payload={"documents": list(documents)},
    )
    case = case_open(cluster=cluster, draft=draft, doer=doer, on=on)
    step = chain_for(case).steps[0].id
    given = StepInput(note=opening.note)
    (done,) = step_do(cluster=cluster, case_ids=[case.pk], step=step, doer=doer, on=on, given=given)
    return done


@transaction.atomic
def exclusion_open(
    *,
    participant: Participant,
    ground: str,
    evidence_title: str,
    evidence_text: str,
    file: Any,
    doer: Doer,
    on: date,
) -> Case:
    """Open an exclusion on one of the charter's grounds, with evidence.

    Raises:
        ChainRefused: The ground is none of the charter's, or this party may not open such a case.
        InputError: There is no evidence.
    """
    cluster = participant.cluster
    charter = rulebook_of(cluster, on).charter
    name = str(participant)
    title = Localized({"uk": f"Виключення: {name}", "ru": f"Исключение: {name}", "en": f"Exclusion: {name}"})
    draft = CaseDraft(
        matter_for_kind(charter, "exclude"),
        title,
        ("membership.participant", str(participant.pk)),
        ground=ground,
        is_public=False,
    )
    case = case_open(cluster=cluster, draft=draft, doer=doer, on=on)
    evidence_add(case=case, title=evidence_title, text=evidence_text, doer=doer, on=on, file=file)
    if chain_for(case).steps[0].kind == "evidence":
        return _first_step(case, doer, on, Opening(note=evidence_title))
    return case


@transaction.atomic
def unit_propose(*, cluster: Cluster, name: Localized, code: str, kind: str, doer: Doer, on: date) -> Case:
    """Propose a unit or project of the cluster: opens the matter by which the charter forms one.

    Raises:
        InputError: The code is taken.
        ChainRefused: Another party opens this matter.
    """
    if Component.objects.filter(cluster=cluster, code=code).exists():
        raise InputError("component.code", _("This code is taken."), field="code")
    charter = rulebook_of(cluster, on).charter
    draft = CaseDraft(
        matter_for_kind(charter, "form_unit"),
        Localized({"uk": f"Новий підрозділ: {name}", "ru": f"Новое подразделение: {name}", "en": f"New unit: {name}"}),
        payload={"unit": {"code": code, "name": dict(name), "kind": kind}},
    )
    case = case_open(cluster=cluster, draft=draft, doer=doer, on=on)
    return _first_step(case, doer, on, Opening())


@transaction.atomic
def meeting_open(*, cluster: Cluster, place: str, doer: Doer, on: date) -> Case:
    """Open the founding meeting: its day, place, and the register for signing.

    Raises:
        ChainRefused: Somebody else opens the meeting.
        StateError: It is open already.
    """
    charter = rulebook_of(cluster, on).charter
    title = Localized({"uk": "Установчі збори", "ru": "Учредительное собрание", "en": "Founding meeting"})
    draft = CaseDraft(
        matter_for_kind(charter, "found"), title, ("clusters.cluster", str(cluster.pk)), payload={"place": place}
    )
    case = case_open(cluster=cluster, draft=draft, doer=doer, on=on)
    first = chain_for(case).steps[0]
    if first.kind == "hearing":
        return _first_step(case, doer, on, Opening(note=place))
    return case
