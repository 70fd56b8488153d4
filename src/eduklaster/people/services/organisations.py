"""Organisations, their flags, and duplicates made one."""

from __future__ import annotations

from datetime import date
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.services import clusters_lock
from eduklaster.journal.services import Actor
from eduklaster.kernel.bus import publish
from eduklaster.kernel.errors import InputError, StateError

from ..codes import code_problem
from ..enums import EducationLevel
from ..errors import refuse_if_read_only
from ..events import OrganisationMerged
from ..models import Affiliation, ContactPoint, Organisation, OrganisationFlag
from ..naming import organisation_key
from .common import changed_fields, check_fields, record, refuse_reversed


class OrganisationFields(TypedDict, total=False):
    """What can be written about an organisation."""

    official_name: str
    short_name: str
    code_kind: str
    code: str
    legal_form: str
    ownership: str
    sector: str
    levels: list[str]
    industry_code: str
    territory: str
    settlement: str
    site: str
    parent: Organisation | None


def _prepared(fields: OrganisationFields) -> OrganisationFields:
    values = {key: " ".join(value.split()) if isinstance(value, str) else value for key, value in fields.items()}
    if "levels" in values:
        order = EducationLevel.values
        values["levels"] = sorted(set(fields["levels"]), key=lambda level: order.index(level) if level in order else 99)
    return values  # type: ignore[return-value]


def _check(row: Organisation) -> None:
    if not row.official_name:
        raise InputError("organisation.name", _("Enter the official name."), field="official_name")
    row.short_name = row.short_name or row.official_name[:200]
    if row.code and not row.code_kind:
        raise InputError(
            "organisation.code_kind", _("Choose the register that the code comes from."), field="code_kind"
        )
    if not row.code:
        row.code_kind = ""
    problem = code_problem(row.code_kind, row.code)
    if problem is not None:
        raise InputError("organisation.code", problem, field="code")
    check_fields(row)
    twin = (
        Organisation.objects.filter(code_kind=row.code_kind, code=row.code).exclude(pk=row.pk).exclude(code="").first()
    )
    if twin is not None:
        raise InputError(
            "organisation.code_taken",
            _("This code belongs to «%(name)s»."),
            field="code",
            name=twin.short_name,
            organisation=twin.pk,
        )
    parent, seen = row.parent, {row.pk}
    while parent is not None:
        if parent.pk in seen:
            raise InputError(
                "organisation.parent_loop", _("An organisation cannot be a part of itself."), field="parent"
            )
        seen.add(parent.pk)
        parent = parent.parent
    row.search_key = organisation_key(row.official_name, row.short_name)


@transaction.atomic
def organisation_create(
    *, actor: Actor, cluster: Cluster | None = None, **fields: Unpack[OrganisationFields]
) -> Organisation:
    """Enter an organisation into the shared register; `cluster` is the one whose secretary does so.

    Raises:
        InputError: A value cannot be used, or another organisation has the code.
    """
    refuse_if_read_only(cluster)
    row = Organisation(registered_in=cluster, **_prepared(fields))
    _check(row)
    row.save()
    record(cluster, actor, "organisation.created", row, fields=sorted(fields))
    return row


@transaction.atomic
def organisation_update(
    *, organisation: Organisation, actor: Actor, cluster: Cluster | None = None, **fields: Unpack[OrganisationFields]
) -> Organisation:
    """Change what is written about an organisation; equal values change nothing and leave no trace.

    Raises:
        InputError: A value cannot be used, or another organisation has the code.
        StateError: The row is a merged duplicate.
    """
    refuse_if_read_only(cluster)
    row = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    if row.merged_into_id is not None:
        raise StateError("organisation.merged", _("This row is a duplicate; use the organisation that was kept."))
    given = dict(_prepared(fields))
    before = {name: getattr(row, name) for name in given}
    changed = changed_fields(row, given)
    if not changed:
        return row
    _check(row)
    row.save()
    changes = {name: [_written(before[name]), _written(getattr(row, name))] for name in changed}
    record(cluster, actor, "organisation.updated", row, changes=changes)
    return row


def _written(value: object) -> object:
    """Return a value as the journal keeps it: another organisation by its id."""
    return value.pk if isinstance(value, Organisation) else value


