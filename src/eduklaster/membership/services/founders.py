"""The register of founders: listing, authority to sign, signing, admission."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.clusters.services import cluster_lock
from eduklaster.journal.services import Actor, journal_write
from eduklaster.kernel.errors import InputError, StateError
from eduklaster.people.models import Organisation, Person
from eduklaster.people.services import organisation_create
from eduklaster.procedures.models import Act, Case
from eduklaster.procedures.parties import Doer
from eduklaster.procedures.services import (
    step_mark,
)

from ..access import require_founder
from ..enums import FounderState
from ..models import Founder, Participant
from .participants import NewParticipant, participant_admit


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
