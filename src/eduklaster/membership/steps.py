"""What membership offers to procedures: effects of admission, leaving, exclusion and founding, and what gates them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from eduklaster.charter import chains
from eduklaster.charter.eligibility import eligibility
from eduklaster.charter.notice import leaving_day
from eduklaster.charter.resolver import Scope
from eduklaster.charter.verdicts import Verdict
from eduklaster.clusters.selectors import calendar_of
from eduklaster.kernel.errors import StateError
from eduklaster.kernel.text import Localized
from eduklaster.people.models import Person
from eduklaster.procedures.enums import CaseState
from eduklaster.procedures.models import Act, Case
from eduklaster.procedures.registry import Effect, known_facts, register_effect, register_facts, register_gate
from eduklaster.procedures.selectors import chain_for, progress_of, rulebook_for

from .enums import ParticipantState
from .models import Founder, Participant
from .selectors import founders_signed
from .services import (
    Authority,
    NewParticipant,
    component_found,
    duty_lay,
    founder_accede,
    founder_admit,
    participant_admit,
    participant_release,
)


def applicant_facts(case: Case, on: date) -> Mapping[str, Any]:
    """Return what is known of an applicant: declared resources, residence, and the facts entered with the application."""
    new = case.payload.get("participant", {})
    resources = new.get("resources", {})
    return {
        **{f"declared_{kind}": bool(value) for kind, value in resources.items()},
        "declared_resources": bool(resources) and all(resources.values()),
        "resident": new.get("is_resident", True),
        "is_resident": new.get("is_resident", True),
        "category": new.get("category", ""),
    }


def eligibility_of(case: Case, on: date) -> Verdict:
    """Say whether the applicant of a case meets what the charter asks of its category."""
    new = case.payload.get("participant", {})
    before = Participant.objects.filter(cluster=case.cluster, organisation_id=new.get("organisation_id") or -1)
    excluded = before.filter(state=ParticipantState.EXCLUDED).order_by("-left_on").first()
    refused = (
        Case.objects.filter(
            cluster=case.cluster,
            kind="admit",
            subject_type=case.subject_type,
            subject_id=case.subject_id,
            state__in=[CaseState.DECLINED, CaseState.LOST],
        )
        .exclude(subject_id="")
        .order_by("-closed_on")
        .first()
    )
    return eligibility(
        rulebook_for(case, on),
        new.get("category", ""),
        known_facts(case, on),
        on=on,
        refused_on=refused.closed_on if refused else None,
        excluded_on=excluded.left_on if excluded else None,
        calendar=calendar_of(case.cluster),
    )


def admission_gate(case: Case, step: str, on: date) -> Verdict | None:
    """Hold an applicant that is not eligible yet: the step that would admit it is refused, the case stays open."""
    chain = chain_for(case)
    if chains.effect_step(chain, progress_of(case, on)).id != step:
        return None
    verdict = eligibility_of(case, on)
    return None if verdict.allowed else verdict


def admit(effect: Effect) -> None:
    """Enter the applicant in the register."""
    case = effect.case
    new = NewParticipant(**case.payload["participant"])
    authority = case.payload.get("authority")
    founder = None
    if authority and new.organisation_id:
        founder = founder_accede(
            cluster=case.cluster,
            organisation_id=new.organisation_id,
            category=new.category,
            position=authority.get("position", ""),
            authority=Authority(authority["kind"], authority["document"]),
            on=effect.on,
            actor=effect.actor,
        )
    participant = participant_admit(
        cluster=case.cluster, new=new, on=effect.on, actor=effect.actor, act=effect.act, founder=founder
    )
    Case.objects.filter(pk=effect.case.pk).update(payload={**effect.case.payload, "participant_id": participant.pk})


def leave(effect: Effect) -> None:
    """Release the participant from the day that the charter gives to a notice."""
    case = effect.case
    participant = Participant.objects.get(pk=case.subject_id, cluster=case.cluster)
    verdict = leaving_day(
        rulebook_for(case, effect.on),
        notice=effect.on,
        on=effect.on,
        documents=case.payload.get("documents", []),
        scope=Scope(matter=case.matter),
        calendar=calendar_of(case.cluster),
    )
    participant_release(
        participant=participant,
        state=ParticipantState.WITHDRAWN,
        on=verdict.facts["effective"],
        actor=effect.actor,
        act=effect.act,
    )


def leaving_gate(case: Case, step: str, on: date) -> Verdict | None:
    """Ask for the documents that the charter wants with a notice of leaving."""
    verdict = leaving_day(
        rulebook_for(case, on),
        notice=on,
        on=on,
        documents=case.payload.get("documents", []),
        scope=Scope(matter=case.matter),
        calendar=calendar_of(case.cluster),
    )
    return verdict if verdict.code == "leaving.document_missing" else None


def exclude(effect: Effect) -> None:
    """Release the participant by the act that excludes it."""
    participant = Participant.objects.get(pk=effect.case.subject_id, cluster=effect.case.cluster)
    participant_release(
        participant=participant, state=ParticipantState.EXCLUDED, on=effect.on, actor=effect.actor, act=effect.act
    )


def found(effect: Effect) -> None:
    """Make every founder who has signed a participant; those only listed stay listed."""
    effect.case.cluster.refresh_from_db()
    for founder in founders_signed(effect.case.cluster):
        founder_admit(founder=founder, on=effect.on, actor=effect.actor, act=effect.act)


def founder_facts(case: Case, on: date) -> Mapping[str, Any]:
    """Return what the register knows for a founding: how many are listed and have signed."""
    rows = Founder.objects.filter(cluster=case.cluster)
    return {"listed_count": rows.count(), "signed_count": rows.filter(state="signed").count()}


def form_unit(effect: Effect) -> None:
    """Enter the unit that the case is about, where the case describes one."""
    unit = effect.case.payload.get("unit")
    if unit:
        component_found(
            cluster=effect.case.cluster,
            code=unit["code"],
            name=Localized(unit["name"]),
            kind=unit["kind"],
            on=effect.on,
            actor=effect.actor,
            head=Person.objects.get(pk=unit["head_id"]) if unit.get("head_id") else None,
        )
    if "participant" in effect.case.payload:
        admit(effect)


def distribute_duties(effect: Effect) -> None:
    """Lay the duty that the case is about on participants, where the case describes one."""
    case, duty = effect.case, effect.case.payload.get("duty")
    if not duty:
        return
    act = effect.act or Act.objects.filter(steps__case=case).order_by("pk").last()
    if act is None:
        raise StateError("duty.without_act", _("A duty rests on an act, and this matter issues none."))
    wanted = date.fromisoformat(duty["from"]) if duty["from"] else effect.on
    duty_lay(
        cluster=case.cluster,
        label=Localized(duty["label"]),
        act=act,
        categories=duty["categories"],
        valid_from=max(effect.on, wanted),
        valid_until=date.fromisoformat(duty["until"]) if duty["until"] else None,
        actor=effect.actor,
    )


def register() -> None:
    """Register effects, facts and gates; called once when the room starts."""
    register_effect("admit", admit)
    register_facts("admit", applicant_facts)
    register_gate("admit", admission_gate)
    register_effect("leave", leave)
    register_gate("leave", leaving_gate)
    register_effect("exclude", exclude)
    register_effect("found", found)
    register_facts("found", founder_facts)
    register_effect("form_unit", form_unit)
    register_effect("distribute_duties", distribute_duties)
