"""A first charter that was not adopted goes back to its draft, is changed there, and comes before the cluster again."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from eduklaster.amendments.services import adoption_rejected
from eduklaster.clusters.enums import VersionState
from eduklaster.clusters.models import CharterVersion, Cluster
from eduklaster.clusters.selectors import charter_of
from eduklaster.clusters.services import clause_texts_set, cluster_lock, version_add, version_rewrite
from eduklaster.journal.services import Actor, journal_write
from eduklaster.kernel.errors import AccessError, InputError, StateError
from eduklaster.people.models import User

from .checking import as_yaml, cases_as_yaml
from .enums import DraftState, Stage
from .models import Draft


def draft_behind(cluster: Cluster, user: User) -> Draft | None:
    """Return the draft of which a cluster came, if this person wrote on it."""
    mine = Q(owner=user) | Q(pk__in=user.shared_charter_drafts.values("pk"))
    return Draft.objects.filter(mine, cluster=cluster).order_by("-changed_at").first()


@transaction.atomic
def draft_take_back(*, cluster: Cluster, by: User, on: date) -> Draft:
    """Open the draft of a first charter again after it was voted down or its order declined.

    The case and the text that it decided on stay on record; nothing was in force, so nobody's rights change. Taken back
    already, the draft is returned as it is.

    Raises:
        AccessError: Somebody who did not write the draft.
        StateError: The charter is adopted or in force, nothing was decided on it, or a case decides on it now.
    """
    cluster_lock(cluster)
    version = adoption_rejected(cluster, on)
    found = draft_behind(cluster, by)
    if found is None:
        raise AccessError("draft.writer", _("A charter goes back to its draft by whoever wrote it."))
    found = Draft.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if found.state == DraftState.OPEN:
        return found
    found.state, found.stage = DraftState.OPEN, Stage.CLAUSES
    found.save(update_fields=["state", "stage", "changed_at"])
    _journal(cluster, version, by, "charter.taken_back", on)
    return found


@transaction.atomic
def draft_put_again(*, draft: Draft, by: User, on: date) -> CharterVersion:
    """Bring a draft that was taken back before its cluster again, as a version of its own that is still to be adopted.

    A version put again on which nobody has decided yet is changed in its place.

    Raises:
        StateError: It was not taken back, or a case decides on the charter now.
        InputError: Another code of the cluster, or another office that keeps its records.
    """
    found = Draft.objects.select_for_update(of=("self",)).select_related("cluster").get(pk=draft.pk)
    cluster = found.cluster
    if cluster is None or not found.is_open:
        raise StateError("draft.not_taken_back", _("This draft was not taken back."))
    cluster_lock(cluster)
    version = adoption_rejected(cluster, on)
    data, actor = found.data, _actor(by)
    if data["roles"].get("secretary", "secretary") != charter_of(version).charter.roles.secretary:
        raise InputError(
            "draft.secretary",
            _(
                "The office that keeps the records stays the same until the charter is in force; change it by an amendment."
            ),
        )
    source, casebook = as_yaml(data), cases_as_yaml(found.cases) if found.cases else ""
    if version.state == VersionState.DRAFT:
        version = version_rewrite(version=version, source=source, actor=actor, on=on, casebook=casebook)
    else:
        version = version_add(cluster=cluster, source=source, actor=actor, on=on, casebook=casebook)
    if found.texts:
        clause_texts_set(version=version, texts=found.texts, actor=actor, on=on)
    found.state, found.stage = DraftState.LIVE, Stage.LIVE
    found.save(update_fields=["state", "stage", "changed_at"])
    _journal(cluster, version, by, "charter.put_again", on)
    return version


def _actor(by: User) -> Actor:
    return Actor(by.pk, str(_("author of the draft")), by.person_id)


def _journal(cluster: Cluster, version: CharterVersion, by: User, action: str, on: date) -> None:
    journal_write(
        chain=cluster.code, actor=_actor(by), action=action, subject=version, on=on, facts={"number": version.number}
    )
