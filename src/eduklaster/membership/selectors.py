"""Reading the registers: participants on a day, founders, agreements, rights and duties derived from the charter."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from eduklaster.charter.resolver import Rulebook
from eduklaster.charter.schema import Category, Entitlement
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of, version_governing, version_in_force
from eduklaster.kernel.errors import NotFound
from eduklaster.kernel.suppression import PublicCounts, published
from eduklaster.kernel.text import Localized
from eduklaster.procedures.enums import CaseState
from eduklaster.procedures.models import Case
from eduklaster.procedures.selectors import act_citation

from .enums import AgreementState, FounderState, ParticipantKind
from .models import Acknowledgement, Agreement, Component, ExtraDuty, Founder, Participant


def participants_on(cluster: Cluster, on: date) -> QuerySet[Participant]:
    """Return who took part in a cluster on a day, present or past."""
    return Participant.objects.filter(cluster=cluster, joined_on__lte=on).filter(
        Q(left_on__isnull=True) | Q(left_on__gt=on)
    )


def persons_counted(cluster: Cluster, on: date) -> PublicCounts[str]:
    """Return how many natural persons take part on a day, by category, as everybody may read it.

    The smallest published count is the charter's or the default's (`privacy.minimum_cell`, D-94).
    """
    minimum: int = rulebook_of(cluster, on, version_governing(cluster, on)).ask("privacy.minimum_cell", on=on).value
    rows = participants_on(cluster, on).filter(kind=ParticipantKind.PERSON).order_by()
    return published(dict(rows.values_list("category").annotate(number=Count("pk"))), minimum)


def persons_ever(cluster: Cluster) -> bool:
    """Say whether a natural person takes part or ever took part."""
    return Participant.objects.filter(cluster=cluster, kind=ParticipantKind.PERSON).exists()


def participants_ever(cluster: Cluster) -> QuerySet[Participant]:
    """Return every spell of membership."""
    return Participant.objects.filter(cluster=cluster)


def participant_get(cluster: Cluster, participant_id: int) -> Participant:
    """Return a participant, present or past.

    Raises:
        NotFound: There is none in this cluster.
    """
    try:
        return Participant.objects.select_related("organisation", "basis_act", "cluster").get(
            cluster=cluster, pk=participant_id
        )
    except Participant.DoesNotExist:
        raise NotFound from None


def founders_of(cluster: Cluster) -> QuerySet[Founder]:
    """Return the founders' register in printed order."""
    return Founder.objects.filter(cluster=cluster).select_related("organisation").order_by("order")


def founders_signed(cluster: Cluster) -> QuerySet[Founder]:
    """Return the rows with a signature."""
    return founders_of(cluster).filter(state=FounderState.SIGNED)


def components_on(cluster: Cluster, on: date) -> QuerySet[Component]:
    """Return the units and projects of a cluster on a day."""
    return Component.objects.filter(cluster=cluster, founded_on__lte=on).filter(
        Q(closed_on__isnull=True) | Q(closed_on__gt=on)
    )


def agreements_of(cluster: Cluster, *, public_only: bool = False) -> QuerySet[Agreement]:
    """Return the register of agreements; publicly only those whose parties allow it."""
    rows = Agreement.objects.filter(cluster=cluster).prefetch_related("parties__organisation", "parties__person")
    return rows.filter(is_public=True).exclude(state=AgreementState.DRAFT) if public_only else rows


def category_of(rulebook: Rulebook, code: str) -> Category | None:
    """Return a category of the charter."""
    return next((c for c in rulebook.charter.participants.categories if c.id == code), None)


@dataclass(frozen=True, slots=True)
class RightOrDuty:
    """A right or duty of a participant with its source."""

    label: Localized
    citation: Citation | None
    permission: str | None = None


def _entitlements(entries: Iterable[Entitlement], category: str) -> list[RightOrDuty]:
    return [
        RightOrDuty(Localized(e.label.model_dump()), Citation.of(e), e.permission)
        for e in entries
        if not e.categories or category in e.categories
    ]


def rights_of(participant: Participant, on: date) -> list[RightOrDuty]:
    """Return the rights of a participant, derived from the charter in force on a day."""
    rulebook = rulebook_of(participant.cluster, on)
    return _entitlements(rulebook.charter.participants.rights, participant.category)


def duties_of(participant: Participant, on: date) -> list[RightOrDuty]:
    """Return the duties of a participant: the charter's, and those laid on by published decisions."""
    rulebook = rulebook_of(participant.cluster, on)
    extra = ExtraDuty.objects.filter(cluster=participant.cluster, valid_from__lte=on).exclude(valid_until__lt=on)
    return _entitlements(rulebook.charter.participants.duties, participant.category) + [
        RightOrDuty(duty.label, Citation("act", act_citation(duty.act, participant.cluster.language)))
        for duty in extra.select_related("act__cluster").order_by("valid_from", "pk")
        if not duty.categories or participant.category in duty.categories
    ]


def acknowledgements_missing(cluster: Cluster, on: date) -> QuerySet[Participant]:
    """Return the participants that have not yet acknowledged the charter in force."""
    version = version_in_force(cluster, on)
    rows = participants_on(cluster, on)
    if version is None:
        return rows.none()
    return rows.exclude(pk__in=Acknowledgement.objects.filter(version=version).values("participant"))


@dataclass(frozen=True, slots=True)
class Consequence:
    """Something that happens when a participant goes. `is_kept` marks what goes on in spite of it."""

    kind: str
    label: Localized
    detail: Any = ""
    is_kept: bool = False


_AGREEMENT = {"uk": "договір", "ru": "договор", "en": "agreement"}
_CASE = {"uk": "справа", "ru": "дело", "en": "case"}
_consequences: list[Callable[[Participant, date], Iterable[Consequence]]] = []


def register_consequences(provider: Callable[[Participant, date], Iterable[Consequence]]) -> None:
    """Let an upper room add what follows in it when a participant goes."""
    if provider not in _consequences:
        _consequences.append(provider)


def consequences_of_leaving(participant: Participant, on: date) -> list[Consequence]:
    """Return what follows if a participant goes, before it does: what ends, what goes on, what is left to hand over."""
    return [
        consequence for provider in (_own_consequences, *_consequences) for consequence in provider(participant, on)
    ]


def _own_consequences(participant: Participant, on: date) -> Iterable[Consequence]:
    if participant.organisation_id:
        for agreement in Agreement.objects.filter(
            cluster=participant.cluster, parties__organisation=participant.organisation_id, state=AgreementState.SIGNED
        ):
            number = Localized({code: f"{word} № {agreement.number}" for code, word in _AGREEMENT.items()})
            yield Consequence(
                "agreement",
                Localized.same(agreement.subject),
                number if agreement.number else "",
                agreement.survives_leaving,
            )
    for case in Case.objects.filter(
        cluster=participant.cluster,
        subject_type="membership.participant",
        subject_id=str(participant.pk),
        state=CaseState.OPEN,
    ).exclude(kind="leave"):
        yield Consequence(
            "case",
            Localized(case.title),
            Localized({code: f"{word} № {case.reference}" for code, word in _CASE.items()}),
        )
