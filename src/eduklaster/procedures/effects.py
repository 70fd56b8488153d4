"""Effects that need no upper room: charter versions, rules set by acts, the end of a cluster."""

from __future__ import annotations

from datetime import date

from eduklaster.charter.resolver import Origin, Scope
from eduklaster.clusters.enums import ClusterState
from eduklaster.clusters.models import CharterVersion
from eduklaster.clusters.selectors import version_in_force
from eduklaster.clusters.services import RuleChange, cluster_state_set, rule_set, version_put_in_force

from .registry import Effect, register_effect
from .selectors import act_citation


def _cited(effect: Effect) -> tuple[str, str]:
    """Return (adopting, approving) act as they are cited: the last act approves what its basis adopted."""
    language = effect.case.cluster.language
    if effect.act is None:
        return "", ""
    adopted = [basis.rests_on for basis in effect.act.bases.select_related("rests_on")]
    return (act_citation(adopted[0], language) if adopted else "", act_citation(effect.act, language))


def charter_in_force(effect: Effect) -> None:
    """Put the version that the case is about in force."""
    case, version = effect.case, _version_of(effect)
    adopted, approved = _cited(effect)
    version_put_in_force(
        version=version,
        effective_from=effect.on,
        actor=effect.actor,
        adopted_by=adopted,
        approved_by=approved,
    )
    case.cluster.refresh_from_db()


def _version_of(effect: Effect) -> CharterVersion:
    wanted = effect.case.payload.get("version_id", effect.case.version_id)
    return CharterVersion.objects.get(pk=wanted)


def cluster_founded(effect: Effect) -> None:
    """Put a forming cluster to work, with its charter in force from the founding act where it was not adopted before."""
    if version_in_force(effect.case.cluster, effect.on) is None:
        charter_in_force(effect)
    if effect.case.cluster.state == ClusterState.FORMING:
        cluster_state_set(cluster=effect.case.cluster, state=ClusterState.ACTIVE, actor=effect.actor, on=effect.on)


def cluster_terminated(effect: Effect) -> None:
    """Start winding up: the records stay readable, a list of what is left to settle follows."""
    cluster_state_set(cluster=effect.case.cluster, state=ClusterState.WINDING_UP, actor=effect.actor, on=effect.on)


def rule_changed(effect: Effect) -> None:
    """Set the rule that the case is about, from the day of the act or a later one."""
    wanted = effect.case.payload["rule"]
    change = RuleChange(
        key=wanted["key"],
        value=wanted["value"],
        valid_from=max(effect.on, date.fromisoformat(wanted["from"])) if wanted.get("from") else effect.on,
        scope=Scope(**{k: v for k, v in wanted.get("scope", {}).items() if v}),
        origin=Origin(wanted.get("origin", "override")),
    )
    cited = act_citation(effect.act, effect.case.cluster.language) if effect.act else ""
    rule_set(
        cluster=effect.case.cluster,
        change=change,
        act=cited,
        act_id=effect.act.pk if effect.act else None,
        actor=effect.actor,
        clause=wanted.get("clause", ""),
    )


def register() -> None:
    """Register the effects; called once when the room starts."""
    register_effect("found", cluster_founded)
    register_effect("adopt_charter", charter_in_force)
    register_effect("amend_charter", charter_in_force)
    register_effect("terminate", cluster_terminated)
    register_effect("override", rule_changed)
    register_effect("interpret", rule_changed)
