"""Histories of participants, founders, agreements, holdings and components; the room's words."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from eduklaster.journal.words import ActionWord, FactWord, register_words
from eduklaster.people.access import Viewer
from eduklaster.people.models import Organisation, Person
from eduklaster.people.registry import Refs, Subject, among, own_entries, register_history, register_neighbours
from eduklaster.people.selectors import names_shown_to

from .access import agreements_visible_to, participants_visible_to, sees_holdings
from .enums import AgreementKind, AgreementState, AuthorityKind, FounderState, ParticipantState
from .forms import UNIT_KINDS
from .models import Agreement, Component, Founder, Holding, Participant


def _participants(viewer: Viewer) -> QuerySet[Participant]:
    return participants_visible_to(viewer).select_related("organisation", "person")


def _participant_title(viewer: Viewer, row: Participant) -> str:
    if row.person is not None and row.person_id not in names_shown_to(viewer, {row.person.pk}):
        return f"№ {row.number}"
    return str(row)


def _participant_refs(viewer: Viewer, row: Participant) -> Refs:
    founders = Founder.objects.filter(participant=row).values_list("pk", flat=True)
    return {"membership.participant": [row.pk], "membership.founder": founders}


def _founders(viewer: Viewer) -> QuerySet[Founder]:
    return Founder.objects.filter(cluster=viewer.cluster).select_related("organisation")


def _agreements(viewer: Viewer) -> QuerySet[Agreement]:
    return agreements_visible_to(viewer)


def _holdings(viewer: Viewer) -> QuerySet[Holding]:
    rows = Holding.objects.filter(cluster=viewer.cluster)
    return rows if sees_holdings(viewer) else rows.none()


def _components(viewer: Viewer) -> QuerySet[Component]:
    return Component.objects.filter(cluster=viewer.cluster)


def of_organisation(viewer: Viewer, organisation: Organisation) -> Refs:
    """Return what an organisation is in the cluster: spells of membership, founders' rows, things that it holds."""
    return {
        "membership.participant": _participants(viewer).filter(organisation=organisation).values_list("pk", flat=True),
        "membership.founder": _founders(viewer).filter(organisation=organisation).values_list("pk", flat=True),
        "membership.holding": _holdings(viewer).filter(holder=organisation).values_list("pk", flat=True),
    }


def of_person(viewer: Viewer, person: Person) -> Refs:
    """Return a person's own spells of membership."""
    return {"membership.participant": _participants(viewer).filter(person=person).values_list("pk", flat=True)}


def _address(name: str, viewer: Viewer, *args: object) -> str:
    return reverse(name, args=[viewer.cluster.code if viewer.cluster else "", *args])


_SUBJECTS = (
    Subject(
        "participant", _("Participant"), among(_participants), _participant_title,
        lambda viewer, one: _address("membership:participant", viewer, one.pk), _participant_refs,
        "membership.participant",
    ),
    Subject(
        "founder", _("Founder"), among(_founders), lambda viewer, one: str(one.organisation.short_name),
        lambda viewer, one: _address("membership:founders", viewer), own_entries("membership.founder"),
        "membership.founder",
    ),
    Subject(
        "agreement", _("Agreement"), among(_agreements), lambda viewer, one: str(one.subject),
        lambda viewer, one: _address("membership:agreements", viewer), own_entries("membership.agreement"),
        "membership.agreement",
    ),
    Subject(
        "holding", _("Holder of property"), among(_holdings), lambda viewer, one: str(one.name),
        lambda viewer, one: _address("membership:holdings", viewer), own_entries("membership.holding"),
        "membership.holding",
    ),
    Subject(
        "component", _("Unit or project"), among(_components), lambda viewer, one: str(one.name),
        lambda viewer, one: _address("membership:component", viewer, one.pk), own_entries("membership.component"),
        "membership.component",
    ),
)  # fmt: skip


def register() -> None:
    """Register kinds, neighbours and words; called once when the room starts."""
    for subject in _SUBJECTS:
        register_history(subject)
    register_neighbours("organisation", of_organisation)
    register_neighbours("person", of_person)
    register_words(
        actions={
            "participant.admitted": ActionWord(_("A participant was admitted"), "user-plus"),
            "participant.active": ActionWord(_("A membership was resumed"), "user-check"),
            "participant.suspended": ActionWord(_("A membership was suspended"), "clock"),
            "participant.withdrawn": ActionWord(_("A participant left"), "door-exit"),
            "participant.excluded": ActionWord(_("A participant was excluded"), "user-minus"),
            "participant.dissolved": ActionWord(_("A participant was dissolved"), "user-minus"),
            "charter.acknowledged": ActionWord(_("A participant took the charter on"), "check"),
            "application.completed": ActionWord(_("An application was completed"), "pencil"),
            "founder.listed": ActionWord(_("A founder was listed"), "users"),
            "founder.authority": ActionWord(_("Who signs for a founder was recorded"), "signature"),
            "founder.signed": ActionWord(_("A founder signed"), "writing"),
            "founder.acceded": ActionWord(_("A founder joined after the founding"), "user-plus"),
            "agreement.registered": ActionWord(_("An agreement was registered"), "file-certificate"),
            "agreement.ended": ActionWord(_("An agreement ended"), "file-certificate"),
            "agreement.expired": ActionWord(_("The term of an agreement ran out"), "file-certificate"),
            "duty.laid": ActionWord(_("A duty was laid on participants"), "scale"),
            "holding.recorded": ActionWord(_("A holder of property was recorded"), "home"),
            "component.founded": ActionWord(_("A component was founded"), "affiliate"),
            "component.head_changed": ActionWord(_("A unit has another head"), "user-check"),
            "organisation.rows_moved": ActionWord(
                _("What hung on a duplicate was moved to the organisation"), "versions"
            ),
        },
        facts={
            "membership.participant.number": FactWord(_("Number in the register")),
            "category": FactWord(_("Category"), form="category"),
            "membership.participant.state": FactWord(_("State"), choices=dict(ParticipantState.choices)),
            "charter.acknowledged.version": FactWord(_("Version of the charter")),
            "membership.founder.number": FactWord(_("Number")),
            "membership.founder.kind": FactWord(_("Signs by"), choices=dict(AuthorityKind.choices)),
            "membership.founder.state": FactWord(_("State"), choices=dict(FounderState.choices)),
            "signed_on": FactWord(_("Signed on"), form="day"),
            "membership.agreement.kind": FactWord(_("Kind"), choices=dict(AgreementKind.choices)),
            "membership.agreement.state": FactWord(_("State"), choices=dict(AgreementState.choices)),
            "valid_until": FactWord(_("Until"), form="day"),
            "organisations": FactWord(_("Parties"), subject="people.organisation"),
            "membership.agreement.persons": FactWord(_("Parties"), subject="people.person"),
            "agreement.ended.participant": FactWord(_("Left the cluster"), subject="membership.participant"),
            "duty": FactWord(_("Duty")),
            "holder": FactWord(_("Holder"), subject="people.organisation"),
            "component.head_changed.basis": FactWord(_("By which paper")),
            "component.head_changed.left": FactWord(_("Headed it before"), subject="people.person"),
            "membership.component.code": FactWord(_("Code")),
            "membership.component.kind": FactWord(_("Kind"), choices=dict(UNIT_KINDS)),
            "resources": FactWord(_("Resources")),
            "facts": FactWord(_("What was stated")),
        },
        rows={
            "membership.participant": _("Participant"),
            "membership.founder": _("Founder"),
            "membership.agreement": _("Agreement"),
            "membership.holding": _("Holder of property"),
            "membership.component": _("Unit or project"),
        },
    )
