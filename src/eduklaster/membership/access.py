"""Who acts for participants, founders and units on a day, and who may see and write the registers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from eduklaster.clusters.models import Cluster
from eduklaster.kernel.errors import AccessError
from eduklaster.kernel.text import Localized
from eduklaster.people.access import Capacity, Viewer
from eduklaster.people.models import Affiliation
from eduklaster.people.selectors import valid_on

from .enums import AgreementState, FounderState, ParticipantKind
from .models import Agreement, Component, Founder, Participant
from .selectors import participants_on

_WORDS = {
    "head": {"uk": "Керівник учасника: %s", "ru": "Руководитель участника: %s", "en": "Head of the participant: %s"},
    "representative": {
        "uk": "Представник учасника: %s",
        "ru": "Представитель участника: %s",
        "en": "Representative of the participant: %s",
    },
    "member": {"uk": "Учасник: %s", "ru": "Участник: %s", "en": "Participant: %s"},
    "founder": {"uk": "Представник засновника: %s", "ru": "Представитель учредителя: %s", "en": "For the founder: %s"},
    "component_head": {"uk": "Керівник: %s", "ru": "Руководитель: %s", "en": "Head of: %s"},
}


def _label(kind: str, name: str | Localized) -> Localized:
    named = name if isinstance(name, Localized) else Localized.same(name)
    return Localized({code: text % named.in_(code) for code, text in _WORDS[kind].items()})


def capacities(person_id: int, cluster: Cluster, on: date) -> Iterable[Capacity]:
    """Return what a person is by membership on a day: for participants, for listed founders, at the head of units."""
    ties = {
        tie.organisation_id: tie
        for tie in Affiliation.objects.filter(valid_on(on), Q(is_head=True) | Q(may_represent=True), person=person_id)
        .select_related("organisation")
        .order_by("is_head", "-pk")
    }
    yield from _of_participants(person_id, cluster, on, ties)
    if ties:
        founders = Founder.objects.filter(cluster=cluster, organisation__in=list(ties)).exclude(
            state=FounderState.STRUCK
        )
        for founder in founders.order_by("order"):
            tie = ties[founder.organisation_id]
            yield Capacity(
                "founder",
                cluster.pk,
                f"founder:{founder.pk}",
                _label("founder", tie.organisation.short_name),
                False,
                tie.valid_from,
                tie.valid_until,
            )
    units = Component.objects.filter(cluster=cluster, head=person_id, founded_on__lte=on)
    for unit in units.exclude(closed_on__lte=on).exclude(head_since__gt=on).order_by("pk"):
        yield Capacity(
            "component_head",
            cluster.pk,
            f"component:{unit.pk}",
            _label("component_head", unit.name),
            False,
            unit.head_since,
            unit.closed_on,
        )


def _of_participants(person_id: int, cluster: Cluster, on: date, ties: dict[int, Affiliation]) -> Iterator[Capacity]:
    rows = participants_on(cluster, on).filter(Q(organisation__in=list(ties)) | Q(person=person_id))
    for row in rows.order_by("number"):
        if row.person_id == person_id:
            name = row.community_name or str(row.person)
            yield Capacity(
                "member", cluster.pk, f"participant:{row.pk}", _label("member", name), False, row.joined_on, row.left_on
            )
            continue
        tie = ties[row.organisation_id or 0]
        kind = "head" if tie.is_head else "representative"
        yield Capacity(
            "head" if tie.is_head else "representative",
            cluster.pk,
            f"participant:{row.pk}",
            _label(kind, tie.organisation.short_name),
            False,
            max(tie.valid_from, row.joined_on),
            tie.valid_until or row.left_on,
        )


def participants_represented(viewer: Viewer) -> list[int]:
    """Return the participants for which a viewer acts."""
    return sorted(int(p.partition(":")[2]) for p in viewer.parties if p.startswith("participant:"))


def organisations_represented(viewer: Viewer) -> list[int]:
    """Return the organisations for which a viewer acts, in the cluster or not."""
    return sorted(int(p.partition(":")[2]) for p in viewer.parties if p.startswith("organisation:"))


def agreements_visible_to(viewer: Viewer) -> QuerySet[Agreement]:
    """Return the agreements that somebody may see: public ones; their own; the secretary and the organs all."""
    rows = Agreement.objects.filter(cluster=viewer.cluster)
    if viewer.is_secretary or viewer.is_organ_member:
        return rows
    own = agreements_own(viewer)
    return rows.filter(Q(is_public=True) & ~Q(state=AgreementState.DRAFT) | Q(pk__in=own))


def agreements_own(viewer: Viewer) -> QuerySet[Agreement, int]:
    """Return the ids of the agreements in which the viewer, or an organisation it acts for, is a party."""
    return Agreement.objects.filter(
        Q(parties__organisation__in=organisations_represented(viewer)) | Q(parties__person=viewer.person_id or 0),
        cluster=viewer.cluster,
    ).values_list("pk", flat=True)


def may_end_agreement(viewer: Viewer, agreement: Agreement) -> bool:
    """Say whether somebody may end an agreement: the secretary, or whoever acts for a party."""
    return viewer.is_secretary or agreements_own(viewer).filter(pk=agreement.pk).exists()


def may_enter_agreement(viewer: Viewer) -> bool:
    """Say whether somebody may enter agreements: the secretary, and those who act for a participant."""
    return viewer.is_secretary or viewer.is_participant


def sees_persons(viewer: Viewer) -> bool:
    """Say whether natural persons among the participants are listed to somebody: those inside the cluster.

    To others they are not shown row by row, not even without names: rows can be counted, and a day of joining known.
    """
    return viewer.is_secretary or viewer.is_organ_member or viewer.is_participant


def participants_visible_to(viewer: Viewer) -> QuerySet[Participant]:
    """Return every spell of membership that somebody may see."""
    rows = Participant.objects.filter(cluster=viewer.cluster)
    return rows if sees_persons(viewer) else rows.exclude(kind=ParticipantKind.PERSON)


def sees_holdings(viewer: Viewer) -> bool:
    """Say whether the list of holdings exists for somebody: those inside the cluster."""
    return viewer.is_secretary or viewer.is_organ_member or viewer.is_participant


def may_record_holding(viewer: Viewer) -> bool:
    """Say whether somebody may record a holding: who holds an office, and the secretary."""
    return viewer.is_secretary or any(capacity.kind == "office" for capacity in viewer.capacities)


def require_founder(parties: frozenset[str], founder: Founder, *, is_secretary: bool) -> None:
    """Refuse whoever would sign for a founder for which they do not act.

    Raises:
        AccessError: Neither a representative of this organisation nor the secretary, who records a paper.
    """
    if not is_secretary and f"founder:{founder.pk}" not in parties:
        raise AccessError("founder.not_yours", _("Only a representative of this organisation signs for it."))


def may_speak_for(viewer: Viewer, participant: Participant) -> bool:
    """Say whether somebody acts for a participant."""
    return viewer.has(f"participant:{participant.pk}")
