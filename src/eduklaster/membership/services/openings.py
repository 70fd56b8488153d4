"""Matters that the pages of this room open, with their first step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from eduklaster.charter.matters import chain_of, matter_for_kind
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of, today_in
from eduklaster.clusters.services import cluster_lock
from eduklaster.journal.services import journal_write
from eduklaster.kernel.errors import AccessError, InputError, StateError
from eduklaster.kernel.text import Localized
from eduklaster.people.models import Person
from eduklaster.procedures.enums import CaseState
from eduklaster.procedures.models import Case
from eduklaster.procedures.parties import Doer, standing_for
from eduklaster.procedures.selectors import chain_for
from eduklaster.procedures.services import (
    CaseDraft,
    StepInput,
    case_open,
    cases_locked,
    evidence_add,
    step_do,
)

from ..enums import ParticipantKind
from ..models import A_PERSON, Component, Participant
from ..selectors import category_of
from .founders import Authority
from .participants import NewParticipant


@dataclass(frozen=True, slots=True)
class Opening:
    """How the first step is done at once: on which paper the secretary relies, and the facts confirmed."""

    note: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


def _titled(words: Mapping[str, str], called: Localized) -> Localized:
    return Localized({code: f"{word}: {called.in_(code)}" for code, word in words.items()})


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


def application_waiting(cluster: Cluster, new: NewParticipant) -> Case | None:
    """Return the open case by which the same organisation, person or community asks to come in."""
    rows = Case.objects.filter(cluster=cluster, state=CaseState.OPEN, payload__has_key="participant").order_by("pk")
    if new.organisation_id:
        return rows.filter(payload__participant__organisation_id=new.organisation_id).first()
    return rows.filter(
        payload__participant__organisation_id=None,
        payload__participant__person_id=new.person_id,
        payload__participant__community_name=new.community_name,
    ).first()


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
    cluster_lock(cluster)  # two applications sent at once wait for each other here
    waiting = application_waiting(cluster, new)
    if waiting is not None:
        raise StateError(
            "applicant.under_way",
            _("An application of this applicant waits already: № %(reference)s."),
            reference=waiting.reference,
            case=waiting.pk,
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
    called = A_PERSON if new.kind == ParticipantKind.PERSON else Localized.same(name)
    title = _titled({"uk": "Вступ", "ru": "Вступление", "en": "Admission"}, called)
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
        InputError: The day of the notice is to come, or before the participant came in.
    """
    cluster = participant.cluster
    if on > today_in(cluster) or on < participant.joined_on:
        raise InputError(
            "leaving.day",
            _("A notice is received after the day of joining and not in the future."),
            field="received_on",
        )
    charter = rulebook_of(cluster, on).charter
    title = _titled({"uk": "Вихід", "ru": "Выход", "en": "Leaving"}, participant.public_name)
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
    title = _titled({"uk": "Виключення", "ru": "Исключение", "en": "Exclusion"}, participant.public_name)
    draft = CaseDraft(
        matter_for_kind(charter, "exclude"),
        title,
        ("membership.participant", str(participant.pk)),
        ground=ground,
    )
    case = case_open(cluster=cluster, draft=draft, doer=doer, on=on)
    evidence_add(case=case, title=evidence_title, text=evidence_text, doer=doer, on=on, file=file)
    if chain_for(case).steps[0].kind == "evidence":
        return _first_step(case, doer, on, Opening(note=evidence_title))
    return case


@transaction.atomic
def unit_propose(
    *, cluster: Cluster, name: Localized, code: str, kind: str, doer: Doer, on: date, head: Person | None = None
) -> Case:
    """Propose a unit or project of the cluster, with who is to head it: opens the matter by which the charter forms one.

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
        payload={"unit": {"code": code, "name": dict(name), "kind": kind, "head_id": head.pk if head else None}},
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
