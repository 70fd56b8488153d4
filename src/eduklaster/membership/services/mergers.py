"""What becomes of memberships, founders, agreements, holdings and units when two rows of one organisation are made one."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import today_in
from eduklaster.journal.services import Actor, journal_write
from eduklaster.kernel.errors import StateError
from eduklaster.people.access import Viewer, viewer_for
from eduklaster.people.models import Organisation, User
from eduklaster.procedures.access import cases_visible_to
from eduklaster.procedures.enums import CaseState
from eduklaster.procedures.models import Case

from ..access import agreements_visible_to
from ..models import Agreement, AgreementParty, Component, Founder, Holding, Participant

Moved = dict[int, dict[str, list[int]]]
"""What has moved, by cluster and kind of row."""


@transaction.atomic
def organisation_rows_move(*, duplicate: Organisation, kept: Organisation, actor: Actor) -> None:
    """Move what this room keeps of a duplicate to the organisation that stays, in every cluster.

    Memberships move with their numbers, acts and seats. An ended spell of the duplicate that overlaps one
    of the organisation that stays is left at the signpost: spells are not joined, because each rests on an act, and the
    register of a past day goes on to show what was signed then. The caller holds the locks of all clusters.
    A refusal names a case or an agreement of a cluster only to an account that may see it there.

    Raises:
        StateError: Both take part in a cluster now, or only the duplicate still does after both once did; both stand in
            one founders' register; an application of the duplicate is under way; an agreement would be left with one
            party. Nothing is moved then.
    """
    moved: Moved = defaultdict(lambda: defaultdict(list))
    _refuse_open_applications(duplicate, actor)
    _spells_move(duplicate, kept, moved)
    _founders_move(duplicate, kept, moved)
    _parties_move(duplicate, kept, actor, moved)
    for kind, rows, field in (
        ("holdings", Holding.objects.filter(holder=duplicate), "holder"),
        ("components", Component.objects.filter(organisation=duplicate), "organisation"),
    ):
        for pk, cluster_id in rows.values_list("pk", "cluster_id"):
            moved[cluster_id][kind].append(pk)
        rows.update(**{field: kept})
    for cluster in Cluster.objects.filter(pk__in=moved).order_by("pk"):
        facts: dict[str, Any] = {"duplicate": duplicate.pk, **moved[cluster.pk]}
        journal_write(
            chain=cluster.code,
            actor=actor,
            action="organisation.rows_moved",
            subject=kept,
            on=today_in(cluster),
            facts=facts,
        )


def _reader_in(cluster: Cluster, actor: Actor) -> Viewer:
    """Return whoever reads the refusal as a viewer of another cluster; without an account they see what everybody sees."""
    account = User.objects.filter(pk=actor.user_id).first() if actor.user_id else None
    return viewer_for(account or AnonymousUser(), cluster)


def _refuse_open_applications(duplicate: Organisation, actor: Actor) -> None:
    found = Case.objects.filter(
        subject_type="people.organisation", subject_id=str(duplicate.pk), state=CaseState.OPEN
    ).select_related("cluster")
    hidden = False
    for case in found.order_by("pk"):
        reader = _reader_in(case.cluster, actor)
        if cases_visible_to(case.cluster, reader).filter(pk=case.pk).exists():
            raise StateError(
                "organisation.merge_case",
                _("Case %(reference)s of this organisation is still open in «%(cluster)s». Close it first."),
                reference=case.reference,
                cluster=str(case.cluster),
            )
        hidden = True
    if hidden:
        raise StateError(
            "organisation.merge_case",
            _(
                "A case of this organisation is still open in another cluster. The merger has to wait until it is closed."
            ),
        )


def _spells_move(duplicate: Organisation, kept: Organisation, moved: Moved) -> None:
    others = list(Participant.objects.filter(organisation=kept).order_by("pk"))
    for row in Participant.objects.filter(organisation=duplicate).select_related("cluster").order_by("pk"):
        rivals = [other for other in others if other.cluster_id == row.cluster_id and _overlap(row, other)]
        running = next((other for other in rivals if other.left_on is None), None)
        if row.left_on is None and running is not None:
            raise StateError(
                "organisation.merge_participants",
                _(
                    "Both organisations take part in «%(cluster)s» now, with numbers %(first)s and %(second)s. "
                    "End one of the memberships first; then they can be made one."
                ),
                cluster=str(row.cluster),
                first=min(row.number, running.number),
                second=max(row.number, running.number),
            )
        if rivals and row.left_on is None:
            raise StateError(
                "organisation.merge_other_way",
                _(
                    "In «%(cluster)s» the membership of the duplicate goes on, and that of the organisation that would "
                    "stay has ended. Make them one the other way round: keep the one whose membership goes on."
                ),
                cluster=str(row.cluster),
            )
        if rivals:
            continue  # ended, and beside another spell: it stays where it was signed
        row.organisation = kept
        row.save(update_fields=["organisation"])
        moved[row.cluster_id]["participants"].append(row.pk)


def _overlap(one: Participant, other: Participant) -> bool:
    return (one.left_on is None or one.left_on > other.joined_on) and (
        other.left_on is None or other.left_on > one.joined_on
    )


def _founders_move(duplicate: Organisation, kept: Organisation, moved: Moved) -> None:
    known = dict(Founder.objects.filter(organisation=kept).values_list("cluster_id", "number"))
    for row in Founder.objects.filter(organisation=duplicate).select_related("cluster").order_by("pk"):
        if row.cluster_id in known:
            raise StateError(
                "organisation.merge_founders",
                _(
                    "Both organisations stand in the founders' register of «%(cluster)s», in rows %(first)s and "
                    "%(second)s: by the charter they are two."
                ),
                cluster=str(row.cluster),
                first=known[row.cluster_id],
                second=row.number,
            )
        row.organisation = kept
        row.save(update_fields=["organisation"])
        moved[row.cluster_id]["founders"].append(row.pk)


def _parties_move(duplicate: Organisation, kept: Organisation, actor: Actor, moved: Moved) -> None:
    both = Agreement.objects.filter(parties__organisation=duplicate).filter(parties__organisation=kept)
    for agreement in both.select_related("cluster").order_by("pk"):
        if agreement.parties.exclude(Q(organisation=duplicate) | Q(organisation=kept)).count() == 0:
            raise _between_the_two(agreement, actor)
        agreement.parties.filter(organisation=duplicate).delete()
        moved[agreement.cluster_id]["agreements"].append(agreement.pk)
    rows = AgreementParty.objects.filter(organisation=duplicate)
    for agreement_id, cluster_id in rows.values_list("agreement_id", "agreement__cluster_id"):
        moved[cluster_id]["agreements"].append(agreement_id)
    rows.update(organisation=kept)


def _between_the_two(agreement: Agreement, actor: Actor) -> StateError:
    code = "organisation.merge_agreement"
    reader = _reader_in(agreement.cluster, actor)
    if not agreements_visible_to(reader).filter(pk=agreement.pk).exists():
        return StateError(
            code, _("An agreement in another cluster is between these two organisations, so they are not one.")
        )
    return StateError(
        code,
        _("The agreement «%(subject)s» in «%(cluster)s» is between these two organisations, so they are not one."),
        subject=agreement.subject,
        cluster=str(agreement.cluster),
    )
