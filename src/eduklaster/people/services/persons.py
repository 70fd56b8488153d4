"""Persons and their ties to organisations."""

from __future__ import annotations

from datetime import date
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from eduklaster.clusters.models import Cluster
from eduklaster.journal.services import Actor
from eduklaster.kernel.bus import publish
from eduklaster.kernel.errors import InputError, NotFound, StateError

from ..errors import refuse_if_read_only
from ..events import AffiliationEnded, AffiliationStarted
from ..models import Affiliation, Organisation, Person
from ..naming import person_key
from .common import changed_fields, check_fields, record, refuse_reversed


class PersonFields(TypedDict, total=False):
    """What can be written about a person."""

    surname: str
    given_name: str
    patronymic: str
    language: str
    teaching_since: date | None
    managing_since: date | None


@transaction.atomic
def person_create(*, actor: Actor, cluster: Cluster | None = None, **fields: Unpack[PersonFields]) -> Person:
    """Enter a person; `cluster` is the one whose secretary does so.

    Raises:
        InputError: A name is missing or too long.
    """
    refuse_if_read_only(cluster)
    person = Person(registered_in=cluster, **_stripped(fields))
    check_fields(person)
    person.search_key = person_key(person.surname, person.given_name, person.patronymic)
    person.save()
    record(cluster, actor, "person.created", person, fields=sorted(fields))
    return person


def _stripped(fields: PersonFields) -> PersonFields:
    return {key: " ".join(value.split()) if isinstance(value, str) else value for key, value in fields.items()}  # type: ignore[return-value]


@transaction.atomic
def person_update(
    *, person: Person, actor: Actor, cluster: Cluster | None = None, **fields: Unpack[PersonFields]
) -> Person:
    """Change what is written about a person; equal values change nothing and leave no trace.

    Raises:
        InputError: A value cannot be used.
    """
    refuse_if_read_only(cluster)
    person = Person.objects.select_for_update().get(pk=person.pk)
    changed = changed_fields(person, dict(_stripped(fields)))
    if not changed:
        return person
    check_fields(person)
    person.search_key = person_key(person.surname, person.given_name, person.patronymic)
    person.save()
    record(cluster, actor, "person.updated", person, fields=changed)
    return person


@transaction.atomic
def affiliation_start(
    *,
    person: Person,
    organisation: Organisation,
    position: str,
    valid_from: date,
    actor: Actor,
    is_head: bool = False,
    may_represent: bool = False,
    valid_until: date | None = None,
    cluster: Cluster | None = None,
) -> Affiliation:
    """Tie a person to an organisation from a day. A new head ends the former head's tie the same day.

    Raises:
        InputError: No position, or the days are the wrong way round.
        StateError: The organisation is a merged duplicate, or has a later head already.
    """
    refuse_if_read_only(cluster)
    refuse_reversed(valid_from, valid_until)
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if organisation.merged_into_id is not None:
        raise StateError("organisation.merged", _("This row is a duplicate; use the organisation that was kept."))
    if is_head:
        heads = Affiliation.objects.filter(organisation=organisation, is_head=True)
        if heads.filter(valid_from__gt=valid_from).exists() and valid_until is None:
            raise StateError("affiliation.later_head", _("A later head of this organisation is entered already."))
        for former in heads.filter(valid_from__lte=valid_from).exclude(valid_until__lte=valid_from):
            affiliation_end(affiliation=former, on=valid_from, actor=actor, cluster=cluster)
    tie = Affiliation(
        person=person,
        organisation=organisation,
        position=" ".join(position.split()),
        is_head=is_head,
        may_represent=may_represent,
        valid_from=valid_from,
        valid_until=valid_until,
    )
    check_fields(tie)
    tie.save()
    record(
        cluster,
        actor,
        "affiliation.started",
        tie,
        on=valid_from,
        person=person.pk,
        organisation=organisation.pk,
        is_head=is_head,
        may_represent=may_represent,
    )
    publish(AffiliationStarted(person.pk, organisation.pk, tie.pk, valid_from))
    return tie


@transaction.atomic
def affiliation_end(*, affiliation: Affiliation, on: date, actor: Actor, cluster: Cluster | None = None) -> Affiliation:
    """End a tie; `on` is the first day without it. Capacities that came from it end with it.

    Raises:
        StateError: It ended before.
        InputError: The day is before its first.
    """
    refuse_if_read_only(cluster)
    tie = Affiliation.objects.select_for_update(of=("self",)).filter(pk=affiliation.pk).first()
    if tie is None:
        raise NotFound
    if tie.valid_until is not None and tie.valid_until <= on:
        raise StateError("affiliation.ended", _("This tie has ended already."))
    if on < tie.valid_from:
        raise InputError("people.period", _("The last day is before the first."), field="on")
    tie.valid_until = on
    tie.save(update_fields=["valid_until"])
    record(cluster, actor, "affiliation.ended", tie, on=on, person=tie.person_id, organisation=tie.organisation_id)
    publish(AffiliationEnded(tie.person_id, tie.organisation_id, tie.pk, on))
    return tie
