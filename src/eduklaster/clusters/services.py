"""Founding clusters, putting charter versions in force, setting rules by acts."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from eduklaster.charter.keys import key_spec
from eduklaster.charter.loader import CharterError, Loaded, load_text
from eduklaster.charter.messages import say
from eduklaster.charter.problems import Unfit
from eduklaster.charter.resolver import EVERYWHERE, Origin, Scope
from eduklaster.charter.verdicts import Citation, Verdict
from eduklaster.journal.services import Actor, journal_write
from eduklaster.kernel import bus
from eduklaster.kernel.errors import InputError, RuleRefusal, StateError
from eduklaster.kernel.text import Localized

from .appearance import appearance_of
from .enums import ClusterState, FindingState, VersionState
from .events import CharterWritten
from .models import CharterVersion, ClauseText, Cluster, FindingNote, Override, SpecialDay
from .selectors import charter_of, rulebook_of, version_in_force


def cluster_lock(cluster: Cluster | int) -> None:
    """Make the writes of one cluster queue up until commit: the first thing that every service with a rule does.

    One lock for each cluster, taken before any row, gives all services the same order and keeps counters without gaps.
    """
    number = cluster if isinstance(cluster, int) else cluster.pk
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [0x6B6C, number])


def _read(source: str) -> Loaded:
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
def cluster_create(*, source: str, actor: Actor, on: date, is_listed: bool = True, casebook: str = "") -> Cluster:
    """Create a cluster in the state «forming» from a charter file; its first version is a draft.

    `casebook` holds the situations on which the charter was tried, as one YAML file.

    Raises:
        InputError: The file is no charter, or a cluster with that code exists.
    """
    charter = _read(source).charter
    identity = charter.identity
    if Cluster.objects.filter(code=identity.code).exists():
        raise InputError(
            "cluster.exists",
            _("A cluster with the code «%(name)s» exists already."),
            field="code",
            name=identity.code,
        )
    cluster = Cluster.objects.create(
        code=identity.code,
        name=Localized(identity.name.model_dump()),
        short_name=Localized(identity.short_name.model_dump()),
        territory=Localized(identity.territory.model_dump()),
        level=identity.level,
        language=identity.language,
        time_zone=identity.time_zone,
        calendar=identity.calendar,
        is_listed=is_listed,
        **appearance_of(charter),
    )
    cluster_lock(cluster)
    journal_write(chain=cluster.code, actor=actor, action="cluster.created", subject=cluster, on=on)
    version_add(cluster=cluster, source=source, actor=actor, on=on, casebook=casebook)
    return cluster


@transaction.atomic
def version_add(
    *, cluster: Cluster, source: str, actor: Actor, on: date, summary: Localized | None = None, casebook: str = ""
) -> CharterVersion:
    """Add a draft of a charter version.

    Raises:
        InputError: The file is no charter, or it is the charter of another cluster.
    """
    cluster_lock(cluster)
    charter = _read(source).charter
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
    if _read(source).charter.identity.code != version.cluster.code:
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
def cluster_state_set(*, cluster: Cluster, state: ClusterState, actor: Actor, on: date) -> Cluster:
    """Move a cluster through its life; the caller has seen the chain of acts.

    Raises:
        StateError: The cluster is terminated: it opens again only by a new founding act.
    """
    cluster_lock(cluster)
    cluster.refresh_from_db()
    if cluster.state == ClusterState.TERMINATED:
        raise StateError("cluster.terminated", _("A terminated cluster is read-only."))
    before, cluster.state = cluster.state, state
    if state == ClusterState.ACTIVE and cluster.founded_on is None:
        cluster.founded_on = on
    if state == ClusterState.TERMINATED:
        cluster.terminated_on = on
    cluster.save(update_fields=["state", "founded_on", "terminated_on"])
    journal_write(
        chain=cluster.code,
        actor=actor,
        action="cluster.state",
        subject=cluster,
        on=on,
        changes={"state": [before, state.value]},
    )
    return cluster


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A rule that an act is to set. `value` is written as in a charter file."""

    key: str
    value: Any
    valid_from: date
    scope: Scope = EVERYWHERE
    origin: Origin = Origin.OVERRIDE


