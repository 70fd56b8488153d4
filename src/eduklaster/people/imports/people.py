"""Representatives of an imported list: entered once, tied to their organisations, reachable."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext

from eduklaster.journal.services import Note
from eduklaster.kernel.bus import publish

from ..enums import ContactKind
from ..events import AffiliationStarted
from ..models import Affiliation, ContactPoint, ImportBatch, Organisation, Person
from ..naming import person_key
from ..selectors import affiliations_on

_NAMES = ("given_name", "patronymic", "surname")


@dataclass(frozen=True, slots=True)
class Entered:
    """Ids of new persons, and the entries of the journal about all new rows."""

    persons: list[int]
    notes: list[Note]


def people_apply(
    batch: ImportBatch, values: list[dict[str, Any]], targets: list[Organisation], writable: set[int], on: date
) -> Entered:
    """Enter representatives with their ties and contacts; whoever is known in the organisation is not entered twice.

    Returns who is new, and what the journal has to say of every new row.
    """
    cluster = batch.cluster
    ties = affiliations_on(on).filter(organisation__in=[one.pk for one in targets]).select_related("person")
    known = {(tie.organisation_id, tie.person.search_key): tie.person for tie in ties}
    with translation.override(cluster.language):
        default_position = gettext("representative")
    new_people: list[Person] = []
    new_ties: list[Affiliation] = []
    by_email: dict[tuple[str, str], Person] = {}
    owners: list[Person | Organisation | None] = []
    for value, organisation in zip(values, targets, strict=True):
        if "representative" not in value:
            owners.append(organisation if organisation.pk in writable else None)
            continue
        surname, given_name, *rest = value["representative"].split()
        patronymic = " ".join(rest)
        key = person_key(surname, given_name, patronymic)
        email = value.get("email", [""])[0]
        person = known.get((organisation.pk, key)) or (by_email.get((key, email)) if email else None)
        if person is None:
            person = Person(
                surname=surname[:100],
                given_name=given_name[:100],
                patronymic=patronymic[:100],
                search_key=key,
                language=cluster.language,
                registered_in=cluster,
            )
            new_people.append(person)
            if email:
                by_email[key, email] = person
        if (organisation.pk, key) not in known:
            known[organisation.pk, key] = person
            new_ties.append(
                Affiliation(
                    person=person,
                    organisation=organisation,
                    position=value.get("position") or default_position,
                    may_represent=True,
                    valid_from=on,
                )
            )
        owners.append(person)
    Person.objects.bulk_create(new_people, batch_size=500)
    for tie in new_ties:
        tie.person_id = tie.person.pk
    Affiliation.objects.bulk_create(new_ties, batch_size=500)
    for tie in new_ties:
        publish(AffiliationStarted(tie.person_id, tie.organisation_id, tie.pk, on))
    source = {"import": batch.pk}
    notes = [
        Note("person.created", one, on, facts={**source, "fields": [f for f in _NAMES if getattr(one, f)]})
        for one in new_people
    ]
    notes += [
        Note(
            "affiliation.started",
            tie,
            on,
            facts={
                **source,
                "person": tie.person_id,
                "organisation": tie.organisation_id,
                "is_head": tie.is_head,
                "may_represent": tie.may_represent,
            },
        )
        for tie in new_ties
    ]
    notes += [
        Note(
            "contact.added",
            ("people.person", str(one.person_id))
            if one.person_id
            else ("people.organisation", str(one.organisation_id)),
            on,
            facts={**source, "contact": one.pk, "kind": one.kind, "visibility": one.visibility},
        )
        for one in _contacts_apply(batch, values, owners)
    ]
    return Entered([person.pk for person in new_people], notes)


def _contacts_apply(
    batch: ImportBatch, values: list[dict[str, Any]], owners: list[Person | Organisation | None]
) -> list[ContactPoint]:
    people = {owner.pk for owner in owners if isinstance(owner, Person)}
    organisations = {owner.pk for owner in owners if isinstance(owner, Organisation)}
    known: set[tuple[int | None, int | None, str, str]] = {
        (person, organisation, kind, value)
        for person, organisation, kind, value in [
            *ContactPoint.objects.filter(person__in=people).values_list("person", "organisation", "kind", "value"),
            *ContactPoint.objects.filter(organisation__in=organisations).values_list(
                "person", "organisation", "kind", "value"
            ),
        ]
    }
    rows: list[ContactPoint] = []
    for value, owner in zip(values, owners, strict=True):
        if owner is None:
            continue
        person, organisation = (owner.pk, None) if isinstance(owner, Person) else (None, owner.pk)
        wanted = [(ContactKind.EMAIL, email) for email in value.get("email", [])]
        wanted += [(ContactKind.PHONE, value["phone"])] if "phone" in value else []
        for kind, text in wanted:
            if (person, organisation, kind, text) in known:
                continue
            known.add((person, organisation, str(kind), text))
            rows.append(
                ContactPoint(
                    person_id=person,
                    organisation_id=organisation,
                    kind=kind,
                    value=text,
                    basis=f"import {batch.pk}: {batch.file_name}"[:200],
                )
            )
    return ContactPoint.objects.bulk_create(rows, batch_size=500)
