"""Letting an alternate act for a time, and taking it back."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from eduklaster.charter.delegation import may_delegate
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.clusters.services import cluster_lock
from eduklaster.journal.services import Actor, journal_write
from eduklaster.kernel import bus
from eduklaster.kernel.errors import AccessError, InputError, StateError
from eduklaster.people.access import capacities_of
from eduklaster.people.models import Person, User

from ..errors import ChainRefused
from ..events import DelegationGiven
from ..models import DELEGABLE, Delegation


@transaction.atomic
def delegation_give(
    *,
    cluster: Cluster,
    giver: User,
    party: str,
    alternate: Person,
    valid_from: date,
    valid_until: date,
    actor: Actor,
    on: date,
    note: str = "",
) -> Delegation:
    """Let an alternate act in one duty of the giver from one day to another, both counted.

    The alternate acts only while the giver holds the duty; the giver keeps it meanwhile.

    Raises:
        ClusterReadOnly: The cluster is terminated.
        AccessError: The duty is none of the giver's.
        InputError: The days make no sense, or the alternate is the giver or has no account.
        ChainRefused: The charter forbids it, the duty is lent to the giver, or somebody stands in already.
    """
    cluster_lock(cluster)
    cluster.refresh_from_db()
    held = next((c for c in capacities_of(giver, cluster, on) if c.party == party), None)
    if held is None or not party.startswith(DELEGABLE):
        raise AccessError("delegation.not_held", _("Only a duty of your own can be delegated."))
    _check(giver, alternate, valid_from, valid_until, on)
    other = (
        Delegation.objects.filter(cluster=cluster, party=party, revoked_on=None)
        .filter(valid_from__lte=valid_until, valid_until__gte=valid_from)
        .first()
    )
    verdict = may_delegate(
        rulebook_of(cluster, on),
        party,
        on=valid_from,
        is_lent=held.lent_until is not None,
        taken=(other.valid_from, other.valid_until) if other else None,
    )
    if not verdict.allowed:
        raise ChainRefused(verdict, get_language() or cluster.language, rulebook_of(cluster, on).charter)
    row = Delegation.objects.create(
        cluster=cluster,
        party=party,
        label=held.label,
        person=alternate,
        given_by=giver,
        valid_from=valid_from,
        valid_until=valid_until,
        note=note.strip(),
    )
    journal_write(
        chain=cluster.code,
        actor=actor,
        action="delegation.given",
        subject=row,
        on=on,
        rule="duty.delegation",
        citations=[c.as_json() for c in verdict.citations],
        facts={
            "party": party,
            "person": alternate.pk,
            "from": valid_from.isoformat(),
            "until": valid_until.isoformat(),
        },
    )
    bus.publish(DelegationGiven(row.pk))
    return row


def _check(giver: User, alternate: Person, valid_from: date, valid_until: date, on: date) -> None:
    if valid_from < on:
        raise InputError("delegation.past", _("A delegation begins today or later."), field="valid_from")
    if valid_until < valid_from:
        raise InputError("delegation.days", _("The last day comes before the first one."), field="valid_until")
    if alternate.pk == giver.person_id:
        raise InputError("delegation.oneself", _("Choose somebody else: this is you."), field="person")
    if not User.objects.filter(person=alternate, is_active=True).exists():
        raise InputError(
            "delegation.no_account",
            _("This person has no account and could not act. Invite the person first."),
            field="person",
        )


@transaction.atomic
def delegation_revoke(*, delegation: Delegation, user: User, is_secretary: bool, actor: Actor, on: date) -> Delegation:
    """End a delegation at once: by the giver, the alternate who gives it back, or the secretary.

    Raises:
        AccessError: It is somebody else's.
        StateError: It has ended already.
    """
    cluster_lock(delegation.cluster_id)
    row = Delegation.objects.select_related("cluster").get(pk=delegation.pk)
    if not (is_secretary or row.given_by_id == user.pk or row.person_id == user.person_id):
        raise AccessError(
            "delegation.not_yours", _("This is ended by the one who delegated, the alternate or the secretary.")
        )
    if row.revoked_on is not None or row.valid_until < on:
        raise StateError("delegation.ended", _("This delegation has ended already."))
    row.revoked_on = on
    row.save(update_fields=["revoked_on"])
    journal_write(
        chain=row.cluster.code,
        actor=actor,
        action="delegation.revoked",
        subject=row,
        on=on,
        facts={"party": row.party, "person": row.person_id},
    )
    return row