def rule_change_verdict(cluster: Cluster, change: RuleChange) -> Verdict:
    """Say whether a rule may be set by an act: what the charter itself says is locked, save for an interpretation.

    Codes: `rule.free`, `rule.locked` (cites the clause), `rule.no_such_reading`.
    """
    rulebook = rulebook_of(cluster, change.valid_from)
    current = rulebook.ask(change.key, on=change.valid_from, scope=change.scope)
    citation = Citation.of(current)
    citations = (citation,) if citation else ()
    facts = {"key": change.key, "value": str(change.value)}
    if change.origin is Origin.INTERPRETATION:
        readings = [str(value) for value in current.alternatives]
        if str(key_spec(change.key).parse(change.value)) not in readings:
            return Verdict(False, "rule.no_such_reading", citations, {**facts, "readings": readings}, (current,))
        return Verdict(True, "rule.free", citations, facts, (current,))
    if current.is_locked:
        return Verdict(False, "rule.locked", citations, facts, (current,))
    return Verdict(True, "rule.free", citations, facts, (current,))


@transaction.atomic
def rule_set(
    *,
    cluster: Cluster,
    change: RuleChange,
    act: str,
    actor: Actor,
    act_id: int | None = None,
    clause: str = "",
) -> Override:
    """Set a rule by an act from a day on: a norm, an override of a default, or an interpretation of a clause.

    Raises:
        InputError: The value does not fit the rule.
        RuleRefusal: The charter itself says the rule; it is locked.
    """
    cluster_lock(cluster)
    try:
        key_spec(change.key).parse(change.value)
    except KeyError as error:
        raise InputError("rule.key", _("There is no such rule."), field="key") from error
    except Unfit as error:
        why = error.fault.in_(get_language() or "en", in_form=True)
        raise InputError("rule.value", _("This value does not fit: %(why)s"), field="value", why=why) from error
    verdict = rule_change_verdict(cluster, change)
    if not verdict.allowed:
        raise RuleRefusal(verdict, say(verdict, cluster.language))
    scope = change.scope
    same = Override.objects.filter(
        cluster=cluster,
        key=change.key,
        organ=scope.organ or "",
        office=scope.office or "",
        matter=scope.matter or "",
        step=scope.step or "",
        valid_until__isnull=True,
        valid_from__lt=change.valid_from,
    )
    same.update(valid_until=change.valid_from - timedelta(days=1))
    row = Override.objects.create(
        cluster=cluster,
        key=change.key,
        value=change.value,
        origin=change.origin.value,
        organ=scope.organ or "",
        office=scope.office or "",
        matter=scope.matter or "",
        step=scope.step or "",
        clause=clause,
        act=act,
        act_id=act_id,
        valid_from=change.valid_from,
    )
    journal_write(
        chain=cluster.code,
        actor=actor,
        action="rule.set",
        subject=row,
        on=change.valid_from,
        rule=change.key,
        citations=[c.as_json() for c in verdict.citations],
        facts={"value": change.value, "act": act, "origin": change.origin.value},
    )
    return row


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


@transaction.atomic
def finding_note_set(
    *, cluster: Cluster, finding: str, state: FindingState, note: str, act: str, actor: Actor, on: date
) -> FindingNote:
    """Say what became of a finding of the charter's health; an interpretation names its act.

    Raises:
        InputError: The state needs an act and none is named.
    """
    cluster_lock(cluster)
    if state != FindingState.OPEN and not act.strip():
        raise InputError("finding.act", _("Name the act by which this was settled."), field="act")
    row, _created = FindingNote.objects.update_or_create(
        cluster=cluster, finding=finding, defaults={"state": state, "note": note.strip(), "act": act.strip()}
    )
    journal_write(
        chain=cluster.code,
        actor=actor,
        action="finding.noted",
        subject=row,
        on=on,
        facts={"finding": finding, "state": state.value, "act": act.strip()},
    )
    return row


@transaction.atomic
def special_day_set(
    *, cluster: Cluster, day: date, is_working: bool, reason: str, actor: Actor, on: date
) -> SpecialDay:
    """Make a day working or free against the country's calendar."""
    cluster_lock(cluster)
    row, _created = SpecialDay.objects.update_or_create(
        cluster=cluster, day=day, defaults={"is_working": is_working, "reason": reason}
    )
    journal_write(
        chain=cluster.code,
        actor=actor,
        action="calendar.special_day",
        subject=row,
        on=on,
        facts={"day": day.isoformat(), "is_working": is_working},
    )
    return row
