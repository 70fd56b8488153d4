"""Writing versions of a charter, keeping the cluster's own words at their places, putting one in force."""

from __future__ import annotations

import hashlib
from datetime import date

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from eduklaster.charter.loader import CharterError, Loaded, load_text
from eduklaster.journal.services import Actor, journal_write
from eduklaster.kernel import bus
from eduklaster.kernel.errors import InputError, StateError
from eduklaster.kernel.text import Localized

from ..appearance import appearance_of
from ..enums import VersionState
from ..events import CharterWritten
from ..models import CharterVersion, ClauseText, Cluster
from ..selectors import charter_of, version_in_force
from .locks import cluster_lock


def charter_read(source: str) -> Loaded:
    """Read a charter from its text; one that cannot be read is refused with its problems."""
    try:
        return load_text(source, "charter.yaml")
    except CharterError as error:
        raise InputError(
            "charter.invalid",
            _("The charter cannot be read: %(problems)s"),
            field="source",
            problems=" ".join(problem.as_text(get_language() or "en") for problem in error.problems[:20]),
        ) from error


@transaction.atomic
def version_add(
    *, cluster: Cluster, source: str, actor: Actor, on: date, summary: Localized | None = None, casebook: str = ""
) -> CharterVersion:
    """Add a draft of a charter version.

    Raises:
        InputError: The file is no charter, or it is the charter of another cluster.
    """
    cluster_lock(cluster)
    charter = charter_read(source).charter
    if charter.identity.code != cluster.code:
        raise InputError("charter.other_cluster", _("This file is the charter of another cluster."), field="source")
    last = (
        CharterVersion.objects.filter(cluster=cluster).order_by("-number").values_list("number", flat=True).first() or 0
    )
    version = CharterVersion.objects.create(
        cluster=cluster,
        number=last + 1,
        source=source,
        checksum=hashlib.sha256(source.encode()).hexdigest(),
        casebook=casebook,
        summary=summary or Localized(),
    )
    journal_write(
        chain=cluster.code,
        actor=actor,
        action="charter.drafted",
        subject=version,
        on=on,
        facts={"number": version.number, "checksum": version.checksum},
    )
    bus.publish(CharterWritten(version.pk))
    return version


_STILL_WRITTEN = {VersionState.DRAFT, VersionState.CONSULTATION, VersionState.PUT_TO_VOTE}


@transaction.atomic
def version_rewrite(
    *, version: CharterVersion, source: str, actor: Actor, on: date, casebook: str = ""
) -> CharterVersion:
    """Change the text of a version on which nobody has decided yet; the journal keeps both checksums.

    Raises:
        InputError: The file is no charter, or it is the charter of another cluster.
        StateError: The version is adopted, in force, rejected or withdrawn.
    """
    cluster_lock(version.cluster_id)
    version.refresh_from_db()
    if version.state not in _STILL_WRITTEN:
        raise StateError("charter.decided", _("This version has been decided on: its text stays as it is."))
    if charter_read(source).charter.identity.code != version.cluster.code:
        raise InputError("charter.other_cluster", _("This file is the charter of another cluster."), field="source")
    before, version.checksum = version.checksum, hashlib.sha256(source.encode()).hexdigest()
    version.source, version.casebook = source, casebook or version.casebook
    version.save(update_fields=["source", "checksum", "casebook"])
    journal_write(
        chain=version.cluster.code,
        actor=actor,
        action="charter.rewritten",
        subject=version,
        on=on,
        changes={"checksum": [before, version.checksum]},
    )
    bus.publish(CharterWritten(version.pk))
    return version


@transaction.atomic
def version_state_set(*, version: CharterVersion, state: VersionState, actor: Actor, on: date) -> CharterVersion:
    """Move a version that is not in force yet to another state of its life.

    Raises:
        StateError: The version is or was in force.
    """
    cluster_lock(version.cluster_id)
    version.refresh_from_db()
    if version.state in {VersionState.IN_FORCE, VersionState.SUPERSEDED}:
        raise StateError("charter.in_force", _("A version that is or was in force keeps its state."))
    before, version.state = version.state, state
    version.save(update_fields=["state"])
    journal_write(
        chain=version.cluster.code,
        actor=actor,
        action="charter.state",
        subject=version,
        on=on,
        changes={"state": [before, state.value]},
    )
    return version


@transaction.atomic
def version_put_in_force(
    *,
    version: CharterVersion,
    effective_from: date,
    actor: Actor,
    adopted_by: str = "",
    approved_by: str = "",
) -> CharterVersion:
    """Put a version in force from a day; the version before ends the same day. The caller has seen the chain of acts.

    Raises:
        StateError: The version is in force already, or a later one is.
    """
    cluster_lock(version.cluster_id)
    version.refresh_from_db()
    if version.state in {VersionState.IN_FORCE, VersionState.SUPERSEDED}:
        raise StateError("charter.in_force", _("This version is in force already."))
    current = version_in_force(version.cluster, effective_from)
    if current is not None:
        if current.effective_from == effective_from:
            raise StateError("charter.same_day", _("Another version came into force on the same day."))
        current.state, current.effective_until = VersionState.SUPERSEDED, effective_from
        current.save(update_fields=["state", "effective_until"])
    version.state, version.effective_from = VersionState.IN_FORCE, effective_from
    version.adopted_by, version.approved_by = adopted_by[:300], approved_by[:300]
    version.save(update_fields=["state", "effective_from", "adopted_by", "approved_by"])
    for name, value in appearance_of(charter_of(version).charter).items():
        setattr(version.cluster, name, value)
    version.cluster.save(update_fields=["emblem_kinds", "charter_word"])
    journal_write(
        chain=version.cluster.code,
        actor=actor,
        action="charter.in_force",
        subject=version,
        on=effective_from,
        facts={"number": version.number, "from": effective_from.isoformat()},
    )
    return version


@transaction.atomic
def clause_texts_set(*, version: CharterVersion, texts: dict[str, str], actor: Actor, on: date) -> int:
    """Keep the cluster's own words at the places of its charter; returns how many places now have a text."""
    cluster_lock(version.cluster_id)
    ClauseText.objects.filter(version=version).delete()
    ClauseText.objects.bulk_create(
        ClauseText(version=version, clause=clause, text=text) for clause, text in texts.items() if text.strip()
    )
    count = version.texts.count()
    journal_write(
        chain=version.cluster.code,
        actor=actor,
        action="charter.text_imported",
        subject=version,
        on=on,
        facts={"places": count},
    )
    bus.publish(CharterWritten(version.pk))
    return count
