"""Duties that a published decision lays on participants, beside those of the charter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from eduklaster.charter.matters import matter_for_kind
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.clusters.services import cluster_lock
from eduklaster.journal.services import Actor, journal_write
from eduklaster.kernel.errors import InputError
from eduklaster.kernel.text import Localized
from eduklaster.procedures.models import Act, Case
from eduklaster.procedures.parties import Doer
from eduklaster.procedures.services import CaseDraft, case_open

from ..models import ExtraDuty

_TITLE = {"uk": "Новий обов’язок", "ru": "Новая обязанность", "en": "A new duty"}


@transaction.atomic
def duty_propose(
    *,
    cluster: Cluster,
    label: Localized,
    categories: Sequence[str],
    valid_from: date | None,
    valid_until: date | None,
    why: str,
    doer: Doer,
    on: date,
) -> Case:
    """Propose a duty for the participants of some categories, none named meaning all: opens the charter's matter.

    Raises:
        InputError: The last day lies before the first.
        ChainRefused: Another party opens this matter, or the cluster does not decide it.
    """
    if valid_until is not None and valid_until < (valid_from or on):
        raise InputError("duty.term", _("The last day lies before the first."), field="valid_until")
    duty = {
        "label": dict(label),
        "categories": list(categories),
        "from": valid_from.isoformat() if valid_from else "",
        "until": valid_until.isoformat() if valid_until else "",
    }
    draft = CaseDraft(
        matter_for_kind(rulebook_of(cluster, on).charter, "distribute_duties"),
        Localized({code: f"{word}: {label.in_(code)}" for code, word in _TITLE.items()}),
        payload={"duty": duty, "why": why},
    )
    return case_open(cluster=cluster, draft=draft, doer=doer, on=on)


@transaction.atomic
def duty_lay(
    *,
    cluster: Cluster,
    label: Localized,
    act: Act,
    categories: Sequence[str],
    valid_from: date,
    valid_until: date | None,
    actor: Actor,
) -> ExtraDuty:
    """Lay a duty on the participants of some categories, none named meaning all, by an act and from a day."""
    cluster_lock(cluster)
    row = ExtraDuty.objects.create(
        cluster=cluster,
        label=label,
        act=act,
        categories=list(categories),
        valid_from=valid_from,
        valid_until=valid_until,
    )
    journal_write(
        chain=cluster.code, actor=actor, action="duty.laid", subject=act, on=valid_from,
        facts={"duty": label.in_(cluster.language), "valid_until": valid_until.isoformat() if valid_until else ""},
    )  # fmt: skip
    return row
