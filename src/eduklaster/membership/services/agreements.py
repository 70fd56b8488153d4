"""The register of agreements: parties are organisations and persons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.services import cluster_lock
from eduklaster.journal.services import SYSTEM, Actor, journal_write
from eduklaster.kernel.errors import InputError, StateError

from ..enums import AgreementState
from ..models import Agreement, AgreementParty, Participant


@dataclass(frozen=True, slots=True)
class AgreementInput:
    """What an agreement says. At least two parties; each is an organisation or a person."""

    kind: str
    subject: str
    organisations: Sequence[int]
    persons: Sequence[int] = ()
    number: str = ""
    signed_on: date | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    survives_leaving: bool = True
    is_public: bool = True


@transaction.atomic
def agreement_register(
    *, cluster: Cluster, given: AgreementInput, on: date, actor: Actor, file: Any = None
) -> Agreement:
    """Enter an agreement in the register. The parties are organisations and persons; the cluster can be none.

    Raises:
        InputError: Fewer than two parties, or an end before the start.
    """
    cluster_lock(cluster)
    if len(set(given.organisations)) + len(set(given.persons)) < 2:
        raise InputError("agreement.parties", _("An agreement has at least two parties."), field="organisations")
    if given.valid_from and given.valid_until and given.valid_until < given.valid_from:
        raise InputError("agreement.term", _("The last day lies before the first."), field="valid_until")
    agreement = Agreement.objects.create(
        cluster=cluster,
        kind=given.kind,
        subject=given.subject,
        number=given.number,
        signed_on=given.signed_on,
        valid_from=given.valid_from or given.signed_on,
        valid_until=given.valid_until,
        survives_leaving=given.survives_leaving,
        is_public=given.is_public,
        state=AgreementState.SIGNED if given.signed_on else AgreementState.DRAFT,
        file=file or "",
    )
    AgreementParty.objects.bulk_create(
        [AgreementParty(agreement=agreement, organisation_id=pk) for pk in dict.fromkeys(given.organisations)]
        + [AgreementParty(agreement=agreement, person_id=pk) for pk in dict.fromkeys(given.persons)]
    )
    journal_write(
        chain=cluster.code,
        actor=actor,
        action="agreement.registered",
        subject=agreement,
        on=on,
        facts={"kind": given.kind, "organisations": list(given.organisations), "persons": list(given.persons)},
    )
    return agreement


@transaction.atomic
def agreement_end(*, agreement: Agreement, on: date, actor: Actor, left: Participant | None = None) -> Agreement:
    """End an agreement from a day; `left` is the party that left the cluster, where it ends with that.

    Raises:
        StateError: It is not in force.
    """
    cluster_lock(agreement.cluster_id)
    agreement.refresh_from_db()
    if agreement.state != AgreementState.SIGNED:
        raise StateError("agreement.state", _("This agreement is not in force."))
    before, agreement.state, agreement.valid_until = agreement.state, AgreementState.TERMINATED, on
    agreement.save(update_fields=["state", "valid_until"])
    journal_write(
        chain=agreement.cluster.code,
        actor=actor,
        action="agreement.ended",
        subject=agreement,
        on=on,
        changes={"state": [before, agreement.state]},
        facts={"participant": left.pk} if left else {},
    )
    return agreement


@transaction.atomic
def agreements_expire(*, cluster: Cluster, on: date) -> int:
    """Mark the agreements whose last day is past, each with its first day without force; returns how many. Safe to repeat."""
    cluster_lock(cluster)
    over = Agreement.objects.filter(cluster=cluster, state=AgreementState.SIGNED, valid_until__lt=on)
    rows = list(over.order_by("valid_until", "pk"))
    for row in rows:
        assert row.valid_until is not None  # noqa: S101 -- asked for above
        before, row.state = row.state, AgreementState.EXPIRED
        row.save(update_fields=["state"])
        journal_write(
            chain=cluster.code,
            actor=SYSTEM,
            action="agreement.expired",
            subject=row,
            on=row.valid_until + timedelta(days=1),
            changes={"state": [before, row.state]},
        )
    return len(rows)
