"""Proposing that an act sets a rule, or chooses one of the readings of a clause."""

from __future__ import annotations

from datetime import date

from eduklaster.charter.keys import KEYS
from eduklaster.charter.matters import matter_for_kind
from eduklaster.charter.messages import matter_words, value_words
from eduklaster.charter.resolver import Origin, Scope
from eduklaster.charter.schema import Charter
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.clusters.services import RuleChange, rule_change_check
from eduklaster.kernel.text import Localized

from ..models import Case
from ..parties import Doer
from .cases import CaseDraft, case_open


def rule_propose(*, cluster: Cluster, change: RuleChange, why: str, doer: Doer, on: date) -> Case:
    """Open the matter by which the cluster sets a rule, or reads a clause; its last act brings the rule into force.

    The rule holds from `change.valid_from`, but never from before that act.

    Raises:
        InputError: There is no such rule, or the value does not fit it.
        RuleRefusal: The charter itself says the rule, or its clause has no such reading.
        ChainRefused: Another party opens this matter, or the cluster does not decide it.
    """
    verdict = rule_change_check(cluster, change)
    charter = rulebook_of(cluster, on).charter
    is_reading = change.origin is Origin.INTERPRETATION
    scope = change.scope
    rule = {
        "key": change.key,
        "value": change.value,
        "from": change.valid_from.isoformat(),
        "origin": change.origin.value,
        "scope": {"organ": scope.organ, "office": scope.office, "matter": scope.matter, "step": scope.step},
        "clause": next((c.ref for c in verdict.citations if c.kind == "clause"), "") if is_reading else "",
    }
    draft = CaseDraft(
        matter_for_kind(charter, "interpret" if is_reading else "override"),
        _titled(charter, change),
        payload={"rule": rule, "why": why},
    )
    return case_open(cluster=cluster, draft=draft, doer=doer, on=on)


def _titled(charter: Charter, change: RuleChange) -> Localized:
    """Return the rule with its value, and whom it is meant for where that is not the whole cluster."""
    spec, scope = KEYS[change.key], change.scope
    value = spec.parse(change.value)
    words = {}
    for language in ("uk", "ru", "en"):
        where = scope_words(charter, scope, language)
        said = f"{spec.title.in_(language)}: {value_words(change.key, value, language, charter)}"
        words[language] = f"{said} ({where})" if where else said
    return Localized(words)


def scope_words(charter: Charter, scope: Scope, language: str) -> str:
    """Return the organ, the office and the matter that a scope names; empty for the whole cluster."""
    found = []
    if scope.organ in charter.organs:
        found.append(charter.organs[scope.organ].name.in_(language))
    if scope.office in charter.offices:
        found.append(charter.offices[scope.office].name.in_(language))
    if scope.matter:
        found.append(matter_words(charter, scope.matter, language))
    return ", ".join(found)
