"""Histories of clusters, charters, organisations, persons, offices, invitations and imports; the room's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from eduklaster.charter.keys import key_spec
from eduklaster.clusters.models import CharterVersion, Cluster, FindingNote, Override, SpecialDay
from eduklaster.journal.words import SILENT, ActionWord, FactWord, register_words

from .access import Viewer, office_name
from .enums import CodeKind, ConsentPurpose, ContactKind, EducationLevel, Ownership, Sector, Visibility
from .models import Affiliation, ImportBatch, OfficeHolding, Organisation, Person, User
from .registry import Refs, Subject, among, own_entries, register_history
from .selectors import invitations_visible_to, office_holders, organisation_belongs, organisations_visible_to
from .selectors import persons_visible_to as _persons

_SENSITIVE = ("organisation.flag", "contact.")
_PRIVATE = ("contact.", "consent.", "account.")


def _in_cluster(viewer: Viewer, name: str, *args: object) -> str:
    return reverse(name, args=[viewer.cluster.code if viewer.cluster else "", *args])


# Clusters -----------------------------------------------------------------------------------------------------------


def _cluster(viewer: Viewer) -> QuerySet[Cluster]:
    return Cluster.objects.filter(pk=viewer.cluster.pk if viewer.cluster else 0)


def _versions(viewer: Viewer) -> QuerySet[CharterVersion]:
    return CharterVersion.objects.filter(cluster=viewer.cluster)


def _overrides(viewer: Viewer) -> QuerySet[Override]:
    return Override.objects.filter(cluster=viewer.cluster)


def _cluster_refs(viewer: Viewer, cluster: Cluster) -> Refs:
    return {
        "clusters.cluster": [cluster.pk],
        "clusters.charterversion": cluster.versions.values_list("pk", flat=True),
        "clusters.override": cluster.overrides.values_list("pk", flat=True),
        "clusters.findingnote": FindingNote.objects.filter(cluster=cluster).values_list("pk", flat=True),
        "clusters.specialday": SpecialDay.objects.filter(cluster=cluster).values_list("pk", flat=True),
    }


def _version_title(viewer: Viewer, version: CharterVersion) -> str:
    return _t("Version %(number)s of the charter") % {"number": version.number}


def _override_title(viewer: Viewer, row: Override) -> str:
    return str(key_spec(row.key).title.in_(viewer.language))


# Organisations and persons ------------------------------------------------------------------------------------------


def _organisation_refs(viewer: Viewer, organisation: Organisation) -> Refs:
    found: dict[str, Any] = {"people.organisation": [organisation.pk]}
    if viewer.is_secretary or viewer.is_organ_member or viewer.has(f"organisation:{organisation.pk}"):
        found["people.affiliation"] = organisation.affiliations.values_list("pk", flat=True)
    return found


def _organisation_withheld(viewer: Viewer, organisation: Organisation) -> Sequence[str]:
    if viewer.is_secretary and organisation_belongs(viewer, organisation):
        return ()
    return _SENSITIVE[:1] if viewer.has(f"organisation:{organisation.pk}") else _SENSITIVE


def _person_refs(viewer: Viewer, person: Person) -> Refs:
    found: dict[str, Any] = {
        "people.person": [person.pk],
        "people.affiliation": person.affiliations.values_list("pk", flat=True),
        "people.officeholding": person.offices.filter(cluster=viewer.cluster).values_list("pk", flat=True),
        "people.invitation": invitations_visible_to(viewer).filter(person=person).values_list("pk", flat=True),
    }
    if viewer.is_secretary or viewer.person_id == person.pk:
        found["people.user"] = User.objects.filter(person=person).values_list("pk", flat=True)
    return found


def _person_withheld(viewer: Viewer, person: Person) -> Sequence[str]:
    return () if viewer.is_secretary or viewer.person_id == person.pk else _PRIVATE


def _affiliations(viewer: Viewer) -> QuerySet[Affiliation]:
    return Affiliation.objects.filter(person__in=_persons(viewer).values("pk")).select_related("organisation")


def _affiliation_title(viewer: Viewer, tie: Affiliation) -> str:
    return f"{tie.position} · {tie.organisation.short_name}"


# Offices ------------------------------------------------------------------------------------------------------------


def _offices(viewer: Viewer, ids: Sequence[str]) -> Mapping[str, str]:
    if viewer.cluster is None:
        return {}
    known = {row.office for row in office_holders(viewer.cluster, viewer.on)}
    ever = OfficeHolding.objects.filter(cluster=viewer.cluster, office__in=[one[:60] for one in ids])
    known |= set(ever.values_list("office", flat=True))
    return {one: one for one in ids if one in known}


def _office_title(viewer: Viewer, office: str) -> str:
    return str(office_name(viewer.cluster, office, viewer.on)) if viewer.cluster else office


def _office_refs(viewer: Viewer, office: str) -> Refs:
    rows = OfficeHolding.objects.filter(cluster=viewer.cluster, office=office)
    return {"people.officeholding": rows.values_list("pk", flat=True)}


def _holdings(viewer: Viewer) -> QuerySet[OfficeHolding]:
    return OfficeHolding.objects.filter(cluster=viewer.cluster)


# Imports ------------------------------------------------------------------------------------------------------------


def _batches(viewer: Viewer) -> QuerySet[ImportBatch]:
    rows = ImportBatch.objects.filter(cluster=viewer.cluster)
    return rows if viewer.is_secretary else rows.none()


def _batch_page(viewer: Viewer, batch: ImportBatch) -> str:
    if batch.state == ImportBatch.State.PREVIEW:
        return _in_cluster(viewer, "people:import_preview", batch.pk)
    return _in_cluster(viewer, "people:import")


_SUBJECTS = (
    Subject(
        "cluster", _("Cluster"), among(_cluster), lambda viewer, one: str(one.short_name),
        lambda viewer, one: _in_cluster(viewer, "public:cluster"), _cluster_refs, "clusters.cluster",
    ),
    Subject(
        "version", _("Version of the charter"), among(_versions), _version_title,
        lambda viewer, one: _in_cluster(viewer, "clusters:charter"), own_entries("clusters.charterversion"),
        "clusters.charterversion",
    ),
    Subject(
        "rule", _("Rule set by an act"), among(_overrides), _override_title,
        lambda viewer, one: _in_cluster(viewer, "clusters:defaults"), own_entries("clusters.override"),
        "clusters.override",
    ),
    Subject(
        "organisation", _("Organisation"), among(organisations_visible_to), lambda viewer, one: str(one.short_name),
        lambda viewer, one: _in_cluster(viewer, "people:organisation", one.pk), _organisation_refs,
        "people.organisation", _organisation_withheld,
    ),
    Subject(
        "person", _("Person"), among(_persons), lambda viewer, one: str(one),
        lambda viewer, one: _in_cluster(viewer, "people:person", one.pk), _person_refs, "people.person",
        _person_withheld,
    ),
    Subject(
        "position", _("Position"), among(_affiliations), _affiliation_title,
        lambda viewer, one: _in_cluster(viewer, "people:person", one.person_id), own_entries("people.affiliation"),
        "people.affiliation",
    ),
    Subject(
        "office", _("Office"), _offices, _office_title,
        lambda viewer, one: _in_cluster(viewer, "people:office", one), _office_refs,
    ),
    Subject(
        "holder", _("Holder of an office"), among(_holdings), lambda viewer, one: _office_title(viewer, one.office),
        lambda viewer, one: _in_cluster(viewer, "people:office", one.office), own_entries("people.officeholding"),
        "people.officeholding",
    ),
    Subject(
        "invitation", _("Invitation"), among(invitations_visible_to), lambda viewer, one: str(one.person),
        lambda viewer, one: _in_cluster(viewer, "people:invitations"), own_entries("people.invitation"),
        "people.invitation",
    ),
    Subject(
        "import", _("Import"), among(_batches), lambda viewer, one: str(one.file_name), _batch_page,
        own_entries("people.importbatch"), "people.importbatch",
    ),
)  # fmt: skip


def register() -> None:
    """Register kinds and words; called once when the room starts."""
    for subject in _SUBJECTS:
        register_history(subject)
    register_words(
        actions={
            "person.created": ActionWord(_("A person was entered"), "user-plus"),
            "person.updated": ActionWord(_("What is written about a person changed"), "pencil"),
            "person.forms_checked": ActionWord(_("The cases of a name were checked"), "check"),
            "post.forms_checked": ActionWord(_("The cases of a post were checked"), "check"),
            "organisation.created": ActionWord(_("An organisation was entered"), "plus"),
            "organisation.updated": ActionWord(_("What is written about an organisation changed"), "pencil"),
            "organisation.merged": ActionWord(_("A duplicate was merged into the organisation"), "versions"),
            "organisation.flagged": ActionWord(_("The organisation was marked"), "flag"),
            "organisation.flag_ended": ActionWord(_("A mark of the organisation ended"), "flag"),
            "affiliation.started": ActionWord(_("A person took a position in an organisation"), "user-check"),
            "affiliation.ended": ActionWord(_("A person left a position in an organisation"), "user-minus"),
            "office.assigned": ActionWord(_("Somebody took an office"), "user-check"),
            "office.ended": ActionWord(_("Somebody left an office"), "user-minus"),
            "contact.added": ActionWord(_("A contact was added"), "plus"),
            "contact.removed": ActionWord(_("A contact was removed"), "minus"),
            "contact.visibility": ActionWord(_("Who may see a contact was changed"), "pencil"),
            "consent.given": ActionWord(_("A consent was given"), "check"),
            "consent.withdrawn": ActionWord(_("A consent was withdrawn"), "circle-x"),
            "invitation.sent": ActionWord(_("An invitation was sent"), "mail"),
            "invitation.accepted": ActionWord(_("An invitation was accepted"), "check"),
            "invitation.withdrawn": ActionWord(_("An invitation was withdrawn"), "circle-x"),
            "account.opened": ActionWord(_("An account was opened"), "user-plus"),
            "account.deactivated": ActionWord(_("An account was closed"), "ban"),
            "account.language": ActionWord(_("The language of an account changed"), "world"),
            "import.uploaded": ActionWord(_("A list was uploaded"), "file-import"),
            "import.decided": ActionWord(_("Choices for rows of a list were kept"), "check"),
            "import.discarded": ActionWord(_("A list was discarded"), "trash"),
            "organisations.imported": ActionWord(_("A list was entered in the registers"), "file-import"),
        },
        facts={
            "person": FactWord(_("Person"), subject="people.person"),
            "organisation": FactWord(_("Organisation"), subject="people.organisation"),
            "people.person.fields": FactWord(_("Fields"), form="fields"),
            "people.organisation.fields": FactWord(_("Fields"), form="fields"),
            "duplicate": SILENT,
            "flag": SILENT,
            "contact": SILENT,
            "consent": SILENT,
            "user": SILENT,
            "organisation.flagged.kind": FactWord(_("Mark")),
            "organisation.flag_ended.kind": FactWord(_("Mark")),
            "contact.added.kind": FactWord(_("Kind of contact"), choices=dict(ContactKind.choices)),
            "contact.removed.kind": FactWord(_("Kind of contact"), choices=dict(ContactKind.choices)),
            "contact.visibility.kind": FactWord(_("Kind of contact"), choices=dict(ContactKind.choices)),
            "visibility": FactWord(_("Who sees it"), choices=dict(Visibility.choices)),
            "people.organisation.parent": FactWord(_("Part of"), subject="people.organisation"),
            "people.organisation.sector": FactWord(_("Sector"), choices=dict(Sector.choices)),
            "people.organisation.ownership": FactWord(_("Ownership"), choices=dict(Ownership.choices)),
            "people.organisation.levels": FactWord(_("Levels of education"), choices=dict(EducationLevel.choices)),
            "people.organisation.code_kind": FactWord(_("Kind of code"), choices=dict(CodeKind.choices)),
            "purpose": FactWord(_("Purpose"), choices=dict(ConsentPurpose.choices)),
            "is_head": FactWord(_("Heads the organisation"), form="yes_no"),
            "may_represent": FactWord(_("Represents it in clusters"), form="yes_no"),
            "office": FactWord(_("Office"), form="office"),
            "acting": FactWord(_("For the time being"), form="yes_no"),
            "basis_act": FactWord(_("By the act"), subject="procedures.act"),
            "rows": FactWord(_("Rows")),
            "created": FactWord(_("Organisations entered"), form="count"),
            "changed": FactWord(_("Organisations changed"), form="count"),
            "persons": FactWord(_("Persons entered"), form="count"),
            "import": FactWord(_("From the list"), subject="people.importbatch"),
            "language": FactWord(_("Language")),
            "post": FactWord(_("Post")),
        },
        rows={
            "people.person": _("Person"),
            "people.organisation": _("Organisation"),
            "people.affiliation": _("Position"),
            "people.officeholding": _("Holder of an office"),
            "people.invitation": _("Invitation"),
            "people.importbatch": _("Import"),
            "people.user": _("Account"),
            "people.wordforms": _("Cases of a name or a post"),
        },
    )
