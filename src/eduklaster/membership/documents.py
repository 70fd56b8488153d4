"""The registers of participants and of founders as official documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import today_in
from eduklaster.documents.content import Block, Column, Content, Signature
from eduklaster.documents.naming import digits, signature_name, written
from eduklaster.documents.registry import (
    DocumentKind,
    Frame,
    Signatory,
    organisation_signatories,
    register_document,
    register_signatories,
    signatories_of,
)
from eduklaster.kernel.text import Localized
from eduklaster.people.access import Viewer
from eduklaster.people.models import Organisation
from eduklaster.procedures.models import Case
from eduklaster.procedures.registry import register_draft

from .models import Founder, Participant
from .selectors import founders_of, participants_on


def _cluster(cluster: Cluster, viewer: Viewer) -> QuerySet[Cluster]:
    """Return the cluster itself for those who are something in it."""
    rows = Cluster.objects.filter(pk=cluster.pk)
    return rows if viewer.capacities else rows.none()


def _signatures(frame: Frame) -> list[Signature]:
    office = frame.charter.roles.secretary
    signers = signatories_of(frame.cluster, f"office:{office}", frame.on, frame.language)
    return [Signature(one.post, signature_name(one.person, frame.profile)) for one in signers]


def member_signatories(cluster: Cluster, party: str, on: date, language: str) -> Sequence[Signatory]:
    """Return who signs for a participant or a founder: the head of the organisation, the person, the signatory."""
    head, _sep, key = party.partition(":")
    if head not in {"participant", "founder"} or not key.isdecimal():
        return []
    if head == "founder":
        founder = Founder.objects.filter(cluster=cluster, pk=int(key)).select_related("signatory").first()
        return [Signatory(founder.position, founder.signatory)] if founder and founder.signatory else []
    member = Participant.objects.filter(cluster=cluster, pk=int(key)).select_related("person").first()
    if member is None:
        return []
    if member.person is not None:
        return [Signatory(str(member), member.person)]
    return organisation_signatories(cluster, f"organisation:{member.organisation_id}", on, language)


def participants_content(cluster: Cluster, frame: Frame) -> Content:
    """Return the register of participants as of the day: number, name, category, since when, by which act."""
    words, language = frame.words, frame.language
    labels = {c.id: c.label.in_(language) for c in frame.charter.participants.categories}
    rows = participants_on(cluster, frame.on).select_related("organisation", "person", "basis_act").order_by("number")
    lines = []
    for row in rows:
        name = row.organisation.official_name if row.organisation else str(row)
        act = row.basis_act
        basis = words["decision_of"] % (frame.term(act.kind), digits(act.on), act.number) if act else ""
        lines.append((str(row.number), name, labels.get(row.category, row.category), digits(row.joined_on), basis))
    columns = (
        Column(words["number"], 0.5, "center"),
        Column(words["participant"], 3.0),
        Column(words["category"], 2.0),
        Column(words["joined"], 1.35, "center"),
        Column(words["basis_column"], 1.8),
    )
    return Content(
        kind="participants",
        variant="",
        **frame.masthead,
        name=words["participants"],
        on=frame.on.isoformat(),
        number=frame.number,
        heading=words["participants_heading"] % written(frame.on, frame.language),
        body=[
            Block("table", columns=columns, rows=lines),
            Block("paragraph", words["total"] % len(lines)),
        ]
        if lines
        else [],
        signatures=_signatures(frame),
    )


def founders_content(cluster: Cluster, frame: Frame) -> Content:
    """Return the register of founders: who signs for whom by which authority, with room for the signature."""
    words = frame.words
    columns = (
        Column(words["number"], 0.5, "center"),
        Column(words["founder"], 3.0),
        Column(words["position"], 1.8),
        Column(words["authority"], 1.6),
        Column(words["signed_on"], 1.3, "center"),
        Column(words["signed"], 1.2),
    )
    lines = [_founder(row) for row in founders_of(cluster).select_related("signatory")]
    return Content(
        kind="founders",
        variant="",
        **frame.masthead,
        name=words["founders"],
        on=frame.on.isoformat(),
        number=frame.number,
        heading=words["participants_heading"] % written(frame.on, frame.language),
        body=[Block("table", columns=columns, rows=lines), Block("paragraph", words["total"] % len(lines))]
        if lines
        else [],
        signatures=_signatures(frame),
    )


def _founder(row: Founder) -> tuple[str, ...]:
    who = f"{row.position}, {row.signatory}" if row.signatory else row.position
    return (row.number, row.organisation.official_name, who, row.authority_document, digits(row.signed_on), "")


def admission_draft(case: Case, words: Mapping[str, str], language: str) -> str:
    """Return what the act says that admits an applicant: its official name."""
    new = case.payload.get("participant", {})
    organisation = Organisation.objects.filter(pk=new.get("organisation_id") or 0).first()
    name = organisation.official_name if organisation else new.get("community_name", "")
    return words["draft_admit"] % name if name else ""


def exclusion_draft(case: Case, words: Mapping[str, str], language: str) -> str:
    """Return what the act says that excludes a participant: its official name."""
    row = (
        Participant.objects.filter(cluster=case.cluster, pk=case.subject_id or 0).select_related("organisation").first()
    )
    if row is None:
        return ""
    name = row.organisation.official_name if row.organisation else row.public_name.in_(language)
    return words["draft_exclude"] % name


def unit_draft(case: Case, words: Mapping[str, str], language: str) -> str:
    """Return what the act says that forms a unit: its name."""
    unit = case.payload.get("unit")
    return words["draft_unit"] % Localized(unit["name"]).in_(language) if unit else ""


def _today(cluster: Cluster) -> date:
    return today_in(cluster)


def register() -> None:
    """Offer the registers, draft acts; called once when the room starts."""
    register_signatories(member_signatories)
    register_draft("admit", admission_draft)
    register_draft("exclude", exclusion_draft)
    register_draft("form_unit", unit_draft)
    for key, title, build, page in (
        ("participants", _("Register of participants"), participants_content, "membership:participants"),
        ("founders", _("Register of founders"), founders_content, "membership:founders"),
    ):
        register_document(
            DocumentKind(
                key=key,
                title=title,
                subject="clusters.cluster",
                model=Cluster,
                visible=_cluster,
                on=_today,
                build=build,
                page=lambda cluster, _cluster, name=page: reverse(name, args=[cluster.code]),  # type: ignore[misc]
                numbered=True,
                applies=_has_founders if key == "founders" else lambda cluster: True,
            )
        )


def _has_founders(cluster: Cluster) -> bool:
    return Founder.objects.filter(cluster=cluster).exists()
