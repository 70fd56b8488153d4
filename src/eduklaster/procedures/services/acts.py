"""Registering acts: numbers without gaps, bases, corrections by a later act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.services import cluster_lock
from eduklaster.journal.services import Actor, journal_write
from eduklaster.kernel import bus, clock
from eduklaster.kernel.errors import InputError, StateError
from eduklaster.kernel.text import Localized

from ..enums import ActState
from ..events import ActRegistered
from ..models import Act, ActBasis, Counter


def number_next(cluster: Cluster, series: str, year: int) -> int:
    """Return the next number of a series; the caller holds the cluster's lock, so there are no gaps and no races."""
    Counter.objects.get_or_create(cluster=cluster, series=series, year=year)
    counter = Counter.objects.select_for_update().get(cluster=cluster, series=series, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last


@dataclass(frozen=True, slots=True)
class ActDraft:
    """What an act says. `issuer` is a concrete party."""

    kind: str
    issuer: str
    issuer_label: Localized
    title: Localized
    on: date
    text: str = ""
    effective_on: date | None = None
    is_binding: bool = True
    is_public: bool = True
    basis_note: str = ""
    citations: Sequence[Mapping[str, str]] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
    signed_by_id: int | None = None


@transaction.atomic
def act_register(
    *, cluster: Cluster, draft: ActDraft, actor: Actor, basis: Sequence[Act] = (), corrects: Act | None = None
) -> Act:
    """Give an act its number in the series of its issuer and year, and make it part of the record for good.

    Raises:
        InputError: The act is dated before an act it rests on.
    """
    cluster_lock(cluster)
    late = [act for act in basis if act.on > draft.on]
    if late:
        raise InputError(
            "act.before_basis",
            _("The act cannot be dated before the act it rests on (%(on)s)."),
            field="on",
            on=late[0].on,
        )
    number = number_next(cluster, f"act:{draft.issuer}:{draft.kind}", draft.on.year)
    act = Act.objects.create(
        cluster=cluster,
        kind=draft.kind,
        issuer=draft.issuer,
        issuer_label=draft.issuer_label,
        year=draft.on.year,
        number=number,
        on=draft.on,
        title=draft.title,
        text=draft.text,
        effective_on=draft.effective_on,
        is_binding=draft.is_binding,
        is_public=draft.is_public,
        state=ActState.REGISTERED,
        basis_note=draft.basis_note,
        corrects=corrects,
        citations=list(draft.citations),
        data=dict(draft.data),
        signed_by_id=draft.signed_by_id,
        registered_at=clock.now(),
    )
    ActBasis.objects.bulk_create(ActBasis(act=act, rests_on=other) for other in {a.pk: a for a in basis}.values())
    if corrects is not None:
        corrects.state = ActState.CORRECTED
        corrects.save(update_fields=["state"])
    journal_write(
        chain=cluster.code,
        actor=actor,
        action="act.registered",
        subject=act,
        on=draft.on,
        citations=draft.citations,
        facts={
            "kind": draft.kind,
            "issuer": draft.issuer,
            "number": number,
            "basis": [a.pk for a in basis],
            "corrects": corrects.pk if corrects else None,
        },
    )
    bus.publish(ActRegistered(act.pk))
    return act


@transaction.atomic
def act_correct(*, act: Act, text: str, title: Localized, on: date, actor: Actor) -> Act:
    """Correct an act by a later act of the same issuer; the first one stays readable and is never changed.

    Raises:
        StateError: The act has been corrected already; correct the later one.
    """
    cluster_lock(act.cluster_id)
    act.refresh_from_db()
    if act.state != ActState.REGISTERED:
        raise StateError("act.corrected", _("This act has been corrected already; correct the later act."))
    draft = ActDraft(
        kind=act.kind,
        issuer=act.issuer,
        issuer_label=act.issuer_label,
        title=title,
        on=on,
        text=text,
        effective_on=act.effective_on,
        is_binding=act.is_binding,
        is_public=act.is_public,
        citations=act.citations,
    )
    return act_register(cluster=act.cluster, draft=draft, actor=actor, basis=[act], corrects=act)