@transaction.atomic
def organisation_merge(
    *, duplicate: Organisation, kept: Organisation, actor: Actor, cluster: Cluster | None = None
) -> Organisation:
    """Make two rows of one organisation one: everything moves to `kept`, the duplicate stays as a signpost.

    Upper rooms move their rows in the same transaction, on `OrganisationMerged`; whatever they refuse stops the merge.

    Raises:
        InputError: Both are the same row, or their codes differ.
        StateError: One of them is a merged duplicate already.
    """
    refuse_if_read_only(cluster)
    if duplicate.pk == kept.pk:
        raise InputError("organisation.merge_self", _("Choose two different organisations."), field="kept")
    clusters_lock()  # rows of any cluster may move, and a cluster's lock comes before any row
    locked = {
        row.pk: row
        for row in Organisation.objects.select_for_update(of=("self",))
        .filter(pk__in=[duplicate.pk, kept.pk])
        .order_by("pk")
    }
    duplicate, kept = locked[duplicate.pk], locked[kept.pk]
    if duplicate.merged_into_id is not None or kept.merged_into_id is not None:
        raise StateError("organisation.merged", _("This row is a duplicate; use the organisation that was kept."))
    if duplicate.code and kept.code and (duplicate.code_kind, duplicate.code) != (kept.code_kind, kept.code):
        raise InputError(
            "organisation.merge_codes",
            _("These organisations have different state codes, so they are not one."),
            field="kept",
        )
    _ties_move(duplicate, kept)
    known = set(kept.contacts.values_list("kind", "value"))
    for contact in ContactPoint.objects.filter(organisation=duplicate):
        if (contact.kind, contact.value) in known:
            contact.delete()
        else:
            contact.organisation = kept
            contact.save(update_fields=["organisation"])
    OrganisationFlag.objects.filter(organisation=duplicate).update(organisation=kept)
    Organisation.objects.filter(parent=duplicate).exclude(pk=kept.pk).update(parent=kept)
    Organisation.objects.filter(merged_into=duplicate).update(merged_into=kept)
    if kept.parent_id == duplicate.pk:
        kept.parent = None
    if duplicate.code and not kept.code:
        code_kind, code = duplicate.code_kind, duplicate.code
        duplicate.code = duplicate.code_kind = ""
        duplicate.merged_into = kept
        duplicate.save()
        kept.code_kind, kept.code = code_kind, code
    duplicate.merged_into = kept
    duplicate.save()
    kept.save()
    record(cluster, actor, "organisation.merged", kept, duplicate=duplicate.pk)
    publish(OrganisationMerged(duplicate.pk, kept.pk, actor.user_id))
    return kept


def _ties_move(duplicate: Organisation, kept: Organisation) -> None:
    heads = list(Affiliation.objects.filter(organisation=kept, is_head=True))
    for tie in Affiliation.objects.filter(organisation=duplicate).order_by("valid_from", "pk"):
        if tie.is_head and any(_overlap(tie, head) for head in heads):
            tie.is_head = False  # one head at a time: the kept row knows who it is
        tie.organisation = kept
        tie.save(update_fields=["organisation", "is_head"])
        if tie.is_head:
            heads.append(tie)


def _overlap(one: Affiliation, other: Affiliation) -> bool:
    return (other.valid_until is None or one.valid_from < other.valid_until) and (
        one.valid_until is None or other.valid_from < one.valid_until
    )


@transaction.atomic
def organisation_flag_set(
    *,
    organisation: Organisation,
    kind: str,
    source: str,
    valid_from: date,
    actor: Actor,
    valid_until: date | None = None,
    cluster: Cluster | None = None,
) -> OrganisationFlag:
    """Put a dated mark on an organisation, with its source; never shown in public.

    Raises:
        InputError: No source, or the days are the wrong way round.
    """
    refuse_if_read_only(cluster)
    refuse_reversed(valid_from, valid_until)
    flag = OrganisationFlag(
        organisation=organisation,
        kind=kind.strip(),
        source=source.strip(),
        valid_from=valid_from,
        valid_until=valid_until,
    )
    check_fields(flag)
    flag.save()
    record(cluster, actor, "organisation.flagged", organisation, on=valid_from, flag=flag.pk, kind=flag.kind)
    return flag


@transaction.atomic
def organisation_flag_end(
    *, flag: OrganisationFlag, on: date, actor: Actor, cluster: Cluster | None = None
) -> OrganisationFlag:
    """Take a mark off; `on` is the first day without it.

    Raises:
        InputError: The day is before its first.
        StateError: It ended before.
    """
    refuse_if_read_only(cluster)
    flag = OrganisationFlag.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=flag.pk)
    if flag.valid_until is not None and flag.valid_until <= on:
        raise StateError("organisation.flag_ended", _("This mark has ended already."))
    refuse_reversed(flag.valid_from, on)
    flag.valid_until = on
    flag.save(update_fields=["valid_until"])
    record(cluster, actor, "organisation.flag_ended", flag.organisation, on=on, flag=flag.pk, kind=flag.kind)
    return flag
