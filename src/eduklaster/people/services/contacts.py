"""Contacts with their visibility, and consents."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from eduklaster.clusters.models import Cluster
from eduklaster.journal.services import Actor
from eduklaster.kernel import clock
from eduklaster.kernel.errors import InputError, NotFound, StateError

from ..enums import ConsentPurpose, ContactKind, Visibility
from ..errors import refuse_if_read_only
from ..models import Consent, ContactPoint, Organisation, Person
from .common import check_fields, record


def contact_value_check(kind: str, value: str) -> str:
    """Return the value as it is kept, or refuse what nobody can be reached by.

    Raises:
        InputError: The value does not fit the kind.
    """
    value = " ".join(value.split())
    try:
        if kind == ContactKind.EMAIL:
            validate_email(value)
        elif kind == ContactKind.SITE:
            value = value if "://" in value else f"https://{value}"
            URLValidator(schemes=["http", "https"])(value)
        elif kind == ContactKind.PHONE and len(re.sub(r"\D", "", value)) < 5:
            raise ValidationError("")
    except ValidationError as error:
        words = {
            ContactKind.EMAIL: _("This is no e-mail address: it looks like name@example.org."),
            ContactKind.SITE: _("This is no address of a site: it looks like https://example.org."),
        }.get(ContactKind(kind), _("This is no telephone number: it has at least five digits."))
        raise InputError("contact.value", words, field="value") from error
    return value


@transaction.atomic
def contact_add(
    *,
    owner: Person | Organisation,
    kind: str,
    value: str,
    actor: Actor,
    visibility: str = Visibility.PRIVATE,
    basis: str = "",
    cluster: Cluster | None = None,
) -> ContactPoint:
    """Add a way to reach a person or an organisation; private unless said otherwise. The same contact twice is one.

    Raises:
        InputError: The value does not fit the kind.
    """
    refuse_if_read_only(cluster)
    if kind not in ContactKind.values:
        raise InputError("contact.kind", _("Choose the kind of the contact."), field="kind")
    value = contact_value_check(kind, value)
    owned = {"person": owner} if isinstance(owner, Person) else {"organisation": owner}
    type(owner)._default_manager.select_for_update(of=("self",)).get(pk=owner.pk)
    known = ContactPoint.objects.filter(kind=kind, value=value, **owned).first()
    if known is not None:
        return known
    contact = ContactPoint(kind=kind, value=value, visibility=visibility, basis=basis.strip(), **owned)
    check_fields(contact)
    contact.save()
    record(cluster, actor, "contact.added", owner, contact=contact.pk, kind=kind, visibility=str(visibility))
    return contact


@transaction.atomic
def contact_remove(*, contact: ContactPoint, actor: Actor, cluster: Cluster | None = None) -> None:
    """Forget a contact."""
    refuse_if_read_only(cluster)
    found = _contact_lock(contact)
    identifier, owner = found.pk, found.person or found.organisation
    found.delete()
    assert owner is not None  # noqa: S101  # the table's own constraint
    record(cluster, actor, "contact.removed", owner, contact=identifier, kind=found.kind)


@transaction.atomic
def contact_change_visibility(
    *, contact: ContactPoint, visibility: str, actor: Actor, cluster: Cluster | None = None
) -> ContactPoint:
    """Change who may see a contact.

    Raises:
        InputError: There is no such visibility.
    """
    refuse_if_read_only(cluster)
    if visibility not in Visibility.values:
        raise InputError("contact.visibility", _("Choose who may see the contact."), field="visibility")
    found = _contact_lock(contact)
    before = found.visibility
    if before == visibility:
        return found
    found.visibility = visibility
    found.save(update_fields=["visibility"])
    owner = found.person or found.organisation
    assert owner is not None  # noqa: S101
    record(
        cluster,
        actor,
        "contact.visibility",
        owner,
        contact=found.pk,
        kind=found.kind,
        changes={"visibility": [before, str(visibility)]},
    )
    return found


def _contact_lock(contact: ContactPoint) -> ContactPoint:
    found = ContactPoint.objects.select_for_update(of=("self",)).filter(pk=contact.pk).first()
    if found is None:
        raise NotFound
    return found


@transaction.atomic
def consent_give(
    *,
    person: Person,
    purpose: str,
    actor: Actor,
    cluster: Cluster | None = None,
    guardian: Person | None = None,
) -> Consent:
    """Give a consent for one purpose, in one cluster or (None) everywhere; a standing one is returned as it is.

    Only the person, or a guardian, gives it: the caller asks the viewer.

    Raises:
        InputError: There is no such purpose, or a person is named as the own guardian.
    """
    if purpose not in ConsentPurpose.values:
        raise InputError("consent.purpose", _("Choose what the consent is for."), field="purpose")
    if guardian is not None and guardian.pk == person.pk:
        raise InputError("consent.guardian", _("A person is not the own guardian."), field="guardian")
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    standing = Consent.objects.filter(person=person, purpose=purpose, cluster=cluster, withdrawn_at=None).first()
    if standing is not None:
        return standing
    consent = Consent.objects.create(
        person=person, purpose=purpose, cluster=cluster, guardian=guardian, given_at=clock.now()
    )
    record(cluster, actor, "consent.given", person, consent=consent.pk, purpose=str(purpose))
    return consent


@transaction.atomic
def consent_withdraw(*, consent: Consent, actor: Actor) -> Consent:
    """Withdraw a consent; its history stays. What it allowed ends at once.

    Raises:
        StateError: It was withdrawn before.
    """
    found = Consent.objects.select_for_update(of=("self",)).select_related("cluster", "person").get(pk=consent.pk)
    if found.withdrawn_at is not None:
        raise StateError("consent.withdrawn", _("This consent was withdrawn already."))
    found.withdrawn_at = clock.now()
    found.save(update_fields=["withdrawn_at"])
    record(found.cluster, actor, "consent.withdrawn", found.person, consent=found.pk, purpose=found.purpose)
    return found
